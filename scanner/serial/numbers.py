"""Floating-point numbers as Go writes them."""

from __future__ import annotations

import math
import struct


# From this decimal exponent on Go's shortest 'g' takes the exponent form.
_GENERAL_LIMIT = 6


def _digits(value: float) -> tuple[str, str, int]:
    """Sign, shortest digits that read back as `value`, and the decimal exponent of the first digit."""
    mantissa, _, exponent = repr(float(value)).lower().partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    stripped = stripped.rstrip("0")
    return (sign, stripped, point - 1) if stripped else (sign, "0", 0)


def _digits32(single: float) -> tuple[str, str, int]:
    """Like `_digits` for a number that fits a float32: the fewest digits that single it out there."""
    for precision in range(9):
        text = f"{single:.{precision}e}"
        if _single(float(text)) == single:
            return _digits(float(text))
    return _digits(single)


def _single(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def format_float(value: float, *, bits: int = 64) -> str:
    """Go's FormatFloat(value, 'g', -1, bits): ``1.5``, ``1e+06``, ``1e-05``, ``+Inf``, ``NaN``."""
    if bits == 32 and math.isfinite(value):
        value = _single(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "-Inf" if value < 0 else "+Inf"
    sign, digits, exponent = _digits32(value) if bits == 32 else _digits(value)
    if exponent < -4 or exponent >= _GENERAL_LIMIT:
        return sign + _scientific(digits, exponent, pad=2)
    return sign + _positional(digits, exponent)


def json_float(value: float) -> str:
    """A finite float as Go's encoding/json writes it: exponent form below 1e-6 and from 1e21."""
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    sign, digits, exponent = _digits(value)
    if exponent < -6 or exponent >= 21:
        return sign + _scientific(digits, exponent, pad=1)
    return sign + _positional(digits, exponent)


def _scientific(digits: str, exponent: int, *, pad: int) -> str:
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{'-' if exponent < 0 else '+'}{abs(exponent):0{pad}d}"


def _positional(digits: str, exponent: int) -> str:
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    if len(digits) <= exponent + 1:
        return digits + "0" * (exponent + 1 - len(digits))
    return digits[: exponent + 1] + "." + digits[exponent + 1 :]
