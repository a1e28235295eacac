"""Arithmetic: conversions to int, int64 and float64, and calculation with them.

Values files know only float64, so everything here converts first, as liberally as Sprig
does: what is no number is 0.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.printing import sprint
from scanner.gotemplate.strconv import INT64_MIN, parse_float, parse_int, power_of_ten
from scanner.gotemplate.values import FunctionError, Int64, IntList

if TYPE_CHECKING:
    from fractions import Fraction

# --- conversion ----------------------------------------------------------------------


def _integer(value: Any) -> int:
    """The int64 a value stands for; fractions are cut off, anything that is no number is 0."""
    kind = type(value)
    if kind is int or kind is Int64:
        return int(value)
    if kind is float:
        if -9.3e18 < value < 9.3e18:
            whole = int(value)
            return whole if -(1 << 63) <= whole < 1 << 63 else INT64_MIN
        return INT64_MIN  # what a processor makes of a conversion that overflows
    if isinstance(value, int):
        return _wrap(int(value))
    if isinstance(value, str):
        number, well_formed = parse_int(_without_zero_fraction(value), 0)
        return number if well_formed else 0
    return 0


def _without_zero_fraction(text: str) -> str:
    """`12.00` as `12`: the one kind of fraction that does not spoil an integer."""
    if "." not in text:
        return text
    whole, _, fraction = text.rpartition(".")
    return whole if fraction and not fraction.strip("0") else text


def _wrap(number: int) -> int:
    """An integer cut to 64 bits, as machine arithmetic does it."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def _float(value: Any) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, str):
        number = parse_float(value)
        return 0.0 if number is None else number
    return 0.0


@function("int", "func(interface{}) int")
def to_int(value: Any) -> int:
    """`value` as an int."""
    return _integer(value)


@function("int64", "func(interface{}) int64")
def to_int64(value: Any) -> Int64:
    """`value` as an int64."""
    return Int64(_integer(value))


@function("float64", "func(interface{}) float64")
def to_float64(value: Any) -> float:
    """`value` as a float64."""
    return _float(value)


@function("atoi", "func(string) int")
def atoi(text: str) -> int:
    """The decimal number in `text`; 0 for none, the nearest int64 for one out of range."""
    return parse_int(text, 10)[0]


@function("toDecimal", "func(interface{}) int64")
def to_decimal(value: Any) -> Int64:
    """The text of `value` read as an octal number, as file modes are written; 0 for none."""
    number, well_formed = parse_int(sprint(value), 8)
    return Int64(number if well_formed else 0)


# --- integers ------------------------------------------------------------------------


@function("add", "func(...interface{}) int64")
def add(*values: Any) -> Int64:
    """The sum."""
    return Int64(_wrap(sum(map(_integer, values))))


@function("add1", "func(interface{}) int64")
def add1(value: Any) -> Int64:
    """One more."""
    return Int64(_wrap(_integer(value) + 1))


@function("sub", "func(interface{}, interface{}) int64")
def sub(one: Any, other: Any) -> Int64:
    """The difference."""
    return Int64(_wrap(_integer(one) - _integer(other)))


@function("mul", "func(interface{}, ...interface{}) int64")
def mul(first: Any, *others: Any) -> Int64:
    """The product."""
    product = _integer(first)
    for other in others:
        product = _wrap(product * _integer(other))
    return Int64(product)


@function("div", "func(interface{}, interface{}) int64")
def div(one: Any, other: Any) -> Int64:
    """The quotient, cut off towards zero."""
    return Int64(_wrap(_quotient(_integer(one), _integer(other))))


@function("mod", "func(interface{}, interface{}) int64")
def mod(one: Any, other: Any) -> Int64:
    """The remainder, with the sign of the dividend."""
    dividend, divisor = _integer(one), _integer(other)
    return Int64(dividend - divisor * _quotient(dividend, divisor))


def _quotient(dividend: int, divisor: int) -> int:
    if divisor == 0:
        raise FunctionError("runtime error: integer divide by zero")
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


@function("max", "func(interface{}, ...interface{}) int64", "biggest")
def largest(first: Any, *others: Any) -> Int64:
    """The largest."""
    return Int64(max(map(_integer, (first, *others))))


@function("min", "func(interface{}, ...interface{}) int64")
def smallest(first: Any, *others: Any) -> Int64:
    """The smallest."""
    return Int64(min(map(_integer, (first, *others))))


# --- floats --------------------------------------------------------------------------


@function("maxf", "func(interface{}, ...interface{}) float64")
def largest_float(first: Any, *others: Any) -> float:
    """The largest; NaN if one is, unless another is infinite."""
    return _extreme(max, math.inf, first, others)


@function("minf", "func(interface{}, ...interface{}) float64")
def smallest_float(first: Any, *others: Any) -> float:
    """The smallest; NaN if one is, unless another is infinite."""
    return _extreme(min, -math.inf, first, others)


