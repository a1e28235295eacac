"""Regular expressions: RE2, as in Go, so their time is linear whatever the chart asks for.

Matching works on code points.  A byte of `text` that is no UTF-8 matches as U+FFFD, and
is kept as it is in results.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.strconv import can_backquote, quote
from scanner.gotemplate.values import FunctionError, NilStringList, StringList, decode
from scanner.patterns import lazy

if TYPE_CHECKING:
    import re2

# --- patterns ------------------------------------------------------------------------

# What the two libraries call the same mistakes.
_COMPLAINTS = {
    "missing ]": "missing closing ]",
    "missing )": "missing closing )",
    "unexpected )": "unexpected )",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
    "invalid repetition size": "invalid repeat count",
    "bad repetition operator": "invalid nested repetition operator",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid character class range": "invalid character class range",
    "invalid escape sequence": "invalid escape sequence",
}

_TOKENS = lazy(r"\\Q.*?(?:\\E|\Z)|\\.|\(\?P?<([^>]*)>?", re.DOTALL)


class BadPattern(ValueError):
    """Text that is no regular expression; str() is Go's text for it."""


MAX_PATTERN = 5_000
"""Longest expression, in characters: the library needs up to 30 kB of memory for each of them while it reads one."""

_READING = 2_000  # work of reading one character of it

_STEPS = 32  # of the expression's program for one unit of work, where all of it is tried at each character

_MAX_MEMORY = 2 * 1024 * 1024  # bytes of one expression and of what is remembered of its matches


@lru_cache(maxsize=64)
def compiled(pattern: str) -> re2._Regexp:
    """The pattern, ready for matching; raises `BadPattern`."""
    import re2

    try:
        if len(pattern) > MAX_PATTERN:
            raise BadPattern("error parsing regexp: expression too large")
        limits.spend(len(pattern) * _READING)
        _check(pattern)
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MAX_MEMORY
        return re2.compile(pattern, options)
    except re2.error as error:
        raise BadPattern(_complaint(decode(error.args[0]), pattern)) from None
    except UnicodeEncodeError:
        raise BadPattern(f"error parsing regexp: invalid UTF-8: {_quoted(pattern)}") from None


def _check(pattern: str) -> None:
    """Refuse the two things that the library at hand reads and Go does not: \\C and group names beyond ASCII."""
    for token in _TOKENS.finditer(pattern):
        if token[0] == "\\C":
            raise BadPattern("error parsing regexp: invalid escape sequence: `\\C`")
        if token[1] and not re.fullmatch("[A-Za-z0-9_]+", token[1]) and token[0][3:4] not in ("=", "!"):
            raise BadPattern(f"error parsing regexp: invalid named capture: {_quoted(token[0])}")


def _complaint(found: str, pattern: str) -> str:
    what, _, where = found.partition(": ")
    if what.startswith("trailing \\"):
        return "error parsing regexp: trailing backslash at end of expression: ``"
    if where in ("(?<=", "(?<!"):  # Go takes a look behind for a group with a bad name
        rest = pattern[pattern.find(where) :]
        return f"error parsing regexp: invalid named capture: {_quoted(rest[: rest.find('>') + 1] or rest)}"
    return f"error parsing regexp: {_COMPLAINTS.get(what, what)}: {_quoted(where)}"


def _quoted(text: str) -> str:
    return f"`{text}`" if can_backquote(text) else quote(text)


def _compile(pattern: str) -> re2._Regexp:
    try:
        return compiled(pattern)
    except BadPattern as error:
        raise FunctionError(str(error)) from None


def _must_compile(pattern: str) -> re2._Regexp:
    """For the functions that panic in Go, which shows the pattern."""
    try:
        return compiled(pattern)
    except BadPattern as error:
        raise FunctionError(f"regexp: Compile({_quoted(pattern)}): {error}") from None


# --- matching ------------------------------------------------------------------------


