import pytest

from scanner.inputs.places import DocumentLocator
from scanner.model.source import SourceFile

BEFORE = "kind: First\n---\n"
TEXT = """\
kind: Pod   # a comment
metadata:
  name: "web"
spec:
  containers:
    - name: main
      args: [a,
        b]
      env: {}
    - helper
  notes: |
    one
    two
"""
FILE = SourceFile("pods/web.yaml", BEFORE + TEXT)


def shown(*path: str | int) -> str:
    provenance = DocumentLocator(FILE, len(BEFORE), TEXT).place(path)
    (hop,) = provenance.hops
    assert hop.role == "literal" and hop.span is not None and hop.span.path == FILE.path
    return FILE.text[hop.span.start:hop.span.end]


@pytest.mark.parametrize(("path", "text"), [
    (("kind",), "Pod"),
    (("metadata", "name"), '"web"'),
    (("metadata",), "metadata:"),
    (("metadata", "labels", "app"), "metadata:"),
    (("spec", "containers"), "containers:"),
    (("spec", "containers", 0), "name: main"),
    (("spec", "containers", 0, "securityContext", "privileged"), "name: main"),
    (("spec", "containers", 0, "args"), "args: [a,"),
    (("spec", "containers", 0, "args", 1), "b"),
    (("spec", "containers", 0, "env"), "env: {}"),
    (("spec", "containers", 1), "helper"),
    (("spec", "containers", 7), "containers:"),
    (("spec", "notes"), "|"),
    (("nothing",), "kind: Pod   # a comment"),
])
def test_places(path: tuple[str | int, ...], text: str) -> None:
    assert shown(*path) == text


@pytest.mark.parametrize(("path", "text"), [
    (("spec", "containers", 0, "args", 1), "b"),
    (("spec", "containers", 0, "name"), "name: main"),
    (("spec", "containers"), "containers:"),
    (("spec", "nothing"), "spec:"),
])
def test_places_of_keys(path: tuple[str | int, ...], text: str) -> None:
    span = DocumentLocator(FILE, len(BEFORE), TEXT).place_of_key(path).hops[0].span
    assert span is not None and FILE.text[span.start:span.end] == text


def test_places_below_a_prefix() -> None:
    locator = DocumentLocator(FILE, len(BEFORE), TEXT).below(("spec",))
    span = locator.place(("containers", 0, "name")).hops[0].span
    assert span is not None and FILE.text[span.start:span.end] == "main"


def test_a_text_that_is_no_yaml_has_a_place_at_its_beginning() -> None:
    span = DocumentLocator(SourceFile("a", "a: ["), 0, "a: [").place(("a",)).hops[0].span
    assert span is not None and span.start == 0


def test_the_file_is_known_without_reading_it() -> None:
    assert DocumentLocator(FILE, 0, "[").below(("items", 0)).file == "pods/web.yaml"
