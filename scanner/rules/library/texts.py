"""Texts: regular expressions, and what can make a text many times larger, in bounds.

Regular expressions run on RE2, as everywhere, compiled once and of a bounded size; the runtime compiles its own at
each call, which in a loop takes minutes.
"""

from __future__ import annotations

from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import regex
from scanner.rules.library.values import KINDS, Functions, Overload, no_overload

_VALUE = 20
_DEEPEST = 200


class TooLarge(ValueError):
    """A value that grew beyond what anybody needs."""


MAX_SIZE = 2_000_000
"""Largest value that an expression makes: the characters of its texts, and twenty for each value in it."""


def matches(text: str, pattern: str) -> bool:
    """Whether the pattern matches somewhere. BadPattern."""
    return regex.matches(regex.compiled(pattern), text)


def find(text: str, pattern: str) -> str:
    """The first match, "" for none. BadPattern."""
    return regex.find(regex.compiled(pattern), text)


def find_all(text: str, pattern: str, count: int = -1) -> list[str]:
    """All matches, or the first `count`. BadPattern."""
    return list(regex.find_all(regex.compiled(pattern), text, count))


def replace(text: str, old: str, new: str, count: int = -1) -> str:
    """The text with the first `count` pieces `old`, or all, replaced."""
    limits.spend(len(text))
    found = text.count(old)
    _check(len(text) + (found if count < 0 else min(found, count)) * (len(new) - len(old)))
    return text.replace(old, new, count)


def join(parts: list[Any], separator: str = "") -> str:
    """The texts of a list in a row."""
    if not all(isinstance(part, str) for part in parts):
        raise no_overload("join", parts)
    _check(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def fits(value: Any) -> bool:
    """True for a value of bearable size. TooLarge; LimitError when an expression made too many of them."""
    _check(_size(value, 0))
    return True


def too_long() -> bool:
    """TooLarge: for loops over more elements than are looped over."""
    raise TooLarge("a value of the expression has too many elements to make a list of them")


def _size(value: Any, depth: int) -> int:
    if isinstance(value, (str, bytes, bytearray)):
        return len(value) + _VALUE
    if depth > _DEEPEST:
        raise TooLarge("a value of the expression is nested too deeply")
    if isinstance(value, list):
        return _VALUE + sum(_size(member, depth + 1) for member in value)
    if isinstance(value, dict):
        return _VALUE + sum(_size(key, depth + 1) + _size(member, depth + 1) for key, member in value.items())
    return _VALUE


def _check(size: int) -> None:
    limits.spend(size + _VALUE)
    if size > MAX_SIZE:
        raise TooLarge(f"a value of the expression is larger than {MAX_SIZE}")


FUNCTIONS: Functions = {
    "@matches": (Overload("STRING STRING", "BOOL", matches),),
    "find": (Overload("STRING STRING", "STRING", find, True),),
    "findAll": (
        Overload("STRING STRING", "LIST", find_all, True), Overload("STRING STRING INT", "LIST", find_all, True)),
    "@replace": (
        Overload("STRING STRING STRING", "STRING", replace, True),
        Overload("STRING STRING STRING INT", "STRING", replace, True)),
    "@join": (Overload("LIST", "STRING", join, True), Overload("LIST STRING", "STRING", join, True)),
    "@tooLong": (Overload("", "BOOL", too_long),),
    "@fits": tuple(Overload(kind, "BOOL", fits) for kind in KINDS),
}
