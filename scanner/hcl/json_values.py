"""Values to JSON as `jsonencode` writes it, and back with the types that the text implies."""

from __future__ import annotations

import json
from typing import Any

from scanner.hcl import numbers
from scanner.hcl.errors import FunctionError
from scanner.hcl.limits import MAX_NESTING, check_text, spend
from scanner.hcl.types import NUMBER
from scanner.hcl.values import (
    NULL, OpenObject, Unknown, Value, boolean, drafted, object_value, string, tuple_value,
)  # fmt: skip
from scanner.patterns import lazy

# As Go's encoding/json does: control characters, and what could end a script or confuse JavaScript.
_ESCAPED = lazy('["\\\\\x00-\x1f<>&\u2028\u2029\x7f]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\x7f": "\x7f"}
_SURROGATE = lazy("[\ud800-\udfff]")


def encode(value: Value) -> str:
    """The JSON of a value; unknown parts are written as drafts."""
    spend(value.size)
    parts: list[str] = []
    _write(value, parts)
    check_text(sum(map(len, parts)))
    return "".join(parts)


def _write(value: Value, parts: list[str]) -> None:
    data = value.data
    if value.unsettled and data.__class__ in (Unknown, OpenObject):
        parts.append(quoted(drafted(value)))
    elif data is None:
        parts.append("null")
    elif isinstance(data, bool):
        parts.append("true" if data else "false")
    elif isinstance(data, str):
        parts.append(quoted(data))
    elif isinstance(data, numbers.Number):
        if data.is_infinite:
            raise FunctionError("cannot serialize infinity as JSON")
        parts.append(numbers.text(data))
    elif isinstance(data, dict):
        separator = "{"
        for key, one in sorted(data.items()):
            parts.append(f"{separator}{quoted(key)}:")
            _write(one, parts)
            separator = ","
        parts.append("}" if data else "{}")
    else:
        separator = "["
        for one in data:
            parts.append(separator)
            _write(one, parts)
            separator = ","
        parts.append("]" if data else "[]")


def quoted(text: str) -> str:
    """A JSON string."""
    return f'"{_ESCAPED.sub(_escape, _SURROGATE.sub(chr(0xFFFD), text))}"'


def _escape(match: Any) -> str:
    sign = match[0]
    return _SHORT.get(sign) or f"\\u{ord(sign):04x}"


def decode(text: str) -> Value:
    """The value of a JSON text, arrays as tuples and objects as objects; FunctionError when it is none."""
    check_text(len(text))
    data = _load(text)
    return _value(data, 0)


def _load(text: str) -> Any:
    depth = 0
    for match in _BRACKET.finditer(text):
        sign = match[0][-1]
        depth += 1 if sign in "[{" else -1 if sign in "]}" else 0
        if depth > MAX_NESTING:
            raise FunctionError(f"JSON is nested deeper than {MAX_NESTING} levels")
    try:
        return _DECODER.decode(text.strip(" \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise FunctionError(f"invalid JSON: {error}") from None


_BRACKET = lazy(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', 16)  # re.DOTALL


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _number(written: str) -> Value:
    return Value(NUMBER, numbers.parse(written))


_DECODER = json.JSONDecoder(parse_float=_number, parse_int=_number, parse_constant=_refused)


def _value(data: Any, depth: int) -> Value:
    spend(1)
    if isinstance(data, Value):
        return data
    if data is None:
        return NULL
    if isinstance(data, bool):
        return boolean(data)
    if isinstance(data, str):
        return string(_SURROGATE.sub("\ufffd", data))
    if isinstance(data, list):
        return tuple_value([_value(one, depth + 1) for one in data])
    return object_value({string(key).data: _value(one, depth + 1) for key, one in data.items()})


