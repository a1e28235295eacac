"""Functions for lists and other sequences."""

from __future__ import annotations

from scanner.hcl import graphemes, numbers
from scanner.hcl.convert import convert
from scanner.hcl.errors import FunctionError
from scanner.hcl.functions.arguments import whole
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import spend
from scanner.hcl.numbers import Number
from scanner.hcl.order import equal, identity, is_true
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, friendly, list_of, tuple_of
from scanner.hcl.unify import unify
from scanner.hcl.values import (
    FALSE, NO_MARKS, TRUE, Value, length as length_of, list_value, null, number, tuple_value, unknown,
)  # fmt: skip

_LIST = Parameter("list", list_of(ANY))
_STRINGS = Parameter("list", list_of(STRING))
_BOOLS = Parameter("list", list_of(BOOL))
_SEQUENCE = Parameter("list", marked=True)

MAX_RANGE = 1024
"""Terraform's own bound on `range`."""


@function("alltrue", _BOOLS, result=BOOL)
def all_true(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether every element is true; what comes before the first unknown one may decide."""
    for one in arguments[0].data:
        if not one.is_known:
            return unknown(BOOL, one)
        if not one.data:
            return FALSE
    return TRUE


@function("anytrue", _BOOLS, result=BOOL)
def any_true(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether an element is true."""
    waits = [one for one in arguments[0].data if not one.is_known]
    if any(one.data is True for one in arguments[0].data):
        return TRUE
    return unknown(BOOL, *waits) if waits else FALSE


@function("chunklist", Parameter("list", list_of(ANY), marked=True), Parameter("size", NUMBER, marked=True),
          result=lambda arguments: list_of(arguments[0].type))
def chunk_list(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The list in pieces of a size; 0 for one piece."""
    value, marks = arguments[0].bare(), arguments[0].marks | arguments[1].marks
    size = whole(arguments[1].bare(), "size")
    if size < 0:
        raise FunctionError("the size argument must be positive")
    if size == 0 and value.data:
        return list_value([value]).with_marks(marks)
    chunks = [list_value(value.data[at:at + size]) for at in range(0, len(value.data), size)] if value.data else []
    return list_value(chunks, value.type).with_marks(marks)


def _common(arguments: list[Value]) -> Type:
    found = unify([one.type for one in arguments])
    if found is None:
        raise FunctionError("all arguments must have the same type")
    return found


@function("coalesce", rest=Parameter("vals", null=True, unknown=True, dynamic=True), result=_common)
def coalesce(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The first argument that is neither null nor an empty string."""
    for one in arguments:
        one = convert(one, kind)
        if not one.is_known:
            return unknown(kind, one)
        if one.is_null or kind is STRING and one.data == "":
            continue
        return one
    raise FunctionError("no non-null, non-empty-string arguments")


def _coalesced(arguments: list[Value]) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    for one in arguments:
        if not one.is_known:
            return ANY
        if one.type.kind not in ("list", "tuple"):
            raise FunctionError("coalescelist arguments must be lists or tuples")
    first = arguments[0].type
    return first if all(one.type == first for one in arguments) else ANY


@function("coalescelist", rest=Parameter("vals", null=True, unknown=True, dynamic=True), result=_coalesced)
def coalesce_list(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The first list that is not empty."""
    for one in arguments:
        if not one.is_known:
            return unknown(kind, one)
        if one.data:
            return one
    raise FunctionError("no non-null arguments")


@function("compact", _STRINGS, result=list_of(STRING))
def compact(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The list without nulls and empty strings."""
    if arguments[0].unsettled:
        return unknown(kind, arguments[0])
    return list_value([one for one in arguments[0].data if one.data], STRING)


def _concatenated(arguments: list[Value]) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    if all(one.type.kind == "list" for one in arguments):
        found = unify([one.type for one in arguments])
        if found is not None:
            return found
    parts: list[Type] = []
    for one in arguments:
        if one.type.kind == "tuple":
            parts += one.type.elements
        elif one.type.kind == "list":
            if not one.is_known:
                return ANY
            parts += [one.type.of] * len(one.data)
        else:
            raise FunctionError(f"all arguments must be lists or tuples; got {friendly(one.type)}")
    return tuple_of(parts)


@function("concat", rest=Parameter("seqs", marked=True), result=_concatenated)
def concat(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The elements of all lists behind each other."""
    marks = NO_MARKS
    found: list[Value] = []
    for one in arguments:
        marks |= one.marks
        one = convert(one.bare(), kind) if kind.kind == "list" else one
        found += one.data
        spend(len(one.data))
    result = list_value(found, kind.of) if kind.kind == "list" else tuple_value(found)
    return result.with_marks(marks)


@function("contains", Parameter("list"), Parameter("value"), result=BOOL)
def contains(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether an element equals a value."""
    value, wanted = arguments
    if not value.type.is_sequence:
        raise FunctionError("argument must be list, tuple, or set")
    waits: list[Value] = []
    for one in value.data:
        same = equal(wanted, one)
        if is_true(same):
            return TRUE
        if not same.is_known:
            waits.append(same)
    return unknown(BOOL, *waits) if waits else FALSE


@function("distinct", _LIST, result=lambda arguments: arguments[0].type)
def distinct(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The list without elements that stood in it before."""
    if arguments[0].unsettled:
        return unknown(kind, arguments[0])
    spend(arguments[0].size)
    found: dict[object, Value] = {}
    for one in arguments[0].data:
        found.setdefault(identity(one), one)
    return list_value(list(found.values()), kind.of)


def _element_type(arguments: list[Value]) -> Type:
    value, index = arguments
    if value.type.kind == "list":
        return value.type.of
    if value.type.kind != "tuple":
        raise FunctionError(f"cannot read elements from {friendly(value.type)}")
    if not index.is_known:
        return ANY
    at = whole(index, "index")
    if not value.type.elements:
        raise FunctionError("cannot use element function with an empty list")
    if at < 0 and at % len(value.type.elements):
        raise FunctionError("cannot use element function with a negative index")  # for a tuple, that is
    return value.type.elements[at % len(value.type.elements)]


@function("element", _SEQUENCE, Parameter("index", NUMBER), result=_element_type, never_null=False)
def element(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The element of an index, which begins again behind the last one."""
    at = whole(arguments[1], "index")
    value = arguments[0]
    if not value.data:
        raise FunctionError("cannot use element function with an empty list")
    found: Value = value.data[at % len(value.data)]
    return found.with_marks(value.marks)


@function("flatten", _SEQUENCE)
def flatten(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The elements of all lists inside of lists as one tuple."""
    value = arguments[0]
    if value.unsettled and isinstance(value.data, dict) and value.type is not ANY:
        # Terraform looks at the type only where everything is known.
        value = Value(tuple_of([one.type for _, one in value.items()]), [one for _, one in value.items()], value.marks)
    if not value.type.is_sequence:
        if value.unsettled:
            return unknown(ANY, value)
        raise FunctionError("can only flatten lists, sets and tuples")
    if not value.data:
        return tuple_value([]).with_marks(value.marks)
    found: list[Value] = []
    marks, known = _flattened(value, found)
    if not known:
        return unknown(ANY, value).with_marks(marks)
    return tuple_value(found).with_marks(marks)


def _flattened(value: Value, found: list[Value]) -> tuple[frozenset[str], bool]:
    marks = value.marks
    if value.type.kind == "set" and value.unsettled and len(value.data) > 1:
        return marks, False
    known = True
    spend(len(value.data))
    for one in value.data:
        if one.type is ANY and not one.is_known:
            known = False
        if one.is_null or not one.type.is_sequence:
            found.append(one)
        elif not one.is_known:
            known = False
            marks |= one.marks
        else:
            more, inner_known = _flattened(one, found)
            marks |= more
            known = known and inner_known
    return marks, known


@function("index", Parameter("list"), Parameter("value"), result=NUMBER)
def index(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The index of the first element that equals a value."""
    value, wanted = arguments
    if value.type.kind not in ("list", "tuple"):
        raise FunctionError("argument must be a list or tuple")
    if not value.data:
        raise FunctionError("cannot search an empty list")
    for at, one in enumerate(value.data):
        same = equal(one, wanted)
        if not same.is_known:
            return unknown(NUMBER, same)
        if same.data:
            return number(at)
    raise FunctionError("item not found")


def _countable(arguments: list[Value]) -> Type:
    kind = arguments[0].type
    if kind.kind in ("number", "bool"):
        raise FunctionError("argument must be a string, a collection type, or a structural type")
    return NUMBER


@function("length", Parameter("value", unknown=True, dynamic=True, marked=True), result=_countable)
def length(arguments: list[Value], kind: Type, context: Context) -> Value:
    """How many elements a collection has, or characters a string."""
    value = arguments[0]
    if value.type is ANY:
        return unknown(NUMBER, value).with_marks(value.marks)
    if value.type is not STRING:
        if not value.is_known and value.type.is_collection and value.data.least == 0 and value.data.most is None:
            return unknown(NUMBER, value, not_null=True, low=numbers.counted(0)).with_marks(value.marks)
        return length_of(value.bare()).with_marks(value.marks)
    if not value.is_known:
        shortest = len(graphemes.split(value.data.prefix))
        return unknown(NUMBER, value, low=numbers.counted(shortest)).with_marks(value.marks)
    return number(len(graphemes.split(value.data))).with_marks(value.marks)


def _one_type(arguments: list[Value]) -> Type:
    kind = arguments[0].type
    if kind.kind in ("list", "set"):
        return kind.of
    if kind.kind == "tuple" and len(kind.elements) < 2:
        return kind.elements[0] if kind.elements else ANY
    raise FunctionError("must be a list, set, or tuple value with either zero or one elements")


@function("one", Parameter("list"), result=_one_type, never_null=False)
def one_of(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The only element, or null when there is none."""
    value = arguments[0]
    count = length_of(value)
    if not count.is_known:
        return unknown(kind, value)
    if len(value.data) > 1:
        raise FunctionError("must be a list, set, or tuple value with either zero or one elements")
    return value.data[0] if value.data else null(kind)


@function("range", rest=Parameter("params", NUMBER), result=list_of(NUMBER))
def number_range(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Numbers from a start up to a limit in steps."""
    given: list[Number] = [one.data for one in arguments]
    if not 1 <= len(given) <= 3:
        raise FunctionError("must have one, two, or three arguments")
    start = numbers.ZERO if len(given) == 1 else given[0]
    end = given[0] if len(given) == 1 else given[1]
    step = given[2] if len(given) == 3 else numbers.counted(-1 if numbers.compare(end, start) < 0 else 1)
    if step.sign == 0:
        raise FunctionError("step must not be zero")
    down = step.sign < 0
    if down and numbers.compare(end, start) > 0 or not down and numbers.compare(end, start) < 0:
        raise FunctionError(f"end must be {'less' if down else 'greater'} than start when step is "
                            f"{'negative' if down else 'positive'}")
    found: list[Value] = []
    current = start
    while numbers.compare(current, end) * (-1 if down else 1) < 0:
        if len(found) >= MAX_RANGE:
            raise FunctionError(f"more than {MAX_RANGE} values were generated; either decrease the difference between start "
                                "and end or use a smaller step")
        found.append(Value(NUMBER, current))
        current = numbers.add(current, step)
    return list_value(found, NUMBER)


def _reversed_type(arguments: list[Value]) -> Type:
    kind = arguments[0].type
    if kind.kind == "tuple":
        return tuple_of(reversed(kind.elements))
    if kind.kind in ("list", "set"):
        return list_of(kind.of)
    raise FunctionError(f"can only reverse list or tuple values, not {friendly(kind)}")


@function("reverse", _SEQUENCE, result=_reversed_type)
def reverse(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The elements from the last to the first."""
    found = list(reversed(arguments[0].data))
    result = tuple_value(found) if kind.kind == "tuple" else list_value(found, kind.of)
    return result.with_marks(arguments[0].marks)


def _bounds(arguments: list[Value]) -> tuple[int, int] | None:
    """Start and end of a slice; None while one is not known."""
    value = arguments[0]
    count = len(value.type.elements) if value.type.kind == "tuple" else len(value.data) if value.is_known else None
    ends: list[int] = []
    for one, name in zip(arguments[1:], ("start", "end"), strict=True):
        if not one.is_known:
            continue
        at = whole(one, f"{name} index")
        if at < 0:
            raise FunctionError(f"{name} index must not be less than zero")
        if count is not None and at > count:
            raise FunctionError(f"{name} index must not be greater than the length of the list")
        ends.append(at)
    if len(ends) < 2:
        return None
    if ends[0] > ends[1]:
        raise FunctionError("start index must not be greater than end index")
    return ends[0], ends[1]


def _sliced_type(arguments: list[Value]) -> Type:
    kind = arguments[0].type
    if kind.kind == "set":
        raise FunctionError("cannot slice a set, because its elements do not have indices")
    if kind.kind not in ("list", "tuple"):
        raise FunctionError("must be a list or tuple value")
    bounds = _bounds(arguments)
    if kind.kind == "list":
        return kind
    return tuple_of(kind.elements[slice(*bounds)]) if bounds else ANY


@function("slice", _SEQUENCE, Parameter("start_index", NUMBER), Parameter("end_index", NUMBER), result=_sliced_type)
def sliced(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The elements from a start up to an end, which is not included."""
    bounds = _bounds(arguments)
    assert bounds is not None
    found = arguments[0].data[slice(*bounds)]
    result = tuple_value(found) if kind.kind == "tuple" else list_value(found, kind.of)
    return result.with_marks(arguments[0].marks)


@function("sort", _STRINGS, result=list_of(STRING))
def sort(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The strings in the order of their bytes."""
    value = arguments[0]
    if value.unsettled:
        return unknown(kind, value, least=len(value.data), most=len(value.data))
    if any(one.is_null for one in value.data):
        raise FunctionError("given list has a null element; a null string cannot be sorted")
    return list_value(sorted(value.data, key=lambda one: one.data), STRING)


