"""Quantities of Kubernetes: exact, in billionths, the smallest unit they have.

As in the API server, what is smaller is rounded away from zero, and binary quantities end at 2^63 - 1. An exponent
beyond three digits is refused here, since exact arithmetic on it would take for ever. Unlike there, "1000m" and
"0.5Gi" are integers: their value is one.
"""

from __future__ import annotations

from typing import Any

from scanner.gotemplate import limits
from scanner.patterns import lazy
from scanner.rules.library.values import QUANTITY, Functions, Overload, kind_of, mark, marked

_FORM = lazy(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([A-Za-z]*)([+-]?[0-9]*)")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_LONGEST = 200
_LARGEST_EXPONENT = 999
_NANO = 10**9
_MOST = 2**63 - 1


class NoQuantity(ValueError):
    """Text that is no quantity."""


def parse(text: str) -> int:
    """The billionths in a quantity. NoQuantity for anything else."""
    sign, whole, fraction, power, is_binary = _parts(text)
    digits = int(whole + fraction)
    if is_binary:
        numerator, denominator = digits * 2**power * _NANO, 10**len(fraction)
    else:
        exponent = power - len(fraction) + 9
        numerator, denominator = (digits * 10**exponent, 1) if exponent >= 0 else (digits, 10**-exponent)
    nanos = -(-numerator // denominator)  # rounded up
    if is_binary:
        nanos = min(nanos, _MOST * _NANO)
    return sign * nanos


def _parts(text: str) -> tuple[int, str, str, int, bool]:
    """Sign, digits before and behind the point, the power of ten or two, and which of them it is."""
    match = _FORM.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise _no(text)
    sign, whole, fraction, suffix, exponent = match.groups()
    fraction = fraction or ""
    if not whole and not fraction:
        raise _no(text)
    if exponent:
        if suffix not in ("e", "E") or not exponent.lstrip("+-"):
            raise _no(text)
        power, is_binary = int(exponent), False
        if abs(power) > _LARGEST_EXPONENT:
            raise NoQuantity(f"a quantity with an exponent of more than {_LARGEST_EXPONENT} is not read")
    elif suffix in _DECIMAL:
        power, is_binary = _DECIMAL[suffix], False
    elif suffix in _BINARY:
        power, is_binary = _BINARY[suffix], True
    else:
        raise _no(text)
    return -1 if sign == "-" else 1, whole or "0", fraction, power, is_binary


def _no(text: str) -> NoQuantity:
    return NoQuantity(f"not a quantity: {text[:50]!r}")


def canonical(text: str) -> str:
    """The form in which the API server writes a quantity: "0.5" is "500m", "1024Mi" is "1Gi".  NoQuantity."""
    nanos = parse(text)
    _, _, _, _, is_binary = _parts(text)
    exponential = not is_binary and text.rstrip("+-0123456789")[-1:] in ("e", "E") and text[-1:].isdigit()
    if nanos == 0:
        return "0"
    sign, size = ("-", -nanos) if nanos < 0 else ("", nanos)
    if is_binary and size >= 1024 * _NANO and size % _NANO == 0:
        return sign + _scaled(size // _NANO, 1024, ["", *_BINARY])
    power = -9
    while size % 1000 == 0 and power < (18 if not exponential else _LARGEST_EXPONENT):
        size, power = size // 1000, power + 3
    if exponential:
        return f"{sign}{size}e{power}" if power else f"{sign}{size}"
    return sign + str(size) + next(suffix for suffix, value in _DECIMAL.items() if value == power)


def _scaled(number: int, base: int, suffixes: list[str]) -> str:
    step = 0
    while number % base == 0 and step < len(suffixes) - 1:
        number, step = number // base, step + 1
    return f"{number}{suffixes[step]}"


def nanos_of(value: Any) -> int:
    """The billionths of a quantity, or of the number that stands for one in rules of ours. TypeError for others."""
    text = marked(value, QUANTITY)
    if text is not None:
        limits.spend(len(text))
        return int(text)
    if isinstance(value, float):
        return round(value * _NANO)
    raise TypeError(f"not a quantity but {kind_of(value)}")


def _made(nanos: int) -> dict[str, str]:
    return mark(QUANTITY, str(nanos))


def quantity(text: str) -> dict[str, str]:
    """The quantity that a text says. NoQuantity."""
    return _made(parse(text))


def is_quantity(text: str) -> bool:
    """Whether a text says a quantity."""
    try:
        parse(text)
    except NoQuantity:
        return False
    return True


def is_integer(value: Any) -> bool:
    """Whether `asInteger` has a result."""
    nanos = nanos_of(value)
    return nanos % _NANO == 0 and -_MOST - 1 <= nanos // _NANO <= _MOST


def as_integer(value: Any) -> int:
    """The quantity as an integer of 64 bits. ValueError where it is none."""
    if not is_integer(value):
        raise ValueError("the quantity is no integer of 64 bits")
    return nanos_of(value) // _NANO


def as_float(value: Any) -> float:
    """The nearest floating-point number."""
    nanos = nanos_of(value)
    try:
        return nanos / _NANO
    except OverflowError:
        return float("inf") if nanos > 0 else float("-inf")


def sign(value: Any) -> int:
    """-1, 0 or 1."""
    nanos = nanos_of(value)
    return (nanos > 0) - (nanos < 0)


def compare(one: Any, other: Any) -> int:
    """-1, 0 or 1."""
    left, right = nanos_of(one), nanos_of(other)
    return (left > right) - (left < right)


def add(one: Any, other: Any) -> Any:
    """The sum; the other may be an integer."""
    return _like(one, nanos_of(one) + _operand(other))


def sub(one: Any, other: Any) -> Any:
    """The difference; the other may be an integer."""
    return _like(one, nanos_of(one) - _operand(other))


def _operand(value: Any) -> int:
    return value * _NANO if isinstance(value, int) else nanos_of(value)


def _like(value: Any, nanos: int) -> Any:
    return nanos / _NANO if isinstance(value, float) else _made(nanos)


def _methods(implementation: Any, gives: str, *others: str) -> tuple[Overload, ...]:
    """A method of quantities (maps) and of numbers that stand for them."""
    found = []
    for kind in ("MAP", "DOUBLE"):
        result = kind if gives == "SAME" else gives
        for other in others or ("",):
            takes = f"{kind} {kind if other == 'SAME' else other}".strip()
            found.append(Overload(takes, result, implementation, True))
    return tuple(found)


FUNCTIONS: Functions = {
    "quantity": (Overload("STRING", "MAP", quantity),),
    "isQuantity": (Overload("STRING", "BOOL", is_quantity),),
    "isInteger": _methods(is_integer, "BOOL"),
    "asInteger": _methods(as_integer, "INT"),
    "asApproximateFloat": _methods(as_float, "DOUBLE"),
    "sign": (*_methods(sign, "INT"), Overload("MAP", "INT", sign), Overload("DOUBLE", "INT", sign)),
    "add": _methods(add, "SAME", "SAME", "INT"),
    "sub": _methods(sub, "SAME", "SAME", "INT"),
}
