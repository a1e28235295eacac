"""Source files and pieces of them. Offsets are Unicode code points, 0-based, end not included."""

from __future__ import annotations

from bisect import bisect_right

from scanner.patterns import lazy
from scanner.records import NamedTuple

_LINE_BREAK = lazy(r"\r\n|\n|\r")


class Position(NamedTuple):
    """A place as a person reads it: line and column count from 1, the column in code points."""

    line: int
    column: int


class SourceFile:
    """One text as it was read, line ends untouched; `path` is POSIX and relative to the root of the reports."""

    __slots__ = ("path", "text", "_starts")

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        # Filled at the first question: most files of a scan are never asked for a position.
        self._starts: list[int] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceFile) and (self.path, self.text) == (other.path, other.text)

    def __hash__(self) -> int:
        return hash((self.path, self.text))

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, in lower-case hexadecimal."""
        import hashlib

        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def position(self, offset: int) -> Position:
        """Line and column of `offset`; offsets beyond the text give the place after its last character."""
        starts = self._line_starts()
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def offset(self, line: int, column: int = 1) -> int:
        """The reverse of `position`, kept inside the text and inside its line."""
        starts = self._line_starts()
        if line < 1:
            return 0
        if line > len(starts):
            return len(self.text)
        return min(starts[line - 1] + max(column, 1) - 1, starts[line - 1] + len(self.line(line)))

    def line(self, number: int) -> str:
        """The text of a line without its line break; "" when there is no such line."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1]:end].rstrip("\r\n")

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(match.end() for match in _LINE_BREAK.finditer(self.text))
        return self._starts


class SourceSpan(NamedTuple):
    """A piece of one file."""

    path: str
    start: int
    end: int
