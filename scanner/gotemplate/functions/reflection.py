"""What a value is: its Go type and kind, and deep equality."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.functions import function
from scanner.gotemplate.limits import Allowance
from scanner.gotemplate.values import GoObject, NilList, go_kind, go_type

function("typeOf", "func(interface{}) string")(go_type)
function("kindOf", "func(interface{}) string")(go_kind)


@function("typeIs", "func(string, interface{}) bool")
def type_is(wanted: str, value: Any) -> bool:
    """Whether the Go type of `value` is called `wanted`."""
    return wanted == go_type(value)


@function("typeIsLike", "func(string, interface{}) bool")
def type_is_like(wanted: str, value: Any) -> bool:
    """Whether `value` is of the type called `wanted`, or a pointer to one."""
    return go_type(value) in (wanted, "*" + wanted)


@function("kindIs", "func(string, interface{}) bool")
def kind_is(wanted: str, value: Any) -> bool:
    """Whether the reflect kind of `value` is called `wanted`."""
    return wanted == go_kind(value)


@function("deepEqual", "func(interface{}, interface{}) bool")
def deep_equal(one: Any, other: Any) -> bool:
    """reflect.DeepEqual: equal in type and, through maps and lists, in content."""
    if type(one) is str and type(other) is str:
        return one == other
    return _equal(one, other, Allowance())


def _equal(one: Any, other: Any, allowance: Allowance) -> bool:
    if type(one) is not type(other) and (one is None or other is None or go_type(one) != go_type(other)):
        return False
    if isinstance(one, list):
        if len(one) != len(other) or isinstance(one, NilList) != isinstance(other, NilList):
            return False
        allowance.enter(len(one))
        same = True
        for left, right in zip(one, other, strict=True):
            same = same and _equal(left, right, allowance)
        allowance.leave()
        return same
    if isinstance(one, dict):
        if len(one) != len(other):
            return False
        allowance.enter(len(one))
        same = True
        for key, value in one.items():
            same = same and key in other and _equal(value, other[key], allowance)
        allowance.leave()
        return same
    if isinstance(one, GoObject):
        return one is other or _equal(dict(one.go_fields()), dict(other.go_fields()), allowance)
    return bool(one == other)
