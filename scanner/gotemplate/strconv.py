"""Numbers and strings to and from text as Go's strconv package does it."""

from __future__ import annotations

import math
from functools import lru_cache

from scanner.patterns import lazy

INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1

_PLAIN = lazy(r'[ !#-\[\]-~]*')
_ESCAPES = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 92: "\\\\"}


def quote(text: str, ascii_only: bool = False) -> str:
    """`text` as a Go string literal in double quotes; with `ascii_only` every other character escaped."""
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    return '"' + text.translate(_ASCII_QUOTES if ascii_only else _QUOTES) + '"'


def quote_rune(char: str, ascii_only: bool = False) -> str:
    """One character as a Go character literal."""
    return f"'{_quoted(char, chr(39), ascii_only)}'"


def _quoted(char: str, delimiter: str, ascii_only: bool) -> str:
    code = ord(char)
    if char == delimiter:
        return "\\" + char
    if code in _ESCAPES:
        return _ESCAPES[code]
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if char.isprintable() and (code < 0x80 or not ascii_only):
        return char
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class _Quotes(dict[int, str]):
    """What stands for each character between double quotes; filled as characters occur."""

    def __init__(self, ascii_only: bool) -> None:
        super().__init__()
        self.ascii_only = ascii_only

    def __missing__(self, code: int) -> str:
        self[code] = _quoted(chr(code), '"', self.ascii_only)
        return self[code]


_QUOTES, _ASCII_QUOTES = _Quotes(ascii_only=False), _Quotes(ascii_only=True)


def can_backquote(text: str) -> bool:
    """Whether `text` can stand unchanged between backquotes."""
    return not any(
        char in "`\ufeff\x7f" or (char < " " and char != "\t") or "\udc80" <= char <= "\udcff" for char in text
    )


def shortest(value: float) -> str:
    """%v of a float64: the fewest digits that read back equal, an exponent below -4 or from 6 digits on."""
    if value == value // 1 and -1e6 < value < 1e6:  # the common case: a whole number
        return "-0" if value == 0 and math.copysign(1.0, value) < 0 else str(int(value))
    text = repr(value)
    if "n" in text:
        return {"inf": "+Inf", "-inf": "-Inf"}.get(text, "NaN")
    if "e" in text or -1e6 < value < 1e6:
        return text.removesuffix(".0")
    # repr() starts to use an exponent at 1e16 only
    sign, text = ("-", text[1:]) if value < 0 else ("", text)
    whole, _, fraction = text.partition(".")
    digits = (whole + fraction).rstrip("0")
    exponent = len(whole) - 1
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{sign}{mantissa}e+{exponent:02d}"


