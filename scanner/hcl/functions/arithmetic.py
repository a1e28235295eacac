"""Numeric functions."""

from __future__ import annotations

import math

from scanner.hcl import go_math, numbers
from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, FunctionError
from scanner.hcl.functions.arguments import double, whole
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import spend
from scanner.hcl.numbers import Number
from scanner.hcl.types import NUMBER, STRING, Type, friendly
from scanner.hcl.values import Value, can_iterate, inside, unknown

_NUMBER = Parameter("num", NUMBER)
_LOOSE = Parameter("num", NUMBER, dynamic=True, marked=True)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@function("abs", _LOOSE, result=NUMBER)
def absolute(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The number without its sign."""
    return Value(NUMBER, numbers.absolute(arguments[0].data), arguments[0].marks)


def _rounded(number: Number, up: bool) -> Value:
    if number.special == "-0":
        return Value(NUMBER, Number(0, 0, number.precision))
    if number.is_whole or number.is_infinite:
        return Value(NUMBER, number)
    cut = number.whole()
    if up and number.sign > 0:
        cut += 1
    elif not up and number.sign < 0:
        cut -= 1
    precision = max(64, abs(cut).bit_length())
    if cut == 0:
        return Value(NUMBER, Number(0, 0, precision))
    return Value(NUMBER, numbers.rounded(cut, 0, precision))


@function("ceil", _NUMBER, result=NUMBER)
def ceil(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The nearest whole number that is not smaller."""
    return _rounded(arguments[0].data, True)


@function("floor", _NUMBER, result=NUMBER)
def floor(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The nearest whole number that is not larger."""
    return _rounded(arguments[0].data, False)


@function("log", _NUMBER, Parameter("base", NUMBER), result=NUMBER)
def log(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The logarithm to a base."""
    top, bottom = go_math.log(double(arguments[0])), go_math.log(double(arguments[1]))
    if bottom == 0:
        if top == 0 or top != top:
            raise FunctionError("the result is not a number")
        return Value(NUMBER, numbers.of_float(math.copysign(math.inf, top)))
    return Value(NUMBER, numbers.of_float(top / bottom))


@function("pow", _NUMBER, Parameter("power", NUMBER), result=NUMBER)
def power(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A power, computed as float64."""
    return Value(NUMBER, numbers.of_float(go_math.power(double(arguments[0]), double(arguments[1]))))


@function("signum", _NUMBER, result=NUMBER)
def signum(arguments: list[Value], kind: Type, context: Context) -> Value:
    """-1, 0 or 1."""
    found = whole(arguments[0])
    return Value(NUMBER, numbers.counted((found > 0) - (found < 0)))


@function("max", rest=Parameter("numbers", NUMBER, dynamic=True), result=NUMBER)
def largest(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The largest of the numbers."""
    return _extreme(arguments, 1)


@function("min", rest=Parameter("numbers", NUMBER, dynamic=True), result=NUMBER)
def smallest(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The smallest of the numbers."""
    return _extreme(arguments, -1)


def _extreme(arguments: list[Value], sign: int) -> Value:
    if not arguments:
        raise FunctionError("must pass at least one number")
    found = arguments[0]
    for one in arguments[1:]:
        if numbers.compare(one.data, found.data) * sign > 0:
            found = one
    return found


def _only_text(arguments: list[Value]) -> Type:
    if arguments[0].type is not STRING:
        raise FunctionError(f"first argument must be a string, not {friendly(arguments[0].type)}")
    return NUMBER


@function("parseint", Parameter("number"), Parameter("base", NUMBER), result=_only_text)
def parse_int(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The whole number that a text writes in a base from 2 to 62."""
    base = whole(arguments[1], "base")
    if not 2 <= base <= 62:
        raise FunctionError("base must be a whole number between 2 and 62 inclusive")
    text: str = arguments[0].data
    digits = text[1:] if text[:1] in ("+", "-") else text
    if base <= 36:
        digits = digits.lower()
    allowed = _DIGITS[:base]
    spend(len(digits))
    if not digits or len(digits) > numbers.MAX_DIGITS or any(sign not in allowed for sign in digits):
        raise FunctionError(f"cannot parse {text[:100]!r} as a base {base} integer")
    found = 0
    for sign in digits:
        found = found * base + allowed.index(sign)
    precision = max(64, found.bit_length())
    return Value(NUMBER, numbers.rounded(-found if text.startswith("-") else found, 0, precision))


@function("sum", Parameter("list"), result=NUMBER)
def total(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The sum of the elements."""
    value = arguments[0]
    if not can_iterate(value):
        raise FunctionError("cannot sum noniterable")
    if not value.data:
        raise FunctionError("cannot sum an empty list")
    if not value.type.is_sequence:
        raise FunctionError(f"argument must be list, set, or tuple. Received {friendly(value.type)}")
    if value.unsettled:
        return unknown(NUMBER, value)
    found: Number | None = None
    for one in inside(value):
        try:
            one = convert(one, NUMBER)
        except ConversionError:
            raise FunctionError("argument must be list, set, or tuple of number values") from None
        if one.is_null:
            raise FunctionError("argument must be list, set, or tuple of number values")
        found = one.data if found is None else numbers.add(found, one.data)
    return Value(NUMBER, found)
