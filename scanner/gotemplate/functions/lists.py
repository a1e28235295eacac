"""Lists.

All functions take any of Go's slice types; results are new `[]interface {}` lists,
except that `slice` keeps the type.  The must... twins differ in Go by returning an
error where the plain functions panic, which is the same to a template.
"""

from __future__ import annotations

import math
from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.functions.defaults import empty
from scanner.gotemplate.functions.numbers import to_int
from scanner.gotemplate.functions.reflection import deep_equal
from scanner.gotemplate.values import FunctionError, ListOfLists, NilList, Uint8, go_kind

_NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"


def _elements(value: Any, complaint: str) -> list[Any]:
    """The elements of a list of any type; not a copy.  `complaint` is the error's text before the kind found."""
    if isinstance(value, list):
        return value
    if isinstance(value, bytes):
        return [Uint8(byte) for byte in value]
    if value is None:
        raise FunctionError(_NIL_POINTER)
    raise FunctionError(f"{complaint} {go_kind(value)}")


@function("list", "func(...interface{}) []interface{}", "tuple")
def new_list(*values: Any) -> list[Any]:
    """A list of the arguments."""
    return list(values)


# --- ends ----------------------------------------------------------------------------


@function("first", "func(interface{}) interface{}", "mustFirst")
def first(value: Any) -> Any:
    """The first element, nil if there is none."""
    elements = _elements(value, "Cannot find first on type")
    return elements[0] if elements else None


@function("last", "func(interface{}) interface{}", "mustLast")
def last(value: Any) -> Any:
    """The last element, nil if there is none."""
    elements = _elements(value, "Cannot find last on type")
    return elements[-1] if elements else None


@function("rest", "func(interface{}) []interface{}", "mustRest")
def rest(value: Any) -> list[Any]:
    """All but the first element; of an empty list nil."""
    elements = _elements(value, "Cannot find rest on type")
    return list(elements[1:]) if elements else NilList()


@function("initial", "func(interface{}) []interface{}", "mustInitial")
def initial(value: Any) -> list[Any]:
    """All but the last element; of an empty list nil."""
    elements = _elements(value, "Cannot find initial on type")
    return list(elements[:-1]) if elements else NilList()


# --- building ------------------------------------------------------------------------


@function("append", "func(interface{}, interface{}) []interface{}", "push", "mustAppend", "mustPush")
def append(value: Any, element: Any) -> list[Any]:
    """The list and one element more at its end."""
    elements = _elements(value, "Cannot push on type")
    limits.check_elements(len(elements))
    return [*elements, element]


@function("prepend", "func(interface{}, interface{}) []interface{}", "mustPrepend")
def prepend(value: Any, element: Any) -> list[Any]:
    """The list and one element more at its start."""
    elements = _elements(value, "Cannot prepend on type")
    limits.check_elements(len(elements))
    return [element, *elements]


@function("concat", "func(...interface{}) interface{}")
def concat(*values: Any) -> list[Any]:
    """The elements of all lists; nil when there are none."""
    result: list[Any] = []
    for value in values:
        result.extend(_concatenable(value))
        limits.check_elements(len(result))
    return result or NilList()


def _concatenable(value: Any) -> list[Any]:
    if not isinstance(value, (list, bytes)) and value is not None:
        raise FunctionError(f"Cannot concat type {go_kind(value)} as list")
    return _elements(value, "")


@function("reverse", "func(interface{}) []interface{}", "mustReverse")
def reverse(value: Any) -> list[Any]:
    """The elements in reverse order."""
    return list(_elements(value, "Cannot find reverse on type")[::-1])


@function("slice", "func(interface{}, ...interface{}) interface{}", "mustSlice")
def slice_list(value: Any, *bounds: Any) -> Any:
    """Elements from the first bound (0) up to the second (the end); of an empty list nil."""
    if not isinstance(value, (list, bytes)):
        _elements(value, "list should be type of slice or array but")
    if not value:
        return None
    start = to_int(bounds[0]) if bounds else 0
    end = to_int(bounds[1]) if len(bounds) > 1 else len(value)
    if not 0 <= start <= end <= len(value):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    return type(value)(value[start:end])


@function("chunk", "func(int, interface{}) [][]interface{}", "mustChunk")
def chunk(size: int, value: Any) -> ListOfLists:
    """The list in pieces of `size` elements, the last one with what is left."""
    elements = _elements(value, "Cannot chunk type")
    length = len(elements)
    if size > 0:
        return ListOfLists(list(elements[start : start + size]) for start in range(0, length, size))
    # Sizes that make no sense follow Go's arithmetic, which fails except by accident.
    count = math.floor((length - 1) / size) + 1 if size else -1
    if count == 0:
        return ListOfLists()
    if count == 1 and length and length % -size:
        return ListOfLists([list(elements)])
    raise FunctionError("runtime error: makeslice: len out of range")


# --- choosing ------------------------------------------------------------------------


@function("has", "func(interface{}, interface{}) bool", "mustHas")
def has(needle: Any, value: Any) -> bool:
    """Whether an element is deeply equal to `needle`; a nil list has none."""
    if value is None:
        return False
    return _contains(_elements(value, "Cannot find has on type"), needle)


def _contains(elements: list[Any], needle: Any) -> bool:
    limits.spend(len(elements) * limits.VISIT)
    if type(needle) is str:  # a string equals strings only, so no types need comparing
        return needle in elements
    return any(deep_equal(needle, element) for element in elements)


@function("without", "func(interface{}, ...interface{}) []interface{}", "mustWithout")
def without(value: Any, *unwanted: Any) -> list[Any]:
    """The elements that are none of the unwanted."""
    elements = _elements(value, "Cannot find without on type")
    limits.check_elements(len(elements) * len(unwanted))
    dropped = list(unwanted)
    return [element for element in elements if not _contains(dropped, element)]


@function("uniq", "func(interface{}) []interface{}", "mustUniq")
def uniq(value: Any) -> list[Any]:
    """The elements without repeats."""
    result: list[Any] = []
    seen: set[Any] = set()
    compared = 0
    for element in _elements(value, "Cannot find uniq on type"):
        if isinstance(element, (str, bool, int, float)) and element == element:
            key = (type(element), element)
            if key in seen:
                continue
            seen.add(key)
        else:  # collections, nil and NaN have to be compared one by one
            compared += len(result)
            limits.check_elements(compared)
            if _contains(result, element):
                continue
        result.append(element)
    return result


@function("compact", "func(interface{}) []interface{}", "mustCompact")
def compact(value: Any) -> list[Any]:
    """The elements that are not empty."""
    return [element for element in _elements(value, "Cannot compact on type") if not empty(element)]
