"""Dates and durations.

The current time is a fixed instant, 2024-01-01T00:00:00Z, and the local zone is UTC, so
that renderings can be repeated.
"""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.functions import digest, durations, function, layouts
from scanner.gotemplate.functions.calendar import UTC_ZONE, ZERO, Time, find_zone
from scanner.gotemplate.strconv import INT64_MIN, parse_int
from scanner.gotemplate.values import FunctionError, Int32, Int64

NOW = Time(1_704_067_200)
"""What every rendering takes for the current time."""

_HTML_DATE = "2006-01-02"


@function("now", "func() time.Time")
def now() -> Time:
    """The current time: always the same instant, told apart by the second clock that `print` shows too."""
    return Time(NOW.seconds, monotonic=int(digest.next_draw()))


def _moment(value: Any) -> Time:
    """A time, or an integer of seconds since 1970; anything else (a float too) is silently the current time."""
    if isinstance(value, Time):
        return value
    return Time(int(value)) if type(value) in (int, Int64, Int32) else NOW


# --- writing -------------------------------------------------------------------------


@function("date", "func(string, interface{}) string")
def date(layout: str, moment: Any) -> str:
    """The time in the local zone, by a layout."""
    return _moment(moment).shown_in(UTC_ZONE).Format(layout)


@function("dateInZone", "func(string, interface{}, string) string", "date_in_zone")
def date_in_zone(layout: str, moment: Any, zone: str) -> str:
    """The time in a zone, by a layout; unknown zones are UTC."""
    return _moment(moment).shown_in(find_zone(zone)).Format(layout)


@function("htmlDate", "func(interface{}) string")
def html_date(moment: Any) -> str:
    """The day, as HTML date fields want it."""
    return date(_HTML_DATE, moment)


@function("htmlDateInZone", "func(interface{}, string) string")
def html_date_in_zone(moment: Any, zone: str) -> str:
    """The day in a zone, as HTML date fields want it."""
    return date_in_zone(_HTML_DATE, moment, zone)


@function("unixEpoch", "func(time.Time) string")
def unix_epoch(moment: Time) -> str:
    """Seconds since 1970."""
    return str(moment.seconds)


# --- reading and moving --------------------------------------------------------------


@function("toDate", "func(string, string) time.Time")
def to_date(layout: str, text: str) -> Time:
    """The time that `text` shows in the form of the layout; the zero time if it does not."""
    try:
        return layouts.parse(layout, text)
    except layouts.BadTime:
        return ZERO


@function("mustToDate", "func(string, string) (time.Time, error)")
def must_to_date(layout: str, text: str) -> Time:
    """The time that `text` shows in the form of the layout."""
    try:
        return layouts.parse(layout, text)
    except layouts.BadTime as error:
        raise FunctionError(str(error)) from None


@function("dateModify", "func(string, time.Time) time.Time", "date_modify")
def date_modify(duration: str, moment: Time) -> Time:
    """The time so much later; unchanged for a bad duration."""
    try:
        return moment.plus(durations.parse(duration))
    except durations.BadDuration:
        return moment


@function("mustDateModify", "func(string, time.Time) (time.Time, error)", "must_date_modify")
def must_date_modify(duration: str, moment: Time) -> Time:
    """The time so much later."""
    try:
        return moment.plus(durations.parse(duration))
    except durations.BadDuration as error:
        raise FunctionError(str(error)) from None


# --- durations -----------------------------------------------------------------------


@function("ago", "func(interface{}) string")
def ago(moment: Any) -> str:
    """How long ago the time was, in whole seconds."""
    since = NOW.Sub(NOW if isinstance(moment, Int32) else _moment(moment))
    return durations.to_text(durations.rounded(since, durations.SECOND))


@function("duration", "func(interface{}) string")
def duration(seconds: Any) -> str:
    """A number of seconds (an int64 or its text; anything else is 0) as a duration."""
    if isinstance(seconds, str):
        number = parse_int(seconds, 10)[0]
    else:
        number = int(seconds) if type(seconds) is Int64 else 0
    nanoseconds = number * durations.SECOND
    return durations.to_text((nanoseconds - INT64_MIN) % (1 << 64) + INT64_MIN)  # overflow wraps


_ROUND_UNITS = (
    ("y", 365 * 86_400),
    ("mo", 30 * 86_400),
    ("d", 86_400),
    ("h", 3_600),
    ("m", 60),
    ("s", 1),
)


@function("durationRound", "func(interface{}) string")
def duration_round(value: Any) -> str:
    """A duration (its text, an int64 of nanoseconds, or a time it has passed since) in its largest unit only."""
    nanoseconds = abs(_nanoseconds(value))
    for name, seconds in _ROUND_UNITS:
        unit = seconds * durations.SECOND
        if nanoseconds > unit:
            return f"{nanoseconds // unit}{name}"
    return "0s"


def _nanoseconds(value: Any) -> int:
    if isinstance(value, str):
        try:
            return durations.parse(value)
        except durations.BadDuration:
            return 0
    if isinstance(value, Time):
        return NOW.Sub(value)
    return int(value) if type(value) is Int64 else 0
