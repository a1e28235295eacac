import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.inputs import manifests
from scanner.model.provenance import Provenance
from scanner.model.report import Level
from scanner.model.resource import Fixed
from scanner.model.source import SourceFile

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n"


def load(text: str) -> tuple[list[str], list[tuple[str, int, str]]]:
    file = SourceFile("a.yaml", text)
    resources, notices = manifests.load([file])
    told = []
    for notice in notices:
        primary = notice.where.primary
        assert primary is not None and primary.span is not None
        told.append((notice.level.value, file.position(primary.span.start).line, notice.summary))
    return [one.id.short for one in resources], told


@pytest.mark.parametrize(("path", "claimed"), [
    ("a.yaml", True), ("b/c.YML", True), ("d.json", True), ("-", True), ("e.tpl", False), ("yaml", False)])
def test_claims(path: str, claimed: bool) -> None:
    assert manifests.claims(path) is claimed


@pytest.mark.parametrize(("text", "names"), [
    ("", []),
    ("# only a comment\n", []),
    ("---\n---\n", []),
    (POD % "a", ["Pod/a"]),
    (POD % "a" + "---\n" + POD % "b", ["Pod/a", "Pod/b"]),
    ("# head\n---\n" + POD % "a" + "...\n", ["Pod/a"]),
    ("--- # comment\n" + POD % "a" + "---\r\n" + POD % "b", ["Pod/a", "Pod/b"]),
    ("%YAML 1.1\n---\n" + POD % "a", ["Pod/a"]),
    ('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}', ["Pod/a"]),
    ("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n"
     "- apiVersion: v1\n  kind: PodList\n  items: [{apiVersion: v1, kind: Pod, metadata: {name: b}}]\n"
     "- {apiVersion: v1, kind: Pod, metadata: {name: c}}\n", ["Pod/a", "Pod/b", "Pod/c"]),
    ("apiVersion: v1\nkind: ShoppingList\nmetadata: {name: a}\n", ["ShoppingList/a"]),
    (POD % "a" + "data: |\n  ---\n  text\n", ["Pod/a"]),
])
def test_resources(text: str, names: list[str]) -> None:
    assert load(text) == (names, [])


@pytest.mark.parametrize(("text", "names", "notices"), [
    ("a: 1\n", [], [("info", 1, "A document is not a Kubernetes manifest and was skipped.")]),
    ("a: 1\n---\nb: 2\n---\n" + POD % "a", ["Pod/a"],
     [("info", 1, "2 documents are not Kubernetes manifests and were skipped.")]),
    (POD % "a" + "---\nb: [\n---\n" + POD % "c", ["Pod/a", "Pod/c"],
     [("error", 6, "A document is not valid YAML.")]),
    ("apiVersion: 1\nkind: Pod\n", [], [("info", 1, "A document is not a Kubernetes manifest and was skipped.")]),
    ("apiVersion: v1\nkind: List\nitems: [text]\n", [],
     [("warning", 1, "An item of a List is not a Kubernetes object and was skipped.")]),
])
def test_notices(text: str, names: list[str], notices: list[tuple[str, int, str]]) -> None:
    found, told = load(text)
    assert found == names
    assert [(level, summary) for level, _, summary in told] == [(level, summary) for level, _, summary in notices]
    assert all(abs(line - wanted) <= 1 for (_, line, _), (_, wanted, _) in zip(told, notices, strict=True))


def test_a_file_that_is_too_large_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "MAX_CHARACTERS", 10)
    resources, (notice,) = manifests.load([SourceFile("a.yaml", POD % "a")])
    assert not resources and notice.level is Level.ERROR


def test_a_list_with_too_many_items_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "MAX_ITEMS", 2)
    item = "- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n"
    names, told = load("apiVersion: v1\nkind: List\nitems:\n" + item * 3)
    assert len(names) == 2 and told[0][0] == "error"


def test_items_of_a_list_know_their_place() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n"
    ((resource,), _) = manifests.load([SourceFile("a.yaml", text)])
    span = resource.place("metadata", "name").hops[0].span
    assert span is not None and text[span.start:span.end] == "a" and span.start > text.index("kind: Pod")


PARTS = ["a: 1\n", "# c\n", "---\n", "--- x\n", "%D\n", " ---\n", "\n", "---", "text\n"]


@given(st.lists(st.sampled_from(PARTS), max_size=8))
def test_documents_lie_side_by_side(parts: list[str]) -> None:
    text = "".join(parts)
    at = 0
    for start, piece in manifests.documents(text):
        assert start >= at and text[start:start + len(piece)] == piece
        at = start + len(piece)


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@`\\ \n\t,", max_size=60))
def test_any_text_can_be_loaded(text: str) -> None:
    manifests.load([SourceFile("a.yaml", text)])


def test_deferred_files_are_read_document_by_document() -> None:
    file = SourceFile("a.yaml", POD % "a" + "---\na: [\n---\n# nothing\n---\n" + POD % "b")
    deferred = manifests.deferred(file, "web")
    found = [[(one.id.short, one.unit) for one in document.read()] for document in deferred.split()]
    assert deferred.text == file.text and found == [[("Pod/a", "web")], [], [("Pod/b", "web")]]
    [late] = deferred.split()[-1].read()
    assert late.place("kind") == manifests.load([file])[0][-1].place("kind")


def test_deferred_files_may_have_one_place_for_everything() -> None:
    where = Provenance.literal("web.tgz", 0, 0)
    [document] = manifests.deferred(SourceFile("a.yaml", POD % "a"), "web", Fixed(where)).split()
    assert [one.place("metadata", "name") for one in document.read()] == [where]
