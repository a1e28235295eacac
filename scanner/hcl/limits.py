"""How much an evaluation may do: one place for the bounds on hostile configurations.

Work is counted in steps and not in seconds, so that a bound is hit at the same place on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scanner.gotemplate.limits import UNBOUNDED, Meter
from scanner.hcl.errors import FunctionError, LimitError

MAX_FILE = 8 * 1024 * 1024
"""Longest text that is parsed, in characters."""

MAX_NESTING = 500
"""How deep expressions and blocks may lie in each other; generated ones stay below 50."""

MAX_SIZE = 400_000
"""Most values inside of one value, counted as often as they are shown."""

MAX_TEXT = 8 * 1024 * 1024
"""Longest string that an expression may build, in characters."""

MAX_DIGITS = 5_000
"""Largest decimal exponent of a number, up and down."""

WORK = 2_000_000
"""Steps of one evaluation: nodes evaluated, elements converted, blocks of text put together."""

CALL_DEPTH = 400
"""Declarations that wait for each other while one value is worked out."""


METER = Meter()


@contextmanager
def metered(work: int = WORK) -> Iterator[None]:
    """An evaluation whose parts share `work` steps; inside of another one it draws on that one's."""
    before = METER.left
    if before != UNBOUNDED:
        yield
        return
    METER.left = work
    try:
        yield
    finally:
        METER.left = before


def spend(steps: int) -> None:
    """Use up work; LimitError when an evaluation does more than any configuration needs."""
    METER.left -= steps
    if METER.left < 0:
        raise LimitError("The evaluation was stopped: it does more work than any configuration needs.")


def check_text(length: int) -> None:
    """Refuse to build a string of more than `MAX_TEXT` characters."""
    if length > MAX_TEXT:
        raise FunctionError(f"the result of {length} characters is longer than the limit of {MAX_TEXT}")
    spend(length >> 6)


def check_size(size: int) -> None:
    """Refuse to build a value with more than `MAX_SIZE` values inside."""
    if size > MAX_SIZE:
        raise LimitError(f"The evaluation was stopped: a value with more than {MAX_SIZE} values inside.")
