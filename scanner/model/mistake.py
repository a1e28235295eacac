"""Something wrong with a file that tells the program what to do: configuration, rules, packs."""

from __future__ import annotations

from scanner.records import NamedTuple



class Mistake(NamedTuple):
    """What is wrong and where; line and column count from 1, and are 0 where the file as a whole is meant."""

    path: str
    line: int
    column: int
    problem: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.problem}"
