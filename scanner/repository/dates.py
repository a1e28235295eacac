"""Days as people write them in documents."""

from __future__ import annotations

from datetime import date

from scanner.patterns import lazy

_ISO = lazy(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = lazy(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAMED = lazy(
    r"(?i)\b(?:(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?,?\s+((?:19|20)\d\d)\b"
)

_EPOCH = date(1970, 1, 1).toordinal()


def find(text: object, compact: bool = False) -> str:
    """The first day in a text as YYYY-MM-DD, "" for none; of a month without a day its first one."""
    if isinstance(text, date):
        return text.isoformat()[:10]
    if not isinstance(text, str):
        return ""
    text = text[:2_000]
    for pattern in (_ISO, _COMPACT) if compact else (_ISO,):
        found = pattern.search(text)
        if found:
            return _valid(int(found[1]), int(found[2]), int(found[3]))
    named = _NAMED.search(text)
    if named:
        month = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(named[2].lower()))
        return _valid(int(named[4]), month, int(named[1] or named[3] or 1))
    return ""


def _valid(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def number(day: str) -> int:
    """The days from 1970 to a day, 0 where it is not known."""
    try:
        return date.fromisoformat(day).toordinal() - _EPOCH if day else 0
    except ValueError:
        return 0


def of_seconds(value: float) -> str:
    """The day of a time in seconds (or milliseconds) since 1970."""
    value = value / 1000 if value > 10**11 else value
    if not 0 < value < 10**10:
        return ""
    return date.fromordinal(_EPOCH + int(value // 86400)).isoformat()
