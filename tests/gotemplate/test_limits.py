from __future__ import annotations

import pytest

from scanner.gotemplate import limits
from scanner.gotemplate.values import FunctionError


@pytest.mark.parametrize(
    ("check", "most"),
    [
        (limits.check_text, limits.MAX_TEXT),
        (limits.check_elements, limits.MAX_ELEMENTS),
        (limits.check_bits, limits.MAX_BITS),
    ],
)
def test_bounds_are_inclusive(check, most: int) -> None:  # type: ignore[no-untyped-def]
    check(most)
    with pytest.raises(FunctionError, match=str(most)):
        check(most + 1)


def test_an_allowance_runs_out() -> None:
    allowance = limits.Allowance()
    allowance.take(limits.MAX_ELEMENTS)
    with pytest.raises(FunctionError):
        allowance.take(1)


def test_an_allowance_counts_the_depth() -> None:
    allowance = limits.Allowance()
    for _ in range(3 * limits.MAX_NESTING):
        allowance.enter(1)
        allowance.leave()
    for _ in range(limits.MAX_NESTING):
        allowance.enter(1)
    with pytest.raises(FunctionError):
        allowance.enter(1)
