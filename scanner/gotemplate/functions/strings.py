"""Strings.

Go's strings are bytes, so several of these count and cut bytes.  ASCII text, nearly all
there is in charts, takes the short way; other text is handled as a string with one
character for each byte (`_by_bytes`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.printing import to_text
from scanner.gotemplate.strconv import quote as go_quote
from scanner.gotemplate.values import (
    FunctionError,
    StringList,
    StringMap,
    byte_length,
    decode,
    encode,
)

SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What unicode.IsSpace calls a space."""


def _by_bytes(operation: Callable[[str], str], text: str) -> str:
    """Apply an operation that cuts text up, with bytes as its unit."""
    if text.isascii():
        return operation(text)
    return decode(operation(encode(text).decode("latin-1")).encode("latin-1"))


# --- conversion ----------------------------------------------------------------------


@function("toString", "func(interface{}) string")
def to_string(value: Any) -> str:
    """`value` as text: strings and []byte as they are, anything else as %v prints it."""
    if type(value) is str:
        return value
    return decode(value) if isinstance(value, bytes) else to_text(value)


@function("toStrings", "func(interface{}) []string")
def to_strings(value: Any) -> StringList:
    """The elements as text without the nils; a single value gives a list of one, nil an empty list."""
    if isinstance(value, StringList):
        return value
    if isinstance(value, (list, bytes)):
        return StringList(to_string(element) for element in value if element is not None)
    return StringList() if value is None else StringList([to_string(value)])


@function("hello", "func() string")
def hello() -> str:
    """Sprig's greeting."""
    return "Hello!"


@function("quote", "func(...interface{}) string")
def quote(*values: Any) -> str:
    """Each value but nil in double quotes with Go's escapes, joined by spaces."""
    text = " ".join(go_quote(to_string(value)) for value in values if value is not None)
    limits.check_text(len(text))
    return text


@function("squote", "func(...interface{}) string")
def squote(*values: Any) -> str:
    """Each value but nil between single quotes, nothing escaped."""
    return " ".join(f"'{to_text(value)}'" for value in values if value is not None)


@function("cat", "func(...interface{}) string")
def cat(*values: Any) -> str:
    """The values but nil, joined by spaces."""
    return " ".join(to_text(value) for value in values if value is not None)


@function("join", "func(string, interface{}) string")
def join(separator: str, value: Any) -> str:
    """The elements as text (`toStrings`) with the separator between them."""
    parts = to_strings(value)
    limits.check_text(len(separator) * len(parts) + sum(map(len, parts)))
    return separator.join(parts)


@function("sortAlpha", "func(interface{}) []string")
def sort_alpha(value: Any) -> StringList:
    """The elements as text, sorted by bytes; a []string is sorted in place, as in Go."""
    if not isinstance(value, (list, bytes)):
        return StringList([to_string(value)])
    parts = to_strings(value)
    parts.sort(key=encode)
    return parts


# --- splitting -----------------------------------------------------------------------


def _split(text: str, separator: str, count: int = -1) -> list[str]:
    """strings.SplitN: an empty separator splits into characters; `count` 0 gives nothing, below 0 everything."""
    if count == 0:
        return []
    if separator:
        parts = text.split(separator, count - 1 if count > 0 else -1)
    elif 0 < count < len(text):
        parts = [*text[: count - 1], text[count - 1 :]]
    else:
        parts = list(text)
    limits.check_elements(len(parts))
    return parts


@function("splitList", "func(string, string) []string")
def split_list(separator: str, text: str) -> StringList:
    """The parts between separators."""
    return StringList(_split(text, separator))


@function("split", "func(string, string) map[string]string")
def split(separator: str, text: str) -> StringMap:
    """The parts between separators under the keys _0, _1, ..."""
    return _numbered(_split(text, separator))


@function("splitn", "func(string, int, string) map[string]string")
def splitn(separator: str, count: int, text: str) -> StringMap:
    """Like `split`, with at most `count` parts, the last one holding the rest."""
    return _numbered(_split(text, separator, count))


def _numbered(parts: list[str]) -> StringMap:
    return StringMap({f"_{index}": part for index, part in enumerate(parts)})


# --- searching and cutting -----------------------------------------------------------


@function("contains", "func(string, string) bool")
def contains(part: str, text: str) -> bool:
    """Whether `part` occurs in `text`."""
    return part in text


@function("hasPrefix", "func(string, string) bool")
def has_prefix(prefix: str, text: str) -> bool:
    """Whether `text` starts with `prefix`."""
    return text.startswith(prefix)


@function("hasSuffix", "func(string, string) bool")
def has_suffix(suffix: str, text: str) -> bool:
    """Whether `text` ends with `suffix`."""
    return text.endswith(suffix)


@function("trim", "func(string) string")
def trim(text: str) -> str:
    """`text` without space at both ends."""
    return text.strip(SPACES)


@function("trimAll", "func(string, string) string", "trimall")
def trim_all(characters: str, text: str) -> str:
    """`text` without any of the characters at both ends."""
    return text.strip(characters) if characters else text


@function("trimPrefix", "func(string, string) string")
def trim_prefix(prefix: str, text: str) -> str:
    """`text` without the prefix."""
    return text.removeprefix(prefix)


@function("trimSuffix", "func(string, string) string")
def trim_suffix(suffix: str, text: str) -> str:
    """`text` without the suffix (one of them)."""
    return text.removesuffix(suffix)


