from pathlib import Path

import pytest

from scanner.model.mistake import Mistake
from scanner.model.rule import Confidence, Rule, Severity
from scanner.rules import pack

GOOD = """\
id: my-rule
title: Containers name an image
severity: high
since: 0.1.0
why: Nothing runs without an image, so this is a matter of course.
remediation: {plain: Write the image., helm: Set image in the values.}
match: {kind: workload, each: containers, when: "self.name != 'x'"}
assert: has(self.image)
field: [image, pod.image]
message: No image.
examples:
  - {name: good, passes: "kind: Pod"}
  - {name: bad, fails: "kind: Pod"}
"""


def written(folder: Path, text: str, name: str = "my-rule") -> Path:
    file = folder / "custom" / f"{name}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_rule_file(tmp_path: Path) -> None:
    rule = pack.read(written(tmp_path, GOOD))
    assert (rule.id, rule.category, rule.severity, rule.enabled) == ("my-rule", "custom", Severity.HIGH, True)
    assert rule.match == (("workload",), "containers", "self.name != 'x'")
    assert rule.fields == (("self", "image"), ("pod", "image"))
    assert (rule.remediation, rule.remediation_helm) == ("Write the image.", "Set image in the values.")
    assert [(one.name, one.passes) for one in rule.examples] == [("good", True), ("bad", False)]
    assert (rule.confidence, rule.checklist, rule.strengths, rule.aliases) == (Confidence.HIGH, (), {}, ())


def test_what_a_rule_may_say_besides(tmp_path: Path) -> None:
    more = "confidence: low\naliases: [x:A-1, b]\nchecklist: [security/container/image/non-root-user, {item: security/kubernetes/pod-security/network-policies, strength: indicative}]\n"
    rule = pack.read(written(tmp_path, GOOD + more))
    assert rule.confidence is Confidence.LOW
    assert rule.aliases == ("x:A-1", "b")
    assert rule.checklist == rule.head().checklist == (
        "security/container/image/non-root-user", "security/kubernetes/pod-security/network-policies")
    assert rule.strengths == {"security/kubernetes/pod-security/network-policies": "indicative"}


@pytest.mark.parametrize("more", [
    "confidence: sure", "aliases: ['a b']", "aliases: x:A", "checklist: [{item: a/b}]",
    "checklist: [{item: a/b, strength: none}]", "checklist: [{item: a/b, strength: proof, why: x}]",
])
def test_what_it_may_not_say(more: str, tmp_path: Path) -> None:
    with pytest.raises(pack.RulePackError):
        pack.read(written(tmp_path, f"{GOOD}{more}\n"))


@pytest.mark.parametrize(("old", "new", "place", "problem"), [
    ("severity: high", "severity: urgent", "3:11", "'urgent' is not one of"),
    ("severity: high\n", "", "1:1", "'severity' is missing"),
    ("has(self.image)", "has(selv.image)", "8:13", "assert: unknown name 'selv': did you mean 'self'?"),
    ("has(self.image)", "has(self.image", "8:23", "assert: "),
    ("self.name != 'x'", "selv.name != 'x'", "7:50", "when: unknown name 'selv'"),
    ("id: my-rule", "id: other-rule", "1:5", "differs from the file name 'my-rule'"),
    ("title: Containers name an image", "title: [", "4:6", "not valid YAML: did not find"),
    ("image", "\x00", "1:1", "not valid YAML"),
])
def test_errors_name_the_place_and_what_is_wrong(tmp_path: Path, old: str, new: str, place: str, problem: str) -> None:
    assert old in GOOD
    with pytest.raises(pack.RulePackError) as caught:
        pack.read(written(tmp_path, GOOD.replace(old, new)), "custom/my-rule.yaml")
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"custom/my-rule.yaml:{place}: ")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("severity: high", "severity: urgent").replace("has(self.image)", "has(selv.image)")
    with pytest.raises(pack.RulePackError) as caught:
        pack.read(written(tmp_path, bad.replace("message:", "massage:")), "my-rule.yaml")
    assert [(one.line, one.column) for one in caught.value.mistakes] == [(3, 11), (8, 13), (10, 1)]
    assert str(caught.value).split("\n")[0] == "3 mistakes in rules of your own"


