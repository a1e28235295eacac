"""Characters as people see them: grapheme clusters by the rules of Unicode's annex 29, as far as Python knows properties.

https://unicode.org/reports/tr29/
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def split(text: str) -> list[str]:
    """The grapheme clusters of a text."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = []
    start = 0
    flags = 0
    for index in range(1, len(text)):
        before, after = text[index - 1], text[index]
        flags = flags + 1 if _is_flag(before) else 0
        if _breaks(text, index, before, after, flags):
            found.append(text[start:index])
            start = index
            if not _is_flag(before) or flags % 2 == 0:
                flags = 0
    if text:
        found.append(text[start:])
    return found


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _is_control(sign: str) -> bool:
    if sign in "\u200c\u200d":
        return False
    category = unicodedata.category(sign)
    return category in ("Cc", "Zl", "Zp") or category == "Cf" and not "\U000e0020" <= sign <= "\U000e007f" and sign not in (
        "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")


def _extends(sign: str) -> bool:
    if sign in "\u200c" or "\U0001f3fb" <= sign <= "\U0001f3ff" or "\U000e0020" <= sign <= "\U000e007f":
        return True
    return unicodedata.category(sign) in ("Mn", "Me") or "\uff9e" <= sign <= "\uff9f"


def _is_picture(sign: str) -> bool:
    """Whether it is of the Extended_Pictographic kind, by ranges."""
    code = ord(sign)
    return code in (0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x3030, 0x303D, 0x3297, 0x3299) or (
        0x2194 <= code <= 0x21AA or 0x231A <= code <= 0x23FF or 0x2600 <= code <= 0x27BF or 0x2934 <= code <= 0x2935
        or 0x2B05 <= code <= 0x2B55 or 0x1F000 <= code <= 0x1FAFF and not 0x1F1E6 <= code <= 0x1F1FF
        and not 0x1F3FB <= code <= 0x1F3FF
    )


def _hangul(sign: str) -> str:
    code = ord(sign)
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""


_SYLLABLES = {"L": ("L", "V", "LV", "LVT"), "LV": ("V", "T"), "V": ("V", "T"), "LVT": ("T",), "T": ("T",)}


def _breaks(text: str, index: int, before: str, after: str, flags: int) -> bool:
    if before == "\r" and after == "\n":
        return False
    if _is_control(before) or _is_control(after):
        return True
    if _hangul(after) in _SYLLABLES.get(_hangul(before), ()):
        return False
    if _extends(after) or after == _JOINER or unicodedata.category(after) == "Mc":
        return False
    if before == _JOINER and _is_picture(after):
        back = index - 2
        while back >= 0 and _extends(text[back]):
            back -= 1
        return not (back >= 0 and _is_picture(text[back]))
    return not (_is_flag(before) and _is_flag(after) and flags % 2 == 1)