def format_float(value: float, verb: str, precision: int) -> str:
    """A float64 in one of the forms b e E f g G x X; `precision` -1 asks for the shortest exact text."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if verb in "gG":
        text = shortest(value) if precision < 0 else f"{value:.{precision or 1}g}"
        return text.upper() if verb == "G" else text
    if verb in "eEf":
        return f"{value:.{precision}{verb}}"
    mantissa, exponent = math.frexp(abs(value))
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if verb == "b":
        shift = max(exponent, -1021)  # denormal numbers keep the smallest exponent
        return f"{sign}{int(math.ldexp(mantissa, 53 + exponent - shift))}p{shift - 53:+d}"
    return sign + _hexadecimal(int(math.ldexp(mantissa, 53)), exponent - 1, verb, precision)


def _hexadecimal(bits: int, exponent: int, verb: str, precision: int) -> str:
    """`bits` (53 of them, or 0) with the point after the first one, as 0x1.8p+01."""
    if bits == 0:
        exponent = 0
    if 0 <= precision < 13:
        dropped = 52 - 4 * precision
        half, rest = 1 << (dropped - 1), bits & ((1 << dropped) - 1)
        bits >>= dropped
        if rest > half or (rest == half and bits & 1):
            bits += 1
        bits <<= dropped
        if bits >> 53:
            bits, exponent = bits >> 1, exponent + 1
    fraction = f"{bits & ((1 << 52) - 1):013x}"
    fraction = fraction.rstrip("0") if precision < 0 else fraction[:precision].ljust(precision, "0")
    text = f"0x{bits >> 52}{'.' if fraction else ''}{fraction}p{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return text.upper() if verb == "X" else text


_DIGITS = {2: lazy("[01]+"), 8: lazy("[0-7]+"), 10: lazy("[0-9]+"), 16: lazy("[0-9a-fA-F]+")}
_PREFIXES = {"0x": 16, "0o": 8, "0b": 2}
_LONGEST_NUMBER = 100_000  # longer digit strings are out of range in any case, but slow to read


def parse_int(text: str, base: int) -> tuple[int, bool]:
    """strconv.ParseInt to 64 bits: the number and whether it was well-formed and in range.

    Malformed text gives 0, numbers out of range the nearest int64.  Base 0 reads the
    prefixes 0x 0o 0b 0 and underscores between digits.
    """
    negative = text[:1] == "-"
    digits = text[1:] if text[:1] in ("+", "-") else text
    if base == 0:
        base, digits = _detect_base(digits)
    if not digits or not _DIGITS[base].fullmatch(digits):
        return 0, False
    if len(digits) > 64 and len(digits.lstrip("0")) > 64:
        return (INT64_MIN if negative else INT64_MAX), False
    number = int(digits, base)
    number = -number if negative else number
    if INT64_MIN <= number <= INT64_MAX:
        return number, True
    return (INT64_MIN if negative else INT64_MAX), False


def _detect_base(digits: str) -> tuple[int, str]:
    """The base that a prefix tells, and the digits without prefix and underscores ("" when those are misplaced)."""
    base, after_digit = 10, False
    prefix = digits[:2].lower()
    if prefix in _PREFIXES:
        base, digits, after_digit = _PREFIXES[prefix], digits[2:], True
    elif digits[:1] == "0" and len(digits) > 1:
        base, digits, after_digit = 8, digits[1:], True
    if "_" not in digits:
        return base, digits
    if "__" in digits or digits[-1] == "_" or (digits[0] == "_" and not after_digit):
        return base, ""
    return base, digits.replace("_", "")


_FLOAT = lazy(r"[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?")
_HEX_FLOAT = lazy(r"([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]{1,6})")
_SPECIAL = {"nan": math.nan, "inf": math.inf, "infinity": math.inf}


def parse_float(text: str) -> float | None:
    """strconv.ParseFloat: None where that returns an error (malformed, or too large)."""
    if len(text) <= 9:
        unsigned = text[1:] if text[:1] in ("+", "-") else text
        special = _SPECIAL.get(unsigned.lower())
        if special is not None and not (math.isnan(special) and unsigned != text):
            return -special if text[0] == "-" else special
    if len(text) > _LONGEST_NUMBER:
        return None
    if _FLOAT.fullmatch(text):
        try:
            value = float(text)
        except ValueError:  # misplaced underscores
            return None
        return None if math.isinf(value) else value
    hexadecimal = _HEX_FLOAT.fullmatch(text)
    if not hexadecimal or not hexadecimal[2] + hexadecimal[3]:
        return None
    try:
        return float.fromhex(text)
    except OverflowError:
        return None


@lru_cache(maxsize=64)
def power_of_ten(exponent: int) -> float:
    """math.Pow(10, exponent), with Go's own rounding errors for large exponents."""
    return power(10.0, abs(exponent), exponent < 0)


def power(base: float, count: int, inverse: bool, result: float = 1.0) -> float:
    """`result` times `base` to the power of `count`, or one through that, by squaring the mantissa as math.Pow does."""
    scale = 0
    mantissa, shift = math.frexp(base)
    while count:
        if not -4096 <= shift <= 4096:
            scale += shift
            break
        if count & 1:
            result *= mantissa
            scale += shift
        mantissa *= mantissa
        shift *= 2
        if mantissa < 0.5:
            mantissa += mantissa
            shift -= 1
        count >>= 1
    if inverse:
        result, scale = 1 / result, -scale
    try:
        return math.ldexp(result, scale)
    except OverflowError:
        return math.copysign(math.inf, result)