def test_no_more_mistakes_than_anybody_reads() -> None:
    error = pack.RulePackError(Mistake("a.yaml", number, 1, "odd") for number in range(1000))
    assert len(error.mistakes) == 1000 and len(str(error).split("\n")) == 202
    assert str(error).endswith("and 800 more")


@pytest.mark.parametrize(("text", "place", "problem"), [
    ("", "1:1", "the file is empty"), ("# nothing\n", "1:1", "the file is empty"),
    ("- a\n", "1:1", "a rule is a map"), ("text\n", "1:1", "a rule is a map"),
    (f"{GOOD}---\n{GOOD}", "15:1", "a second document"),
])
def test_files_that_hold_something_else(tmp_path: Path, text: str, place: str, problem: str) -> None:
    with pytest.raises(pack.RulePackError) as caught:
        pack.read(written(tmp_path, text), "my-rule.yaml")
    assert str(caught.value).startswith(f"my-rule.yaml:{place}: {problem}")


PROSE = GOOD.partition("match:")[0] + "engine: schema\n"


@pytest.mark.parametrize(("text", "problem"), [
    (PROSE, "'examples' is missing"),
    (PROSE + "examples: [{name: a, passes: x}, {name: b, fails: y}]\n",
     "no such rule is asked by the engine 'schema', only deprecated-api, schema-validation, superseded-api"),
])
def test_rules_that_a_function_asks(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(pack.RulePackError, match=problem):
        pack.read(written(tmp_path, text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(pack.RulePackError, match="cannot be read"):
        pack.read(tmp_path / "missing.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(pack.RulePackError, match="cannot be read"):
        pack.read(binary)


def own(folder: Path) -> list[Rule]:
    """Two rules of one's own, one under the name of a built-in rule."""
    return [pack.read(written(folder, GOOD.replace("my-rule", name), name)) for name in ("my-rule", "host-pid")]


def test_own_rules_join_the_built_in_ones_and_replace_them(tmp_path: Path) -> None:
    built_in = pack.load()
    rules = {rule.id: rule for rule in pack.load(own(tmp_path))}
    assert set(rules) == {rule.id for rule in built_in} | {"my-rule"}
    assert rules["host-pid"].title == "Containers name an image"
    assert list(rules) == sorted(rules)


def test_some_rules_are_off_unless_asked_for() -> None:
    rules = pack.load()
    off = {rule.id for rule in rules} - {rule.id for rule in pack.enabled(rules)}
    assert "cpu-limits" in off and "memory-limits" not in off


def test_heads_say_what_the_rules_say(tmp_path: Path) -> None:
    heads, rules = pack.heads(own(tmp_path)), pack.load(own(tmp_path))
    assert [head.whole() for head in heads] == list(rules)
    for head, rule in zip(heads, rules, strict=True):
        assert head._replace(read=rule.whole) == rule.head()
        assert head.security is rule.security


def test_a_head_passes_on_what_settings_say() -> None:
    head = pack.heads()[0]._replace(severity=Severity.INFO, enabled=False)
    assert (head.whole().severity, head.whole().enabled) == (Severity.INFO, False)


def test_examples_are_read_when_asked_for() -> None:
    rule = next(one for one in pack.load() if one.id == "host-pid")
    assert not rule.examples
    changed = pack.with_examples(rule._replace(severity=Severity.INFO))
    assert len(changed.examples) >= 2 and changed.severity is Severity.INFO
    assert pack.with_examples(rule._replace(pack="mine")).examples == ()


@pytest.mark.parametrize(("text", "path"), [
    ("image", ("self", "image")),
    ("object.spec.replicas", ("object", "spec", "replicas")),
    ("object.metadata.labels['a.b/c']", ("object", "metadata", "labels", "a.b/c")),
    ("pod.volumes[2].name", ("pod", "volumes", 2, "name")),
    ("self", ("self",)),
    ("", ("self",)),
])
def test_field_path(text: str, path: tuple[str | int, ...]) -> None:
    assert pack.field_path(text) == path
