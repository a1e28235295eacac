from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions.durations import BadDuration, parse, quote, rounded, to_text

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("1h30m", 5400 * SECOND),
        ("-1.5h", -5400 * SECOND),
        ("+.5s", SECOND // 2),
        ("1.s", SECOND),
        ("1us1\u00b5s1\u03bcs", 3000),
        ("2ms3ns", 2_000_003),
        ("-9223372036854775808ns", -(1 << 63)),
    ],
)
def test_reading(text: str, expected: int) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", 'invalid duration ""'),
        ("x", 'invalid duration "x"'),
        ("-", 'invalid duration "-"'),
        (".s", 'invalid duration ".s"'),
        ("1", 'missing unit in duration "1"'),
        ("1 h", 'unknown unit " h" in duration "1 h"'),
        ("1d", 'unknown unit "d" in duration "1d"'),
        ("1é", 'unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'),
        ("9223372036854775808ns", 'invalid duration "9223372036854775808ns"'),
    ],
)
def test_bad_texts(text: str, complaint: str) -> None:
    with pytest.raises(BadDuration) as caught:
        parse(text)
    assert str(caught.value) == f"time: {complaint}"


@pytest.mark.parametrize(
    ("nanoseconds", "expected"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1500, "1.5\u00b5s"),
        (2_000_000, "2ms"),
        (1_500_000_000, "1.5s"),
        (90 * SECOND, "1m30s"),
        (3600 * SECOND, "1h0m0s"),
        (-3661 * SECOND, "-1h1m1s"),
    ],
)
def test_writing(nanoseconds: int, expected: str) -> None:
    assert to_text(nanoseconds) == expected


def test_rounding_takes_halves_away_from_zero() -> None:
    assert rounded(SECOND // 2, SECOND) == SECOND
    assert rounded(-SECOND // 2, SECOND) == -SECOND


def test_quoting() -> None:
    assert quote('a"\\\n') == '"a\\"\\\\\\x0a"'


@given(st.integers(-(1 << 52), 1 << 52))
def test_round_trip(nanoseconds: int) -> None:
    assert parse(to_text(nanoseconds)) == nanoseconds
