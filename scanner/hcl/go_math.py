"""Logarithms and powers with the last digit that Go's math package gives, which is not always the nearest.

The logarithm is the one of fdlibm (e_log.c), the power one by squaring of the mantissa, as templates
have it.
"""

from __future__ import annotations

import math

from scanner.gotemplate import strconv

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ODD = (1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01, 6.666666666666735130e-01)
_EVEN = (1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01)


def log(number: float) -> float:
    """The natural logarithm; -inf for zero, NaN below."""
    if number == 0:
        return -math.inf
    if number < 0 or number != number:
        return math.nan
    if number == math.inf:
        return math.inf
    fraction, exponent = math.frexp(number)
    if fraction < math.sqrt(2) / 2:
        fraction *= 2
        exponent -= 1
    rest = fraction - 1
    ratio = rest / (2 + rest)
    square = ratio * ratio
    fourth = square * square
    odd = even = 0.0
    for one in _ODD:
        odd = odd * fourth + one
    for one in _EVEN:
        even = even * fourth + one
    tail = square * odd + fourth * even
    half = 0.5 * rest * rest
    return exponent * _LN2_HIGH - ((half - (ratio * (half + tail) + exponent * _LN2_LOW)) - rest)


def power(base: float, exponent: float) -> float:
    """`base` to the power of `exponent`."""
    special = _special(base, exponent)
    if special is not None:
        return special
    fraction, whole = math.modf(abs(exponent))
    if fraction != 0 and base < 0:
        return math.nan
    if whole >= 1 << 63:
        if base == -1:
            return 1.0
        return 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf
    result = 1.0
    if fraction != 0:
        if fraction > 0.5:
            fraction -= 1
            whole += 1
        result = math.exp(fraction * log(base))
    return strconv.power(base, int(whole), exponent < 0, result)


def _special(base: float, exponent: float) -> float | None:
    if exponent == 0 or base == 1:
        return 1.0
    if exponent == 1:
        return base
    if base != base or exponent != exponent:
        return math.nan
    odd = exponent.is_integer() and abs(exponent) < 1 << 53 and int(exponent) % 2 == 1
    if base == 0:
        if exponent < 0:
            return math.copysign(math.inf, base) if odd else math.inf
        return base if odd else 0.0
    if math.isinf(exponent):
        if base == -1:
            return 1.0
        return 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf
    if math.isinf(base):
        if exponent < 0:
            return math.copysign(0.0, base) if odd else 0.0
        return base if odd else math.inf
    if exponent == 0.5:
        return math.sqrt(base) if base > 0 else math.nan
    if exponent == -0.5:
        return 1 / math.sqrt(base) if base > 0 else math.nan
    return None
