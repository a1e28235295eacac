"""Dates and times in RFC 3339."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from scanner.hcl import numbers
from scanner.hcl.errors import FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.types import NUMBER, STRING, Type
from scanner.hcl.values import Cause, Value, string, unknown
from scanner.patterns import lazy
from scanner.records import NamedTuple

_STAMP = lazy(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)((?:[.,]\d+)?)(Z|[+-]\d\d:\d\d)")
_DURATION = lazy(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIME = Parameter("time", STRING)


class Moment(NamedTuple):
    """A time with its offset in seconds; `nanoseconds` are those beyond the second."""

    local: datetime
    nanoseconds: int
    offset: int
    is_utc: bool


def parsed(text: str) -> Moment:
    """The moment of a timestamp."""
    match = _STAMP.fullmatch(text)
    if match is None or not text.isascii():
        raise FunctionError(f"not a valid RFC3339 timestamp: {text[:60]!r}; it must look like 2006-01-02T15:04:05Z")
    zone = match[8]
    offset = 0
    if zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:])
        if hours > 24 or minutes > 59:
            raise FunctionError(f"not a valid RFC3339 timestamp: the offset of {text[:60]!r} is out of range")
        offset = (hours * 60 + minutes) * 60 * (-1 if zone[0] == "-" else 1)
    try:
        local = datetime(*(int(match[index]) for index in range(1, 7)))
    except ValueError:
        raise FunctionError(f"not a valid RFC3339 timestamp: a part of {text[:60]!r} is out of range") from None
    fraction = (match[7][1:] + "000000000")[:9]
    return Moment(local, int(fraction), offset, zone == "Z")


def _written(moment: Moment) -> str:
    text = moment.local.isoformat(timespec="seconds")
    if moment.is_utc:
        return text + "Z"
    return text + _zone(moment.offset, ":")


def _zone(offset: int, colon: str) -> str:
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}{colon}{minutes:02d}"


@function("timeadd", Parameter("timestamp", STRING), Parameter("duration", STRING), result=STRING)
def time_add(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A time later, or earlier, by a duration such as "1h30m"."""
    moment = parsed(arguments[0].data)
    total = moment.nanoseconds + _duration(arguments[1].data)
    seconds, rest = divmod(total, 10**9)
    try:
        local = moment.local + timedelta(seconds=seconds)
    except OverflowError:
        raise FunctionError("the result is out of range") from None
    return string(_written(moment._replace(local=local, nanoseconds=rest)))


def _duration(text: str) -> int:
    """Nanoseconds of a duration as Go writes them."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    total = position = 0
    while position < len(rest):
        match = _DURATION.match(rest, position)
        if match is None or len(match[1]) > 30:
            raise FunctionError(f"invalid duration {text[:40]!r}")
        whole, _, fraction = match[1].partition(".")
        unit = _NANOSECONDS[match[2]]
        total += int(whole or "0") * unit
        if fraction:
            total += int(fraction) * unit // 10**len(fraction)
        position = match.end()
    if not rest or total >= 1 << 63:
        raise FunctionError(f"invalid duration {text[:40]!r}")
    return -total if text.startswith("-") else total


@function("timecmp", Parameter("timestamp_a", STRING), Parameter("timestamp_b", STRING), result=NUMBER)
def time_compare(arguments: list[Value], kind: Type, context: Context) -> Value:
    """-1, 0 or 1 as the first time is before, at or after the second."""
    keys = []
    for one in arguments:
        moment = parsed(one.data)
        keys.append((moment.local.replace(tzinfo=timezone.utc).timestamp() - moment.offset, moment.nanoseconds))
    return Value(NUMBER, numbers.counted((keys[0] > keys[1]) - (keys[0] < keys[1])))


@function("timestamp", result=STRING)
def timestamp(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The time of the run, which nobody knows before."""
    return unknown(STRING, causes=(Cause("function", "timestamp()"),), not_null=True)


@function("plantimestamp", result=STRING)
def plan_timestamp(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The time of the plan, which is not known here either."""
    return unknown(STRING, causes=(Cause("function", "plantimestamp()"),), not_null=True)


@function("formatdate", Parameter("format", STRING), _TIME, result=STRING)
def format_date(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A time in a form that letters describe: YYYY, MM, EEE and so on; text in single quotes stays."""
    moment = parsed(arguments[1].data)
    pattern: str = arguments[0].data
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "'":
            text, at = _quoted(pattern, at)
            parts.append(text)
        elif sign.isascii() and sign.isalpha():
            end = at
            while end < len(pattern) and pattern[end] == sign:
                end += 1
            parts.append(_token(pattern[at:end], moment))
            at = end
        else:
            parts.append(sign)
            at += 1
    return string("".join(parts))


def _quoted(pattern: str, at: int) -> tuple[str, int]:
    if pattern.startswith("''", at):
        return "'", at + 2
    text = ""
    position = at + 1
    while True:
        end = pattern.find("'", position)
        if end < 0:
            raise FunctionError("unterminated literal '")
        text += pattern[position:end]
        if not pattern.startswith("''", end):
            return text, end + 1
        text += "'"
        position = end + 2


def _token(token: str, moment: Moment) -> str:
    when = moment.local
    hour = when.hour % 12 or 12
    day, month = _DAYS[when.weekday()], _MONTHS[when.month - 1]
    found = {
        "YYYY": lambda: f"{when.year:04d}", "YY": lambda: f"{when.year % 100:02d}",
        "M": lambda: str(when.month), "MM": lambda: f"{when.month:02d}", "MMM": lambda: month[:3], "MMMM": lambda: month,
        "D": lambda: str(when.day), "DD": lambda: f"{when.day:02d}", "EEE": lambda: day[:3], "EEEE": lambda: day,
        "h": lambda: str(when.hour), "hh": lambda: f"{when.hour:02d}", "H": lambda: str(hour), "HH": lambda: f"{hour:02d}",
        "AA": lambda: "AM" if when.hour < 12 else "PM", "aa": lambda: "am" if when.hour < 12 else "pm",
        "m": lambda: str(when.minute), "mm": lambda: f"{when.minute:02d}",
        "s": lambda: str(when.second), "ss": lambda: f"{when.second:02d}",
        "Z": lambda: "Z" if moment.is_utc else _zone(moment.offset, ":"),
        "ZZZ": lambda: "UTC" if moment.is_utc else _zone(moment.offset, ""),
        "ZZZZ": lambda: _zone(moment.offset, ""), "ZZZZZ": lambda: _zone(moment.offset, ":"),
    }.get(token)  # fmt: skip
    if found is None:
        raise FunctionError(f'invalid format verb "{token[:20]}"')
    return found()
