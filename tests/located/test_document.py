"""Documents that know where everything in them stands."""

from __future__ import annotations

from scanner.located.document import Document, read
from scanner.model.mistake import Mistake
from scanner.model.source import SourceFile

TEXT = """\
# comment
name: web
match: {kind: Pod}
assert: >-
  self.a ==
  bad
---
second: [1, 'two']
---
"""


def documents(text: str) -> list[Document | Mistake]:
    return list(read(SourceFile("a/b.yaml", text)))


def test_every_document_that_holds_something() -> None:
    first, second = documents(TEXT)
    assert isinstance(first, Document) and first.data["name"] == "web"
    assert isinstance(second, Document) and second.data == {"second": [1, "two"]}
    assert documents("") == [] and documents("# nothing\n---\n") == []


def test_places_of_mistakes() -> None:
    first, second = documents(TEXT)
    assert isinstance(first, Document) and isinstance(second, Document)
    assert str(first.mistake(["match", "kind"], "odd")) == "a/b.yaml:3:15: odd"
    assert str(first.mistake(["match", "kind"], "odd", on_key=True)) == "a/b.yaml:3:9: odd"
    assert str(first.mistake(["match", "each", "deeper"], "odd")) == "a/b.yaml:3:8: odd"
    assert str(first.mistake(["assert"], "odd", at=len("self.a == "))) == "a/b.yaml:6:3: odd"
    assert str(second.mistake(["second", 1], "odd")) == "a/b.yaml:8:13: odd"
    assert first.offset(["assert"], len("self.a == ")) == TEXT.index("bad")


def test_numbers_stay_as_they_are_written() -> None:
    (document,) = documents("{a: 2.0, b: 2, c: 1e3, d: &x 3.0, e: *x, f: !!int 7}\n")
    assert isinstance(document, Document)
    assert {key: repr(value) for key, value in document.data.items()} == {
        "a": "2.0", "b": "2", "c": "1000.0", "d": "3.0", "e": "3.0", "f": "7"}


def test_text_that_is_no_yaml() -> None:
    good, bad = documents("a: 1\n---\nb: [\n")
    assert isinstance(good, Document)
    assert isinstance(bad, Mistake) and bad.path == "a/b.yaml" and bad.line >= 3 and "not valid YAML" in bad.problem


def test_documents_that_grow_by_aliases_are_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join(['*' + chr(97 + at)] * 9)}]\n" for at in range(9))
    (mistake,) = documents(bomb)
    assert isinstance(mistake, Mistake) and "excessive aliasing" in mistake.problem


def test_a_mistake_about_a_whole_file() -> None:
    assert str(Mistake("a.yaml", 0, 0, "cannot be read")) == "a.yaml: cannot be read"
