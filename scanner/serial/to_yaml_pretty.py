"""`toYamlPretty`: YAML as go-yaml v3 writes it with an indentation of two.

Other than `toYaml` it encodes the values themselves, without a detour by JSON: floats keep
their exponent, bytes are lists of numbers.  Lists are indented below their key, nothing is folded.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from scanner.gotemplate.values import GoObject, encode, go_type
from scanner.located.scalars import is_base60, is_text
from scanner.serial.errors import EncodeError
from scanner.serial.json_view import MAX_DEPTH, MAX_NODES, text_of, too_large
from scanner.serial.natural import naturally_sorted
from scanner.serial.numbers import format_float
from scanner.serial.yaml_scalars import BREAKS, analyse, literal, quote_double, quote_single, single_with_breaks

MAX_SIMPLE_KEY = 128

_NO_FOLDING = 1 << 31


class Struct(dict[str, Any]):
    """The fields of a Go struct, in their order."""

    __slots__ = ()


class Plain(str):
    """A scalar that is written as it is, such as a time."""

    __slots__ = ()


def to_yaml_pretty(value: Any) -> str:
    """The YAML text of any template value, without the final line break.  Raises EncodeError."""
    text = "".join(_write(_view(value)))
    return text[:-1] if text.endswith("\n") else text


def _write(value: Any) -> list[str]:
    if not _has_entries(value):
        return [_ended(_scalar(value, 0, 2))]
    out: list[str] = []
    stack: list[tuple[Iterator[Any], Any, int]] = []
    container, keys, indent = value, _entries(value), 0
    lead = ""
    while True:
        for key in keys:
            head, inline = _head(out, container, key, indent, lead)
            lead = pad = " " * indent
            item = _view(container[key])
            if not _has_entries(item):
                out.append(_ended(f"{head} {_scalar(item, len(head) + 1, indent + 2)}"))
                continue
            if len(stack) >= MAX_DEPTH:
                raise EncodeError(f"yaml: more than {MAX_DEPTH} levels")
            stack.append((keys, container, indent))
            indent += 2
            if inline:
                lead = head + " "
            else:
                out.append(head + "\n")
                lead = pad + "  "
            container, keys = item, _entries(item)
            break
        else:
            if not stack:
                return out
            if len(out) > MAX_NODES:
                raise too_large()
            keys, container, indent = stack.pop()
            lead = " " * indent


def _head(out: list[str], container: Any, key: Any, indent: int, lead: str) -> tuple[str, bool]:
    """What stands before a value, and whether the value's own entries begin on that line."""
    if not isinstance(container, dict):
        return lead + "-", True
    written = _simple_key(key)
    if written:
        return f"{lead}{written}:", False
    out.append(_ended(f"{lead}? {_scalar(key, indent + 2, indent + 2)}"))
    return " " * indent + ":", True


def _ended(text: str) -> str:
    return text if text[-1] in BREAKS else text + "\n"


def _has_entries(value: Any) -> bool:
    return isinstance(value, (dict, list)) and bool(value)


def _entries(container: Any) -> Iterator[Any]:
    if not isinstance(container, dict):
        return iter(range(len(container)))
    return iter(container if isinstance(container, Struct) else naturally_sorted(container, letters_after_digits=False))


def _view(value: Any) -> Any:
    """None, bool, int, float, str, a dict or a list for any value; one level only."""
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if not isinstance(value, GoObject):
        return value
    text = text_of(value)
    if text is not None:
        return Plain(text) if value.go_type == "time.Time" else text
    own = getattr(value, "go_json", None)
    if own is not None:
        return own()
    names = getattr(value, "go_yaml_names", {})
    fields = value.go_fields().items()
    return Struct((names.get(name, name.lower()), field) for name, field in fields if name[:1].isupper())


def _scalar(value: Any, column: int, indent: int) -> str:
    if isinstance(value, Plain):
        return str(value)
    if isinstance(value, str):
        return _text(value, column, indent)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = format_float(value)
        return {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}.get(text, text)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    raise EncodeError(f"cannot marshal type: {go_type(value)}")


def _text(text: str, column: int, indent: int) -> str:
    tag = ""
    if not _valid(text):
        tag, text = "!!binary ", _base64_lines(encode(text))
    elif not text or "\n" not in text and (not is_text(text) or is_base60(text)):
        return quote_double(text)
    analysis = analyse(text, tabs_in_blocks=True)
    if "\n" in text:
        return tag + (literal(text, indent) if analysis.block else quote_double(text))
    if analysis.plain:
        return tag + text
    if not analysis.single:
        return tag + quote_double(text)
    return tag + (
        single_with_breaks(text, column, indent, _NO_FOLDING) if analysis.multiline else quote_single(text)
    )


def _simple_key(text: str) -> str:
    """The key as it stands before a colon, or "" where it is too long or has several lines."""
    if len(encode(text)) > MAX_SIMPLE_KEY or any(char in text for char in BREAKS):
        return ""
    return _text(text, 0, 0)


def _valid(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def _base64_lines(data: bytes) -> str:
    """Base64 in lines of 70 characters, each with its line end, if one line cannot hold it."""
    whole = base64.b64encode(data).decode("ascii")
    if len(whole) < 70:
        return whole
    return "".join(whole[start : start + 70] + "\n" for start in range(0, len(whole), 70))
