"""Taking attributes and elements out of values."""

from __future__ import annotations

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, FunctionError
from scanner.hcl.types import ANY, NUMBER, STRING, friendly
from scanner.hcl.values import Cause, OpenObject, Unknown, Value, unknown


def attribute_of(value: Value, name: str) -> Value:
    """`value.name`"""
    if value.is_null:
        raise FunctionError("Attempt to get attribute from null value: this value is null, so it does not have any "
                            "attributes.")
    kind = value.type
    if kind.kind == "object":
        part = kind.attributes.get(name)
        if part is None:
            raise FunctionError(f'Unsupported attribute: this object does not have an attribute named "{name}".')
        if not value.is_known:
            return Value(part, _below(value, f".{name}"), value.marks)
        return _taken(value.data[name], value)
    if kind.kind == "map":
        if not value.is_known:
            return Value(kind.of, _below(value, f".{name}"), value.marks)
        found = value.data.get(name)
        if found is None:
            raise FunctionError(f'Missing map element: this map does not have an element with the key "{name}".')
        return _taken(found, value)
    if isinstance(value.data, OpenObject):
        found = value.data.get(name)
        return _taken(found if found is not None else value.data.other(name), value)
    if kind is ANY:
        return Value(ANY, _below(value, f".{name}"), value.marks)
    if kind.kind in ("list", "set") and kind.of.kind == "object":
        raise FunctionError(f"Unsupported attribute: can't access attributes on a {kind.kind} of objects. Did you mean to "
                            "access an attribute for a specific element, or across all elements?")
    if kind.is_primitive:
        raise FunctionError("Unsupported attribute: can't access attributes on a primitive-typed value "
                            f"({friendly(kind)}).")
    raise FunctionError("Unsupported attribute: this value does not have any attributes.")


def _taken(part: Value, whole: Value) -> Value:
    return part.with_marks(whole.marks) if whole.marks else part


def _below(value: Value, step: str) -> Unknown:
    """What is not known about a part of an unknown value: what waits for an attribute waits for one inside of it."""
    causes = tuple(
        Cause(one.kind, one.reference + step, one.module) if one.kind in ("attribute", "data", "module", "undeclared") else one
        for one in value.data.causes)
    return Unknown(causes)


def element_of(value: Value, key: Value) -> Value:
    """`value[key]`"""
    if value.is_null:
        raise FunctionError("Attempt to index null value: this value is null, so it does not have any indices.")
    if key.is_null:
        raise FunctionError("Invalid index: can't use a null value as an indexing key.")
    kind = value.type
    if isinstance(value.data, OpenObject) and isinstance(key.data, str):
        return attribute_of(value, key.data).with_marks(key.marks)
    if kind is ANY or key.type is ANY:
        return unknown(ANY, *([key] if not key.is_known else []), value).with_marks(value.marks)
    if kind.kind == "object":
        return _of_object(value, key)
    if kind.kind == "set":
        raise FunctionError("Invalid index: elements of a set are identified only by their value and don't have any "
                            "separate index or key to select with.")
    if kind.kind not in ("list", "tuple", "map"):
        raise FunctionError("Invalid index: this value does not have any indices.")
    marks = value.marks | key.marks
    try:
        plain = convert(key.bare(), STRING if kind.kind == "map" else NUMBER)
    except ConversionError as error:
        raise FunctionError("Invalid index: the given key does not identify an element in this collection value: "
                            f"{error.message}.") from None
    if not plain.is_known:
        return unknown(ANY if kind.kind == "tuple" else kind.of, key).with_marks(value.marks)
    if kind.kind == "map":
        if not value.is_known:
            return Value(kind.of, _below(value, f"[{plain.data!r}]"), value.marks)
        if plain.data not in value.data:
            raise FunctionError(f'Invalid index: this map has no element with the key "{plain.data}".')
        return value.data[plain.data].with_marks(marks)
    return _of_sequence(value, plain, marks)


def _of_sequence(value: Value, key: Value, marks: frozenset[str]) -> Value:
    number, kind = key.data, value.type
    if not number.is_whole:
        raise FunctionError("Invalid index: indexing a sequence requires a whole number, but the given index has a "
                            "fractional part.")
    index = number.whole()
    count = len(kind.elements) if kind.kind == "tuple" else len(value.data) if value.is_known else None
    if index < 0:
        raise FunctionError("Invalid index: a negative number is not a valid index for a sequence.")
    if count is not None and index >= count:
        detail = "the collection has no elements" if not count else (
            f"the given index {index} is greater than or equal to the length of the collection, which is {count}")
        raise FunctionError(f"Invalid index: the given key does not identify an element in this collection value: {detail}.")
    if not value.is_known:
        return Value(kind.elements[index] if kind.kind == "tuple" else kind.of, _below(value, f"[{index}]"), value.marks)
    return value.data[index].with_marks(marks)


def _of_object(value: Value, key: Value) -> Value:
    try:
        plain = convert(key.bare(), STRING)
    except ConversionError as error:
        raise FunctionError("Invalid index: the given key does not identify an element in this collection value: "
                            f"{error.message}.") from None
    if not plain.is_known:
        return unknown(ANY, key).with_marks(value.marks)
    if plain.data not in value.type.attributes:
        number = " An object only supports looking up attributes by name, not by numeric index." if key.type is NUMBER else ""
        raise FunctionError(f'Invalid index: this object has no attribute "{plain.data}".{number}')
    if not value.is_known:
        return Value(value.type.attributes[plain.data], _below(value, f"[{plain.data!r}]"), value.marks)
    return value.data[plain.data].with_marks(value.marks)
