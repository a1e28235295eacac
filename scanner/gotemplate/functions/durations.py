"""Go's time.Duration: nanoseconds as text such as 1h30m0s, and back.  No template functions here."""

from __future__ import annotations

from scanner.gotemplate.values import encode

SECOND = 1_000_000_000
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,  # the micro sign
    "\u03bcs": 1_000,  # the Greek letter mu
    "ms": 1_000_000,
    "s": SECOND,
    "m": 60 * SECOND,
    "h": 3600 * SECOND,
}
_LIMIT = 1 << 63


class BadDuration(ValueError):
    """Text that is no duration; str() is Go's text for it."""


def quote(text: str) -> str:
    """`text` in double quotes the way Go's time package does: everything beyond printable ASCII as \\xNN."""
    out = []
    for byte in encode(text):
        char = chr(byte)
        if char in '"\\':
            out.append("\\" + char)
        else:
            out.append(char if 0x20 <= byte < 0x80 else f"\\x{byte:02x}")
    return '"' + "".join(out) + '"'


def _digits_end(text: str, start: int) -> int:
    while start < len(text) and "0" <= text[start] <= "9":
        start += 1
    return start


def parse(text: str) -> int:
    """The nanoseconds of a text such as `-1.5h` or `1h30m`; raises `BadDuration`."""
    invalid = BadDuration(f"time: invalid duration {quote(text)}")
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0
    total, position = 0, 0
    if not rest or len(rest) > 10_000:
        raise invalid
    while position < len(rest):
        whole_end = _digits_end(rest, position)
        whole, fraction = rest[position:whole_end], ""
        position = whole_end
        if rest[position : position + 1] == ".":
            fraction_end = _digits_end(rest, position + 1)
            fraction = rest[position + 1 : fraction_end]
            position = fraction_end
        if not whole and not fraction:
            raise invalid
        unit_start = position
        while position < len(rest) and rest[position] not in ".0123456789":
            position += 1
        unit = rest[unit_start:position]
        if not unit:
            raise BadDuration(f"time: missing unit in duration {quote(text)}")
        if unit not in _UNITS:
            raise BadDuration(f"time: unknown unit {quote(unit)} in duration {quote(text)}")
        total += int(whole or "0") * _UNITS[unit] + _fraction(fraction, _UNITS[unit])
        if total > _LIMIT:
            raise invalid
    if text[0] == "-":
        return -total
    if total == _LIMIT:
        raise invalid
    return total


def _fraction(digits: str, unit: int) -> int:
    """The nanoseconds in a decimal fraction of a unit, in Go's floating point; digits beyond 64 bits do not count."""
    digits = digits[:19]
    if int(digits or "0") > _LIMIT:
        digits = digits[:18]
    return int(float(int(digits)) * (float(unit) / float(10 ** len(digits)))) if digits else 0


def to_text(nanoseconds: int) -> str:
    """Duration.String: `1h35m0s`, `1.5s`, `500ms`, `0s`."""
    sign, amount = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if amount == 0:
        return "0s"
    for name, unit in (("ns", 1), ("\u00b5s", 1_000), ("ms", 1_000_000)):
        if amount < unit * 1_000 and amount < SECOND:
            return sign + _decimal(amount, unit) + name
    minutes, rest = divmod(amount, 60 * SECOND)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{sign}{text}{_decimal(rest, SECOND)}s"


def _decimal(amount: int, unit: int) -> str:
    whole, rest = divmod(amount, unit)
    if not rest:
        return str(whole)
    return f"{whole}." + str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0")


def rounded(nanoseconds: int, unit: int) -> int:
    """To the nearest multiple of `unit`, halves away from zero."""
    amount = (abs(nanoseconds) + unit // 2) // unit * unit
    return amount if nanoseconds >= 0 else -amount
