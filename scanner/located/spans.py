"""Where the values of a document stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.records import NamedTuple


class Span(NamedTuple):
    """Code point offsets: where the key begins (for list items and roots the value), and the value's start and end."""

    key_start: int
    start: int
    end: int


class Located:
    """One value of a document with its place, and the places of what is inside it.

    `entries` maps the keys of a map, or holds the items of a list in order; None for scalars.
    """

    __slots__ = ("span", "entries")

    def __init__(self, span: Span, entries: dict[str, Located] | list[Located] | None = None) -> None:
        self.span = span
        self.entries = entries

    def entry(self, part: str | int) -> Located | None:
        """What stands under a key or index, if anything does."""
        entries = self.entries
        if isinstance(entries, dict):
            return entries.get(part) if isinstance(part, str) else None
        if isinstance(entries, list) and isinstance(part, int) and 0 <= part < len(entries):
            return entries[part]
        return None

    def at(self, path: Sequence[str | int]) -> Located | None:
        """The value at a path of keys and indices, or None where the document has none."""
        found: Located | None = self
        for part in path:
            if found is None:
                return None
            found = found.entry(part)
        return found

    def span_of(self, path: Sequence[str | int]) -> Span | None:
        """The place of the value at a path, or None."""
        found = self.at(path)
        return None if found is None else found.span

    def nearest(self, path: Sequence[str | int]) -> Span:
        """The place of the value at a path, or of its nearest parent that is present."""
        found = self
        for part in path:
            inner = found.entry(part)
            if inner is None:
                break
            found = inner
        return found.span

    def walk(self) -> Iterator[tuple[tuple[str | int, ...], Span]]:
        """Every path with its place, parents first, without following aliases twice into themselves."""
        pending: list[tuple[tuple[str | int, ...], Located]] = [((), self)]
        while pending:
            path, located = pending.pop()
            yield path, located.span
            entries = located.entries
            if entries is not None:
                inner = entries.items() if isinstance(entries, dict) else enumerate(entries)
                pending += reversed([((*path, part), item) for part, item in inner])
