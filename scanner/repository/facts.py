"""Facts and where they stand: how every module of this package makes a resource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from scanner.inputs.places import DocumentLocator
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Data, Locator, Path, Resource, ResourceId
from scanner.model.source import SourceFile
from scanner.repository.files import File

DIALECT = "repository"
STAGE = "repository"

_NONE: Mapping[str, Path] = MappingProxyType({})


class At:
    """Places of a fact that lies at `base` of a document: a field stands where `fields` says, else at the base."""

    __slots__ = ("_base", "_fields", "_locator")

    def __init__(self, locator: Locator, base: Path = (), fields: Mapping[str, Path] = _NONE) -> None:
        self._locator, self._base, self._fields = locator, base, fields

    @property
    def file(self) -> str:
        """The file of the document."""
        return self._locator.file

    def place(self, path: Path) -> Provenance:
        """The place of what the field was read from."""
        found = self._fields.get(str(path[0])) if path else None
        return self._locator.place_of_key(self._base) if found is None else self._locator.place((*self._base, *found))

    def place_of_key(self, path: Path) -> Provenance:
        """The same: facts have no keys of their own in a file."""
        return self.place(path)


class Lines:
    """Places in a text without structure: the fact stands on `line`, some fields on lines of their own."""

    __slots__ = ("_fields", "_file", "_line")

    def __init__(self, file: SourceFile, line: int, fields: Mapping[str, int] = MappingProxyType({})) -> None:
        self._file, self._line, self._fields = file, line, fields

    @property
    def file(self) -> str:
        """The path of the file."""
        return self._file.path

    def place(self, path: Path) -> Provenance:
        """The line that the field was read from."""
        line = self._fields.get(str(path[0]), self._line) if path else self._line
        text = self._file.line(line)
        indent = len(text) - len(text.lstrip())
        start = self._file.offset(line, indent + 1)
        return Provenance.literal(self._file.path, start, start + len(text.strip()))

    def place_of_key(self, path: Path) -> Provenance:
        """The same."""
        return self.place(path)


class Span:
    """One piece of a file, whatever the field."""

    __slots__ = ("_end", "_path", "_start")

    def __init__(self, path: str, start: int, end: int) -> None:
        self._path, self._start, self._end = path, start, end

    @property
    def file(self) -> str:
        """The path of the file."""
        return self._path

    def place(self, path: Path) -> Provenance:
        """The piece."""
        return Provenance.literal(self._path, self._start, self._end)

    def place_of_key(self, path: Path) -> Provenance:
        """The piece."""
        return self.place(path)


def fact(kind: str, name: str, file: File, locator: Locator, body: Mapping[str, Data]) -> Resource:
    """A fact of that kind and name, with what all facts have."""
    whole = {"file": file.shown, "name": name, "area": file.area, **body}
    return Resource(ResourceId(DIALECT, "", kind, "", name), whole, locator)


def notice(file: File, summary: str, detail: str = "", offset: int = 0) -> Notice:
    """Something about a file that a person should know; what it would have shown is not looked at."""
    end = min(offset + 1, len(file.text))
    return Notice(Level.WARNING, summary, detail[:300], Provenance.literal(file.shown, min(offset, end), end), STAGE)


class Document:
    """A document of a YAML or JSON file: its data, and places by path."""

    __slots__ = ("data", "locator", "start", "text")

    def __init__(self, file: File, start: int, text: str, data: Data) -> None:
        self.data, self.start, self.text = data, start, text
        self.locator = DocumentLocator(file.source, start, text)

    def at(self, *base: str | int, **fields: Iterable[str | int] | str) -> At:
        """Places of a fact at `base`; a field's path is relative to it, a single key may be given as text."""
        paths = {name: (way,) if isinstance(way, str) else tuple(way) for name, way in fields.items()}
        return At(self.locator, base, paths)

    def offset(self, *path: str | int) -> int:
        """Where the value at `path`, or its nearest parent, begins in the file."""
        primary = self.locator.place(path).primary
        return primary.span.start if primary is not None and primary.span is not None else self.start

    def written(self, *path: str | int) -> str:
        """The scalar at `path` as it is written, without quotes: a version 3.10 is not the number 3.1."""
        primary = self.locator.place(path).primary
        if primary is None or primary.span is None:
            return ""
        start, end = primary.span.start - self.start, primary.span.end - self.start
        return self.text[start:end].strip().strip("'\"")
