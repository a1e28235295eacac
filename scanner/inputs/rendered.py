"""Places in rendered documents, and what is unknown in them."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.unknown import BLOCK, SIGN
from scanner.helm.provenance import Tracer
from scanner.located.errors import YamlError
from scanner.located.positions import positions
from scanner.located.spans import Located, Span
from scanner.model.provenance import Provenance
from scanner.model.resource import Path
from scanner.model.unknown import Unknown

REASON = "the template action that writes this failed"
NOT_KNOWN = "it depends on a value that is not known"


class RenderedDocument:
    """One document of a rendered file; `start` is its offset there."""

    __slots__ = ("tracer", "start", "text", "_located")

    def __init__(self, tracer: Tracer, start: int, text: str) -> None:
        self.tracer = tracer
        self.start = start
        self.text = text
        self._located: Located | None = None

    @property
    def located(self) -> Located:
        """The places of the document's values, worked out when first asked for."""
        if self._located is None:
            try:
                self._located = positions(self.text)
            except YamlError:  # it was read before, so the two readings differ
                self._located = Located(Span(0, 0, 0))
        return self._located

    def origin(self, start: int, length: int) -> Provenance:
        """Where a piece of the document comes from."""
        start = min(start, max(len(self.text) - 1, 0))
        return self.tracer.origin(self.start + start, self.start + start + length)


class RenderedLocator:
    """Leads a path in a resource to templates and values.  `prefix` leads to the resource, as in a List."""

    __slots__ = ("_document", "_prefix")

    def __init__(self, document: RenderedDocument, prefix: Path = ()) -> None:
        self._document = document
        self._prefix = prefix

    @property
    def file(self) -> str:
        """The template of the document."""
        return self._document.tracer.file

    def place(self, path: Path) -> Provenance:
        """The origin of the value at `path`, or of its nearest present parent.

        Where the value is absent because a condition of the template was false, the values
        entry that made it so is the place to edit.
        """
        document = self._document
        found = document.located
        absent = ""
        for step in (*self._prefix, *path):
            inner = found.entry(step)
            if inner is None:
                absent = str(step)
                break
            found = inner
        span = found.span
        if path[-2:] == ("metadata", "name"):
            # The name stands for the object as a whole; which values it was put together from explains nothing.
            return document.origin(span.key_start, 1)
        if found.entries is None:
            return document.origin(span.start, max(span.end - span.start, 1))
        where = document.origin(span.key_start, 1)
        if not absent:
            return where
        undecided = document.tracer.undecided(document.start + span.start, document.start + span.end, absent)
        if not undecided:
            return where
        return Provenance((*undecided, *(hop for hop in where.hops if hop not in undecided)))

    def place_of_key(self, path: Path) -> Provenance:
        """The origin of the key whose value is at `path`: the template, or the values it is copied from."""
        document = self._document
        return document.origin(document.located.nearest((*self._prefix, *path)).key_start, 1)


def with_unknowns(body: Any, document: RenderedDocument, reason: str = REASON) -> Any:
    """The data with `Unknown`, for that reason, where a failed action left its mark.

    A mark that is a whole scalar, or part of one, makes that scalar unknown.  A mark for
    whole lines that ended up behind other text says that the map around it may have
    further entries: the map as a whole is unknown then.
    """
    return _converted(body, RenderedLocator(document), (), reason)


def _converted(value: Any, locator: RenderedLocator, path: Path, reason: str) -> Any:
    if isinstance(value, str):
        return Unknown(reason, locator.place(path)) if SIGN in value else value
    if isinstance(value, list):
        return [_converted(item, locator, (*path, index), reason) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if any(_spills(key, item) for key, item in value.items()):
        return Unknown(reason, locator.place(path))
    return {key: _converted(item, locator, (*path, key), reason) for key, item in value.items()}


def _spills(key: str, value: Any) -> bool:
    """Whether a mark for whole lines stands where it must have belonged to the map itself."""
    return SIGN in key or isinstance(value, str) and BLOCK in value and value.strip() != BLOCK
