"""Places of YAML values, found by a second reading when somebody asks.

Almost all values are never reported, so documents are read without places first (`yaml.py`).
An alias stands where it is used (``*name``); what is inside it stands where the anchor is.
Entries taken over by a merge key stand in the map they come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from scanner.located.events import MAX_DEPTH, NextEvent, TooDeep, UnknownAnchor, go_errors, open_events
from scanner.located.scalars import MERGE_TAG, TagError, key_of, plain_key, tagged
from scanner.located.spans import Located, Span


_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)


def positions(text: str, document: int = 0) -> Located:
    """The places in one document of a text; an empty text has only its root.  Raises YamlError."""
    with go_errors():
        for index, (get, _) in enumerate(_starts(text)):
            if index == document:
                return _locate(get, text)
    return Located(Span(0, 0, 0))


def split_documents(text: str) -> list[tuple[int, int]]:
    """The start and end of each document, side by side: a separator line belongs to what follows it."""
    with go_errors():
        starts = [start for _, start in _starts(text)]
    if not starts:
        return []
    return list(zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True))


def _starts(text: str) -> Iterator[tuple[NextEvent, int]]:
    """The source of events whenever a document has just started, and where it starts."""
    get = open_events(text)
    depth = 0
    while (event := get()) is not None:
        kind = type(event)
        if kind is DocumentStartEvent:
            depth = 0
            yield get, event.start_mark.index
        elif kind in _STARTS:
            depth += 1
            if depth > MAX_DEPTH:
                raise TooDeep
        elif kind in _ENDS:
            depth -= 1


class _Open:
    """A list or map not yet complete; `key` is the key that waits for its value, and where it begins."""

    __slots__ = ("located", "is_map", "key", "key_start")

    def __init__(self, located: Located, is_map: bool) -> None:
        self.located = located
        self.is_map = is_map
        self.key: Any = None
        self.key_start = -1


_MERGE: Any = object()


def _locate(get: NextEvent, text: str) -> Located:
    anchors: dict[str, tuple[Located, str | None]] = {}
    root = _Open(Located(Span(0, 0, 0), []), False)
    stack = [root]
    top = root
    while True:
        event = get()
        kind = type(event)
        start = event.start_mark.index
        if kind is ScalarEvent or kind is AliasEvent:
            if top.is_map and top.key_start < 0:
                top.key, top.key_start = _key(event, anchors), start
                if event.anchor is not None and kind is ScalarEvent:
                    anchors[event.anchor] = (Located(_span(start, event, text)), _key(event, anchors))
                continue
            located = Located(_span(top.key_start if top.is_map else start, event, text))
            if kind is AliasEvent:
                located.entries = _anchored(event, anchors)[0].entries
            elif event.anchor is not None:
                anchors[event.anchor] = (located, _key(event, anchors))
            _put(top, located)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if len(stack) > MAX_DEPTH:
                raise TooDeep
            if top.is_map and top.key_start < 0:
                top.key, top.key_start = None, start
                inner = Located(Span(start, start, start))
            else:
                inner = Located(Span(top.key_start if top.is_map else start, start, start))
                _put(top, inner)
            inner.entries = {} if kind is MappingStartEvent else []
            if event.anchor is not None:
                anchors[event.anchor] = (inner, None)
            top = _Open(inner, kind is MappingStartEvent)
            stack.append(top)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            stack.pop()
            # In block style libyaml ends a collection where the next token begins.
            _finish(top.located, event.end_mark.index, text)
            top = stack[-1]
        else:
            entries = root.located.entries
            return entries[0] if entries else Located(Span(0, 0, 0))  # type: ignore[index]


def _put(parent: _Open, located: Located) -> None:
    """File a value under its parent; a merged map's entries are taken over when it is complete, see `_finish`."""
    entries = parent.located.entries
    if isinstance(entries, list):
        entries.append(located)
    elif isinstance(entries, dict):
        if parent.key is not None:
            # In the order of writing, so that later entries replace merged ones.
            entries.pop(parent.key, None)
            entries[parent.key] = located
        parent.key, parent.key_start = None, -1


def _finish(located: Located, end: int, text: str) -> None:
    entries = located.entries
    key_start, start, _ = located.span
    located.span = Span(key_start, start, start + len(text[start:end].rstrip()))
    if isinstance(entries, dict) and _MERGE in entries:
        located.entries = _merged(entries)


def _merged(entries: dict[Any, Located]) -> dict[str, Located]:
    result: dict[str, Located] = {}
    for key, located in entries.items():
        if key is not _MERGE:
            result[key] = located
            continue
        inner = located.entries
        for source in reversed([item.entries for item in inner]) if isinstance(inner, list) else [inner]:
            if isinstance(source, dict):
                result.update(source)
    return result


def _span(key_start: int, event: Any, text: str) -> Span:
    start, end = event.start_mark.index, event.end_mark.index
    if event.__class__ is ScalarEvent and event.style in ("|", ">"):
        # The mark lies behind the blank lines that follow.
        end = start + len(text[start:end].rstrip())
    return Span(key_start, start, end)


def _anchored(event: Any, anchors: dict[str, tuple[Located, str | None]]) -> tuple[Located, str | None]:
    if event.anchor not in anchors:
        raise UnknownAnchor(event.anchor)
    return anchors[event.anchor]


def _key(event: Any, anchors: dict[str, tuple[Located, str | None]]) -> Any:
    """The text of a key as the data has it; None where it cannot be one."""
    if type(event) is AliasEvent:
        return _anchored(event, anchors)[1]
    if event.implicit[0]:
        return _MERGE if event.value == "<<" else plain_key(event.value)
    if event.tag is None:
        return event.value
    if event.tag == MERGE_TAG and event.value == "<<":
        return _MERGE
    try:
        return key_of(tagged(event.tag, event.value))
    except TagError:
        return None
