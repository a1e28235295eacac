"""Numbers as Go's fmt package prints big.Float and big.Int."""

from __future__ import annotations

from scanner.hcl import numbers
from scanner.hcl.errors import FunctionError
from scanner.hcl.limits import check_text
from scanner.hcl.numbers import Number

_BASES = {"b": 2, "o": 8, "d": 10, "x": 16, "X": 16}
_PREFIXES = {"b": "0b", "o": "0", "d": "", "x": "0x", "X": "0X"}


def general(number: Number, precision: int = -1, verb: str = "g") -> str:
    """%g: with an exponent where the number is small or large; -1 writes as few digits as read back."""
    if number.special:
        return {"-0": "-0", "+Inf": "+Inf", "-Inf": "-Inf"}[number.special]
    sign = "-" if number.mantissa < 0 else ""
    shortest = precision < 0
    if shortest:
        digits, point = numbers.shortest(number)
        precision, least = len(digits), 6
    else:
        precision = precision or 1
        digits, point = numbers.round_digits(*numbers.decimal(number), precision)
        least = len(digits) if precision > len(digits) >= point else precision
    if point - 1 < -4 or point - 1 >= least:
        return sign + _exponent(digits, point, min(precision, len(digits)) - 1, "e" if verb == "g" else "E")
    if precision > point:
        precision = len(digits)
    return sign + numbers.plain(digits, point, max(precision - point, 0))


def scientific(number: Number, precision: int, verb: str = "e") -> str:
    """%e"""
    if number.is_infinite:
        return number.special
    sign = "-" if number.is_negative else ""
    digits, point = numbers.round_digits(*numbers.decimal(number), precision + 1)
    return sign + _exponent(digits, point, precision, verb)


def fixed(number: Number, precision: int) -> str:
    """%f"""
    if number.is_infinite:
        return number.special
    sign = "-" if number.is_negative else ""
    digits, point = numbers.decimal(number)
    digits, point = numbers.round_digits(digits, point, point + precision)
    return sign + numbers.plain(digits, point, precision)


def _exponent(digits: str, point: int, precision: int, verb: str) -> str:
    behind = digits[1:].ljust(max(precision, 0), "0")[:max(precision, 0)]
    exponent = point - 1 if digits else 0
    return f"{digits[:1] or '0'}{'.' if behind else ''}{behind}{verb}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def float_verb(verb: str, flags: str, width: int, precision: int, number: Number) -> str:
    """%e %f %g with flags and width."""
    if precision > 0:
        check_text(precision)
    if verb in "eE":
        text = scientific(number, 6 if precision < 0 else precision, verb)
    elif verb == "f":
        text = fixed(number, 6 if precision < 0 else precision)
    else:
        text = general(number, precision, verb)
    sign, text = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    if not sign or sign == "+":
        sign = "+" if "+" in flags else " " if " " in flags else ("+" if number.is_infinite and sign else "")
    return _padded(sign, text, flags, width, zeros=not number.is_infinite)


def _padded(sign: str, text: str, flags: str, width: int, zeros: bool = True) -> str:
    check_text(max(width, 0))
    missing = max(width - len(sign) - len(text), 0)
    if "0" in flags and zeros and "-" not in flags:
        return sign + "0" * missing + text
    if "-" in flags:
        return sign + text + " " * missing
    return " " * missing + sign + text


def integer_verb(verb: str, flags: str, width: int, precision: int, number: int) -> str:
    """%b %o %d %x %X with flags and width; `precision` is the least number of digits."""
    check_text(max(precision, width, 0))
    size = abs(number)
    if verb == "d":
        text = numbers.to_digits(size)
    else:
        text = format(size, verb)
    sign = "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""
    if "#" in flags:
        sign += _PREFIXES[verb]
    if precision >= 0:
        if precision == 0 and number == 0:
            return " " * max(width, 0)
        text = text.rjust(precision, "0")
        flags = flags.replace("0", "")
    return _padded(sign, text, flags, width)


def whole_of(number: Number) -> int:
    """The whole number that a verb for integers wants."""
    if not number.is_whole:
        raise FunctionError("an integer is required")
    return number.whole()
