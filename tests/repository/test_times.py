"""Cron expressions, spans of time and days, as people write them."""

from __future__ import annotations

import pytest

from scanner.repository.cron import RARELY, interval_days
from scanner.repository.dates import find, number, of_seconds
from scanner.repository.durations import seconds, whole


@pytest.mark.parametrize(
    ("expressions", "days"),
    [
        ([], 0),
        (["0 3 * * *"], 1),
        (["0 3 * * 1"], 7),
        (["0 3 * * mon,thu"], 4),
        (["@weekly"], 7),
        (["0 0 1 * *"], 31),
        (["0 0 1 */3 *"], 92),
        (["0 0 1 1 *"], 365),
        (["0 0 30 2 *"], RARELY),
        (["nonsense"], RARELY),
        (["0 3 1 * *", "0 3 15 * *"], 17),
        (["*/5 * * * *"], 1),
    ],
)
def test_the_longest_time_between_runs(expressions: list[str], days: int) -> None:
    assert interval_days(expressions) == days


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5m", 300),
        ("1h30m", 5400),
        ("4 hours", 14400),
        ("15 minutes", 900),
        ("2d", 172800),
        ("500ms", 0.5),
        ("30", 30),
        (30, 30),
        ("2 weeks", 1209600),
        ("soon", 0),
        (None, 0),
    ],
)
def test_spans_of_time(text: object, value: float) -> None:
    assert seconds(text) == value
    assert whole(text) == int(value) + (value > int(value))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", "2026-01-31"),
        ("Reviewed 3 January 2026 by Ada", "2026-01-03"),
        ("January 3rd, 2026", "2026-01-03"),
        ("Jan 2026", "2026-01-01"),
        ("2026/1/5", "2026-01-05"),
        ("2026-13-40", ""),
        ("2026-02-30", ""),
        ("never", ""),
        ("YYYY-MM-DD", ""),
    ],
)
def test_days(text: str, day: str) -> None:
    assert find(text) == day
    assert number(day) == (0 if not day else number(day)) and (number(day) > 0) is bool(day)


def test_days_of_numbers() -> None:
    assert (number("1970-01-02"), of_seconds(1767225600), of_seconds(1767225600000), of_seconds(-1)) == (
        1,
        "2026-01-01",
        "2026-01-01",
        "",
    )
