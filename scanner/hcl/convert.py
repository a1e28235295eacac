"""Values of one type as values of another."""

from __future__ import annotations

from scanner.hcl import numbers
from scanner.hcl.errors import ConversionError
from scanner.hcl.limits import spend
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, friendly, required
from scanner.hcl.unify import convertible, resolved, unify
from scanner.hcl.values import (
    Unknown, Value, boolean, list_value, map_value, object_value, set_value, string, tuple_value, unknown,
)  # fmt: skip


def convert(value: Value, wanted: Type) -> Value:
    """The value as the wanted type; ConversionError says what is wrong with it.  Null and unknown convert as types."""
    if value.type is wanted or wanted is ANY:
        return value
    if value.type == wanted:
        return value
    if not convertible(value.type, wanted):
        raise ConversionError(mismatch(value.type, wanted))
    return _convert(value, wanted)


def _convert(value: Value, wanted: Type) -> Value:
    if wanted is ANY or value.type == wanted and not wanted.optional:
        return value
    if value.marks:
        return _convert(value.bare(), wanted).with_marks(value.marks)
    if value.is_null:
        return Value(resolved(value.type, required(wanted)), None)
    if not value.is_known:
        return _unknown_as(value, resolved(value.type, required(wanted)))
    if value.type is ANY:
        raise ConversionError(mismatch(value.type, wanted))
    spend(1)
    if wanted.is_primitive:
        return _primitive(value, wanted)
    return _MAKERS[wanted.kind](value, wanted)


def _unknown_as(value: Value, wanted: Type) -> Value:
    held: Unknown = value.data
    given = value.type
    known = Unknown(held.causes, held.not_null)
    if given is STRING and wanted is STRING:
        known = held
    elif given is ANY and wanted is STRING:
        known = known.but(draft=held.draft)
    elif given.kind == "object" and wanted.kind == "map":
        known = known.but(least=len(given.attributes), most=len(given.attributes))
    elif given.kind == "tuple" and wanted.kind == "list":
        known = known.but(least=len(given.elements), most=len(given.elements))
    elif given.kind == "tuple" and wanted.kind == "set":
        known = known.but(least=min(len(given.elements), 1), most=len(given.elements))
    elif given.is_collection and wanted.is_collection:
        known = known.but(least=min(held.least, 1) if wanted.kind == "set" else held.least, most=held.most)
    return Value(wanted, known)


def _primitive(value: Value, wanted: Type) -> Value:
    data = value.data
    if wanted is STRING:
        if isinstance(data, bool):
            return Value(STRING, "true" if data else "false")
        return Value(STRING, numbers.text(data))
    if wanted is NUMBER:
        try:
            return Value(NUMBER, numbers.parse(data))
        except ValueError:
            raise ConversionError("a number is required") from None
    if data in ("true", "1"):
        return boolean(True)
    if data in ("false", "0"):
        return boolean(False)
    if data.lower() in ("true", "false"):
        raise ConversionError(f'a bool is required; to convert from string, use lowercase "{data.lower()}"')
    raise ConversionError("a bool is required")


def _parts(value: Value) -> list[Value]:
    if isinstance(value.data, dict):
        return [value.data[key] for key in sorted(value.data)]
    return list(value.data)


def _element_type(value: Value, wanted: Type) -> Type:
    """The element type that is wanted, worked out from a structure's parts where it is any."""
    if wanted.of is not ANY or not value.type.parts() or value.type.is_collection:
        return wanted.of
    return unify(list(value.type.parts())) or ANY


def _to_list(value: Value, wanted: Type) -> Value:
    if value.type.kind == "set" and value.unsettled and len(value.data) > 1:
        if wanted.of is not ANY and wanted.of != value.type.of:
            # Terraform makes a list of what the set holds here, which then does not fit.
            raise ConversionError(f"list of {wanted.of.kind} required")
        return unknown(resolved(value.type, wanted), value)
    element = _element_type(value, wanted)
    found = _same([_convert(one, element) for one in value.data])
    return list_value(found, _empty_element(value, element))


