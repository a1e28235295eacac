"""What is wrong with one object, and what of it is not known."""

from __future__ import annotations


from scanner.model.resource import Path
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

MAX_DEFECTS = 50
"""Most defects of one object; whoever repairs those sees the next ones."""

MAX_DEPTH = 150
"""How deep values may lie in each other to be looked at."""

MAX_STEPS = 500_000
"""Most values of one object that are looked at."""

_TOO_DEEP = Unknown(f"values are nested more than {MAX_DEPTH} deep")
_TOO_MUCH = Unknown("the object or its schema is too large to be checked")


class Defect(NamedTuple):
    """`path` leads to the value in the object; `at_key` says that its name is what is wrong."""

    path: Path
    message: str
    at_key: bool = False


class Findings:
    """Collects the defects of one object; `unknown` is the first value that could not be judged, with its path.

    `left` is how many values may still be looked at, each once for every part of a schema that speaks of it.
    """

    __slots__ = ("defects", "unknown", "left")

    def __init__(self, left: int = MAX_STEPS) -> None:
        self.defects: list[Defect] = []
        self.unknown: tuple[Path, Unknown] | None = None
        self.left = left

    @property
    def full(self) -> bool:
        """Whether no more defects are kept, so that nothing need be said about them."""
        return len(self.defects) >= MAX_DEFECTS

    def add(self, path: Path, what: str) -> None:
        """A defect of the value at a path: `what` goes on after its name, as in "is missing"."""
        if not self.full:
            self.defects.append(Defect(path, f"{_dotted(path)} {what}."))

    def missing(self, path: Path, *, written: bool) -> None:
        """A value that must be there; where its key is written without one, the key is the place."""
        if not self.full:
            self.defects.append(Defect(path, f"{_dotted(path)} is missing.", at_key=written))

    def stranger(self, path: Path, message: str) -> None:
        """A defect of a name: there should be nothing at the path."""
        if not self.full:
            self.defects.append(Defect(path, f"{message}.", at_key=True))

    def blur(self, path: Path, unknown: Unknown) -> None:
        """A value that cannot be judged."""
        if self.unknown is None:
            self.unknown = path, unknown

    def may_enter(self, path: Path, size: int = 1, depth: int = 0) -> bool:
        """Whether to go on at a path with `size` values, `depth` schemas deep; what is left out is not known."""
        if size > self.left:
            self.left = 0
            self.blur(path, _TOO_MUCH)
            return False
        self.left -= size
        if len(path) + depth > MAX_DEPTH:
            self.blur(path, _TOO_DEEP)
            return False
        return True


def _dotted(path: Path) -> str:
    from scanner.apischema.names import dotted  # most objects have no defects

    return dotted(path)
