"""The `format` keyword, asserted up to draft 7: why a text is not of a format, in the validator's words, or ""."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from scanner.gotemplate.strconv import quote_rune
from scanner.patterns import lazy

_HEX_GROUPS = (8, 4, 4, 4, 12)
_CLOCK = lazy(r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([+-])(\d\d):(\d\d))", re.ASCII)
_DURATION = lazy(r"P(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)", re.ASCII)
_POINTER = lazy(r"(?:/(?:[^~/]|~[01])*)*")
_IDENTIFIER = r"[0-9A-Za-z-]+"
_SEMVER = lazy(
    r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)"
    rf"(?:-{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?(?:\+{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?",
    re.ASCII,
)
_LOCAL = lazy(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]*")


def complaint(name: str, text: str) -> str:
    """What is wrong with `text` as the format `name`; "" when nothing is, or the format is not known."""
    check = _FORMATS.get(name)
    return check(text) if check else ""


def _email(text: str) -> str:
    if len(text) > 254:
        return "more than 255 characters long"
    local, at, domain = text.rpartition("@")
    if not at:
        return "missing @"
    if len(local) > 64:
        return "local part more than 64 characters long"
    if len(local) > 1 and local.startswith('"'):
        if "\\" in local[1:-1] or '"' in local[1:-1]:
            return "backslash and quote are not allowed within quoted local part"
    elif local.startswith("."):
        return "starts with dot"
    elif local.endswith("."):
        return "ends with dot"
    elif ".." in local:
        return "consecutive dots"
    elif not _LOCAL.fullmatch(local):
        return f"invalid character {quote_rune(next(char for char in local if not _LOCAL.fullmatch(char)))}"
    if domain.startswith("[") and domain.endswith("]"):
        inside = domain[1:-1]
        version, check = (6, _ipv6) if inside.startswith("IPv6:") else (4, _ipv4)
        reason = check(inside.removeprefix("IPv6:"))
        return f"invalid ipv{version} address: {reason}" if reason else ""
    reason = _hostname(domain)
    return f"invalid domain: {reason}" if reason else ""


def _hostname(text: str) -> str:
    text = text.removesuffix(".")
    if len(text) > 253:
        return "more than 253 characters long"
    for label in text.split("."):
        if not 1 <= len(label) <= 63:
            return "label must be 1 to 63 characters long"
        if label.startswith("-"):
            return "label starts with hyphen"
        if label.endswith("-"):
            return "label ends with hyphen"
        for character in label:
            if not (character.isascii() and (character.isalnum() or character == "-")):
                return f"invalid character {quote_rune(character)}"
    return ""


def _ipv4(text: str) -> str:
    groups = text.split(".")
    if len(groups) != 4:
        return "expected four decimals"
    for group in groups:
        if len(group) > 1 and group[0] == "0":
            return "leading zeros"
        if not (group.isascii() and group.isdecimal()):
            return f'strconv.Atoi: parsing "{group}": invalid syntax'
        if len(group) > 3 or int(group) > 255:
            return "decimal must be between 0 and 255"
    return ""


def _ipv6(text: str) -> str:
    import ipaddress

    if ":" not in text:
        return "missing colon"
    if "%" in text:
        return "zone id is not a part of ipv6 address"
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return f'ParseAddr("{text}"): unable to parse IP'
    return ""


def _date(text: str) -> str:
    try:
        good = re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None
        date(int(text[:4]) or 4, int(text[5:7]), int(text[8:10]))  # the year 0 was a leap year, as 4 was
    except ValueError:
        good = False
    return "" if good else f'parsing time "{text}" as "2006-01-02": cannot parse'


def _time(text: str) -> str:
    if len(text) < 9:
        return "less than 9 characters long"
    match = _CLOCK.fullmatch(text)
    if match is None:
        return "invalid hour/min/sec"
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    if hour > 23 or minute > 59 or second > 60:
        return "hour/min/sec out of range"
    if match[4]:
        ahead, minutes = int(match[5]), int(match[6])
        if ahead > 23 or minutes > 59:
            return "hour/min in offset out of range"
        moved = hour * 60 + minute + (-1 if match[4] == "+" else 1) * (ahead * 60 + minutes)
        hour, minute = divmod(moved + 24 * 60 if moved < 0 else moved, 60)
    return "invalid leap second" if second >= 60 and (hour, minute) != (23, 59) else ""


def _date_time(text: str) -> str:
    if len(text) < 20:
        return "less than 20 characters long"
    if text[10] not in "tT":
        return "11th character must be t or T"
    if reason := _date(text[:10]):
        return f"invalid date element: {reason}"
    if reason := _time(text[11:]):
        return f"invalid time element: {reason}"
    return ""


def _duration(text: str) -> str:
    if not text.startswith("P"):
        return "must start with P"
    if text == "P":
        return "nothing after P"
    if text.endswith("T"):
        return "no time elements"
    return "" if _DURATION.fullmatch(text) else "invalid duration"


def _uuid(text: str) -> str:
    groups = text.split("-")
    if len(groups) != len(_HEX_GROUPS):
        return f"must have {len(_HEX_GROUPS)} elements"
    for index, (group, length) in enumerate(zip(groups, _HEX_GROUPS, strict=True), 1):
        if len(group) != length:
            return f"element {index} must be {length} characters long"
        for character in group:
            if character not in "0123456789abcdefABCDEF":
                return f"non-hex character {quote_rune(character)}"
    return ""


def _reference(text: str) -> str:
    from scanner.gotemplate.functions.urls import url_parse
    from scanner.gotemplate.values import FunctionError

    try:
        url_parse(text)
    except FunctionError as error:
        return str(error).removeprefix("unable to parse url: ")
    return ""


def _uri(text: str) -> str:
    return _reference(text) or ("" if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) else "relative url")


def _uri_reference(text: str) -> str:
    return "contains \\" if "\\" in text else _reference(text)


def _pointer(text: str) -> str:
    if text and not text.startswith("/"):
        return "not starting with /"
    return "" if _POINTER.fullmatch(text) else "~ must be followed by 0 or 1"


def _relative_pointer(text: str) -> str:
    digits = re.match(r"[0-9]*", text)[0]  # type: ignore[index]  # it matches the empty text
    if not digits:
        return "must start with non-negative integer"
    if len(digits) > 1 and digits[0] == "0":
        return "starts with zero"
    rest = text[len(digits) :]
    return "" if rest == "#" else _pointer(rest)


def _regex(text: str) -> str:
    from scanner.gotemplate.functions.regex import BadPattern, compiled

    try:
        compiled(text)
    except BadPattern as error:
        return str(error)
    return ""


def _semver(text: str) -> str:
    return "" if _SEMVER.fullmatch(text) else "versionCore must have 3 numbers separated by dot"


_FORMATS: dict[str, Callable[[str], str]] = {
    "date": _date,
    "date-time": _date_time,
    "duration": _duration,
    "email": _email,
    "hostname": _hostname,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "iri": _uri,
    "iri-reference": _uri_reference,
    "json-pointer": _pointer,
    "regex": _regex,
    "relative-json-pointer": _relative_pointer,
    "semver": _semver,
    "time": _time,
    "uri": _uri,
    "uri-reference": _uri_reference,
    "uri-template": _reference,
    "uuid": _uuid,
}
