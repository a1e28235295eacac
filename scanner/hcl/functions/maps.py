"""Functions for maps and objects."""

from __future__ import annotations

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import spend
from scanner.hcl.order import equal, is_true
from scanner.hcl.types import ANY, EMPTY_OBJECT, STRING, Type, friendly, list_of, map_of, object_of, tuple_of
from scanner.hcl.unify import unify
from scanner.hcl.values import (
    NO_MARKS, Value, list_value, map_value, object_value, string, tuple_value, unknown,
)  # fmt: skip

_LIST = list_of(ANY)
_STRING_LISTS = map_of(list_of(STRING))


def _keys_type(arguments: list[Value]) -> Type:
    kind = arguments[0].type
    if kind.kind == "map":
        return list_of(STRING)
    if kind.kind == "object":
        return tuple_of([STRING] * len(kind.attributes))
    raise FunctionError("must have map or object type")


@function("keys", Parameter("inputMap", unknown=True, marked=True), result=_keys_type)
def keys(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The keys in order."""
    value = arguments[0]
    if kind.kind == "tuple":
        return tuple_value([string(name) for name in sorted(value.type.attributes)]).with_marks(value.marks)
    if not value.is_known:
        return unknown(kind, value).with_marks(value.marks)
    return list_value([string(key) for key in sorted(value.data)], STRING).with_marks(value.marks)


def _values_type(arguments: list[Value]) -> Type:
    kind = arguments[0].type
    if kind.kind == "map":
        return list_of(kind.of)
    if kind.kind == "object":
        return tuple_of([kind.attributes[name] for name in sorted(kind.attributes)])
    raise FunctionError("values() requires a map as the first argument")


@function("values", Parameter("mapping", marked=True), result=_values_type)
def values(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The values in the order of their keys."""
    found = [one for _, one in arguments[0].items()]
    result = tuple_value(found) if kind.kind == "tuple" else list_value(found, kind.of)
    return result.with_marks(arguments[0].marks)


def _looked_up_type(arguments: list[Value]) -> Type:
    if not 2 <= len(arguments) <= 3:
        raise FunctionError(f"lookup() takes two or three arguments, got {len(arguments)}")
    kind, key = arguments[0].type, arguments[1]
    if kind.kind == "object":
        if not key.is_known:
            return ANY
        if key.data in kind.attributes:
            return kind.attributes[key.data]
        if len(arguments) == 3:
            return arguments[2].type
        raise FunctionError(f'the given object has no attribute "{key.data}"')
    if kind.kind != "map":
        raise FunctionError("lookup() requires a map as the first argument")
    if len(arguments) == 3:
        try:
            convert(arguments[2], kind.of)
        except ConversionError:
            raise FunctionError("the default value must have the same type as the map elements") from None
    return kind.of


@function("lookup", Parameter("inputMap", unknown=True, marked=True), Parameter("key", STRING, unknown=True, marked=True),
          rest=Parameter("default", null=True, unknown=True, dynamic=True, marked=True), result=_looked_up_type,
          never_null=False)
def lookup(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The value of a key, or a default."""
    value, key = arguments[0], arguments[1]
    marks = value.marks | key.marks
    if not value.is_known or not key.is_known:
        return unknown(kind, value, key).with_marks(marks)
    found = value.data.get(key.data)
    if found is not None:
        return found.with_marks(marks)
    if len(arguments) == 3:
        return convert(arguments[2], kind).with_marks(marks)
    raise FunctionError(f"lookup failed to find key {'(sensitive value)' if key.marks else repr(key.data)}")


def _same_lists(arguments: list[Value]) -> Type:
    if unify([arguments[1].type, arguments[2].type]) is None:
        raise FunctionError("keys and searchset must be of the same type")
    return arguments[0].type


@function("matchkeys", Parameter("values", _LIST), Parameter("keys", _LIST), Parameter("searchset", _LIST),
          result=_same_lists)
def match_keys(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The values whose keys are in a set."""
    given, wanted, search = arguments
    if len(given.data) != len(wanted.data):
        raise FunctionError("length of keys and values should be equal")
    common = unify([wanted.type, search.type])
    assert common is not None
    wanted, search = convert(wanted, common), convert(search, common)
    if not search.data:
        return list_value([], kind.of)
    if given.unsettled or wanted.unsettled:
        return unknown(kind, given, wanted)
    found: list[Value] = []
    for key, value in zip(wanted.data, given.data, strict=True):
        for one in search.data:
            same = equal(key, one)
            if not same.is_known:
                return list_value([], kind.of)
            if is_true(same):
                found.append(value)
                break
    return list_value(found, kind.of)


def _merged_type(arguments: list[Value]) -> Type:
    attributes: dict[str, Type] = {}
    first: Type | None = None
    same = keys_known = True
    for one in arguments:
        kind = one.type
        if kind is ANY:
            return ANY
        if kind.kind not in ("map", "object"):
            raise FunctionError(f"arguments must be maps or objects, got {friendly(kind)}")
        if kind.kind == "object":
            kind = EMPTY_OBJECT if one.is_null else kind
            attributes.update(kind.attributes)
        elif not one.is_known:
            keys_known = False
        elif not one.is_null:
            attributes.update(dict.fromkeys(one.data, kind.of))
        if first is None:
            first = kind
        same = same and kind == first
    if first is None:
        return EMPTY_OBJECT
    if same:
        return first
    return object_of(attributes) if keys_known else ANY


@function("merge", rest=Parameter("maps", null=True, dynamic=True, marked=True), result=_merged_type)
def merge(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The entries of all maps, later ones over earlier ones."""
    marks = NO_MARKS
    found: dict[str, Value] = {}
    for one in arguments:
        if not one.is_null:
            if not isinstance(one.data, dict):
                raise FunctionError(f"arguments must be maps or objects, got {friendly(one.type)}")
            marks |= one.marks
            found.update(one.data)
            spend(len(one.data))
    result = map_value(found, kind.of) if kind.kind == "map" else object_value(found)
    return result.with_marks(marks)


@function("transpose", Parameter("values", _STRING_LISTS, marked=True), result=_STRING_LISTS)
def transpose(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A map of lists with keys and elements changed over."""
    value = arguments[0]
    if value.unsettled:
        return unknown(kind, value).with_marks(value.marks)
    found: dict[str, list[Value]] = {}
    marks = value.marks
    for key, listed in value.items():
        marks |= listed.marks
        if listed.is_null:
            raise FunctionError(f"the list of {key!r} is null")
        for one in listed.data:
            if one.is_null:
                raise FunctionError("input must not contain null string")
            marks |= one.marks
            found.setdefault(one.data, []).append(string(key))
    entries = {key: list_value(sorted(one, key=lambda each: each.data)) for key, one in found.items()}
    return map_value(entries, kind.of).with_marks(marks)


def _zipped_type(arguments: list[Value]) -> Type:
    names, given = arguments
    if given.type.kind == "list":
        return map_of(given.type.of)
    if given.type.kind != "tuple":
        raise FunctionError("values argument must be a list or tuple value")
    if names.unsettled:
        return ANY
    parts = given.type.elements
    if len(names.data) != len(parts):
        raise FunctionError(f"number of keys ({len(names.data)}) does not match number of values ({len(parts)})")
    for index, one in enumerate(names.data):
        if one.is_null:
            raise FunctionError(f"keys list has null value at index {index}")
    return object_of({one.data: part for one, part in zip(names.data, parts, strict=True)})


@function("zipmap", Parameter("keys", list_of(STRING), marked=True), Parameter("values", marked=True), result=_zipped_type)
def zip_map(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A map of keys and their values."""
    names, given = arguments
    marks = names.marks | given.marks
    if names.unsettled:
        return unknown(kind, names).with_marks(marks)
    if len(names.data) != len(given.data):
        raise FunctionError(f"number of keys ({len(names.data)}) does not match number of values ({len(given.data)})")
    found: dict[str, Value] = {}
    for key, value in zip(names.data, given.data, strict=True):
        if key.is_null:
            raise FunctionError("keys list has a null value")
        marks |= key.marks
        found[key.data] = value
    result = map_value(found, kind.of) if kind.kind == "map" else object_value(found)
    return result.with_marks(marks)
