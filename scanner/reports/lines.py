"""Hashes of lines as GitHub code scanning computes them, to follow a finding while the file changes around it."""

from __future__ import annotations

_WINDOW = 100
_FACTOR = 37
_MASK = 2**64 - 1
_OUT = pow(_FACTOR, _WINDOW, 2**64)
_END = 0xFFFF


def line_hashes(text: str) -> dict[int, str]:
    """Hash by line number (from 1).

    A polynomial hash, modulo 2^64, over the 100 UTF-16 code units that begin with the first visible one of the line;
    spaces and tabs do not count and every line break counts as one line feed. The number after the colon tells lines
    with equal hashes apart.
    """
    units, starts = _units(text)
    seen: dict[str, int] = {}
    hashes: dict[int, str] = {}
    padded = [*units, _END, *([0] * _WINDOW)]
    value, wanted = 0, {start: number for number, start in enumerate(starts, start=1)}
    for position, unit in enumerate(padded):
        leaving = padded[position - _WINDOW] if position >= _WINDOW else 0
        begin = position - _WINDOW
        if begin in wanted:
            word = f"{value:x}"
            seen[word] = seen.get(word, 0) + 1
            hashes[wanted[begin]] = f"{word}:{seen[word]}"
        value = (value * _FACTOR + unit - _OUT * leaving) & _MASK
    return hashes


def _units(text: str) -> tuple[list[int], list[int]]:
    """The code units that count, and the index among them at which each line begins."""
    encoded = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-le", "surrogatepass")
    units: list[int] = []
    starts = [0]
    for low, high in zip(encoded[::2], encoded[1::2], strict=True):
        unit = low | high << 8
        if unit in (0x20, 0x09):
            continue
        units.append(unit)
        if unit == 0x0A:
            starts.append(len(units))
    return units, starts
