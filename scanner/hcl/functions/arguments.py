"""What functions ask of their arguments."""

from __future__ import annotations

from scanner.hcl.errors import FunctionError
from scanner.hcl.numbers import Number
from scanner.hcl.values import Value

INT64 = 1 << 63


def whole(value: Value, what: str = "value") -> int:
    """The whole number that an argument is; what does not fit 64 bits is refused, as Go's int would."""
    number: Number = value.data
    if not number.is_whole:
        raise FunctionError(f"invalid {what}: a whole number is required")
    if number.exponent + number.mantissa.bit_length() > 64:
        raise FunctionError(f"invalid {what}: the number does not fit 64 bits")
    found = number.whole()
    if not -INT64 <= found < INT64:
        raise FunctionError(f"invalid {what}: the number does not fit 64 bits")
    return found


def double(value: Value) -> float:
    """The number as float64; what would overflow is refused."""
    found: float = value.data.float()
    if found in (float("inf"), float("-inf")) and not value.data.is_infinite:
        raise FunctionError("the number is too large")
    return found
