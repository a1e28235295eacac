"""JSON as Go's encoding/json writes and reads it."""

from __future__ import annotations

import re
from typing import Any

from scanner.located import json as located_json
from scanner.located.yaml import json_kind
from scanner.patterns import lazy
from scanner.serial.errors import DecodeError, EncodeError
from scanner.serial.json_view import MAX_DEPTH, MAX_NODES, Struct, json_view, too_deep, too_large
from scanner.serial.numbers import format_float, json_float

__all__ = [
    "DecodeError", "EncodeError", "from_json", "from_json_any", "from_json_array", "json_string",
    "to_json", "to_json_pretty", "to_json_raw",
]  # fmt: skip

_ESCAPED = lazy('["\\\\\x00-\x1f<>&\u2028\u2029\ud800-\udfff]')
_ESCAPED_RAW = lazy('["\\\\\x00-\x1f\u2028\u2029\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_json(value: Any) -> str:
    """Compact JSON, keys sorted, ``<``, ``>`` and ``&`` escaped.  Raises EncodeError."""
    return "".join(_write(value, _ESCAPED, None))


def to_json_raw(value: Any) -> str:
    """`to_json` without the escapes for HTML."""
    return "".join(_write(value, _ESCAPED_RAW, None))


def to_json_pretty(value: Any) -> str:
    """`to_json` on several lines, indented by two spaces."""
    return "".join(_write(value, _ESCAPED, "  "))


def json_string(text: str, escaped: re.Pattern[str] = _ESCAPED) -> str:
    """A JSON string; bytes that are no UTF-8 become U+FFFD."""
    return '"' + escaped.sub(_escape, text) + '"' if escaped.search(text) else f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _ESCAPES:
        return _ESCAPES[char]
    return "\\ufffd" if "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}"


def _write(value: Any, escaped: re.Pattern[str], step: str | None) -> list[str]:
    out: list[str] = []
    stack: list[tuple[Any, Any, bool, str]] = []
    scalar = _scalar(value := json_view(value), escaped)
    if scalar is not None:
        return [scalar]
    line = "\n" if step is not None else ""
    colon = '": ' if step is not None else '":'
    container, in_map = value, isinstance(value, dict)
    keys = _entries(container, in_map)
    out.append("{" if in_map else "[")
    line += step or ""
    lead = line
    comma = "," + line
    while True:
        for key in keys:
            item = container[key]
            head = lead + json_string(key, escaped)[:-1] + colon if in_map else lead
            lead = comma
            if type(item) is not str:
                item = json_view(item)
            scalar = _scalar(item, escaped)
            if scalar is not None:
                out.append(head + scalar)
                continue
            if len(stack) >= MAX_DEPTH:
                raise too_deep(item)
            stack.append((keys, container, in_map, line))
            container, in_map = item, isinstance(item, dict)
            keys = _entries(container, in_map)
            out.append(head + ("{" if in_map else "["))
            line += step or ""
            lead = line
            comma = "," + line
            break
        else:
            closing = "}" if in_map else "]"
            out.append(line[: -len(step)] + closing if step else closing)
            if not stack:
                return out
            if len(out) > MAX_NODES:
                raise too_large()
            keys, container, in_map, line = stack.pop()
            lead = comma = "," + line


def _entries(container: Any, is_map: bool) -> Any:
    if not is_map:
        return iter(range(len(container)))
    return iter(container if isinstance(container, Struct) else sorted(container))


def _scalar(value: Any, escaped: re.Pattern[str]) -> str | None:
    """A value without entries, or None for a list or map that has some."""
    if isinstance(value, str):
        return json_string(value, escaped)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value - value != 0:
            raise EncodeError("json: unsupported value: " + format_float(value))
        return json_float(value)
    if isinstance(value, int):
        return str(value)
    if value:
        return None
    return "{}" if isinstance(value, dict) else "[]"


def from_json(text: str) -> dict[str, Any]:
    """`fromJson`: an object; null gives an empty one.  Raises DecodeError."""
    return _read(text, dict, "map[string]interface {}")  # type: ignore[no-any-return]


def from_json_array(text: str) -> list[Any]:
    """`fromJsonArray`: an array; null gives an empty one.  Raises DecodeError."""
    return _read(text, list, "[]interface {}")  # type: ignore[no-any-return]


def from_json_any(text: str) -> Any:
    """`mustFromJson`: any value, every number a float.  Raises DecodeError."""
    try:
        return located_json.load(text)
    except located_json.JsonError as error:
        raise DecodeError(str(error), error.value) from None


def _read(text: str, kind: type, go_type: str) -> Any:
    failure = None
    try:
        value = located_json.load(text)
    except located_json.JsonError as error:
        if not error.only_numbers:
            raise DecodeError(str(error)) from None
        value, failure = error.value, DecodeError(str(error), error.value)
    if value is None and not failure:
        return kind()
    if not isinstance(value, kind):
        # Go finds the wrong type at the top before it looks at the numbers inside.
        found = json_kind(1.0 if value is None else value)
        raise DecodeError(f"json: cannot unmarshal {found} into Go value of type {go_type}")
    if failure:
        raise failure
    return value
