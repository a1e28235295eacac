"""How often a cron expression comes round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

_MONTHS = dict(
    zip(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], range(1, 13), strict=True)
)
_DAYS = dict(zip(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], range(7), strict=True))
_WORDS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
RARELY = 366


def interval_days(expressions: Iterable[str]) -> int:
    """The longest time between two runs in days, rounded up; 0 for no expression, 366 for less than yearly."""
    given = list(expressions)
    if not given:
        return 0
    days: set[date] = set()
    for expression in given[:50]:
        days |= _days(expression)
    ordered = sorted(days)
    if len(ordered) < 2:
        return RARELY
    return max((later - earlier).days for earlier, later in pairwise(ordered))


def _days(expression: str) -> set[date]:
    """The days of two years on which it runs; none for one that cannot be read."""
    parts = _WORDS.get(expression.strip().lower(), expression).split()
    if len(parts) == 6:
        parts = parts[1:]  # with seconds first
    if len(parts) != 5:
        return set()
    try:
        month_days, months = _field(parts[2], 1, 31, {}), _field(parts[3], 1, 12, _MONTHS)
        week_days = {day % 7 for day in _field(parts[4], 0, 7, _DAYS)}
    except ValueError:
        return set()
    starred = parts[2].startswith(("*", "?")), parts[4].startswith(("*", "?"))
    found = set()
    day = date(2025, 1, 1)
    for _ in range(731):
        by_month, by_week = day.day in month_days, (day.weekday() + 1) % 7 in week_days
        # Both given: either suffices, as cron has it.
        if day.month in months and ((by_month and by_week) if any(starred) else (by_month or by_week)):
            found.add(day)
        day += timedelta(days=1)
    return found


def _field(text: str, low: int, high: int, names: dict[str, int]) -> set[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        span, slash, step = part.partition("/")
        width = int(step) if slash else 1
        if width < 1:
            raise ValueError(text)
        if span in ("*", "?"):
            start, end = low, high
        else:
            first, dash, last = span.partition("-")
            start = names.get(first, -1) if first in names else int(first)
            end = (names[last] if last in names else int(last)) if dash else (high if slash else start)
        if not low <= start <= high or not low <= end <= high:
            raise ValueError(text)
        found |= set(range(start, end + 1, width))
    return found
