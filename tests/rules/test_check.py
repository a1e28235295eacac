"""Everything that is said about a rule file with mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.graph.build import meanings
from scanner.located.document import Document, read
from scanner.model.source import SourceFile
from scanner.rules.check import mistakes

GOOD = """\
id: my-rule
title: Containers name an image
severity: high
checklist: [security/container/runtime/read-only-root-filesystem]
refutes: []
why: Nothing runs without an image, so this is a matter of course.
remediation: {plain: Write the image., helm: Set image in the values.}
match:
  kind: [workload, Pod]
  each: containers
  when: self.name != 'x'
uses: [guards]
params: {most: 3, words: [a]}
assert: >-
  has(self.image) &&
  incoming.guards.size() < params.most
  && params.words.size() > 0
field: [image, "object.metadata.labels['a.b/c']", "pod.volumes[0].name"]
message: No image in {self.name} of {object.metadata.name}.
examples:
  - {name: good, passes: "kind: Pod"}
  - {name: bad, fails: "kind: Pod"}
"""


def found(text: str) -> list[str]:
    (document,) = read(SourceFile("my-rule.yaml", text))
    assert isinstance(document, Document)
    return [f"{one.line}:{one.column}: {one.problem}" for one in mistakes(document, "my-rule", frozenset(meanings()))]


def test_a_good_rule() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("id: my-rule", "id: my_rule", ["1:5: expected lower-case words joined by hyphens, found 'my_rule'",
                                    "1:5: id 'my_rule' differs from the file name 'my-rule'"]),
    ("severity: high", "severity: hgih",
     ["3:11: 'hgih' is not one of info, low, medium, high, critical; did you mean 'high'?"]),
    ("read-only-root-filesystem]", "read-only-rootfs]",
     ["4:13: there is no checklist item 'security/container/runtime/read-only-rootfs'; did you mean "
      "'security/container/runtime/read-only-root-filesystem'?"]),
    ("refutes: []", "refutes: [a/b]", ["5:11: there is no checklist item 'a/b'"]),
    ("{plain: Write", "{plian: Write", ["7:15: unknown key 'plian'; did you mean 'plain'?"]),
    ("[workload, Pod]", "[workloads, Pod]", ["9:10: unknown family 'workloads'; did you mean 'workload'?"]),
    ("each: containers", "each: container", ["10:9: expected containers, main-containers, running-containers"]),
    ("self.name != 'x'", "slef.name != 'x'", ["11:9: when: unknown name 'slef': did you mean 'self'?"]),
    ("self.name != 'x'", "self.today != today",
     ["11:23: when: the day is known to evidence of the checklist only; a rule says the same every day"]),
    ("uses: [guards]", "uses: [guard]", ["12:8: there is no relation 'guard'; did you mean 'guards'?",
                                         "16:12: assert: the relation 'guards' does not stand under uses"]),
    ("params: {most: 3", "params: {more: 3", ["16:35: assert: there is no parameter 'most' under params"]),
    ("  has(self.image) &&", "  has(self.image &&", ["17:3: assert: has() argument must be a field selection"]),
    ("  && params.words.size() > 0", "  && params.words.siz() > 0",
     ["17:22: assert: unknown function 'siz': did you mean 'size'?"]),
    ("< params.most", "< params.most.matches('(?=x)')", []),
    ("[image, ", "[image..x, ",
     ["18:9: expected a path such as spec.containers[0] or metadata.labels['a.b/c'], found 'image..x'"]),
    ("volumes[0]", "volumes[x]", ["18:51: expected a path"]),
    ("{self.name}", "{slef.name}", ["19:22: unknown name 'slef' in a placeholder; did you mean 'self'?"]),
    ("{self.name}", "{self.name", ["19:22: expected a placeholder such as {self.name}, found '{'"]),
    ("{self.name}", "{Self-name}", ["19:22: expected a placeholder such as {self.name}, found '{Self-name}'"]),
    ("message:", "massage:", ["19:1: unknown key 'massage'; did you mean 'message'?"]),
    ("  - {name: bad, fails: \"kind: Pod\"}\n", "", ["21:3: expected at least one example that fails"]),
    ("examples:\n  - {name: good, passes: \"kind: Pod\"}\n  - {name: bad, fails: \"kind: Pod\"}\n", "",
     ["1:1: 'examples' is missing"]),
    ("fails: \"kind", "fail: \"kind", ["22:17: unknown key 'fail'; did you mean 'fails'?"]),
    ("id: my-rule\n", "", ["1:1: 'id' is missing"]),
    ("title: Containers name an image", "title: 3", ["2:8: 3 is not of type 'string'"]),
])
def test_mistakes(old: str, new: str, expected: list[str]) -> None:
    assert old in GOOD
    said = found(GOOD.replace(old, new, 1))
    for wanted in expected:
        assert any(one.startswith(wanted) for one in said), (wanted, said)
    if not expected:
        assert said and all("regular expression" in one or "does not take" in one for one in said)


def test_all_of_them_in_order() -> None:
    bad = GOOD.replace("high", "hgih").replace("[guards]", "[guard]").replace("message:", "massage:")
    assert [one.split(":")[0] for one in found(bad)] == ["3", "12", "16", "19"]


def test_regular_expressions_that_nobody_should_run() -> None:
    for pattern in ("(a{1000}){1000}", "(?=a)", "[", r"\\1"):
        said = found(GOOD.replace("has(self.image)", f"self.image.matches('{pattern}')"))
        assert any("no regular expression" in one for one in said), pattern


def test_what_is_no_map() -> None:
    for text in ("[]", "text", "3", "- id: x"):
        assert "a rule is a map" in found(text)[0]


LINES = st.sampled_from(GOOD.split("\n") + ["  - x", "x: [", "match: {kind: 3}", "assert: [a]", "uses: {a: b}",
                                            "field: {a: b}", "message: 3", "params: []", "checklist: [3, {}]",
                                            "examples: x", "- a", "  a: *x", "id: &x [1]", "match: []",
                                            "when: 'self'", "refutes: 3", "? [a]\n: b"])


@settings(max_examples=60)
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_any_document_has_mistakes_or_none(text: str) -> None:
    for one in read(SourceFile("my-rule.yaml", text)):
        if isinstance(one, Document):
            for mistake in mistakes(one, "my-rule", frozenset(meanings())):
                assert mistake.line >= 1 and mistake.column >= 1 and "\n" not in mistake.problem
