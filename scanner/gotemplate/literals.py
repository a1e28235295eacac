"""Go's literals: numbers, characters and strings as strconv and text/template read them."""

from __future__ import annotations

from scanner.patterns import lazy

_INTEGER = lazy(r"[+-]?(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-7])*|[1-9](_?[0-9])*)")
_DECIMAL = lazy(r"[+-]?([0-9](_?[0-9])*(\.([0-9](_?[0-9])*)?)?|\.[0-9](_?[0-9])*)([eE][+-]?[0-9](_?[0-9])*)?")
_HEXADECIMAL = lazy(
    r"[+-]?0[xX]_?([0-9a-fA-F](_?[0-9a-fA-F])*)?(\.([0-9a-fA-F](_?[0-9a-fA-F])*)?)?[pP][+-]?[0-9](_?[0-9])*"
)
_ESCAPE = lazy(r"\\(?:([abfnrtv\\\"'])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|)")
_SHORT = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def integer(text: str) -> int | None:
    """The value of a Go integer literal (any base, `_` separators), or None."""
    if not _INTEGER.fullmatch(text):
        return None
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    digits = digits.lstrip("+-")
    if len(digits) > 400:  # beyond every Go integer and float; int() of it would be slow
        return None
    if len(digits) > 1 and digits[0] == "0" and digits[1] in "01234567":
        return sign * int(digits, 8)
    return sign * int(digits, 0)


def real(text: str) -> float | None:
    """The value of a Go floating-point literal, decimal or hexadecimal, or None; out of range is None too."""
    plain = text.replace("_", "")
    if _HEXADECIMAL.fullmatch(text):
        try:
            return float.fromhex(plain)
        except (OverflowError, ValueError):
            return None
    if not _DECIMAL.fullmatch(text):
        return None
    value = float(plain)
    return None if value in (float("inf"), float("-inf")) else value


def unquote(quoted: str) -> str | None:
    """The text of a Go string literal in double or back quotes, or None where Go refuses it."""
    body = quoted[1:-1]
    if quoted[0] == "`":
        return body.replace("\r", "")
    if "\\" not in body:
        return body
    return _unescape(body, '"')


def character(quoted: str) -> int | None:
    """The code point of a Go character literal such as ``'a'``, or None where Go refuses it."""
    body = quoted[1:-1]
    text = _unescape(body, "'")
    if text is None:
        return None
    if len(text) == 1:
        code = ord(text)
        return code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    return None


def _unescape(body: str, delimiter: str) -> str | None:
    """Resolve Go's escapes; bytes that form no UTF-8 become lone surrogates."""
    parts: list[bytes] = []
    position = 0
    while True:
        slash = body.find("\\", position)
        if slash < 0:
            parts.append(body[position:].encode("utf-8", "surrogateescape"))
            return b"".join(parts).decode("utf-8", "surrogateescape")
        parts.append(body[position:slash].encode("utf-8", "surrogateescape"))
        found = _ESCAPE.match(body, slash)
        assert found is not None  # the last alternative is empty
        short, octal, byte, small, large = found.groups()
        if short:
            if short in "\"'" and short != delimiter:
                return None
            parts.append(_SHORT.get(short, short).encode())
        elif octal or byte:
            value = int(octal, 8) if octal else int(byte, 16)
            if value > 255:
                return None
            parts.append(bytes([value]))
        elif small or large:
            code = int(small or large, 16)
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                return None
            parts.append(chr(code).encode())
        else:
            return None
        position = found.end()
