"""What is wrong with one object, and what of it is not known."""

from __future__ import annotations

from typing import NamedTuple

from scanner.apischema.names import dotted
from scanner.model.resource import Path
from scanner.model.unknown import Unknown

MAX_DEFECTS = 50
"""Most defects of one object; whoever repairs those sees the next ones."""

MAX_DEPTH = 150
"""How deep values may lie in each other to be looked at."""

MAX_STEPS = 500_000
"""Most values of one object that are looked at, each once for every part of a schema that speaks of it."""

_TOO_DEEP = Unknown(f"values are nested more than {MAX_DEPTH} deep")
_TOO_MUCH = Unknown("the object or its schema is too large to be checked")


class Defect(NamedTuple):
    """`path` leads to the value in the object; `at_key` says that its name is what is wrong."""

    path: Path
    message: str
    at_key: bool = False


class Findings:
    """Collects the defects of one object; `unknown` is the first value that could not be judged, with its path."""

    __slots__ = ("defects", "unknown", "steps")

    def __init__(self, steps: int = 0) -> None:
        self.defects: list[Defect] = []
        self.unknown: tuple[Path, Unknown] | None = None
        self.steps = steps

    def add(self, path: Path, what: str) -> None:
        """A defect of the value at a path: `what` goes on after its name, as in "is missing"."""
        self._append(Defect(path, f"{dotted(path)} {what}."))

    def stranger(self, path: Path, message: str) -> None:
        """A defect of a name: there should be nothing at the path."""
        self._append(Defect(path, f"{message}.", at_key=True))

    def _append(self, defect: Defect) -> None:
        if len(self.defects) < MAX_DEFECTS:
            self.defects.append(defect)

    def blur(self, path: Path, unknown: Unknown) -> None:
        """A value that cannot be judged."""
        if self.unknown is None:
            self.unknown = path, unknown

    def may_enter(self, path: Path, size: int = 1, depth: int = 0) -> bool:
        """Whether to go on at a path with `size` values, `depth` schemas deep; what is left out is not known."""
        self.steps += size
        if self.steps > MAX_STEPS:
            self.blur(path, _TOO_MUCH)
            return False
        if len(path) + depth > MAX_DEPTH:
            self.blur(path, _TOO_DEEP)
            return False
        return True
