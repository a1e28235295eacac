"""The names that rules have elsewhere: in other scanners and policy libraries, and where rules are suggested.

Each rule file lists those of its rule under `aliases`. `policies/aliases.json` is made of them, a JSON object of rule
id to the names with blanks between them, so that a name can be looked up without reading all files.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from scanner import precompiled
from scanner.paths import data_folder
from scanner.patterns import lazy

NAME = "aliases.json"

# Trivy wrote its ids with three digits, later with four and a dash, and on its site with a prefix.
_TRIVY = lazy(r"(?:avd-)?(ksv|kcv|aws|azu|azure|gcp|git|dig|nif|ope|osk)-?0*(\d{1,6})")


def resolve(name: str) -> tuple[str, ...]:
    """The ids of the built-in rules that a name stands for, sorted; () for a name that nobody knows.

    The id of a rule stands for the rule. Other names are bare (`CKV_K8S_17`) or have their project before a colon
    (`checkov:CKV_K8S_17`); upper and lower case are the same. Some names stand for several rules.
    """
    if any(row[0] == name for part in precompiled.NAMES for row in precompiled.policies(part).heads):
        return (name,)
    return _index().get(_normal(name), ())


def text(folder: Path) -> str:
    """The text of the file for the rules in `folder`; the same rules give the same text."""
    found: dict[str, str] = {}
    for file in (file for part in precompiled.NAMES for file in precompiled.policy_files(folder, part)):
        rule: Any = precompiled.read_yaml(file)
        if isinstance(rule, dict) and rule.get("aliases"):
            found[rule["id"]] = " ".join(rule["aliases"])
    lines = [f"{json.dumps(rule_id)}:{json.dumps(names)}" for rule_id, names in sorted(found.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Rule ids by normal form of each name, with its project and without."""
    found: dict[str, set[str]] = {}
    known = json.loads((data_folder("policies") / NAME).read_bytes())
    for rule_id, names in known.items():
        for name in names.split():
            for form in {_normal(name), _normal(name.rpartition(":")[2])}:
                found.setdefault(form, set()).add(rule_id)
    return {form: tuple(sorted(rules)) for form, rules in found.items()}


def _normal(name: str) -> str:
    """The form in which names are compared."""
    project, colon, bare = name.strip().lower().rpartition(":")
    trivy = _TRIVY.fullmatch(bare)
    return project + colon + (f"{trivy.group(1)}-{trivy.group(2)}" if trivy else bare)
