"""Lists and sets: what Kubernetes and CEL's own extensions can do with them."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate import limits
from scanner.rules.library.values import KINDS, Functions, Overload, identity, kind_of, no_overload, order

_MOST_INT, _MOST_UINT = 2**63 - 1, 2**64 - 1
_LONGEST_RANGE = 10_000
_DEEPEST = 100
_COMPARE = 50


def is_sorted(values: list[Any]) -> bool:
    """Whether no element is greater than the next one."""
    limits.spend(len(values) * _COMPARE)
    return all(order(one, other) <= 0 for one, other in zip(values, values[1:], strict=False))


def total(values: list[Any]) -> Any:
    """The sum of numbers of one type; 0 for an empty list. OverflowError beyond 64 bits."""
    kinds = {kind_of(value) for value in values}
    if not kinds <= {"int"} and not kinds <= {"double"}:
        raise no_overload("sum", values)
    result = sum(values)
    if isinstance(result, int) and abs(result) > _MOST_INT:
        raise OverflowError("integer overflow")
    return result


def _extreme(values: list[Any], name: str, sign: int) -> Any:
    if not values:
        raise ValueError(f"{name} of an empty list")
    limits.spend(len(values) * _COMPARE)
    best = values[0]
    for value in values[1:]:
        if order(value, best) * sign > 0:
            best = value
    order(best, best)
    return best


def least(values: list[Any]) -> Any:
    """The least element. ValueError for an empty list."""
    return _extreme(values, "min", -1)


def greatest(values: list[Any]) -> Any:
    """The greatest element. ValueError for an empty list."""
    return _extreme(values, "max", 1)


def index_of(values: list[Any], wanted: Any) -> int:
    """Where an element stands first, -1 where it does not."""
    key = identity(wanted)
    return next((at for at, value in enumerate(values) if identity(value) == key), -1)


def last_index_of(values: list[Any], wanted: Any) -> int:
    """Where an element stands last, -1 where it does not."""
    at = index_of(values[::-1], wanted)
    return len(values) - 1 - at if at >= 0 else -1


def text_index(text: str, wanted: str, start: int = 0) -> int:
    """Where a piece of text begins for the first time, from an offset on."""
    if not 0 <= start <= len(text):
        raise IndexError(f"index out of range: {start}")
    limits.spend(len(text))
    return text.find(wanted, start)


def last_text_index(text: str, wanted: str, end: int | None = None) -> int:
    """Where a piece of text begins for the last time, not behind an offset."""
    if end is not None and not 0 <= end <= len(text):
        raise IndexError(f"index out of range: {end}")
    limits.spend(len(text))
    return text.rfind(wanted) if end is None else text.rfind(wanted, 0, end + len(wanted))


def includes(value: Any, wanted: Any) -> bool:
    """Whether a list has the element, or the value is the one wanted."""
    return index_of(value, wanted) >= 0 if isinstance(value, list) else identity(value) == identity(wanted)


def numbers_below(count: int) -> list[int]:
    """0, 1 ... count - 1."""
    if count > _LONGEST_RANGE:
        raise ValueError(f"a range of more than {_LONGEST_RANGE} numbers")
    return list(range(count))


def piece(values: list[Any], start: int, end: int) -> list[Any]:
    """The elements from `start` up to, not with, `end`."""
    if not 0 <= start <= end <= len(values):
        raise IndexError(f"no elements from {start} to {end} in a list of {len(values)}")
    return values[start:end]


def flat(values: list[Any], depth: int = 1) -> list[Any]:
    """The elements of lists inside, down to a depth."""
    if depth < 0:
        raise ValueError("a negative depth")
    result: list[Any] = []
    for value in values:
        limits.spend(_COMPARE)
        if isinstance(value, list) and depth > 0:
            result += flat(value, min(depth, _DEEPEST) - 1) if depth > 1 else value
        else:
            result.append(value)
    return result


def distinct(values: list[Any]) -> list[Any]:
    """Each element once, where it stands first."""
    found: dict[Any, Any] = {}
    for value in values:
        found.setdefault(identity(value), value)
    return list(found.values())


def ordered(values: list[Any]) -> list[Any]:
    """The elements from the least to the greatest."""
    return sorted_by(values, values)


def sorted_by(values: list[Any], keys: list[Any]) -> list[Any]:
    """The elements in the order of their keys."""
    from functools import cmp_to_key

    limits.spend(len(values) * len(bin(len(values))) * _COMPARE)
    for key in keys[:1]:
        order(key, key)
    numbers = sorted(range(len(values)), key=cmp_to_key(lambda one, other: order(keys[one], keys[other])))
    return [values[number] for number in numbers]


def backwards(values: Any) -> Any:
    """A list or a text from its end to its beginning."""
    return values[::-1]


def _identities(values: list[Any]) -> set[Any]:
    return {identity(value) for value in values}


def contains(values: list[Any], others: list[Any]) -> bool:
    """Whether every one of the others is in the list."""
    return _identities(others) <= _identities(values)


def equivalent(values: list[Any], others: list[Any]) -> bool:
    """Whether two lists have the same elements."""
    return _identities(others) == _identities(values)


def intersects(values: list[Any], others: list[Any]) -> bool:
    """Whether two lists have an element in common."""
    return not _identities(values).isdisjoint(_identities(others))


# --- what rewritten expressions call ---------------------------------------------------


def keys(value: Any) -> list[Any]:
    """The keys of a map, the indices of a list."""
    return list(range(len(value))) if isinstance(value, list) else list(value)


def map_of(pairs: list[Any]) -> dict[Any, Any]:
    """A map of pairs of key and value, each key once. ValueError for a key that comes twice."""
    result: dict[Any, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"the key {key!r} comes twice"[:100])
        result[key] = value
    return result


def merged(maps: list[Any]) -> dict[Any, Any]:
    """One map of several that have no key in common."""
    return map_of([[key, value] for one in maps for key, value in one.items()])


def _method(gives: str, implementation: Any, takes: str = "LIST") -> Overload:
    return Overload(takes, gives, implementation, True)


def _with_any(kinds: tuple[str, ...], gives: str, implementation: Any) -> tuple[Overload, ...]:
    return tuple(_method(gives, implementation, f"{kind} {other}") for kind in kinds for other in KINDS)


FUNCTIONS: Functions = {
    "isSorted": (_method("BOOL", is_sorted),),
    "sum": (_method("DYN", total),),
    "min": (_method("DYN", least),),
    "max": (_method("DYN", greatest),),
    "includes": _with_any(KINDS, "BOOL", includes),
    # Texts have these methods too, and a function cannot be declared in two places.
    "@indexOf": (
        *_with_any(("LIST",), "INT", index_of),
        _method("INT", text_index, "STRING STRING"), _method("INT", text_index, "STRING STRING INT")),
    "@lastIndexOf": (
        *_with_any(("LIST",), "INT", last_index_of),
        _method("INT", last_text_index, "STRING STRING"), _method("INT", last_text_index, "STRING STRING INT")),
    "@reverse": (_method("LIST", backwards), _method("STRING", backwards, "STRING")),
    "lists.range": (Overload("INT", "LIST", numbers_below),),
    "slice": (_method("LIST", piece, "LIST INT INT"),),
    "flatten": (_method("LIST", flat), _method("LIST", flat, "LIST INT")),
    "distinct": (_method("LIST", distinct),),
    "sort": (_method("LIST", ordered),),
    "@sortedBy": (Overload("LIST LIST", "LIST", sorted_by),),
    "sets.contains": (Overload("LIST LIST", "BOOL", contains),),
    "sets.equivalent": (Overload("LIST LIST", "BOOL", equivalent),),
    "sets.intersects": (Overload("LIST LIST", "BOOL", intersects),),
    "@keys": (Overload("LIST", "LIST", keys), Overload("MAP", "LIST", keys)),
    "@mapOf": (Overload("LIST", "MAP", map_of),),
    "@merged": (Overload("LIST", "MAP", merged),),
}
