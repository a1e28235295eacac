"""File name patterns of Go programs: path.Match, and gobwas/glob as `.Files.Glob` uses it.

Both are turned into RE2 expressions, which match in linear time whatever the pattern.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

Matcher = Callable[[str], bool]

_MAX_ALTERNATIVE_DEPTH = 20


class PatternError(ValueError):
    """A malformed pattern; str() is Go's text."""


@lru_cache(maxsize=1024)
def path_match(pattern: str) -> Matcher:
    """path.Match: `*` and `?` stop at a slash, `[a-z]`, `[^a]`, backslash escapes.  PatternError when malformed."""
    if not _is_special(pattern):
        return pattern.__eq__
    if pattern[0] == "*" and not _is_special(pattern[1:]):
        return partial(_ends_with, pattern[1:])
    return _compiled(_path_expression(pattern))


def _is_special(pattern: str) -> bool:
    return any(character in pattern for character in "*?[\\")


def _ends_with(ending: str, name: str) -> bool:
    """`*.yaml`, by far the most common kind of pattern."""
    return name.endswith(ending) and "/" not in name[: len(name) - len(ending)]


def _path_expression(pattern: str) -> str:
    found, at = [], 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*":
            found.append("[^/]*")
        elif character == "?":
            found.append("[^/]")
        elif character == "[":
            piece, at = _path_class(pattern, at)
            found.append(piece)
        else:
            if character == "\\":
                character, at = _escaped(pattern, at)
            found.append(_literal(character))
    return "".join(found)


def _escaped(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern):
        raise PatternError("syntax error in pattern")
    return pattern[at], at + 1


def _path_class(pattern: str, at: int) -> tuple[str, int]:
    """The rest of a character class: its expression and what follows it."""
    negated = pattern.startswith("^", at)
    at += negated
    ranges: list[tuple[str, str]] = []
    while not (ranges and pattern.startswith("]", at)):
        low, at = _class_character(pattern, at)
        high = low
        if pattern.startswith("-", at):
            high, at = _class_character(pattern, at + 1)
        if at >= len(pattern):
            raise PatternError("syntax error in pattern")
        ranges.append((low, high))
    return _class_expression(ranges, negated), at + 1


def _class_character(pattern: str, at: int) -> tuple[str, int]:
    if at >= len(pattern) or pattern[at] in "-]":
        raise PatternError("syntax error in pattern")
    if pattern[at] == "\\":
        return _escaped(pattern, at + 1)
    return pattern[at], at + 1


def _class_expression(ranges: list[tuple[str, str]], negated: bool) -> str:
    inside = "".join(f"\\x{{{ord(low):x}}}-\\x{{{ord(high):x}}}" for low, high in ranges if low <= high)
    if not inside:  # only ranges that hold nothing, such as [z-a]
        return "(?s:.)" if negated else "[^\\x{0}-\\x{10ffff}]"
    return f"[{'^' if negated else ''}{inside}]"


@lru_cache(maxsize=256)
def glob(pattern: str) -> Matcher:
    """gobwas/glob with "/" as separator: `*` `**` `?` `[abc]` `[a-z]` `[!a]` `{a,b}`.  PatternError when malformed."""
    return _compiled(_glob_expression(pattern))


def _glob_expression(pattern: str) -> str:
    found, at, depth = [], 0, 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*":
            if pattern.startswith("*", at):
                found.append("(?s:.*)")
                at += 1
            else:
                found.append("[^/]*")
        elif character == "?":
            found.append("[^/]")
        elif character == "[":
            piece, at = _glob_class(pattern, at)
            found.append(piece)
        elif character == "{":
            depth += 1
            if depth > _MAX_ALTERNATIVE_DEPTH:
                raise PatternError("alternatives are nested too deeply")
            found.append("(?:")
        elif character == "," and depth:
            found.append("|")
        elif character == "}" and depth:
            depth -= 1
            found.append(")")
        elif character == "\\":
            if at < len(pattern):
                found.append(_literal(pattern[at]))
                at += 1
        else:
            found.append(_literal(character))
    return "".join(found) + ")" * depth  # gobwas takes an open brace for closed at the end


def _glob_class(pattern: str, at: int) -> tuple[str, int]:
    """One range or one list of characters; gobwas does not mix them."""
    negated = pattern.startswith("!", at)
    at += negated
    if pattern.startswith("-", at + 1) and at + 2 < len(pattern):
        low, high = pattern[at], pattern[at + 2]
        if not pattern.startswith("]", at + 3) or low > high:
            raise PatternError("expected close range character")
        return _class_expression([(low, high)], negated), at + 4
    characters = []
    while not pattern.startswith("]", at):
        if pattern.startswith("\\", at):
            at += 1
        if at >= len(pattern):
            raise PatternError("unexpected end of input")
        characters.append(pattern[at])
        at += 1
    if not characters:
        raise PatternError("could not parse range")
    return _class_expression([(each, each) for each in characters], negated), at + 1


def _literal(character: str) -> str:
    """A character that stands for itself; RE2 takes a backslash before ASCII punctuation only."""
    return character if character.isalnum() or not character.isascii() else f"\\x{ord(character):02x}"


def _compiled(expression: str) -> Matcher:
    import re2

    try:
        match = re2.compile(expression).fullmatch
    except (re2.error, UnicodeEncodeError):  # too large for RE2, or bytes that are no UTF-8
        raise PatternError("syntax error in pattern") from None
    return lambda name: match(_valid(name)) is not None


def _valid(name: str) -> str:
    """A file name RE2 takes: bytes that are no UTF-8 as U+FFFD."""
    return name if name.isascii() else name.encode("utf-8", "replace").decode("utf-8")
