"""How much a template may build: one place for the bounds on hostile charts.

Go's functions build whatever memory holds (`repeat 2000000000 "x"`).  A scanner of
untrusted charts must not, so functions that can multiply their input ask here first.
Real charts stay some orders of magnitude below.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scanner.gotemplate.errors import LimitError
from scanner.gotemplate.values import FunctionError

MAX_TEXT = 8 * 1024 * 1024
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


def check_output(length: int) -> None:
    """Refuse to put together a template's output of more than `MAX_TEXT` characters; its length is work."""
    if length > MAX_TEXT:
        raise LimitError(f"rendering was stopped: an output of {length} characters is longer than {MAX_TEXT}")
    spend(length)


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
        spend(count * VISIT)


RENDER_COST = 4_000_000
"""Steps of one rendering: tokens of templates that are run.  The largest published charts need an eighth of it."""

WORK = 300_000_000
"""Work of the functions of one rendering in units of `costs`.  The largest published charts need a fifth of it."""

PARSE = 200
"""Work of parsing one token of a template."""

COPY = 160
"""Work of copying one value of a chart with its place."""

FAILURE = 10_000
"""Work of keeping one error and going on."""

VISIT = 80
"""Work of visiting one value in nested data."""


class Meter:
    """The work that the rendering, or the evaluation, in progress may still do."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = UNBOUNDED


UNBOUNDED = 1 << 62

METER = Meter()


@contextmanager
def metered(work: int = WORK) -> Iterator[None]:
    """A rendering, or another stage, whose functions share so much work."""
    before, METER.left = METER.left, work
    try:
        yield
    finally:
        METER.left = before


def spend(units: int) -> None:
    """Use up work; LimitError when a rendering does more than any chart needs."""
    METER.left -= units
    if METER.left < 0:
        raise LimitError("rendering was stopped: its functions do more work than any chart needs")


# Templates in progress at once.  Helm itself stops at 1000 of one name.
CALL_DEPTH = 2_500
