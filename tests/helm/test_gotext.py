"""Go's ideas of space and of printable characters."""

import pytest

from scanner.helm.gotext import SPACES, is_printable, quoted_runes


@pytest.mark.parametrize(
    ("character", "expected"),
    [("a", True), (" ", True), ("é", True), ("€", True), ("\t", False), ("\u2028", False), ("\u200b", False)],
)
def test_printable(character: str, expected: bool) -> None:
    assert is_printable(character) is expected


def test_spaces() -> None:
    assert "\x1f" not in SPACES and "\x85" in SPACES and "\u3000" in SPACES


def test_runes() -> None:
    assert quoted_runes("a'\n") == r"['a' '\'' '\n']" and quoted_runes("") == "[]"
