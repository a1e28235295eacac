"""Where the fields of an object stand that a resource of Terraform makes: at the attributes they come from."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.located.errors import YamlError
from scanner.located.spans import Located, Span
from scanner.model.provenance import Hop, Provenance
from scanner.model.resource import Path, Resource
from scanner.model.source import SourceFile, SourceSpan


class AttributeLocator:
    """Leads a path in an object to the attribute of the resource behind it, and so to its line.

    `paths` has the path in the resource for each part of the object that comes from an attribute of its own; below the
    paths in `whole` both have the same names.
    """

    __slots__ = ("declared", "paths", "whole")

    def __init__(self, declared: Resource, paths: Mapping[Path, Path], whole: frozenset[Path] = frozenset()) -> None:
        self.declared, self.paths, self.whole = declared, paths, whole

    @property
    def file(self) -> str:
        """The file of the resource."""
        primary = self.declared.place().primary
        return primary.span.path if primary is not None and primary.span is not None else ""

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest present parent."""
        return self.declared.place(*self.attribute(path))

    def place_of_key(self, path: Path) -> Provenance:
        """The same: an attribute begins with its name."""
        return self.place(path)

    def attribute(self, path: Path) -> Path:
        """The path in the resource of what is at a path in the object, or of its nearest parent that is there."""
        for length in range(len(path), -1, -1):
            found = self.paths.get(path[:length])
            if found is not None:
                return (*found, *path[length:]) if path[:length] in self.whole else found
        return ()


class ManifestLocator:
    """Leads a path in an object that an attribute holds as text to the line of the text, if it is a here document; else
    to the attribute.

    `prefix` leads to the object in the text, as in a List; `sources` has the files of the configuration by path.
    """

    __slots__ = ("declared", "attribute", "text", "prefix", "sources", "_located")

    def __init__(
        self, declared: Resource, attribute: str, text: str, prefix: Path, sources: Mapping[str, SourceFile],
    ) -> None:  # fmt: skip
        self.declared, self.attribute, self.text, self.prefix, self.sources = declared, attribute, text, prefix, sources
        self._located: Located | None = None

    @property
    def file(self) -> str:
        """The file of the resource."""
        primary = self.declared.place().primary
        return primary.span.path if primary is not None and primary.span is not None else ""

    def place(self, path: Path) -> Provenance:
        """The line of the value at `path`, or of its nearest present parent."""
        found = self.declared.place(self.attribute)
        return in_here_document(found, self.text, self._start(path), self.sources)

    def place_of_key(self, path: Path) -> Provenance:
        """The same: a line begins with its key."""
        return self.place(path)

    def _start(self, path: Path) -> int:
        """The offset in the text."""
        if self._located is None:
            from scanner.located.positions import positions

            try:
                self._located = positions(self.text)
            except YamlError:  # the text was read before, so the two readings differ
                self._located = Located(Span(0, 0, 0))
        found = self._located
        for step in (*self.prefix, *path):
            inner = found.entry(step)
            if inner is None:
                break
            found = inner
        return found.span.key_start


def in_here_document(
    attribute: Provenance, text: str, offset: int, sources: Mapping[str, SourceFile],
) -> Provenance:  # fmt: skip
    """The line of an offset in the text of an attribute, with what decides it where the line has an expression.

    Where the text does not stand there as a here document, the place of the attribute.
    """
    span = attribute.hops[0].span if attribute.hops else None
    source = sources.get(span.path) if span is not None else None
    if span is None or source is None:
        return attribute
    lines = source.text.split("\n")
    first = source.text.count("\n", 0, span.start)
    number = text.count("\n", 0, offset)
    at = first + 1 + number
    if "<<" not in lines[first] or at >= len(lines) or _key(lines[at]) != _key(text.split("\n")[number]):
        return attribute
    start = sum(len(line) + 1 for line in lines[:at])
    shown = lines[at].rstrip()
    line = SourceSpan(span.path, start + len(shown) - len(shown.lstrip()), start + len(shown))
    return Provenance((Hop("literal", line), *(attribute.hops[1:] if "${" in shown else ())))


def _key(line: str) -> str:
    """What a line begins with, up to its value."""
    return line.strip().partition(":")[0]