def _to_set(value: Value, wanted: Type) -> Value:
    element = _element_type(value, wanted)
    found = [_convert(one, element) for one in value.data]
    if any(one.type != found[0].type for one in found):
        raise ConversionError("element types must all match for conversion to set")
    return set_value(found, _empty_element(value, element))


def _to_map(value: Value, wanted: Type) -> Value:
    element = _element_type(value, wanted)
    keys = sorted(value.data)
    found = _same([_convert(value.data[key], element) for key in keys])
    return map_value(dict(zip(keys, found, strict=True)), _empty_element(value, element))


def _same(found: list[Value]) -> list[Value]:
    """The elements as one type: where the wanted element type leaves something open they may differ."""
    if all(one.type is found[0].type for one in found):
        return found
    kinds = {one.type for one in found} - {ANY}
    if len(kinds) == 1:
        kind = kinds.pop()
        return [one if one.type is not ANY else Value(kind, one.data, one.marks) for one in found]
    element = unify([one.type for one in found])
    if element is None:
        raise ConversionError("cannot find a common base type for all elements")
    found = [_convert(one, element) for one in found]
    if any(one.type != found[0].type for one in found):
        raise ConversionError("element types must all match for conversion to list")
    return found


def _empty_element(value: Value, element: Type) -> Type:
    if element is ANY and value.type.is_collection:
        return value.type.of
    return required(element)


def _to_object(value: Value, wanted: Type) -> Value:
    found: dict[str, Value] = {}
    for name, part in wanted.attributes.items():
        one = value.data.get(name)
        if one is not None:
            if not convertible(one.type, part):
                raise ConversionError(f'map element type is incompatible with attribute "{name}": {mismatch(one.type, part)}')
            one = _convert(one, part)
            found[name] = one if not one.is_null else Value(required(one.type), None, one.marks)
        elif name in wanted.optional:
            found[name] = Value(required(part), None)
        else:
            raise ConversionError(f'map has no element for required attribute "{name}"')
    return object_value(found)


def _to_tuple(value: Value, wanted: Type) -> Value:
    return tuple_value(_convert(one, part) for one, part in zip(value.data, wanted.elements, strict=True))


_MAKERS = {"list": _to_list, "set": _to_set, "map": _to_map, "object": _to_object, "tuple": _to_tuple}


def mismatch(given: Type, wanted: Type) -> str:
    """Why values of one type do not convert to the other, as a sentence without its stop."""
    if given.kind == "object" and wanted.kind == "object":
        missing = sorted(name for name in wanted.attributes if name not in given.attributes and name not in wanted.optional)
        if missing:
            noun = "attribute" if len(missing) == 1 else "attributes"
            names = ", ".join(f'"{name}"' for name in missing)
            return f"{noun} {names} {'is' if len(missing) == 1 else 'are'} required"
        for name, part in sorted(wanted.attributes.items()):
            have = given.attributes.get(name)
            if have is not None and not convertible(have, part):
                return f'attribute "{name}": {mismatch(have, part)}'
    if given.kind == "tuple" and wanted.kind in ("list", "set") and wanted.of is not ANY:
        for index, part in enumerate(given.elements):
            if not convertible(part, wanted.of):
                return f"element {index}: {mismatch(part, wanted.of)}"
    if given.kind == "object" and wanted.kind == "map" and wanted.of is not ANY:
        for name, part in sorted(given.attributes.items()):
            if not convertible(part, wanted.of):
                return f'element "{name}": {mismatch(part, wanted.of)}'
    if wanted.is_collection and wanted.of is ANY and given.kind in ("tuple", "object"):
        return "all elements must have the same type"
    return f"{friendly(wanted)} required" if wanted not in (STRING, NUMBER, BOOL) else f"{_article(wanted)} is required"


def _article(wanted: Type) -> str:
    return f"a {wanted.kind}"
