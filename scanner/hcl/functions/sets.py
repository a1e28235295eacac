"""Functions for sets."""

from __future__ import annotations

from collections.abc import Callable

from scanner.hcl.convert import convert
from scanner.hcl.errors import FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import MAX_SIZE, spend
from scanner.hcl.order import equal, is_true
from scanner.hcl.types import ANY, Type, list_of, set_of, tuple_of
from scanner.hcl.unify import unify
from scanner.hcl.values import NO_MARKS, Value, length, list_value, set_value, tuple_value, unknown

_SET = Parameter("first_set", set_of(ANY), dynamic=True)


def _common(arguments: list[Value]) -> Type:
    parts: list[Type] = []
    for one in arguments:
        if one.type.kind != "set":
            return ANY
        if one.type.of is ANY and one.is_known and not one.data:
            continue
        parts.append(one.type.of)
    if not parts:
        return set_of(ANY)
    found = unify(parts)
    if found is None:
        raise FunctionError("given sets must all have compatible element types")
    return set_of(found)


def _folded(
    arguments: list[Value], kind: Type, keep: Callable[[list[Value], list[Value]], list[Value]], unknowns: bool,
) -> Value:  # fmt: skip
    waits = [one for one in arguments if one.type is ANY or not one.is_known or not unknowns and one.unsettled]
    if waits or kind is ANY:
        return unknown(kind, *waits)
    sets = [convert(one, kind) for one in arguments]
    if len({each.type for one in sets for each in one.data}) > 1:
        raise FunctionError("given sets must all have compatible element types")
    found: list[Value] = sets[0].data
    for one in sets[1:]:
        spend(len(found) + len(one.data))
        found = keep(found, one.data)
    return set_value(found, kind.of)


def _in(value: Value, others: list[Value]) -> bool:
    return any(is_true(equal(value, one)) for one in others)


@function("setunion", _SET, rest=_SET, result=_common)
def union(arguments: list[Value], kind: Type, context: Context) -> Value:
    """What is in any of the sets."""
    return _folded(arguments, kind, lambda left, right: [*left, *right], True)


@function("setintersection", _SET, rest=_SET, result=_common)
def intersection(arguments: list[Value], kind: Type, context: Context) -> Value:
    """What is in all of the sets."""
    return _folded(arguments, kind, lambda left, right: [one for one in left if _in(one, right)], False)


@function("setsubtract", _SET, _SET, result=_common)
def subtract(arguments: list[Value], kind: Type, context: Context) -> Value:
    """What is in the first set and not in the second."""
    return _folded(arguments, kind, lambda left, right: [one for one in left if not _in(one, right)], False)


def _product_type(arguments: list[Value]) -> Type:
    if len(arguments) < 2:
        raise FunctionError("at least two arguments are required")
    parts: list[Type] = []
    for one in arguments:
        if one.type.kind in ("set", "list"):
            parts.append(one.type.of)
        elif one.type.kind == "tuple":
            found = unify(one.type.elements) if one.type.elements else ANY
            if found is None:
                raise FunctionError("all elements must be of the same type")
            parts.append(found)
        else:
            raise FunctionError("a set or a list is required")
    ordered = all(one.type.kind != "set" for one in arguments)
    return (list_of if ordered else set_of)(tuple_of(parts))


@function("setproduct", rest=Parameter("sets", marked=True, unknown=True), result=_product_type)
def product(arguments: list[Value], kind: Type, context: Context) -> Value:
    """All combinations of one element of each."""
    marks = NO_MARKS
    total = 1
    waits: list[Value] = []
    for one in arguments:
        marks |= one.marks
        if not one.is_known or not length(one.bare()).is_known:
            waits.append(one)
        else:
            total *= len(one.data)
    if waits:
        return _unknown_product(arguments, kind, waits).with_marks(marks)
    if total * len(arguments) > MAX_SIZE:
        raise FunctionError(f"a result of {total} combinations is larger than the limit")
    spend(total * len(arguments))
    rows: list[list[Value]] = [[]] if total else []
    for one, part in zip(arguments, kind.of.elements, strict=True):
        elements = [convert(each, part) for each in one.data]
        rows = [[*row, each] for row in rows for each in elements]
    found = [tuple_value(row) for row in rows]
    result = list_value(found, kind.of) if kind.kind == "list" else set_value(found, kind.of)
    return result.with_marks(marks)


def _unknown_product(arguments: list[Value], kind: Type, waits: list[Value]) -> Value:
    most = 1
    for one in arguments:
        if one.type.kind == "tuple":
            count: int | None = len(one.type.elements)
        else:
            count = len(one.data) if one.is_known else one.data.most
        if count is None or count > 1024 or most * count > 2048:
            return unknown(kind, *waits)
        most *= count
    return unknown(kind, *waits, least=min(most, 1), most=most)
