"""Numbers as Terraform computes them: binary floating point of 512 bits, rounded to nearest, ties to even.

Go's big.Float has a precision of its own in each number: what is written or parsed has 512 bits, a number that a
function counted has 64, one that came through a float64 has 53; an operation works with the larger of the two.
"""

from __future__ import annotations

from scanner.hcl.errors import FunctionError
from scanner.hcl.limits import MAX_DIGITS, spend
from scanner.patterns import lazy

PRECISION = 512
COUNTED = 64
FLOAT = 53

_MAX_EXPONENT = MAX_DIGITS * 4
_DECIMAL = lazy(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?")
_CHUNK = 10**4000


class Number:
    """`mantissa` * 2**`exponent`, the mantissa odd or zero; `special` is "" or one of "-0", "+Inf", "-Inf"."""

    __slots__ = ("mantissa", "exponent", "precision", "special")

    def __init__(self, mantissa: int, exponent: int = 0, precision: int = PRECISION, special: str = "") -> None:
        self.mantissa, self.exponent, self.precision, self.special = mantissa, exponent, precision, special

    @property
    def is_infinite(self) -> bool:
        """Whether it is one of the infinities."""
        return self.special in ("+Inf", "-Inf")

    @property
    def sign(self) -> int:
        """-1, 0 or 1."""
        if self.special:
            return {"-0": 0, "+Inf": 1, "-Inf": -1}[self.special]
        return (self.mantissa > 0) - (self.mantissa < 0)

    @property
    def is_negative(self) -> bool:
        """Whether it has a minus sign, which negative zero has too."""
        return self.mantissa < 0 or self.special[:1] == "-"

    @property
    def is_whole(self) -> bool:
        """Whether it is an integer."""
        return self.exponent >= 0 and not self.is_infinite

    def whole(self) -> int:
        """The integer part, cut towards zero; FunctionError for an infinity."""
        if self.is_infinite:
            raise FunctionError("an infinity is not a whole number")
        if self.exponent >= 0:
            return self.mantissa << self.exponent
        part = abs(self.mantissa) >> -self.exponent
        return -part if self.mantissa < 0 else part

    def float(self) -> float:
        """The nearest float64."""
        if self.is_infinite:
            return float(self.special.lower())
        if self.special == "-0":
            return -0.0
        try:
            if self.exponent >= 0:
                return float(self.mantissa << self.exponent)
            return self.mantissa / (1 << -self.exponent)
        except OverflowError:
            return float("-inf" if self.mantissa < 0 else "inf")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and compare(self, other) == 0

    def __hash__(self) -> int:
        return hash((self.mantissa, self.exponent, self.special if self.is_infinite else ""))

    def __repr__(self) -> str:
        return f"Number({text(self)})"


ZERO = Number(0)


def counted(number: int) -> Number:
    """A number that a function counted."""
    return rounded(number, 0, COUNTED)


def of_int(number: int) -> Number:
    """A whole number as if it had been written."""
    return rounded(number, 0, PRECISION)


def of_float(number: float) -> Number:
    """A float64, which keeps its 53 bits."""
    if number != number:
        raise FunctionError("the result is not a number")
    if number in (float("inf"), float("-inf")):
        return Number(0, 0, FLOAT, "+Inf" if number > 0 else "-Inf")
    if number == 0 and str(number).startswith("-"):
        return Number(0, 0, FLOAT, "-0")
    numerator, denominator = number.as_integer_ratio()
    return rounded(numerator, 1 - denominator.bit_length(), FLOAT)


def rounded(mantissa: int, exponent: int, precision: int, sticky: bool = False) -> Number:
    """`mantissa` * 2**`exponent` in `precision` bits; `sticky` says that a little more lies beyond its last bit."""
    if mantissa == 0:
        return Number(0, 0, precision)
    negative, size = mantissa < 0, abs(mantissa)
    surplus = size.bit_length() - precision
    if surplus > 0:
        rest = size & ((1 << surplus) - 1)
        half = 1 << (surplus - 1)
        size >>= surplus
        exponent += surplus
        if rest > half or rest == half and (sticky or size & 1):
            size += 1
    zeros = (size & -size).bit_length() - 1
    size >>= zeros
    exponent += zeros
    if abs(exponent) > _MAX_EXPONENT:
        raise FunctionError("a number is too large or too small")
    return Number(-size if negative else size, exponent, precision)


def parse(written: str) -> Number:
    """The number that a text writes in decimal; ValueError when it writes none."""
    match = _DECIMAL.fullmatch(written)
    if match is None or not (match[2] or match[3]) or not written.isascii():
        raise ValueError(written)
    fraction = match[3] or ""
    digits = (match[2] + fraction).lstrip("0")
    shift = int(match[4] or "0") if len(match[4] or "") < 9 else 10**9
    negative = match[1] == "-"
    if not digits:
        return Number(0, 0, PRECISION, "-0" if negative else "")
    shift = (-shift if (match[4] or "").startswith("-") and shift > 0 and len(match[4]) >= 9 else shift) - len(fraction)
    if abs(shift) > MAX_DIGITS or len(digits) > MAX_DIGITS:
        raise FunctionError("a number is too large or too small")
    whole = from_digits(digits)
    if shift >= 0:
        return rounded(-whole * 10**shift if negative else whole * 10**shift, 0, PRECISION)
    return quotient(-whole if negative else whole, 10**-shift, PRECISION)


def from_digits(digits: str) -> int:
    """The whole number that decimal digits write, however many there are."""
    if len(digits) <= 4000:
        return int(digits)
    half = len(digits) // 2
    return from_digits(digits[:-half]) * 10**half + from_digits(digits[-half:])


def to_digits(number: int) -> str:
    """The decimal digits of a whole number that is not negative, however many there are."""
    if number < _CHUNK:
        return str(number)
    half = int(number.bit_length() * 0.30103) // 2
    high, low = divmod(number, 10**half)
    return to_digits(high) + to_digits(low).rjust(half, "0")


def quotient(dividend: int, divisor: int, precision: int) -> Number:
    """The rounded quotient of two whole numbers, the divisor above zero."""
    size = abs(dividend)
    shift = max(precision + 2 - size.bit_length() + divisor.bit_length(), 0)
    whole, rest = divmod(size << shift, divisor)
    # One more bit keeps what lies beyond the last one apart from a tie.
    whole = whole << 1 | (rest != 0)
    return rounded(-whole if dividend < 0 else whole, -shift - 1, precision)


def negate(number: Number) -> Number:
    """The number with the other sign."""
    special = {"": "" if number.mantissa else "-0", "-0": "", "+Inf": "-Inf", "-Inf": "+Inf"}[number.special]
    return Number(-number.mantissa, number.exponent, number.precision, special)


def absolute(number: Number) -> Number:
    """The number without its sign."""
    return negate(number) if number.is_negative else number


def add(one: Number, other: Number) -> Number:
    """The sum."""
    precision = max(one.precision, other.precision)
    if one.is_infinite or other.is_infinite:
        if one.is_infinite and other.is_infinite and one.special != other.special:
            raise FunctionError("can't compute sum of opposing infinities")
        return Number(0, 0, precision, one.special if one.is_infinite else other.special)
    if one.mantissa == 0 and other.mantissa == 0:
        return Number(0, 0, precision, "-0" if one.special == other.special == "-0" else "")
    low = min(one.exponent, other.exponent)
    spend(abs(one.exponent - other.exponent) >> 10)
    return rounded((one.mantissa << one.exponent - low) + (other.mantissa << other.exponent - low), low, precision)


def subtract(one: Number, other: Number) -> Number:
    """The difference."""
    return add(one, negate(other))


def multiply(one: Number, other: Number) -> Number:
    """The product."""
    precision = max(one.precision, other.precision)
    negative = one.is_negative != other.is_negative
    if one.is_infinite or other.is_infinite:
        if not (one.sign and other.sign):
            raise FunctionError("can't multiply zero by infinity")
        return Number(0, 0, precision, "-Inf" if negative else "+Inf")
    product = one.mantissa * other.mantissa
    if product == 0:
        return Number(0, 0, precision, "-0" if negative else "")
    return rounded(product, one.exponent + other.exponent, precision)


def divide(one: Number, other: Number) -> Number:
    """The quotient; what is divided by zero is infinite."""
    precision = max(one.precision, other.precision)
    negative = one.is_negative != other.is_negative
    if one.is_infinite and other.is_infinite or not (one.sign or other.sign):
        raise FunctionError("can't divide zero by zero or infinity by infinity")
    if one.is_infinite or not other.sign:
        return Number(0, 0, precision, "-Inf" if negative else "+Inf")
    if not one.sign or other.is_infinite:
        return Number(0, 0, precision, "-0" if negative else "")
    result = quotient(one.mantissa if other.mantissa > 0 else -one.mantissa, abs(other.mantissa), precision)
    return rounded(result.mantissa, result.exponent + one.exponent - other.exponent, precision)


def modulo(one: Number, other: Number) -> Number:
    """What division leaves; by zero it leaves the dividend."""
    if one.is_infinite or other.is_infinite:
        return multiply(one, other)
    if not other.sign:
        return one
    whole = rounded(divide(one, other).whole(), 0, PRECISION)
    return subtract(one, multiply(other, Number(whole.mantissa, whole.exponent, max(64, one.precision))))


def compare(one: Number, other: Number) -> int:
    """-1, 0 or 1."""
    if one.special or other.special or one.sign != other.sign:
        if one.is_infinite and other.is_infinite and one.special == other.special:
            return 0
        if one.is_infinite:
            return one.sign
        if other.is_infinite:
            return -other.sign
        if one.sign != other.sign:
            return -1 if one.sign < other.sign else 1
        if not one.sign:
            return 0
    if one.exponent == other.exponent:
        return (one.mantissa > other.mantissa) - (one.mantissa < other.mantissa)
    low = min(one.exponent, other.exponent)
    left, right = one.mantissa << one.exponent - low, other.mantissa << other.exponent - low
    return (left > right) - (left < right)


def decimal(number: Number) -> tuple[str, int]:
    """The exact decimal digits of the size of a finite number, and where the point stands: 0.DIGITS * 10**point."""
    size = abs(number.mantissa)
    return _decimal(size, number.exponent)


def _decimal(size: int, exponent: int) -> tuple[str, int]:
    if size == 0:
        return "", 0
    spend(abs(exponent) >> 6)
    if exponent >= 0:
        digits = to_digits(size << exponent)
        point = len(digits)
    else:
        digits = to_digits(size * 5**-exponent)
        point = len(digits) + exponent
    return digits.rstrip("0"), point


def shortest(number: Number) -> tuple[str, int]:
    """The fewest decimal digits that read back as the number at its precision, as Go's big.Float finds them."""
    size = abs(number.mantissa)
    surplus = number.precision + 1 - size.bit_length()
    digits, point = _decimal(size, number.exponent)
    if number.exponent >= 0 and size.bit_length() + number.exponent <= number.precision:
        return digits, point
    wide, low_exponent = size << surplus, number.exponent - surplus
    lower, _ = _decimal(wide - 1, low_exponent)
    upper, _ = _decimal(wide + 1, low_exponent)
    inclusive = wide & 2 == 0
    for index, digit in enumerate(digits):
        below = lower[index] if index < len(lower) else "0"
        above = upper[index] if index < len(upper) else "0"
        down = below != digit or inclusive and index + 1 == len(lower)
        up = digit != above and (inclusive or int(digit) + 1 < int(above) or index + 1 < len(upper))
        if down and up:
            return round_digits(digits, point, index + 1)
        if down:
            return digits[: index + 1].rstrip("0"), point
        if up:
            return _increment(digits[: index + 1], point)
    return digits, point


def round_digits(digits: str, point: int, count: int) -> tuple[str, int]:
    """Decimal digits rounded to `count` of them, ties to even."""
    if count >= len(digits):
        return digits, point
    if count < 0:
        return "", 0
    rest = digits[count:]
    tie = rest == "5"
    up = int(digits[count - 1]) % 2 == 1 if tie and count else not tie and rest[0] >= "5"
    if up:
        return _increment(digits[:count], point)
    return (digits[:count].rstrip("0"), point) if digits[:count].rstrip("0") else ("", 0)


def _increment(digits: str, point: int) -> tuple[str, int]:
    if not digits:
        return "1", point + 1
    raised = str(int(digits) + 1) if len(digits) < 4000 else to_digits(from_digits(digits) + 1)
    raised = raised.rjust(len(digits), "0")
    return raised.rstrip("0"), point + len(raised) - len(digits)


def text(number: Number) -> str:
    """As Terraform writes it as a string: no exponent, the fewest digits."""
    if number.special:
        return number.special
    if number.exponent >= 0 and number.mantissa.bit_length() + number.exponent <= number.precision:
        whole = number.mantissa << number.exponent
        return ("-" if whole < 0 else "") + to_digits(abs(whole))
    digits, point = shortest(number)
    return ("-" if number.mantissa < 0 else "") + plain(digits, point)


def plain(digits: str, point: int, places: int = -1) -> str:
    """Decimal digits with their point; `places` is how many stand behind it, -1 for those there are."""
    whole = digits[:point].ljust(point, "0") if point > 0 else "0"
    behind = digits[point:] if point > 0 else "0" * -point + digits
    if places >= 0:
        behind = behind.ljust(places, "0")[:places]
    return f"{whole}.{behind}" if behind else whole
