"""The plain functions of Go's text/template itself.

`and` and `or` stop early and are therefore the executor's; `slice` is Sprig's.
"""

from __future__ import annotations

from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.printing import sprint, sprintf, sprintln, to_text
from scanner.gotemplate.values import (
    FunctionError,
    GoObject,
    NilList,
    StringMap,
    Uint8,
    byte_length,
    encode,
    go_kind,
    go_type,
    is_true,
)

function("print", "func(...interface{}) string")(sprint)
function("println", "func(...interface{}) string")(sprintln)
function("printf", "func(string, ...interface{}) string")(sprintf)

# --- escaping ------------------------------------------------------------------------

_HTML = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&#34;", "\0": "\ufffd"})


def _evaluated(args: tuple[Any, ...]) -> str:
    """The operands as one text, as the escapers see it: nil is the text of an absent value."""
    return sprint(*("<no value>" if arg is None else arg for arg in args))


@function("html", "func(...interface{}) string")
def html(*args: Any) -> str:
    """The operands, printed, with HTML's special characters escaped."""
    return _evaluated(args).translate(_HTML)


_JS_NAMED = {"\\": "\\\\", "'": "\\'", '"': '\\"'}


@function("js", "func(...interface{}) string")
def js(*args: Any) -> str:
    """The operands, printed, safe inside a JavaScript string."""
    return "".join(map(_js_char, _evaluated(args)))


def _js_char(char: str) -> str:
    if char in _JS_NAMED:
        return _JS_NAMED[char]
    code = ord(char)
    if code < 0x80:
        return f"\\u{code:04X}" if code < 0x20 or char in "<>&=" else char
    stray_byte = 0xDC80 <= code <= 0xDCFF  # decodes to U+FFFD for Go, which counts as printable
    return char if stray_byte or char.isprintable() else f"\\u{code:04X}"


_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


@function("urlquery", "func(...interface{}) string")
def urlquery(*args: Any) -> str:
    """The operands, printed, escaped for the query of a URL (a space becomes +)."""
    data = encode(_evaluated(args))
    limits.check_text(3 * len(data))
    return "".join("+" if byte == 0x20 else chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in data)


# --- collections ---------------------------------------------------------------------


@function("len", "func(interface{}) int")
def length(item: Any) -> int:
    """The number of bytes, elements or keys."""
    if isinstance(item, str):
        return byte_length(item)
    if isinstance(item, (list, dict, bytes)):
        return len(item)
    if item is None:
        raise FunctionError("len of nil pointer")
    raise FunctionError(f"len of type {go_type(item)}")


@function("index", "func(interface{}, ...interface{}) interface{}")
def index(item: Any, *keys: Any) -> Any:
    """`item[key][key]...`; a missing map key gives the zero value."""
    if item is None:
        raise FunctionError("index of untyped nil")
    for key in keys:
        kind = type(item)
        if isinstance(item, dict):
            if not isinstance(key, str):
                raise FunctionError(_bad_map_key(key))
            item = item.get(key, "" if kind is StringMap else None)
        elif isinstance(item, (list, str, bytes)):
            item = _element(item, _position(key))
        elif item is None:
            raise FunctionError("index of nil pointer")
        else:
            raise FunctionError(f"can't index item of type {go_type(item)}")
    return item


def _bad_map_key(key: Any) -> str:
    if key is None:
        return "value is nil; should be of type string"
    return f"value has type {go_type(key)}; should be string"


def _position(key: Any) -> int:
    if key is None:
        raise FunctionError("cannot index slice/array with nil")
    if not isinstance(key, int) or isinstance(key, bool):
        raise FunctionError(f"cannot index slice/array with type {go_type(key)}")
    return key


def _element(item: Any, position: int) -> Any:
    data = encode(item) if isinstance(item, str) else item
    if position < 0 or position > len(data):
        raise FunctionError(f"index out of range: {int(position)}")
    if position == len(data):
        raise FunctionError(f"reflect: {'string' if isinstance(item, str) else 'slice'} index out of range")
    return data[position] if isinstance(data, list) else Uint8(data[position])


@function("call", "func(interface{}, ...interface{}) interface{}")
def call(target: Any, *args: Any) -> Any:
    """Calls a function value; charts never hold one, so this only complains."""
    if target is None:
        raise FunctionError("call of nil")
    raise FunctionError(f"non-function {to_text(target)} of type {go_type(target)}")


