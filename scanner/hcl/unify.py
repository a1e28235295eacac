"""One type for several values, and which types convert to which.

A conversion is safe when it cannot fail, as from number to string; Terraform's language allows the others too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scanner.hcl.limits import spend
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, list_of, map_of, object_of, set_of, tuple_of


def convertible(given: Type, wanted: Type) -> bool:
    """Whether there is a conversion from one type to another, safe or not; of a type to itself there always is."""
    return given == wanted or _converts(given, wanted, False)


def _converts(given: Type, wanted: Type, safe: bool) -> bool:
    spend(1)
    if wanted is ANY:
        return True
    if given is ANY:
        return not safe
    if given.is_primitive or wanted.is_primitive:
        return _primitive(given, wanted, safe)
    kind = wanted.kind
    if kind == "object":
        if given.kind == "object":
            return _to_object(given, wanted, safe)
        return not safe and given.kind == "map" and all(
            part == given.of or name in wanted.optional or _converts(given.of, part, safe)
            for name, part in wanted.attributes.items())
    if kind == "tuple":
        return given.kind == "tuple" and len(given.elements) == len(wanted.elements) and all(
            one == other or _converts(one, other, safe)
            for one, other in zip(given.elements, wanted.elements, strict=True))
    if kind == "map" and given.kind == "object":
        return _all_to(list(given.attributes.values()), wanted.of, safe)
    if kind in ("list", "set") and given.kind == "tuple":
        return _all_to(given.elements, wanted.of, safe, strict_any=True)
    if kind == "map":
        return given.kind == "map" and (given.of == wanted.of or _converts(given.of, wanted.of, safe))
    if given.kind not in ("list", "set") or safe and kind == "set" and given.kind == "list":
        return False
    return given.of == wanted.of or _converts(given.of, wanted.of, safe)


def _primitive(given: Type, wanted: Type, safe: bool) -> bool:
    if given is STRING:
        return not safe and wanted in (NUMBER, BOOL)
    return wanted is STRING and given in (NUMBER, BOOL)


def _to_object(given: Type, wanted: Type, safe: bool) -> bool:
    for name, part in wanted.attributes.items():
        have = given.attributes.get(name)
        if have is None:
            if name not in wanted.optional:
                return False
        elif have != part and not _converts(have, part, safe):
            return False
    return True


def _all_to(given: Sequence[Type], element: Type, safe: bool, strict_any: bool = False) -> bool:
    """Whether all parts of a structure fit one element type, which is worked out where any will do."""
    if not given:
        return True
    if element is ANY:
        found = unify(given, safe)
        if found is None or strict_any and found is ANY and any(one is not ANY for one in given):
            return False
        element = found
    return all(one == element or _converts(one, element, safe) for one in given)


def unify(types: Sequence[Type], safe: bool = False) -> Type | None:
    """The type that values of all the types can be converted to; None when there is none."""
    if not types:
        return None
    spend(len(types))
    first = types[0]
    if all(one is first for one in types):
        return first
    kinds = {one.kind for one in types}
    some_any = "any" in kinds
    kinds.discard("any")
    if len(kinds) == 1 and (kind := next(iter(kinds))) in _STRUCTURED:
        return ANY if some_any else _STRUCTURED[kind](types, safe)
    if kinds == {"map", "object"} and (found := _disguised(types, "object", "map", _to_map, safe)):
        return found
    if kinds == {"list", "tuple"} and (found := _disguised(types, "tuple", "list", _to_list, safe)):
        return found
    if "object" in kinds and "tuple" in kinds:
        return None
    for wanted in _preferred(types):
        if all(one == wanted or _converts(one, wanted, safe) for one in types):
            return wanted
    return None


def _of_collections(types: Sequence[Type], safe: bool) -> Type | None:
    element = unify([one.of for one in types], safe)
    if element is None:
        return None
    return {"list": list_of, "set": set_of, "map": map_of}[types[0].kind](element)


def _of_objects(types: Sequence[Type], safe: bool) -> Type | None:
    names = types[0].attributes.keys()
    if any(one.attributes.keys() != names for one in types):
        return _to_map(types, safe)
    found: dict[str, Type] = {}
    for name in names:
        part = unify([one.attributes[name] for one in types], safe)
        if part is None:
            return None
        found[name] = part
    result = object_of(found)
    if all(one == result or _converts(one, result, safe) for one in types):
        return result
    return _to_map(types, safe)


def _of_tuples(types: Sequence[Type], safe: bool) -> Type | None:
    count = len(types[0].elements)
    if any(len(one.elements) != count for one in types):
        return _to_list(types, safe)
    found: list[Type] = []
    for index in range(count):
        part = unify([one.elements[index] for one in types], safe)
        if part is None:
            return None
        found.append(part)
    result = tuple_of(found)
    if all(one == result or _converts(one, result, safe) for one in types):
        return result
    return _to_list(types, safe)


_STRUCTURED: dict[str, Callable[[Sequence[Type], bool], Type | None]] = {
    "map": _of_collections, "list": _of_collections, "set": _of_collections,
    "object": _of_objects, "tuple": _of_tuples,
}  # fmt: skip


def _to_map(types: Sequence[Type], safe: bool) -> Type | None:
    return _collected(types, [part for one in types for part in one.attributes.values()], map_of, safe)


def _to_list(types: Sequence[Type], safe: bool) -> Type | None:
    return _collected(types, [part for one in types for part in one.elements], list_of, safe)


def _collected(types: Sequence[Type], parts: list[Type], make: Callable[[Type], Type], safe: bool) -> Type | None:
    element = unify(parts, safe)
    if element is None:
        return None
    result = make(element)
    return result if all(one == result or _converts(one, result, safe) for one in types) else None


def _disguised(
    types: Sequence[Type], kind: str, wanted: str, make: Callable[[Sequence[Type], bool], Type | None], safe: bool,
) -> Type | None:  # fmt: skip
    """Objects that serve as maps, and tuples as lists: they are unified first and then take part as such."""
    found = make([one for one in types if one.kind == kind], safe)
    if found is None or found.kind != wanted:
        return None
    result = unify([found if one.kind == kind else one for one in types], safe)
    return result if result is not None and result.kind == wanted else None


def _preferred(types: Sequence[Type]) -> list[Type]:
    """The types, those first that more others convert to; where neither of two does, in their order."""
    later: list[list[int]] = [[] for _ in types]
    waits = [0] * len(types)
    if len(types) > 1:
        spend(len(types) * len(types) // 4)
    for one in range(len(types)):
        for other in range(one + 1, len(types)):
            result = _compare(types[one], types[other])
            if result:
                before, after = (one, other) if result < 0 else (other, one)
                later[before].append(after)
                waits[after] += 1
    ready = [index for index, count in enumerate(waits) if not count]
    for index in ready:
        for after in later[index]:
            waits[after] -= 1
            if not waits[after]:
                ready.append(after)
    return [types[index] for index in ready]


_RANK = {("list", "set"): -1, ("tuple", "set"): -1, ("list", "tuple"): -1, ("map", "object"): -1}


def _compare(one: Type, other: Type) -> int:
    """-1 where the first is the more general, 1 where the second is, 0 where it cannot be said."""
    if one is ANY or other is ANY:
        return (one is ANY) - (other is ANY)
    if one.is_primitive and other.is_primitive:
        return (other is STRING and one is not STRING) - (one is STRING and other is not STRING)
    if one.is_collection and one.kind == other.kind:
        return _compare(one.of, other.of)
    ranked = _RANK.get((one.kind, other.kind), 0) or -_RANK.get((other.kind, one.kind), 0)
    if ranked or one.kind != other.kind:
        return ranked
    if len(one.elements) != len(other.elements) or one.attributes.keys() != other.attributes.keys():
        return 0
    found = {_compare(*pair) for pair in zip(one.elements, other.elements, strict=True)}
    found |= {_compare(part, other.attributes[name]) for name, part in one.attributes.items()}
    return (1 in found) - (-1 in found)


def resolved(given: Type, wanted: Type) -> Type:
    """The wanted type with what is any in it taken from the type of a value that is converted to it."""
    if given is ANY:
        return wanted
    if wanted is ANY:
        return given
    if wanted.kind == "map":
        if given.kind == "map":
            return map_of(resolved(given.of, wanted.of))
        if given.kind == "object":
            return map_of(resolved(unify(list(given.attributes.values())) or ANY, wanted.of))
        return wanted
    if wanted.kind in ("list", "set"):
        make = list_of if wanted.kind == "list" else set_of
        if given.kind in ("list", "set"):
            return make(resolved(given.of, wanted.of))
        if given.kind == "tuple":
            return make(resolved(unify(given.elements) or ANY, wanted.of))
        return wanted
    if wanted.kind == "object":
        inner = given.of if given.kind == "map" else None
        return object_of({
            name: resolved(inner or given.attributes.get(name, ANY), part) for name, part in wanted.attributes.items()})
    if wanted.kind == "tuple" and given.kind == "tuple" and len(given.elements) == len(wanted.elements):
        return tuple_of(map(resolved, given.elements, wanted.elements))
    return wanted
