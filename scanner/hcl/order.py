"""Equality of values, and the order and identity of the elements of sets."""

from __future__ import annotations

from typing import Any

from scanner.hcl import numbers
from scanner.hcl.errors import FunctionError
from scanner.hcl.limits import spend
from scanner.hcl.types import ANY, BOOL, Type
from scanner.hcl.values import FALSE, Unknown, Value, boolean, deep_marks, unknown, unmarked


def equal(one: Value, other: Value) -> Value:
    """`one == other`: true, false, or unknown; what is known about an unknown value may decide."""
    if one.marked or other.marked:
        single = one.is_null != other.is_null
        marks = one.marks | other.marks if single else deep_marks(one) | deep_marks(other)
        return equal(unmarked(one), unmarked(other)).with_marks(marks)
    spend(1)
    result = _equal(one, other)
    return unknown(BOOL, one, other, not_null=True) if result is None else boolean(result)


def _equal(one: Value, other: Value) -> bool | None:
    if one.is_null and _never_null(other) or other.is_null and _never_null(one):
        return False
    if not one.is_known or not other.is_known:
        return _with_unknown(one, other)
    if one.is_null or other.is_null:
        return one.is_null and other.is_null
    if not (_wholly_typed(one) and _wholly_typed(other)):
        return None if _conforms(one.type, other.type) else False
    if one.type != other.type:
        return False
    return _same_type(one, other)


def _never_null(value: Value) -> bool:
    return value.data.not_null if value.data.__class__ is Unknown else value.data is not None


def _with_unknown(one: Value, other: Value) -> bool | None:
    if not one.is_known and not other.is_known:
        return None
    known, held = (one, other) if one.is_known else (other, one)
    if _excludes(held, known):
        return False
    if known.is_null or held.type.has_any or known.type == held.type:
        return None
    return False


def _excludes(held: Value, known: Value) -> bool:
    """Whether what is known about an unknown value rules a known one out."""
    about: Unknown = held.data
    if known.is_null:
        return about.not_null
    if held.type is ANY or known.type.has_any:
        return False
    if held.type != known.type:
        return not held.type.has_any
    if about.prefix and isinstance(known.data, str):
        return not known.data.startswith(about.prefix)
    if isinstance(known.data, numbers.Number):
        low, high = about.low, about.high
        return low is not None and numbers.compare(known.data, low) < 0 or (
            high is not None and numbers.compare(known.data, high) > 0)
    if known.type.is_collection:
        count = len(known.data)
        if known.type.kind == "set" and known.unsettled:
            return False
        return count < about.least or about.most is not None and count > about.most
    return False


def _wholly_typed(value: Value) -> bool:
    """Whether nothing inside has a type that is still to be known."""
    if value.is_null or not value.type.has_any:
        return True
    if not value.is_known or value.type is ANY:
        return False
    inner = value.data.values() if isinstance(value.data, dict) else value.data
    return all(map(_wholly_typed, inner))


def _conforms(one: Type, other: Type) -> bool:
    """Whether types with unknown parts could turn out to be the same."""
    if one is ANY or other is ANY:
        return True
    if one.kind != other.kind or len(one.elements) != len(other.elements):
        return False
    if one.attributes.keys() != other.attributes.keys():
        return False
    if one.element is not None and other.element is not None and not _conforms(one.element, other.element):
        return False
    return all(map(_conforms, one.elements, other.elements)) and all(
        _conforms(part, other.attributes[name]) for name, part in one.attributes.items())


def _same_type(one: Value, other: Value) -> bool | None:
    left, right = one.data, other.data
    if isinstance(left, dict):
        if left.keys() != right.keys():
            return False
        pairs = [(left[key], right[key]) for key in sorted(left)]
    elif isinstance(left, list):
        if one.type.kind == "set":
            return _same_sets(one, other)
        if len(left) != len(right):
            return False
        pairs = list(zip(left, right, strict=True))
    elif isinstance(left, numbers.Number):
        return numbers.compare(left, right) == 0
    else:
        return bool(left == right)
    spend(len(pairs))
    for first, second in pairs:
        result = _equal(first, second)
        if result is not True:
            return result
    return True