# --- truth and comparison ------------------------------------------------------------


@function("not", "func(interface{}) bool")
def logical_not(value: Any) -> bool:
    """Whether `value` is false in the sense of `if`."""
    return not is_true(value)


_BASIC_KINDS = {
    "bool": "bool",
    "int": "int",
    "int64": "int",
    "int32": "int",
    "uint8": "uint",
    "uint64": "uint",
    "float64": "float",
    "complex128": "complex",
    "string": "string",
}
_PLAIN_TYPES = {bool: "bool", int: "int", float: "float", str: "string"}


def _basic_kind(value: Any) -> str | None:
    """The family of comparable values; None for nil, collections and structs."""
    return _PLAIN_TYPES.get(type(value)) or _BASIC_KINDS.get(go_kind(value))


@function("eq", "func(interface{}, ...interface{}) bool")
def eq(first: Any, *others: Any) -> bool:
    """Whether `first` equals one of the others."""
    if not others:
        raise FunctionError("missing argument for comparison")
    kind = type(first)
    if kind is str or kind is bool:  # the common case, without looking up kinds
        for other in others:
            if type(other) is kind:
                if first == other:
                    return True
            elif _equal(first, other):
                return True
        return False
    return any(_equal(first, other) for other in others)


def _equal(one: Any, other: Any) -> bool:
    kind, other_kind = _basic_kind(one), _basic_kind(other)
    if kind == other_kind:
        return _equal_objects(one, other) if kind is None else bool(one == other)
    if one is None or other is None:
        return False
    if {kind, other_kind} == {"int", "uint"}:
        return bool(one == other)
    raise FunctionError(f"incompatible types for comparison: {go_type(one)} and {go_type(other)}")


def _equal_objects(one: Any, other: Any) -> bool:
    """Equality of nils, structs (by value) and pointers (by identity); collections cannot be compared."""
    if one is None or other is None or isinstance(one, NilList) or isinstance(other, NilList):
        return _is_nil(one) == _is_nil(other)
    if go_kind(one) != go_kind(other):
        shown = f"{sprintf('%s', one)}: {go_type(one)}, {go_type(other)}: {sprintf('%s', other)}"
        raise FunctionError(f"non-comparable types {shown}")
    if not isinstance(other, GoObject) or other.go_kind in ("slice", "map", "func"):
        raise FunctionError(f"non-comparable type {sprintf('%s', other)}: {go_type(other)}")
    return one is other or (other.go_kind == "struct" and go_type(one) == go_type(other) and bool(one == other))


def _is_nil(value: Any) -> bool:
    return value is None or isinstance(value, NilList)


@function("ne", "func(interface{}, interface{}) bool")
def ne(one: Any, other: Any) -> bool:
    """Whether the two differ."""
    return not eq(one, other)


def _less(one: Any, other: Any) -> bool:
    kind, other_kind = _ordered_kind(one), _ordered_kind(other)
    if kind != other_kind and {kind, other_kind} != {"int", "uint"}:
        raise FunctionError(f"incompatible types for comparison: {go_type(one)} and {go_type(other)}")
    if kind in ("bool", "complex"):
        raise FunctionError("invalid type for comparison")
    if kind == "string":
        if one.isascii() and other.isascii():
            return bool(one < other)
        return encode(one) < encode(other)
    return bool(one < other)


def _ordered_kind(value: Any) -> str:
    kind = _basic_kind(value)
    if kind is None:
        raise FunctionError("invalid type for comparison")
    return kind


@function("lt", "func(interface{}, interface{}) bool")
def lt(one: Any, other: Any) -> bool:
    """one < other."""
    return _less(one, other)


@function("le", "func(interface{}, interface{}) bool")
def le(one: Any, other: Any) -> bool:
    """one <= other; like Go's, defined as less or equal, so NaN is never it."""
    return _less(one, other) or _equal(one, other)


@function("gt", "func(interface{}, interface{}) bool")
def gt(one: Any, other: Any) -> bool:
    """one > other; like Go's, defined as not less or equal, so NaN always is."""
    return not le(one, other)


@function("ge", "func(interface{}, interface{}) bool")
def ge(one: Any, other: Any) -> bool:
    """one >= other; like Go's, defined as not less."""
    return not _less(one, other)
