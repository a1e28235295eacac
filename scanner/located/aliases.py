"""Anchors of one document and what following their aliases costs."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.values import Map
from scanner.located.events import UnknownAnchor, failure

# go-yaml's bounds: in small documents 99 % of the work may come from aliases, in large ones 10 %.
_SMALL, _LARGE = 400_000, 4_000_000
_SMALL_SHARE, _LARGE_SHARE = 0.99, 0.10


class Anchors:
    """What each anchor stands for.  Counts are nodes visited so far, aliases expanded."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[Any, int]] = {}
        self._open: list[tuple[str, Any, int]] = []
        self._aliased = 0

    def add(self, name: str, value: Any) -> None:
        """An anchored scalar."""
        self._values[name] = (value, 1)

    def open(self, name: str, container: Any, before: int) -> None:
        """An anchored list or map begins; `before` nodes came before it."""
        self._open.append((name, container, before))
        self._values[name] = (container, 0)

    def close(self, container: Any, count: int) -> None:
        """A list or map is complete, anchored or not."""
        if self._open and self._open[-1][1] is container:
            name, _, before = self._open.pop()
            if self._values[name][0] is container:
                self._values[name] = (container, count - before)

    def use(self, name: str, count: int) -> tuple[Any, int]:
        """The value behind an alias, not yet copied, and how many nodes it has."""
        if name not in self._values:
            raise UnknownAnchor(name)
        value, size = self._values[name]
        if not size:
            raise failure(f"anchor '{name}' value contains itself")
        self._aliased += size
        visited = count + 2 + size  # the document and the alias are nodes too
        if self._aliased > 100 and visited > 1000 and self._aliased / visited > _allowed_share(visited):
            raise failure("document contains excessive aliasing")
        return value, size


def _allowed_share(visited: int) -> float:
    if visited <= _SMALL:
        return _SMALL_SHARE
    if visited >= _LARGE:
        return _LARGE_SHARE
    return _SMALL_SHARE - (_SMALL_SHARE - _LARGE_SHARE) * (visited - _SMALL) / (_LARGE - _SMALL)


def copied(value: Any) -> Any:
    """A deep copy of lists and maps, as deep as they are."""
    if not isinstance(value, (dict, list)):
        return value
    result = value.copy() if type(value) is not Map else _copied_map(value)
    pending: list[Any] = [result]
    while pending:
        container = pending.pop()
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, item in items:
            if isinstance(item, (dict, list)):
                fresh = item.copy() if type(item) is not Map else _copied_map(item)
                container[key] = fresh
                pending.append(fresh)
    return result


def _copied_map(value: Map) -> Map:
    fresh = Map(value)
    fresh.places = value.places
    return fresh