def _same_sets(one: Value, other: Value) -> bool | None:
    if any(not each.is_known for each in (*one.data, *other.data)):
        return None
    spend(one.size + other.size)
    return {identity(each) for each in one.data} == {identity(each) for each in other.data}


def identical(one: Value, other: Value) -> bool:
    """Whether two values are the same in type, data and marks, unknown ones included."""
    if one.type != other.type or one.marks != other.marks or one.is_known != other.is_known:
        return False
    if not one.is_known or one.is_null or other.is_null:
        return one.is_null == other.is_null
    if isinstance(one.data, dict):
        return one.data.keys() == other.data.keys() and all(identical(each, other.data[k]) for k, each in one.data.items())
    if isinstance(one.data, list):
        return len(one.data) == len(other.data) and all(map(identical, one.data, other.data))
    return bool(one.data == other.data)


def distinct(elements: list[Value], kind: Type) -> list[Value]:
    """The elements of a set: sorted, without doubles; unknown elements are last, and all are kept."""
    spend(sum(one.size for one in elements))
    known: dict[Any, Value] = {}
    loose: list[Value] = []
    for one in elements:
        if one.unsettled:
            loose.append(one)
        else:
            known.setdefault(identity(one), one)
    return sorted([*known.values(), *loose], key=lambda one: _sort_key(one, kind))


def _sort_key(value: Value, kind: Type) -> tuple[int, Any]:
    if value.data.__class__ is Unknown:
        return 2, b""
    if value.is_null:
        return 1, b""
    # `Unknown`s and nulls stand behind all others; structures are ordered by what Terraform hashes.
    if kind.kind == "string":
        return 0, value.data
    if kind.kind == "number":
        return 0, _Ordered(value.data)
    if kind.kind == "bool":
        return 0, value.data
    return 0, hash_bytes(value)


class _Ordered:
    __slots__ = ("number",)

    def __init__(self, number: numbers.Number) -> None:
        self.number = number

    def __lt__(self, other: _Ordered) -> bool:
        return numbers.compare(self.number, other.number) < 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ordered) and numbers.compare(self.number, other.number) == 0


def identity(value: Value) -> Any:
    """What makes a wholly known value of one type the same as another."""
    data = value.data
    if isinstance(data, dict):
        return tuple((key, identity(one)) for key, one in sorted(data.items()))
    if isinstance(data, list):
        keys = [identity(one) for one in data]
        return frozenset(keys) if value.type.kind == "set" else tuple(keys)
    return data.__class__, data


def hash_bytes(value: Value) -> bytes:
    """The text by which Terraform orders structures in a set."""
    parts: list[str] = []
    _hash(value, parts)
    return "".join(parts).encode("utf-8", "surrogatepass")


def _hash(value: Value, parts: list[str]) -> None:
    data, kind = value.data, value.type.kind
    if data.__class__ is Unknown:
        parts.append("?")
    elif data is None:
        parts.append("~")
    elif isinstance(data, bool):
        parts.append("T" if data else "F")
    elif isinstance(data, str):
        from scanner.gotemplate.strconv import quote

        parts.append(quote(data))
    elif isinstance(data, numbers.Number):
        from scanner.hcl.verbs import general

        parts.append(general(data, 10))
    elif kind == "map":
        parts.append("{")
        for key, one in sorted(data.items()):
            _hash(Value(value.type.of, key), parts)
            parts.append(":")
            _hash(one, parts)
            parts.append(";")
        parts.append("}")
    else:
        parts.append("[" if value.type.is_collection else "<")
        for one in [data[key] for key in sorted(data)] if isinstance(data, dict) else data:
            _hash(one, parts)
            parts.append(";")
        parts.append("]" if value.type.is_collection else ">")


def is_true(value: Value) -> bool:
    """Whether a result of `equal` is known and true."""
    return value.data is True


def need_known(value: Value) -> Value:
    """A value that a function cannot work without; FunctionError for one that is null."""
    if value.is_null:
        raise FunctionError("argument must not be null")
    return value


