"""What a plain YAML scalar means: the table of the Kubernetes YAML reader.

Kubernetes and Helm read YAML with go-yaml v2, whose table is neither YAML 1.1 nor 1.2:
``y``, ``yes`` and ``on`` are true, ``017`` is octal, ``08`` is the float 8, and dates and
``1:30`` stay text.  Everything here is about single scalars; nothing knows of documents.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import Any

from scanner.patterns import lazy
from scanner.serial.numbers import format_float

INT64_MIN, INT64_MAX, UINT64_MAX = -(2**63), 2**63 - 1, 2**64 - 1

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}

_HINTS = frozenset("+-.0123456789")

_DECIMAL = lazy(r"[+-]?(?:0|[1-9][0-9]*)", re.ASCII)
_PREFIXED = lazy(r"([+-]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))", re.ASCII)
_FLOAT = lazy(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_BINARY_SIGNED = lazy(r"0b([+-][01]+)", re.ASCII)
_POINT_FLOAT = lazy(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?", re.ASCII)
_BASE60 = lazy(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?", re.ASCII)
_DATE = lazy(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[+-]([0-9]{2}):([0-9]{2}))"
    r"| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?",
    re.ASCII,
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

TAG = "tag:yaml.org,2002:"
MERGE_TAG = TAG + "merge"
_SHORT = {TAG + name: "!!" + name for name in ("str", "bool", "int", "float", "null", "timestamp", "binary")}


class TagError(ValueError):
    """A scalar that cannot be what its tag says; str() is go-yaml's text without ``yaml: ``."""


def resolve(text: str) -> Any:
    """The value of an untagged plain scalar: None, bool, int, float or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _HINTS:
        return text
    return _number(text)


def is_text(text: str) -> bool:
    """Whether the scalar, written plain, would be read back as this very string."""
    if text in _WORDS:
        return False
    if text[0] not in _HINTS:
        return True
    return type(_number(text)) is str and not is_timestamp(text)


def is_base60(text: str) -> bool:
    """YAML 1.1's base-60 numbers; text to this reader, yet quoted when written."""
    return ":" in text and _BASE60.fullmatch(text) is not None


def _number(text: str) -> Any:
    if text[0] == ".":
        return _float(text.replace("_", ""), text) if _POINT_FLOAT.fullmatch(text) else text
    if text[:4].isdigit() and text[4:5] == "-" and is_timestamp(text):
        return text
    plain = text.replace("_", "") if "_" in text else text
    integer = _integer(plain)
    if integer is not None:
        return integer
    if _FLOAT.fullmatch(plain):
        return _float(plain, text)
    signed = _BINARY_SIGNED.fullmatch(plain)
    if signed and INT64_MIN <= int(signed[1], 2) <= INT64_MAX:
        return int(signed[1], 2)
    return text


def _integer(plain: str) -> int | None:
    """Go's ParseInt then ParseUint with base 0, after underscores are gone."""
    if _DECIMAL.fullmatch(plain):
        if len(plain) > 21:
            return None
        number = int(plain)
    else:
        match = _PREFIXED.fullmatch(plain)
        if match is None or len(plain) > 80:
            return None
        sign, sixteen, two, eight = match.groups()
        number = int(sixteen, 16) if sixteen else int(two, 2) if two else int(eight, 8)
        if sign == "-":
            number = -number
    if INT64_MIN <= number <= INT64_MAX:
        return number
    # ParseUint takes no sign.
    return number if number <= UINT64_MAX and plain[0] not in "+-" else None


def _float(plain: str, text: str) -> float | str:
    """A float, or the text when it is out of range, as Go's ParseFloat reports."""
    number = float(plain)
    return text if number in (float("inf"), float("-inf")) else number


def is_timestamp(text: str) -> bool:
    """Whether go-yaml takes the scalar for a date; the value stays the text, but is quoted when written."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    if month == 2 and day == 29 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return False
    hour, minute, second = match[4] or match[9], match[5] or match[10], match[6] or match[11]
    if hour is not None and not (int(hour) < 24 and int(minute) < 60 and int(second) < 60):
        return False
    return match[7] is None or (int(match[7]) <= 24 and int(match[8]) <= 60)


def tagged(tag: str, text: str) -> Any:
    """The value of a scalar with an explicit tag (URI form); unknown tags leave the text alone."""
    if tag == TAG + "binary":
        return _binary(text)
    if tag not in _SHORT or tag == TAG + "str":
        return text
    value = _untimed(tag, text)
    got = _tag_of(value)
    if tag == TAG + "timestamp":
        if is_timestamp(text):
            return text
    elif got == tag:
        return value
    elif tag == TAG + "float" and got == TAG + "int" and value <= INT64_MAX:
        return float(value)
    raise TagError(f"cannot decode {_SHORT[got]} `{text}` as a {_SHORT[tag]}")


def _untimed(tag: str, text: str) -> Any:
    return text if tag == TAG + "timestamp" and is_timestamp(text) else resolve(text)


def _tag_of(value: Any) -> str:
    if value is None:
        return TAG + "null"
    kinds = {bool: "bool", int: "int", float: "float"}
    return TAG + kinds.get(type(value), "str")


def _binary(text: str) -> str:
    """Base64 decoded as Go's standard encoding does (line ends ignored), bytes that are no UTF-8 as U+FFFD."""
    compact = text.replace("\n", "").replace("\r", "")
    try:
        data = base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        raise TagError("!!binary value contains invalid base64 data") from None
    return data.decode("utf-8", "surrogateescape")


_SURROGATES = lazy("[\ud800-\udfff]")


def replace_invalid(text: str) -> str:
    """Bytes that are no UTF-8 (lone surrogates here) as U+FFFD, as Go's JSON encoder writes them."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


@lru_cache(maxsize=8192)
def as_float(text: str) -> Any:
    """`resolve`, with every number a float: how values files are read."""
    value = resolve(text)
    return float(value) if type(value) is int else value


@lru_cache(maxsize=8192)
def as_number(text: str) -> Any:
    """`resolve`, with numbers as Kubernetes manifests have them: int where JSON would show no fraction."""
    return kubernetes_number(resolve(text))


def kubernetes_number(value: Any) -> Any:
    """int64 for numbers whose JSON text has neither fraction nor exponent, else float64."""
    if type(value) is float and value.is_integer() and abs(value) < 1e21:
        value = int(value)
    if type(value) is int and not INT64_MIN <= value <= INT64_MAX:
        return float(value)
    return value


@lru_cache(maxsize=8192)
def plain_key(text: str) -> str | None:
    """A plain scalar as the key of a JSON object; None where no key can be made of it."""
    return key_of(resolve(text))


def key_of(value: Any) -> str | None:
    """The JSON object key for a resolved key: numbers and booleans as text, null and uint64 refused."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value) if value <= INT64_MAX else None
    if kind is float:
        return {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}.get(text := format_float(value, bits=32), text)
    return None
