"""The order in which go-yaml writes the keys of a map: ``a2`` before ``a10``, letters after all else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cmp_to_key

from scanner.patterns import lazy

# With none of these about, plain code point order is the natural order.
# (Written as what they are not: ranges up to the last code point take 3 ms to compile.)
_UNUSUAL = lazy(r"[^\0-/:-Za-z]")
_DIGIT_OR_WIDE = lazy(r"[^\0-/:-\x7f]")
_LETTERS_LAST = {code: chr(code + 0x80) for code in range(128) if chr(code).isalpha()}


def naturally_sorted(keys: Iterable[str], *, letters_after_digits: bool = True) -> list[str]:
    """The keys in the order of go-yaml v2; of v3 with `letters_after_digits` off.

    In v3 letters come before all else where a digit precedes: ``1a`` before ``1-``.
    """
    keys = list(keys)
    if len(keys) < 2:
        return keys
    joined = "".join(keys)
    if not _UNUSUAL.search(joined):
        return sorted(keys)
    if not _DIGIT_OR_WIDE.search(joined):
        return sorted(keys, key=lambda key: key.translate(_LETTERS_LAST))
    return sorted(keys, key=cmp_to_key(_compare if letters_after_digits else _compare_v3))


def _compare(one: str, other: str) -> int:
    """Negative, zero or positive as `one` comes before, with or after `other`."""
    for position, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return -1 if _less(one, other, position, a, b) else 1
    return len(one) - len(other)


def _compare_v3(one: str, other: str) -> int:
    for position, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            if position and one[position - 1].isdecimal() and _is_letter(a) != _is_letter(b):
                return -1 if _is_letter(a) else 1
            return -1 if _less(one, other, position, a, b) else 1
    return len(one) - len(other)


def _less(one: str, other: str, position: int, a: str, b: str) -> bool:
    """Which comes first, decided by the first characters that differ and the digits that begin there."""
    a_letter, b_letter = _is_letter(a), _is_letter(b)
    if a_letter and b_letter:
        return a < b
    if a_letter or b_letter:
        return b_letter
    # A run of digits that differs at a zero goes on where it began: 10 and 1 compare as 10 and 1, not as 0 and nothing.
    start = 1 if "0" in (a, b) and _follows_number(one, position) else 0
    a_number, a_end = _digits(one, position, start)
    b_number, b_end = _digits(other, position, start)
    if a_number != b_number:
        return a_number < b_number
    if a_end != b_end:
        return a_end < b_end
    return a < b


def _is_letter(char: str) -> bool:
    return char.isalpha()


def _follows_number(text: str, position: int) -> bool:
    """Whether the digits right before `position` are not all zero."""
    while position and text[position - 1].isdecimal():
        position -= 1
        if text[position] != "0":
            return True
    return False


def _digits(text: str, position: int, number: int) -> tuple[int, int]:
    """The number that begins at `position`, in int64 arithmetic, and where it ends."""
    while position < len(text) and text[position].isdecimal():
        number = number * 10 + ord(text[position]) - 48
        position += 1
    return (number + 2**63) % 2**64 - 2**63, position