def spend_search(expression: re2._Regexp, text: str) -> None:
    """Account for the work of a search."""
    limits.spend(len(text) * (1 + expression.programsize // _STEPS))


def _subject(expression: re2._Regexp, text: str) -> str | bytes:
    """`text` as it is matched: of the same length, but valid Unicode (ASCII as bytes, which are quicker)."""
    spend_search(expression, text)
    if text.isascii():
        return text.encode()
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _matches(expression: re2._Regexp, text: str) -> Iterator[Any]:
    """All matches; an empty one right behind another match does not count in Go."""
    previous_end = -1
    for match in expression.finditer(_subject(expression, text)):
        start, end = match.span()
        if end > start or start != previous_end:
            yield match
        previous_end = end


def matches(expression: re2._Regexp, text: str) -> bool:
    """Whether the expression matches somewhere."""
    return expression.search(_subject(expression, text)) is not None


def find(expression: re2._Regexp, text: str) -> str:
    """The first match, or an empty string."""
    match = expression.search(_subject(expression, text))
    return text[match.start() : match.end()] if match else ""


def find_all(expression: re2._Regexp, text: str, count: int) -> StringList:
    """The first `count` matches, all for a negative count; nil for none."""
    result = StringList()
    for match in _matches(expression, text) if count else ():
        result.append(text[match.start() : match.end()])
        limits.check_elements(len(result))
        if len(result) == count:
            break
    return result or NilStringList()


def _split(expression: re2._Regexp, text: str, count: int) -> StringList:
    if count == 0:
        return NilStringList()
    if not text and expression.pattern:
        return StringList([""])
    parts = StringList()
    begin = end = 0
    for match in _matches(expression, text):
        if len(parts) == count - 1 and count > 0:
            break
        end, next_begin = match.span()
        if next_begin:
            parts.append(text[begin:end])
            limits.check_elements(len(parts))
        begin = next_begin
    if end != len(text):
        parts.append(text[begin:])
    return parts


# --- replacing -----------------------------------------------------------------------

_GROUP = lazy(r"\$(?:(\$)|\{(\w+)\}|(\w+))")


@lru_cache(maxsize=1024)
def _template(replacement: str) -> tuple[tuple[str, str | int | None], ...]:
    """A replacement as pairs of literal text and the group (number or name) after it."""
    parts: list[tuple[str, str | int | None]] = []
    position = 0
    for match in _GROUP.finditer(replacement):
        literal = replacement[position : match.start()]
        position = match.end()
        name = match[2] or match[3]
        if match[1]:
            parts.append((literal + "$", None))
        elif name.isascii() and name.isdigit() and (name[0] != "0" or name == "0") and len(name) <= 9:
            parts.append((literal, int(name)))
        else:
            parts.append((literal, name))
    parts.append((replacement[position:], None))
    return tuple(parts)


def _expand(expression: re2._Regexp, replacement: str, text: str) -> Callable[[Any], str]:
    """What stands for a match: the replacement with $1, ${1}, $name filled in; unknown groups are empty."""
    if "$" not in replacement:
        return lambda match: replacement
    parts = [(literal, _group_number(expression, group)) for literal, group in _template(replacement)]

    def expansion(match: Any) -> str:
        out = []
        for literal, group in parts:
            out.append(literal)
            if group is not None and match.start(group) >= 0:
                out.append(text[match.start(group) : match.end(group)])
        return "".join(out)

    return expansion


def _group_number(expression: re2._Regexp, group: str | int | None) -> int | None:
    number = expression.groupindex.get(group) if isinstance(group, str) else group
    return number if number is not None and number <= expression.groups else None


def _replace_all(expression: re2._Regexp, text: str, expansion: Callable[[Any], str]) -> str:
    out: list[str] = []
    size, end = 0, 0
    for match in _matches(expression, text):
        expanded = expansion(match)
        size += len(expanded)
        limits.check_text(size)
        out += text[end : match.start()], expanded
        end = match.end()
    out.append(text[end:])
    return "".join(out)


# --- functions -----------------------------------------------------------------------


@function("regexMatch", "func(string, string) bool")
def regex_match(pattern: str, text: str) -> bool:
    """Whether the pattern matches somewhere; a bad one never does."""
    try:
        expression = compiled(pattern)
    except BadPattern:
        return False
    return matches(expression, text)


@function("mustRegexMatch", "func(string, string) (bool, error)")
def must_regex_match(pattern: str, text: str) -> bool:
    """Whether the pattern matches somewhere."""
    return matches(_compile(pattern), text)


@function("regexFind", "func(string, string) string")
def regex_find(pattern: str, text: str) -> str:
    """The first match, or an empty string."""
    return find(_must_compile(pattern), text)


@function("mustRegexFind", "func(string, string) (string, error)")
def must_regex_find(pattern: str, text: str) -> str:
    """The first match, or an empty string."""
    return find(_compile(pattern), text)


@function("regexFindAll", "func(string, string, int) []string")
def regex_find_all(pattern: str, text: str, count: int) -> StringList:
    """The first `count` matches, all for a negative count; nil for none."""
    return find_all(_must_compile(pattern), text, count)


@function("mustRegexFindAll", "func(string, string, int) ([]string, error)")
def must_regex_find_all(pattern: str, text: str, count: int) -> StringList:
    """The first `count` matches, all for a negative count; nil for none."""
    return find_all(_compile(pattern), text, count)


@function("regexSplit", "func(string, string, int) []string")
def regex_split(pattern: str, text: str, count: int) -> StringList:
    """The parts between matches, at most `count` of them unless it is negative; nil for 0."""
    return _split(_must_compile(pattern), text, count)


@function("mustRegexSplit", "func(string, string, int) ([]string, error)")
def must_regex_split(pattern: str, text: str, count: int) -> StringList:
    """The parts between matches, at most `count` of them unless it is negative; nil for 0."""
    return _split(_compile(pattern), text, count)


@function("regexReplaceAll", "func(string, string, string) string")
def regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    """`text` with each match replaced; $1, ${1} and $name stand for groups, $$ for a dollar."""
    expression = _must_compile(pattern)
    return _replace_all(expression, text, _expand(expression, replacement, text))


@function("mustRegexReplaceAll", "func(string, string, string) (string, error)")
def must_regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    """`text` with each match replaced; $1, ${1} and $name stand for groups, $$ for a dollar."""
    expression = _compile(pattern)
    return _replace_all(expression, text, _expand(expression, replacement, text))


@function("regexReplaceAllLiteral", "func(string, string, string) string")
def regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    """`text` with each match replaced by the text given."""
    return _replace_all(_must_compile(pattern), text, lambda match: replacement)


@function("mustRegexReplaceAllLiteral", "func(string, string, string) (string, error)")
def must_regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    """`text` with each match replaced by the text given."""
    return _replace_all(_compile(pattern), text, lambda match: replacement)


_META = str.maketrans({char: "\\" + char for char in r"\.+*?()|[]{}^$"})


@function("regexQuoteMeta", "func(string) string")
def regex_quote_meta(text: str) -> str:
    """A pattern that matches `text` itself."""
    return text.translate(_META)
