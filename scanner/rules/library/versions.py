"""Semantic versions (semver.org), and the comparisons that they share with quantities."""

from __future__ import annotations

from typing import Any

from scanner.patterns import lazy
from scanner.rules.library import quantities
from scanner.rules.library.values import VERSION, Functions, Overload, mark, marked, no_overload

_NUMBER = r"(?:0|[1-9][0-9]*)"
_PART = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_FORM = lazy(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_PART}(?:\.{_PART})*))?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_LONGEST = 300
_LARGEST = 2**64 - 1


class NoVersion(ValueError):
    """Text that is no semantic version."""


def semver(text: str, normalize: bool = False) -> dict[str, str]:
    """The version that a text says; `normalize` takes "v1.2" and "01.2.3" as well. NoVersion."""
    match = _FORM.fullmatch(_normalized(text) if normalize else text) if len(text) <= _LONGEST else None
    if match is None or any(int(number) > _LARGEST for number in match.groups()[:3]):
        raise NoVersion(f"not a semantic version: {text[:50]!r}")
    major, minor, patch, before = match.groups()
    return mark(VERSION, f"{major}.{minor}.{patch}" + (f"-{before}" if before else ""))


def _normalized(text: str) -> str:
    parts = text.removeprefix("v").split(".", 2)
    for at, part in enumerate(parts):
        if len(part) > 1:
            part = part.lstrip("0")
            parts[at] = part if part[:1].isdigit() else f"0{part}"
    if len(parts) < 3 and ("+" in parts[-1] or "-" in parts[-1]):
        raise NoVersion(f"a short version has no suffix: {text[:50]!r}")
    return ".".join([*parts, "0", "0"][:3])


def is_semver(text: str, normalize: bool = False) -> bool:
    """Whether a text says a version."""
    try:
        semver(text, normalize)
    except NoVersion:
        return False
    return True


def _number(value: Any, at: int) -> int:
    text = marked(value, VERSION)
    if text is None:
        raise no_overload("a part of a version", value)
    number = int(text.partition("-")[0].split(".")[at])
    if number >= 2**63:
        raise ValueError("the part of the version has more than 63 bits")
    return number


def _key(text: str) -> tuple[Any, ...]:
    """Versions compare as their keys do: a version before a release is less than it, numbers are less than words."""
    numbers, _, before = text.partition("-")
    parts = tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in before.split(".") if one)
    return (*(int(number) for number in numbers.split(".")), not before, parts)


def compare(one: Any, other: Any) -> int:
    """-1, 0 or 1 for two versions or two quantities."""
    left, right = marked(one, VERSION), marked(other, VERSION)
    if left is None and right is None:
        return quantities.compare(one, other)
    if left is None or right is None:
        raise no_overload("a comparison", one, other)
    return (_key(left) > _key(right)) - (_key(left) < _key(right))


def is_greater(one: Any, other: Any) -> bool:
    """Whether the first is greater."""
    return compare(one, other) > 0


def is_less(one: Any, other: Any) -> bool:
    """Whether the first is less."""
    return compare(one, other) < 0


def _comparison(implementation: Any, gives: str) -> tuple[Overload, ...]:
    return (Overload("MAP MAP", gives, implementation, True), Overload("DOUBLE DOUBLE", gives, implementation, True))


FUNCTIONS: Functions = {
    "semver": (Overload("STRING", "MAP", semver), Overload("STRING BOOL", "MAP", semver)),
    "isSemver": (Overload("STRING", "BOOL", is_semver), Overload("STRING BOOL", "BOOL", is_semver)),
    "major": (Overload("MAP", "INT", lambda value: _number(value, 0), True),),
    "minor": (Overload("MAP", "INT", lambda value: _number(value, 1), True),),
    "patch": (Overload("MAP", "INT", lambda value: _number(value, 2), True),),
    "compareTo": _comparison(compare, "INT"),
    "isGreaterThan": _comparison(is_greater, "BOOL"),
    "isLessThan": _comparison(is_less, "BOOL"),
}
