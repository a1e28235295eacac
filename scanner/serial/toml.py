"""TOML as BurntSushi's library writes it; for reading see `toml_reader`."""

from __future__ import annotations

import re
from typing import Any

from scanner.gotemplate.values import FunctionError, GoObject, NilList
from scanner.patterns import lazy
from scanner.serial.errors import EncodeError
from scanner.serial.json_view import text_of
from scanner.serial.numbers import format_float
from scanner.serial.toml_reader import TomlError, from_toml

__all__ = ["TomlError", "from_toml", "to_toml"]

MAX_DEPTH = 100
"""How deep a value may nest."""

MAX_NODES = 200_000
"""How many entries one encoding may write."""

Key = tuple[str, ...]

_BARE = lazy(r"[A-Za-z0-9_-]+", re.ASCII)
_ESCAPED = lazy(r'["\\\x00-\x1f\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def to_toml(value: Any) -> str:
    """The TOML text of a value; a value that is no map is written bare, as the library does.

    Raises EncodeError, whose text the template function returns, and FunctionError where
    Go would panic (nil).
    """
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    _check_size(value)
    out: list[str] = []
    _encode((), value, out)
    return "".join(out)


def _check_size(value: Any) -> None:
    """Refuse what has too many entries, such as a list that stands twice in a list, thirty times over."""
    pending = [value] if isinstance(value, (dict, list)) else []
    count = 0
    while pending:
        container = pending.pop()
        inner = container.values() if isinstance(container, dict) else container
        count += len(inner)
        if count > MAX_NODES:
            raise EncodeError(f"toml: more than {MAX_NODES} entries")
        pending += [item for item in inner if isinstance(item, (dict, list))]


def _encode(key: Key, value: Any, out: list[str]) -> None:
    """One entry of a table: a key with its value, a table or an array of tables."""
    if len(key) > MAX_DEPTH:
        raise EncodeError(f"toml: values are nested more than {MAX_DEPTH} levels deep")
    value = _view(value)
    if isinstance(value, dict):
        _table(key, value, out)
    elif isinstance(value, list) and _is_table_array(value):
        _table_array(key, value, out)
    elif not key:
        out.append(_element(value))
    else:
        out.append(f"{_indent(key)}{quoted_key(key[-1])} = {_element(value)}\n")


def _table(key: Key, value: dict[str, Any], out: list[str]) -> None:
    if len(key) == 1 and out:
        out.append("\n")
    if key:
        out.append(f"{_indent(key)}[{_dotted(key)}]\n")
    _entries(key, value, out)


def _table_array(key: Key, tables: list[Any], out: list[str]) -> None:
    if not key:
        raise EncodeError("toml: top-level values must be Go maps or structs")
    for table in tables:
        if out:
            out.append("\n")
        out.append(f"{_indent(key)}[[{_dotted(key)}]]\n")
        _entries(key, _view(table), out)


def _entries(key: Key, table: dict[str, Any], out: list[str]) -> None:
    for name in _ordered(table):
        if not _is_nil(table[name]):
            _encode((*key, name), table[name], out)


def _ordered(table: dict[str, Any]) -> list[str]:
    """The keys: plain values first, then tables; sorted, but a struct's in its own order."""
    names = list(table) if isinstance(table, _Struct) else sorted(table)
    tables = {name for name in names if _is_table(table[name])}
    return [name for name in names if name not in tables] + [name for name in names if name in tables]


def _is_table(value: Any) -> bool:
    value = _view(value)
    if isinstance(value, dict):
        return not _is_nil(value)
    return isinstance(value, list) and _is_table_array(value)


def _is_table_array(items: list[Any], depth: int = 0) -> bool:
    """Whether every item is a map; raises EncodeError for nil in a list, however deep."""
    if depth > MAX_DEPTH:
        raise EncodeError(f"toml: values are nested more than {MAX_DEPTH} levels deep")
    tables = bool(items)
    for item in items:
        item = _view(item)
        if _is_nil(item):
            raise EncodeError("toml: cannot encode array with nil element")
        if isinstance(item, list):
            _is_table_array(item, depth + 1)
        tables = tables and isinstance(item, dict)
    return tables


def _element(value: Any, depth: int = 0) -> str:
    """A value on one line."""
    if depth > MAX_DEPTH:
        raise EncodeError(f"toml: values are nested more than {MAX_DEPTH} levels deep")
    value = _view(value)
    if isinstance(value, _Bare):
        return str(value)
    if isinstance(value, str):
        return '"' + _ESCAPED.sub(_escape, value) + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, list):
        return "[" + ", ".join(_element(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        return _inline(value, depth)
    raise EncodeError(f"unexpected type: {type(value).__name__}")


def _inline(table: dict[str, Any], depth: int) -> str:
    names = _ordered(table)
    text = "{"
    for name in names:
        if not _is_nil(table[name]):
            text += f"{quoted_key(name)} = {_element(table[name], depth + 1)}"
            text += ", " if name != names[-1] else ""
    return text + "}"


def _float(value: float) -> str:
    if value - value != 0:
        return "nan" if value != value else "inf" if value > 0 else "-inf"
    text = format_float(value)
    return text if "." in text or "e" in text else text + ".0"


class _Bare(str):
    """Text that is written without quotes: a time."""

    __slots__ = ()


class _Struct(dict[str, Any]):
    """The fields of a Go struct, in their order."""

    __slots__ = ()


def _view(value: Any) -> Any:
    """bool, int, float, str, a dict or a list for any value; one level only."""
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if not isinstance(value, GoObject):
        return value
    own = getattr(value, "go_toml", None)
    if own is not None:
        return _Bare(own())
    text = text_of(value)
    if text is not None:
        return _Bare(text) if value.go_type == "time.Time" else text
    return _Struct((name, field) for name, field in value.go_fields().items() if name[:1].isupper())


def _is_nil(value: Any) -> bool:
    return value is None or isinstance(value, NilList) or getattr(value, "go_nil", False)


def _indent(key: Key) -> str:
    return "  " * (len(key) - 1)


def _dotted(key: Key) -> str:
    return ".".join(map(quoted_key, key))


def quoted_key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else '"' + _ESCAPED.sub(_escape, name) + '"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"
