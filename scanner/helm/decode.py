"""Maps read from YAML put into typed records as Go's JSON decoder does it.

Field names match in any case, unknown ones are ignored, null leaves a field alone, and
numbers and bools that meet a string field become text.  Decoding goes on after a value
of the wrong type; the first such error, in the order of the sorted keys, is the one told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.gotemplate.strconv import shortest
from scanner.gotemplate.values import Map
from scanner.records import NamedTuple


class Scalar(NamedTuple):
    """string or bool."""

    go: str


class Anything:
    """interface {}: whatever JSON makes of it, numbers as float64."""

    __slots__ = ()

    go = "interface {}"


class ListOf(NamedTuple):
    """A slice."""

    item: Type

    @property
    def go(self) -> str:
        """Go's name of the type."""
        return "[]" + (("*" if isinstance(self.item, Struct) else "") + self.item.go)


class MapOf(NamedTuple):
    """map[string]string."""

    item: Type

    @property
    def go(self) -> str:
        """Go's name of the type."""
        return "map[string]" + self.item.go


class Struct(NamedTuple):
    """A struct: `name` as errors show it, `go` its full type name, `fields` by JSON name."""

    name: str
    go: str
    fields: Mapping[str, Type]

    def field(self, key: str) -> str | None:
        """The JSON name of the field that a key means: the same, or else the same in another case."""
        if key in self.fields:
            return key
        folded = key.casefold()
        return next((name for name in self.fields if name.casefold() == folded), None)


Type = Scalar | Anything | ListOf | MapOf | Struct

TEXT = Scalar("string")
TRUTH = Scalar("bool")


class DecodeError(Exception):
    """A value of the wrong type; str() is Helm's text from ``error unmarshaling JSON`` on."""


class _Mismatch(Exception):
    """This value does not fit; the error has been noted."""


class _Decoding:
    __slots__ = ("first",)

    def __init__(self) -> None:
        self.first = ""

    def refuse(self, value: Any, wanted: Type, struct: str | None, path: str) -> _Mismatch:
        if not self.first:
            where = "value" if struct is None else f"struct field {struct}.{path}"
            self.first = f"json: cannot unmarshal {_json_kind(value)} into Go {where} of type {wanted.go}"
        return _Mismatch()


def decode(value: Any, struct: Struct) -> dict[str, Any]:
    """The fields of `struct` that `value` sets, by JSON name; DecodeError where something does not fit.

    A null document sets nothing.
    """
    if value is None:
        return {}
    state = _Decoding()
    try:
        found: dict[str, Any] = _decode(value, struct, state, None, "")
    except _Mismatch:
        found = {}
    if state.first:
        raise DecodeError(f"error unmarshaling JSON: while decoding JSON: {state.first}")
    return found


def _decode(value: Any, wanted: Type, state: _Decoding, struct: str | None, path: str) -> Any:
    match wanted:
        case Scalar(go="string"):
            return _text(value, wanted, state, struct, path)
        case Scalar():
            if isinstance(value, bool):
                return value
        case Anything():
            return _json_value(value)
        case ListOf(item):
            if isinstance(value, list):
                return [found for each in value for found in _items(each, item, state, struct, path)]
        case MapOf(item):
            if isinstance(value, dict):
                pairs = ((key, _items(value[key], item, state, struct, path)) for key in sorted(value))
                return {key: found for key, items in pairs for found in items}
        case Struct():
            if isinstance(value, dict):
                return _fields(value, wanted, state, path)
    raise state.refuse(value, wanted, struct, path)


def _text(value: Any, wanted: Scalar, state: _Decoding, struct: str | None, path: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return shortest(value)
    if isinstance(value, int):
        return str(value)
    raise state.refuse(value, wanted, struct, path)


def _items(value: Any, item: Type, state: _Decoding, struct: str | None, path: str) -> list[Any]:
    """A list or map element as a list of none or one; null is the zero value."""
    if value is None and not isinstance(item, Anything):
        return [None if isinstance(item, (Struct, ListOf)) else "" if item is TEXT else False]
    try:
        return [_decode(value, item, state, struct, path)]
    except _Mismatch:
        return []


def _fields(value: dict[str, Any], wanted: Struct, state: _Decoding, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in sorted(value):
        name = wanted.field(key)
        if name is None or value[key] is None:
            continue
        inner = f"{path}.{name}" if path else name
        try:
            found[name] = _decode(value[key], wanted.fields[name], state, wanted.name, inner)
        except _Mismatch:
            continue
    return found


def _json_value(value: Any) -> Any:
    """A value with every number a float64."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, list):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return Map({key: _json_value(item) for key, item in value.items()})
    return value


def _json_kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