def _extreme(choose: Callable[[float, float], float], bound: float, first: Any, others: tuple[Any, ...]) -> float:
    result = _float(first)
    for value in map(_float, others):
        if result == bound or value == bound:
            result = bound
        elif math.isnan(result) or math.isnan(value):
            result = math.nan
        elif result == value == 0:  # only the sign differs
            signs = math.copysign(1.0, result), math.copysign(1.0, value)
            result = math.copysign(0.0, choose(*signs))
        else:
            result = choose(result, value)
    return result


@function("floor", "func(interface{}) float64")
def floor(value: Any) -> float:
    """The whole number at or below."""
    return _whole(math.floor, _float(value))


@function("ceil", "func(interface{}) float64")
def ceil(value: Any) -> float:
    """The whole number at or above."""
    return _whole(math.ceil, _float(value))


def _whole(rounding: Callable[[float], int], value: float) -> float:
    return math.copysign(float(rounding(value)), value) if math.isfinite(value) else value


@function("round", "func(interface{}, int, ...float64) float64")
def round_to(value: Any, places: int, *round_on: float) -> float:
    """`value` to so many decimal places, up from a fraction of `round_on` (0.5) on.

    The fraction of a negative number is negative, so negative numbers are always
    rounded down.
    """
    power = power_of_ten(places)
    digits = power * _float(value)
    if not math.isfinite(digits):
        return _divided(digits, power)
    fraction = math.modf(digits)[0]
    up = fraction >= (round_on[0] if round_on else 0.5)
    return _divided(_whole(math.ceil if up else math.floor, digits), power)


def _divided(one: float, other: float) -> float:
    """Division as processors do it: by zero it gives an infinity or NaN."""
    if other:
        return one / other
    return math.nan if one == 0 or math.isnan(one) else math.copysign(math.inf, one)


def _calculated(calculate: Callable[[Fraction, Fraction], Fraction], first: Any, others: tuple[Any, ...]) -> float:
    """Exact decimal arithmetic on the shortest decimal forms of the operands (so 0.1 + 0.2 is 0.3)."""
    result = _decimal(first)
    for other in others:
        result = calculate(result, _decimal(other))
        limits.check_bits(result.numerator.bit_length() + result.denominator.bit_length())
    try:
        return float(result)
    except OverflowError:
        return math.inf if result > 0 else -math.inf


def _decimal(value: Any) -> Fraction:
    number = _float(value)
    if not math.isfinite(number):
        shown = "NaN" if math.isnan(number) else f"{number:+}".replace("inf", "Inf")
        raise FunctionError(f"Cannot create a Decimal from {shown}")
    from fractions import Fraction

    return Fraction(repr(number))


def _decimal_quotient(one: Fraction, other: Fraction) -> Fraction:
    """To 16 decimal places, halves away from zero."""
    if other == 0:
        raise FunctionError("decimal division by 0")
    from fractions import Fraction

    scaled = abs(one / other) * 10**16
    rounded = Fraction(math.floor(scaled + Fraction(1, 2)), 10**16)
    return rounded if (one < 0) == (other < 0) else -rounded


@function("addf", "func(...interface{}) float64")
def addf(*values: Any) -> float:
    """The decimal sum."""
    return _calculated(operator.add, 0.0, values)


@function("add1f", "func(interface{}) float64")
def add1f(value: Any) -> float:
    """One more."""
    return _calculated(operator.add, value, (1,))


@function("subf", "func(interface{}, ...interface{}) float64")
def subf(first: Any, *others: Any) -> float:
    """The first less all others, decimally."""
    return _calculated(operator.sub, first, others)


@function("mulf", "func(interface{}, ...interface{}) float64")
def mulf(first: Any, *others: Any) -> float:
    """The decimal product."""
    return _calculated(operator.mul, first, others)


@function("divf", "func(interface{}, ...interface{}) float64")
def divf(first: Any, *others: Any) -> float:
    """The first divided by the others in turn, to 16 decimal places."""
    return _calculated(_decimal_quotient, first, others)


# --- sequences -----------------------------------------------------------------------


def _range(start: int, stop: int, step: int) -> range:
    if (step >= 0) if stop < start else (step <= 0):
        return range(0)
    numbers = range(start, stop, step)
    limits.check_elements((stop - start) // step)  # len() of a longer range is an error
    return numbers


@function("until", "func(int) []int")
def until(count: int) -> IntList:
    """0 to count - 1, downwards for a negative count."""
    return IntList(_range(0, count, -1 if count < 0 else 1))


@function("untilStep", "func(int, int, int) []int")
def until_step(start: int, stop: int, step: int) -> IntList:
    """start, start + step, ... while before `stop`."""
    return IntList(_range(start, stop, step))


@function("seq", "func(...int) string")
def seq(*params: int) -> str:
    """`seq [START [STEP]] END`: the numbers including END, separated by spaces."""
    match params:
        case (end,):
            start, step = 1, 1 if end >= 1 else -1
        case (start, end):
            step = 1 if end >= start else -1
        case (start, step, end):
            if end < start and step > 0:
                return ""
        case _:
            return ""
    return " ".join(map(str, _range(start, end + (1 if end >= start else -1), step)))
