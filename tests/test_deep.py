"""Work with room for deep recursion."""

from __future__ import annotations

import sys
import threading

import pytest

from scanner.deep import FRAMES, deep


@deep
def _down(depth: int) -> int:
    return depth if depth == 0 else 1 + _inner(depth - 1)


def _inner(depth: int) -> int:
    return depth if depth == 0 else 1 + _inner(*(depth - 1,))


def test_there_is_room_for_thousands_of_frames() -> None:
    assert _down(20_000) == 20_000


def test_the_room_is_bounded() -> None:
    with pytest.raises(RecursionError):
        _down(FRAMES + 1000)


def test_limits_are_as_before() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()
    _down(5_000)
    assert (sys.getrecursionlimit(), threading.stack_size()) == before


def test_errors_come_out() -> None:
    @deep
    def fails() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError, match="x"):
        fails()
    with pytest.raises(SystemExit):
        deep(sys.exit)(3)


def test_room_inside_of_room_is_the_same() -> None:
    @deep
    def outer() -> bool:
        return deep(threading.get_ident)() == threading.get_ident()

    assert outer()


def test_arguments_are_handed_on() -> None:
    @deep
    def told(one: int, *, other: str) -> tuple[int, str]:
        """What it is told."""
        return one, other

    assert told(1, other="x") == (1, "x")
    assert told.__doc__ == "What it is told."
