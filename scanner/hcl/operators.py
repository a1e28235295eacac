"""The operators of the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanner.hcl import numbers
from scanner.hcl.convert import convert
from scanner.hcl.errors import FunctionError
from scanner.hcl.numbers import Number
from scanner.hcl.order import equal
from scanner.hcl.types import BOOL, NUMBER, Type
from scanner.hcl.values import NO_MARKS, Value, boolean, unknown

_ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {
    "+": numbers.add, "-": numbers.subtract, "*": numbers.multiply, "/": numbers.divide, "%": numbers.modulo,
}  # fmt: skip


def unary(operator: str, value: Value) -> Value:
    """`-value` or `!value`"""
    kind = NUMBER if operator == "-" else BOOL
    value = _operand(value, kind)
    if not value.is_known:
        return unknown(kind, value, not_null=True).with_marks(value.marks)
    if operator == "-":
        return Value(NUMBER, numbers.negate(value.data), value.marks)
    return boolean(not value.data).with_marks(value.marks)


def binary(operator: str, left: Value, right: Value) -> Value:
    """`left operator right`"""
    marks = left.marks | right.marks
    if operator in ("&&", "||"):
        # Terraform forgets the marks of an unknown result.
        marks = marks if left.is_known and right.is_known else NO_MARKS
    if operator in ("==", "!="):
        result = equal(left.bare(), right.bare())
        if operator == "!=" and result.is_known:
            result = boolean(not result.data).with_marks(result.marks)
    elif operator in _ARITHMETIC:
        result = _computed(operator, _operand(left, NUMBER), _operand(right, NUMBER))
    elif operator in ("&&", "||"):
        result = _logical(operator, _operand(left, BOOL), _operand(right, BOOL))
    else:
        result = _compared(operator, _operand(left, NUMBER), _operand(right, NUMBER))
    return result.with_marks(marks) if marks else result


def decides(operator: str, left: Value) -> bool:
    """Whether the left side of `&&` or `||` leaves the right one nothing to decide."""
    if operator not in ("&&", "||"):
        return False
    try:
        left = _operand(left, BOOL)
    except FunctionError:
        return False
    return left.is_known and left.data is (operator == "||")


def _operand(value: Value, kind: Type) -> Value:
    if value.type is not kind:
        value = convert(value, kind)
    if value.is_null:
        raise FunctionError("argument must not be null")
    return value


def _computed(operator: str, left: Value, right: Value) -> Value:
    if not left.is_known or not right.is_known:
        return unknown(NUMBER, left, right, not_null=True)
    return Value(NUMBER, _ARITHMETIC[operator](left.data, right.data))


def _logical(operator: str, left: Value, right: Value) -> Value:
    """Both sides are needed: Terraform 1.11 knows no short cut, not even past an unknown side."""
    if not left.is_known or not right.is_known:
        return unknown(BOOL, left, right, not_null=True)
    return boolean(left.data and right.data if operator == "&&" else left.data or right.data)


def _compared(operator: str, left: Value, right: Value) -> Value:
    if not left.is_known or not right.is_known:
        return _with_bounds(operator, left, right)
    order = numbers.compare(left.data, right.data)
    return boolean(_HOLDS[operator](order))


_HOLDS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0, ">": lambda order: order > 0, "<=": lambda order: order <= 0, ">=": lambda order: order >= 0,
}  # fmt: skip


def _with_bounds(operator: str, left: Value, right: Value) -> Value:
    """Numbers that are not known may still lie on two sides, as the length of a list with one element at least."""
    (low, high), (other_low, other_high) = _bounds(left), _bounds(right)
    above = low is not None and other_high is not None and numbers.compare(low, other_high) > 0
    below = high is not None and other_low is not None and numbers.compare(high, other_low) < 0
    if above or below:
        return boolean(_HOLDS[operator](1 if above else -1))
    return unknown(BOOL, left, right, not_null=True)


def _bounds(value: Value) -> tuple[Any, Any]:
    if value.is_known:
        return value.data, value.data
    return value.data.low, value.data.high
