"""Hashes of lines as GitHub code scanning computes them, to follow a finding while the file changes around it."""

from __future__ import annotations

_WINDOW = 100
_FACTOR = 37
_MASK = 2**64 - 1
_END = b"\xff\xff"
_UNSEEN = {0x20: None, 0x09: None}


class LineHashes:
    """Hashes of the lines of one text, worked out for the lines that are asked for.

    A polynomial hash, modulo 2^64, over the 100 UTF-16 code units that begin with the first visible one of the line;
    spaces and tabs do not count and every line break counts as one line feed. The number after the colon tells lines
    with equal hashes apart, counted from the top.
    """

    def __init__(self, text: str) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN).split("\n")
        self._text = "\n".join(lines).encode("utf-16-le", "surrogatepass")
        self._starts = [0]
        start = 0
        for line in lines[:-1]:
            start += len(line.encode("utf-16-le", "surrogatepass")) + 2
            self._starts.append(start)
        self._counts: dict[int, int] | None = None

    def of(self, line: int) -> str:
        """The hash of a line, counted from 1; "" when there is no such line."""
        if not 1 <= line <= len(self._starts):
            return ""
        return f"{_polynomial(self._window(line)):x}:{self._count(line)}"

    def _window(self, line: int) -> bytes:
        start = self._starts[line - 1]
        return (self._text + _END)[start : start + 2 * _WINDOW]

    def _count(self, line: int) -> int:
        """How many lines up to this one begin with the same window."""
        if self._counts is None:
            self._counts = {}
            seen: dict[bytes, int] = {}
            text = self._text + _END
            for number, start in enumerate(self._starts, start=1):
                window = text[start : start + 2 * _WINDOW]
                seen[window] = self._counts[number] = seen.get(window, 0) + 1
        return self._counts[line]


def _polynomial(window: bytes) -> int:
    value = 0
    for low, high in zip(window[::2], window[1::2], strict=True):
        value = (value * _FACTOR + (low | high << 8)) & _MASK
    for _ in range(_WINDOW - len(window) // 2):  # past the end of the text there are zeros
        value = value * _FACTOR & _MASK
    return value
