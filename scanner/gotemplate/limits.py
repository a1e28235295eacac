"""How much a template may build: one place for the bounds on hostile charts.

Go's functions build whatever memory holds (`repeat 2000000000 "x"`).  A scanner of
untrusted charts must not, so functions that can multiply their input ask here first.
Real charts stay some orders of magnitude below.
"""

from __future__ import annotations

from scanner.gotemplate.values import FunctionError

MAX_TEXT = 64 * 1024 * 1024
"""Longest string a function may build, in characters."""

MAX_ELEMENTS = 1_000_000
"""Most elements of a list a function may build, and most values it may visit in a nested one."""

MAX_NESTING = 200
"""How deep values may lie in each other where a function walks through them; one that contains itself is deeper."""

MAX_BITS = 100_000
"""Largest numerator or denominator of exact decimal arithmetic; the largest float64 has 1,024 bits."""


def check_text(length: int) -> None:
    """Refuse to build a string of more than `MAX_TEXT` characters."""
    if length > MAX_TEXT:
        raise FunctionError(f"result of {length} characters is longer than the limit of {MAX_TEXT}")


def check_elements(count: int) -> None:
    """Refuse to build, or walk through, more than `MAX_ELEMENTS` values."""
    if count > MAX_ELEMENTS:
        raise FunctionError(f"more than the limit of {MAX_ELEMENTS} elements")


def check_bits(count: int) -> None:
    """Refuse to go on with an exact number of more than `MAX_BITS` bits."""
    if count > MAX_BITS:
        raise FunctionError(f"number of more than the limit of {MAX_BITS} bits")


class Allowance:
    """Counts the values visited in nested data, where sharing can make small input exponentially large."""

    __slots__ = ("depth", "left")

    def __init__(self) -> None:
        self.left = MAX_ELEMENTS
        self.depth = 0

    def enter(self, count: int) -> None:
        """Go into a collection of `count` values; `leave` it afterwards."""
        self.take(count)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise FunctionError(f"values nested deeper than the limit of {MAX_NESTING}")

    def leave(self) -> None:
        """Come out of the collection entered last."""
        self.depth -= 1

    def take(self, count: int) -> None:
        """Use up `count` visits; FunctionError when none are left."""
        self.left -= count
        if self.left < 0:
            raise FunctionError(f"more than the limit of {MAX_ELEMENTS} elements")


# Work of one rendering, counted in nodes executed and in the size of large results.
# The largest published charts need about one per cent of it.
RENDER_COST = 10_000_000

# Templates in progress at once.  Helm itself stops at 1000 of one name.
CALL_DEPTH = 2_500
