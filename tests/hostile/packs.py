"""Hostile packs: name -> the files of a folder of rules, beside a configuration that names it."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.inputs import YAML_TEXTS

Files = dict[str, str | bytes]

_RULE = """\
id: {name}
title: A rule that does harm
severity: low
why: Nobody would write it but to do harm.
remediation: Do not write it.
match: {{kind: any}}
assert: {expression}
field: self
message: {message}
examples:
- {{name: a, passes: x}}
- {{name: b, fails: x}}
"""
_BINDING = """\
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {{name: {name}}}
spec: {{policyName: {policy}, validationActions: [Deny]}}
"""


def rule(expression: str, name: str = "bad", message: str = "It is so.") -> str:
    """A rule file with that assertion."""
    import json

    return _RULE.format(name=name, expression=json.dumps(expression), message=json.dumps(message))


def policy(expressions: list[str], variables: list[tuple[str, str]] = [], name: str = "bad") -> str:  # noqa: B006
    """A policy about everything, with its binding."""
    import json

    spec = {
        "matchConstraints": {"resourceRules": [
            {"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}]},
        "variables": [{"name": name, "expression": text} for name, text in variables],
        "validations": [{"expression": text, "messageExpression": "object.metadata.name"} for text in expressions],
    }
    text = json.dumps({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
                       "metadata": {"name": name}, "spec": spec})
    return text + "\n" + _BINDING.format(name=name, policy=name)


def nested(depth: int, start: str, step: str) -> str:
    """A value put through a step again and again."""
    for _ in range(depth):
        start = f"[{start}].map(a, {step})[0]"
    return start


_WIDE = "lists.range(2000)"

PACKS: dict[str, Callable[[], Files]] = {
    **{f"rule file: {name}": (lambda text=text: {"bad.yaml": text()}) for name, text in YAML_TEXTS.items()},
    "texts that double": lambda: {
        "bad.yaml": rule(nested(8, "'xxxxxxxxxx'", "a + a + a + a + a + a + a + a") + " != ''")},
    "lists that double": lambda: {"bad.yaml": rule(nested(8, "['x']", "a + a + a + a + a + a + a + a") + " != []")},
    "lists in lists": lambda: {"bad.yaml": rule(nested(8, "['x']", "[a, a, a, a, a, a, a, a]") + " != []")},
    "maps in maps": lambda: {"bad.yaml": rule(nested(8, "{'k': 1}", "{'a': a, 'b': a, 'c': a, 'd': a}") + " != {}")},
    "replacements": lambda: {"bad.yaml": rule(nested(8, "'aaaaaaaaaa'", "a.replace('a', a)") + " != ''")},
    "loops in loops": lambda: {
        f"bad{each}.yaml": rule(f"{_WIDE}.all(a, {_WIDE}.all(b, {_WIDE}.all(c, a + b + c + {each} >= 0)))",
                                f"bad{each}")
        for each in range(50)},
    "lists of lists": lambda: {
        f"bad{each}.yaml": rule(f"{_WIDE}.map(a, {_WIDE}.map(b, a * b + {each})).size() > 0", f"bad{each}")
        for each in range(50)},
    "regular expressions": lambda: {
        f"bad{each}.yaml": rule(f"{_WIDE}.all(a, 'x'.matches('a{{{each}}}b{{500}}' + string(a)) == false)",
                                f"bad{each}")
        for each in range(30)},
    "a long expression": lambda: {"bad.yaml": rule(" && ".join(["self.a == 1"] * 100_000))},
    "a deep expression": lambda: {"bad.yaml": rule("(" * 100_000)},
    "many parts": lambda: {"bad.yaml": rule("[" + ", ".join(["self"] * 2_500) + "].size() > 0")},
    "optionals where the runtime crashes": lambda: {
        "bad.yaml": rule("image({'a': optional.of(1)}).size() == 0"),
        "worse.yaml": rule("[{'a': self.?b}].distinct() == []", "worse")},
    "a message of braces": lambda: {"bad.yaml": rule("true", message="{self." * 20_000)},
    "a message that is a command": lambda: {"bad.yaml": rule("false", message="\n::error::x\x1b[1m {self}")},
    "many mistakes": lambda: {f"bad{each}.yaml": "id: x\nassert: '1 +'\nzzz: 1\n" * 3 for each in range(2_000)},
    "many rules": lambda: {f"bad{each}.yaml": rule(f"self.a{each} == {each}", f"bad{each}") for each in range(1_500)},
    "many files": lambda: {f"bad{each}.yaml": "x\n" for each in range(6_000)},
    "variables of variables": lambda: {"bad.yaml": policy(
        ["variables.v59.size() > 0"],
        [(f"v{each}", f"variables.v{each - 1} + variables.v{each - 1}" if each else "[object]")
         for each in range(60)])},
    "variables that grow": lambda: {"bad.yaml": policy(
        ["variables.v19.size() > 0"],
        [(f"v{each}", f"variables.v{each - 1} + variables.v{each - 1} + variables.v{each - 1}" if each else "['x']")
         for each in range(20)])},
    "many validations": lambda: {
        "bad.yaml": policy([f"lists.range(3000).all(i, i + {each} > -1)" for each in range(200)])},
    "many bindings": lambda: {"bad.yaml": policy(["object.metadata.name != 'x'"]) + "".join(
        _BINDING.format(name=f"b{each}", policy="bad") for each in range(3_000))},
    "many policies": lambda: {
        f"bad{each}.yaml": policy([f"object.a{each} == 1"], name=f"bad{each}") for each in range(300)},
    "a policy of aliases": lambda: {"bad.yaml": policy(["true"]) + "---\n" + YAML_TEXTS["billion laughs"]()},
    "hard to blame": lambda: {"bad.yaml": policy(
        ["lists.range(2000).all(i, lists.range(4).all(j, "
         "!object.spec.containers.exists(c, i + j > 5 || c.name == 'x')))"])},
}  # fmt: skip
