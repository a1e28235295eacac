"""Values files: maps that remember where each of their values is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scanner.gotemplate.values import Map
from scanner.located.errors import YamlError
from scanner.located.events import failure
from scanner.located.positions import positions
from scanner.located.spans import Located
from scanner.located.yaml import documents, expect
from scanner.patterns import lazy
from scanner.records import NamedTuple


MAX_DOCUMENTS = 100
"""Documents of a values file; each is merged with all before it."""


class Place(NamedTuple):
    """Where a value is written: code point offsets into the text of `file`, whatever object the loader was given.

    `items` holds the places of a list's items, which have no keys of their own.
    """

    file: Any
    key_start: int
    start: int
    end: int
    items: tuple[Place, ...] | None = None


def load_placed(text: str, file: Any) -> Map:
    """A values file: all its documents merged in order, every map with `places`.

    Nothing and null give an empty map.  Raises YamlError: its str() is Helm's text (without
    the file's name before it), which counts lines within the failing document; its line,
    column and offset count within the file.
    """
    result = Map()
    result.places = {}
    for number, (start, part) in enumerate(split_values(text)):
        if number == MAX_DOCUMENTS:
            raise _moved(failure(f"more than {MAX_DOCUMENTS} documents"), text, start)
        try:
            value = next(documents(part, "float", Map), None)
            current = Map() if value is None else expect(value, dict, "map[string]interface {}")
        except YamlError as error:
            raise _moved(error, text, start) from None
        if current:
            _place(current, positions(part), file, start)
            result = merged(result, current)
    return result


def _moved(error: YamlError, text: str, offset: int) -> YamlError:
    line = error.line
    return YamlError(
        f"cannot unmarshal yaml document: {error.message}",
        None if line is None else line + text.count("\n", 0, offset),
        error.column,
        None if error.offset is None else error.offset + offset,
        yaml_message=error.yaml_message,
    )


_SEPARATOR = lazy(r"^---(.*)$\n?", re.MULTILINE)


def split_values(text: str) -> Iterator[tuple[int, str]]:
    """The documents of a values file with their offsets, cut at lines of ``---`` before any parsing.

    A separator with nothing before it stays with its document, and the last line gets the
    line end it may lack.  Raises YamlError for a separator followed by more than a comment.
    """
    start = 0
    for separator in _SEPARATOR.finditer(text):
        rest = separator[1].strip()
        if rest and not rest.startswith("#"):
            message = f"invalid Yaml document separator: {rest}"
            line = text.count("\n", 0, separator.start()) + 1
            full = f"error reading yaml document: {message}"
            raise YamlError(full, line, 1, separator.start(), yaml_message=message)
        if separator.start() > start:
            yield start, text[start : separator.start()]
            start = separator.end()
    if start < len(text):
        yield start, text[start:] if text.endswith("\n") else text[start:] + "\n"


def _place(value: Map, located: Located, file: Any, offset: int) -> None:
    """Give every map in `value` the places of its entries."""
    pending: list[tuple[Any, Located]] = [(value, located)]
    while pending:
        container, at = pending.pop()
        if isinstance(container, Map):
            if container.places is not None:
                continue
            container.places = {}
            for key, item in container.items():
                inner = at.entry(key)
                if inner is not None:
                    container.places[key] = _place_of(inner, file, offset)
                    pending.append((item, inner))
        elif isinstance(container, list):
            for index, item in enumerate(container):
                inner = at.entry(index)
                if inner is not None and isinstance(item, (dict, list)):
                    pending.append((item, inner))


def _place_of(located: Located, file: Any, offset: int, depth: int = 0) -> Place:
    key_start, start, end = located.span
    items = None
    if isinstance(located.entries, list) and depth < _MAX_LIST_DEPTH:
        items = tuple(_place_of(item, file, offset, depth + 1) for item in located.entries)
    return Place(file, key_start + offset, start + offset, end + offset, items)


# Lists in lists in lists ...: deeper ones have no places of their own, which bounds the recursion.
_MAX_LIST_DEPTH = 4


def merged(base: Map, over: Map) -> Map:
    """Maps merged deeply, `over` wins; anything else, null too, replaces.  Neither argument is changed."""
    result = Map(base)
    result.places = {**(base.places or {}), **(over.places or {})}
    pending = [(result, over)]
    while pending:
        target, source = pending.pop()
        for key, value in source.items():
            existing = target.get(key)
            if isinstance(existing, Map) and isinstance(value, Map):
                inner = Map(existing)
                inner.places = {**(existing.places or {}), **(value.places or {})}
                target[key] = inner
                pending.append((inner, value))
            else:
                target[key] = value
    return result