@function("trunc", "func(int, string) string")
def trunc(width: int, text: str) -> str:
    """The first `width` bytes, or the last when it is negative."""
    if abs(width) >= len(text) and text.isascii():
        return text
    return _by_bytes(lambda data: data[width:] if width < 0 else data[:width], text)


@function("substr", "func(int, int, string) string")
def substr(start: int, end: int, text: str) -> str:
    """Bytes `start` to `end`; a negative start is the beginning, a negative or too large end the end."""
    length = byte_length(text)
    if start < 0:
        start = 0
        if end < 0 or end > length:
            bound = f":{end}]" if end < 0 else f":{end}] with length {length}"
            raise FunctionError(f"runtime error: slice bounds out of range [{bound}")
    elif end < 0 or end > length:
        if start > length:
            raise FunctionError(f"runtime error: slice bounds out of range [{start}:{length}]")
        end = length
    elif start > end:
        raise FunctionError(f"runtime error: slice bounds out of range [{start}:{end}]")
    return _by_bytes(lambda data: data[start:end], text)


@function("abbrev", "func(int, string) string")
def abbrev(width: int, text: str) -> str:
    """At most `width` bytes, the last three of them dots where something was cut off."""
    return text if width < 4 else _by_bytes(lambda data: _abbreviated(0, width, data), text)


@function("abbrevboth", "func(int, int, string) string")
def abbrevboth(left: int, width: int, text: str) -> str:
    """At most `width` bytes around position `left`, with dots at the ends that were cut."""
    if width < 4 or (left > 0 and width < 7):
        return text
    return _by_bytes(lambda data: _abbreviated(left, width, data), text)


def _abbreviated(offset: int, width: int, data: str) -> str:
    if len(data) <= width:
        return data
    offset = min(offset, len(data))
    if len(data) - offset < width - 3:
        offset = len(data) - (width - 3)
    if offset <= 4:
        return data[: width - 3] + "..."
    if width < 7:
        return ""
    if offset + width - 3 < len(data):
        return "..." + (_abbreviated(0, width - 3, data[offset:]) if width - 3 >= 4 else "")
    return "..." + data[len(data) - (width - 3) :]


@function("initials", "func(string) string")
def initials(text: str) -> str:
    """The first byte of each word; bytes beyond ASCII come out as the Latin-1 characters of that number."""
    data = encode(text).decode("latin-1")
    pairs = zip(" " + data, data)  # each character with the one before it
    return "".join(char for previous, char in pairs if char not in SPACES and previous in SPACES)


@function("nospace", "func(string) string")
def nospace(text: str) -> str:
    """`text` without spaces; where there were some, bytes beyond ASCII come out as Latin-1 characters."""
    data = encode(text).decode("latin-1")
    kept = "".join(char for char in data if char not in SPACES)
    return text if len(kept) == len(data) else kept


# --- repeating and layout ------------------------------------------------------------


@function("repeat", "func(int, string) string")
def repeat(count: int, text: str) -> str:
    """`text`, `count` times."""
    if count < 0:
        raise FunctionError("strings: negative Repeat count")
    limits.check_text(count * len(text))
    return text * count


@function("replace", "func(string, string, string) string")
def replace(old: str, new: str, text: str) -> str:
    """`text` with each `old` replaced; an empty `old` stands between all characters."""
    if len(new) > len(old):
        limits.check_text(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


@function("plural", "func(string, string, int) string")
def plural(one: str, many: str, count: int) -> str:
    """`one` for a count of 1, else `many`."""
    return one if count == 1 else many


@function("indent", "func(int, string) string")
def indent(width: int, text: str) -> str:
    """`text` with `width` spaces before each line, empty ones too."""
    if width < 0:
        raise FunctionError("strings: negative Repeat count")
    limits.check_text(len(text) + width * (text.count("\n") + 1))
    padding = " " * width
    return padding + text.replace("\n", "\n" + padding)


@function("nindent", "func(int, string) string")
def nindent(width: int, text: str) -> str:
    """A newline, then `indent`."""
    return "\n" + indent(width, text)


@function("wrap", "func(int, string) string")
def wrap(width: int, text: str) -> str:
    """`text` broken at spaces into lines of at most `width` bytes; longer words stay whole."""
    return _by_bytes(lambda data: _wrapped(data, max(width, 1), "\n", break_words=False), text)


@function("wrapWith", "func(int, string, string) string")
def wrap_with(width: int, separator: str, text: str) -> str:
    """Like `wrap`, with `separator` between the lines, and long words broken."""
    if separator.isascii() and text.isascii():
        return _wrapped(text, max(width, 1), separator or "\n", break_words=True)
    newline = encode(separator or "\n").decode("latin-1")
    data = encode(text).decode("latin-1")
    return decode(_wrapped(data, max(width, 1), newline, break_words=True).encode("latin-1"))


def _wrapped(data: str, width: int, newline: str, break_words: bool) -> str:
    limits.check_text(len(data) + len(newline) * (len(data) // width + data.count(" ")))
    lines: list[str] = []
    offset = 0
    while len(data) - offset > width:
        if data[offset] == " ":
            offset += 1
            continue
        cut = data.rfind(" ", offset, offset + width + 1)
        skip = 1
        if cut < 0 and break_words:
            cut, skip = offset + width, 0
        elif cut < 0:
            cut = data.find(" ", offset + width)
            if cut < 0:
                break
        lines.append(data[offset:cut])
        offset = cut + skip
    lines.append(data[offset:])
    return newline.join(lines)
