"""The YAML files of a chart: values files, and single documents with the places of list items.

A place names its file by the path that reports show.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from scanner.gotemplate.values import Map, decode
from scanner.helm.errors import ChartError, ValuesError, Where
from scanner.located.errors import YamlError
from scanner.located.placed import Place, load_placed
from scanner.located.positions import positions
from scanner.located.yaml import documents

MAX_DEPTH = 200
"""Most levels of maps and lists in values; merging them walks down recursively."""

_READ_BUFFER = 4096


@lru_cache(maxsize=4)  # Chart.yaml is looked at twice: for its format, then for its fields
def read_yaml(text: str, path: str, prefix: str) -> Any:
    """The first document of a chart's own file, not to be changed; ChartError with `prefix` where it is no YAML."""
    try:
        return next(documents(text, "int", Map), None)
    except YamlError as error:
        raise ChartError(f"{prefix}: {error}", Where(path, error.line, error.column)) from None


def load_values(data: bytes, path: str, prefix: str) -> Map:
    """A values file: all its documents merged in order, later ones stronger, as a map with places.

    ValuesError with `prefix` where a document is no YAML, or no map.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    text = decode(data[: _read_length(data)])
    try:
        values = load_placed(text, path)
    except YamlError as error:
        where = Where(path, error.line, error.column)
        raise ValuesError(f"{prefix}: {error}", where) from None
    if is_deeper(values, MAX_DEPTH):
        raise ValuesError(f"{prefix}: values are nested more than {MAX_DEPTH} levels deep", Where(path))
    return values


def _read_length(data: bytes) -> int:
    """How much of a values file Helm takes notice of.

    It reads lines through a buffer, and loses a last line that has no line end and fills the
    buffer exactly.
    """
    line_start = data.rfind(b"\n") + 1
    unfinished = len(data) - line_start
    return line_start if unfinished and unfinished % _READ_BUFFER == 0 else len(data)


def item_places(text: str, path: str, key: str) -> list[Place]:
    """The places of the items of a top-level list of a document that is known to parse."""
    listed = positions(text).entry(key)
    items = listed.entries if listed is not None else None
    return [Place(path, *item.span) for item in items] if isinstance(items, list) else []


def is_deeper(value: Any, limit: int) -> bool:
    """Whether maps and lists nest in more than `limit` levels."""
    level: list[Any] = [value]
    for _ in range(limit):
        level = [
            item
            for holder in level
            for item in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True
