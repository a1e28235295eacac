"""The YAML files of a chart: values files of several documents, and single documents with the places of their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.gotemplate.values import Map, decode
from scanner.helm.errors import ChartError, ValuesError, Where
from scanner.located.errors import YamlError
from scanner.located.yaml import documents, expect

MAX_DEPTH = 200
"""Most levels of maps and lists in values; merging them walks down recursively."""


def read_yaml(text: str, path: str, prefix: str) -> Any:
    """The first document of a chart's own file; ChartError with `prefix` where it is no YAML."""
    try:
        return next(documents(text, "int", Map), None)
    except YamlError as error:
        raise ChartError(f"{prefix}: {error}", Where(path, error.line, error.column)) from None


def load_values(data: bytes, path: str, prefix: str) -> Map:
    """A values file: all its documents merged in order, later ones stronger, as a map with places.

    ValuesError with `prefix` where a document is no YAML, or no map.
    """
    from scanner.helm.values import merge_maps

    merged: Map | None = None
    for start, text in split_documents(decode(data)):
        try:
            values = next(documents(text, "float", Map), None)
            values = Map() if values is None else expect(values, dict, "map[string]interface {}")
        except YamlError as error:
            raise ValuesError(f"{prefix}: cannot unmarshal yaml document: {error}", Where(path)) from None
        _check_depth(values, path, prefix)
        merged = values if merged is None else merge_maps(merged, values)
    return Map() if merged is None else merged


def split_documents(text: str) -> Iterator[tuple[int, str]]:
    """The documents of a values file with their offsets, cut at lines of ``---`` alone.

    As the reader of k8s.io/apimachinery does it: a separator with nothing before it belongs
    to its document, and the last line gets its missing line end.
    """
    if not text.endswith("\n"):
        text += "\n"
    if text == "\n":
        return
    if "---" not in text:
        yield 0, text
        return
    start = at = 0
    for line in text.split("\n")[:-1]:
        end = at + len(line) + 1
        if line.startswith("---") and not line[3:].strip() and at > start:
            yield start, text[start:at]
            start = end
        at = end
    if at > start:
        yield start, text[start:at]


def item_places(text: str, path: str, key: str) -> list[Any]:
    """The places of the items of a top-level list of a document that is known to parse."""
    return []


def _check_depth(values: Map, path: str, prefix: str) -> None:
    level: list[Any] = [values]
    for _ in range(MAX_DEPTH):
        level = [
            item
            for value in level
            for item in (value.values() if isinstance(value, dict) else value)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return
    raise ValuesError(f"{prefix}: values are nested more than {MAX_DEPTH} levels deep", Where(path))
