"""Places of the parts of a YAML or JSON document, worked out when the first one is asked for."""

from __future__ import annotations

from scanner.located.errors import YamlError
from scanner.located.spans import Located, Span
from scanner.model.provenance import Provenance
from scanner.model.resource import Path
from scanner.model.source import SourceFile


class DocumentLocator:
    """Places inside one document of a file.

    `start` is the offset of `text` in the file; `prefix` leads from the top of the document to the resource, as in a
    List. A value that is a scalar is shown itself, a map or list by its key, an item of a list by its beginning, and
    a value that is absent by its nearest present parent.
    """

    __slots__ = ("_file", "_located", "_prefix", "_start", "_text")

    def __init__(self, file: SourceFile, start: int, text: str, prefix: Path = ()) -> None:
        self._file, self._start, self._text, self._prefix = file, start, text, prefix
        self._located: Located | None = None

    @property
    def file(self) -> str:
        """The path of the file."""
        return self._file.path

    def below(self, prefix: Path) -> DocumentLocator:
        """The same document, seen from a part of it."""
        return DocumentLocator(self._file, self._start, self._text, prefix)

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest present parent."""
        found = self._find(path)
        return self._from(found.span.start if found.entries is None else found.span.key_start, found)

    def place_of_key(self, path: Path) -> Provenance:
        """The place of the key whose value is at `path`; of an item of a list, where it begins."""
        found = self._find(path)
        return self._from(found.span.key_start, found)

    def _find(self, path: Path) -> Located:
        if self._located is None:
            self._located = _located(self._text)
        found = self._located
        for step in (*self._prefix, *path):
            inner = found.entry(step)
            if inner is None:
                break
            found = inner
        return found

    def _from(self, start: int, found: Located) -> Provenance:
        end = _line_end(self._text, start, found.span.end)
        return Provenance.literal(self._file.path, self._start + start, self._start + end)


def _located(text: str) -> Located:
    from scanner.located.positions import positions

    try:
        return positions(text)
    except YamlError:  # the text was read before, so this is a text both readings take differently
        return Located(Span(0, 0, 0))


def _line_end(text: str, start: int, end: int) -> int:
    """The end of the first line of a piece; a region of one line is what reports show."""
    line = text.find("\n", start, end)
    return start + len(text[start:line if line >= 0 else end].rstrip())
