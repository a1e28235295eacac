import pytest

from scanner.checklist.check import Known, mistakes, mistakes_in_scopes
from scanner.located.document import Document, read
from scanner.model.source import SourceFile

KNOWN = Known(["a/b", "a/c"], ["workloads"], ["run-as-non-root"], ["accounts"])
RIGHT = """
applies: workloads
otherwise: not scanned
params: {days: 30}
evidence:
  - says: It is there.
    strength: strong
    find: {kind: Document, where: "object.words > params.days", at_least: 2}
  - says: All of it.
    strength: proof
    all: [workloads, {rules: [run-as-non-root]}, {release: velero}, {runs: [falco]}]
  - {says: "Rules say so.", strength: proof, rules: linked}
against: [{says: "It is root.", kind: Dockerfile, where: object.root, uses: accounts}]
attest: {days: 180, role: operations}
includes: [a/c]
examples: [{status: met, name: one, files: {a: b}, as-of: 2026-01-31}]
"""


def document(text: str) -> Document:
    (found,) = read(SourceFile("x.yaml", text))
    assert isinstance(found, Document)
    return found


def told(text: str, item: str = "a/b") -> list[str]:
    return [str(one).removeprefix("x.yaml:") for one in mistakes(document(text), item, KNOWN)]


def test_nothing_is_wrong() -> None:
    assert told(RIGHT) == []


@pytest.mark.parametrize(("change", "mistake"), [
    (("applies: workloads", "applies: workload"), "2:10: there is no scope 'workload'; did you mean 'workloads'?"),
    (("run-as-non-root", "run-as-nonroot"),
     "11:31: there is no rule 'run-as-nonroot'; did you mean 'run-as-non-root'?"),
    (("includes: [a/c]", "includes: [a/d, a/b]"), "15:12: there is no other checklist item 'a/d'; did you mean 'a/c'?"),
    (("kind: Document", "kind: Documnt"), "8:18: unknown kind 'Documnt'; did you mean 'Document'?"),
    (("object.words >", "objct.words >"), "8:36: where: unknown name 'objct': did you mean 'object'?"),
    (("params.days", "params.day"), "8:58: there is no parameter 'day' under params; did you mean 'days'?"),
    (("at_least: 2", "atleast: 2"), "8:65: unknown key 'atleast'"),
    (("strength: strong", "strength: stronk"),
     "7:15: 'stronk' is not one of proof, strong, indicative; did you mean 'strong'?"),
    (("rules: linked", "rules: linked, kind: Pod"), "12:5: expected one of a finder"),
    (("uses: accounts", "uses: account"), "13:77: there is no relation 'account'; did you mean 'accounts'?"),
])
def test_mistakes_have_a_place_and_a_suggestion(change: tuple[str, str], mistake: str) -> None:
    found = told(RIGHT.replace(*change))
    assert any(one.startswith(mistake) for one in found), found


def test_placeholders() -> None:
    text = RIGHT.replace("at_least: 2", 'says: "{name} and {object.name}"')
    assert told(text) == ["8:72: expected a placeholder such as {object.name}, found '{name}'"]


def test_an_item_that_does_not_exist() -> None:
    assert told(RIGHT, "a/bb") == ["2:1: there is no checklist item 'a/bb'; did you mean 'a/b'?"]


def test_scopes() -> None:
    right = "scopes: {pods: {says: There are pods., otherwise: There is none., any: [workloads, {kind: Pod}]}}\n"
    assert mistakes_in_scopes(document(right), KNOWN) == []
    wrong = right.replace("workloads", "workloadz").replace("otherwise", "otherwize")
    found = mistakes_in_scopes(document(wrong), KNOWN)
    assert [one.problem for one in found] == [
        "unknown key 'otherwize'; did you mean 'otherwise'?",
        "there is no scope 'workloadz'; did you mean 'workloads'?",
    ]
