"""Go's time.Time: instants, zones and the calendar.  No template functions here.

Python's datetime ends at the years 1 and 9999; Go's zero time is year 1 and parsing
`15:04` gives year 0, so the calendar is computed here (the proleptic Gregorian one).
The local zone is UTC, whatever the machine's is, so that renderings agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from scanner.gotemplate.functions import durations
from scanner.gotemplate.values import FunctionError, GoObject, Int64, NamedInteger

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()
_DAY = 86_400
_DAYS_IN_ERA = 146_097  # 400 years
_ZERO = -62_135_596_800  # 1 January of the year 1


# --- calendar ------------------------------------------------------------------------


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(month: int, year: int) -> int:
    """The length of a month."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def days_since_epoch(year: int, month: int, day: int) -> int:
    """Days from 1 January 1970; `month` and `day` may be out of range, as Go allows."""
    year, month = year + (month - 1) // 12, (month - 1) % 12
    year -= month < 2  # count years from March, so that the leap day is the last
    month = (month - 2) % 12
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * month + 2) // 5 + day - 1
    return era * _DAYS_IN_ERA + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def civil(days: int) -> tuple[int, int, int]:
    """Year, month and day so many days after 1 January 1970."""
    era, day_of_era = divmod(days + 719_468, _DAYS_IN_ERA)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day


# --- zones ---------------------------------------------------------------------------


class Zone:
    """Where clocks show the same: a fixed offset, or (`rules`) one that the instant decides."""

    __slots__ = ("_name", "_offset", "_rules")

    def __init__(self, name: str, offset: int = 0, rules: ZoneInfo | None = None) -> None:
        self._name, self._offset, self._rules = name, offset, rules

    def at(self, seconds: int) -> tuple[str, int]:
        """The abbreviation and the offset in seconds at a Unix time."""
        if self._rules is None:
            return self._name, self._offset
        bounded = min(max(seconds, _ZERO + _DAY), 253_402_214_400)  # what datetime can hold
        moment = datetime.fromtimestamp(bounded, UTC).astimezone(self._rules)
        offset = moment.utcoffset()
        return moment.tzname() or "", int(offset.total_seconds()) if offset is not None else 0


UTC_ZONE = Zone("UTC")


@lru_cache(maxsize=256)
def find_zone(name: str) -> Zone:
    """The zone of a name in the IANA data base; UTC for unknown ones, "Local" and an empty name."""
    if name in ("", "UTC", "Local"):
        return UTC_ZONE
    from importlib import resources
    from zoneinfo import ZoneInfo

    data = resources.files("tzdata")
    if name not in data.joinpath("zones").read_text(encoding="utf-8").split("\n"):
        return UTC_ZONE
    with data.joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
        return Zone(name, rules=ZoneInfo.from_file(rules, key=name))


# --- named numbers -------------------------------------------------------------------


class Month(NamedInteger):
    """time.Month."""

    __slots__ = ()
    go_type: ClassVar[str] = "time.Month"
    go_methods: ClassVar[Mapping[str, str]] = {"String": "func() string"}

    def go_string(self) -> str:
        return MONTHS[self - 1]

    String = go_string


class Weekday(NamedInteger):
    """time.Weekday, 0 for Sunday."""

    __slots__ = ()
    go_type: ClassVar[str] = "time.Weekday"
    go_methods: ClassVar[Mapping[str, str]] = {"String": "func() string"}

    def go_string(self) -> str:
        return WEEKDAYS[self]

    String = go_string


class Duration(NamedInteger):
    """time.Duration, in nanoseconds."""

    __slots__ = ()
    go_type: ClassVar[str] = "time.Duration"
    go_kind: ClassVar[str] = "int64"
    go_methods: ClassVar[Mapping[str, str]] = {
        "String": "func() string",
        "Hours": "func() float64",
        "Minutes": "func() float64",
        "Seconds": "func() float64",
        "Milliseconds": "func() int64",
        "Microseconds": "func() int64",
        "Nanoseconds": "func() int64",
    }

    def go_string(self) -> str:
        return durations.to_text(int(self))

    String = go_string

    def Hours(self) -> float:
        """In hours."""
        return int(self) / 3.6e12

    def Minutes(self) -> float:
        """In minutes."""
        return int(self) / 6e10

    def Seconds(self) -> float:
        """In seconds."""
        return int(self) / 1e9

    def Milliseconds(self) -> Int64:
        """In whole milliseconds."""
        return Int64(int(int(self) / 1_000_000))

    def Microseconds(self) -> Int64:
        """In whole microseconds."""
        return Int64(int(int(self) / 1_000))

    def Nanoseconds(self) -> Int64:
        """In nanoseconds."""
        return Int64(self)


# --- instants ------------------------------------------------------------------------


class Time(GoObject):
    """time.Time: `seconds` since 1970 in UTC, `nanosecond` within the second, and the zone to show it in.

    `monotonic` is what a second clock showed, in nanoseconds, for times that the clock gave.
    """

    __slots__ = ("monotonic", "nanosecond", "offset", "seconds", "zone", "zone_name")

    go_type: ClassVar[str] = "time.Time"
    go_methods: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("Year", "Day", "Hour", "Minute", "Second", "Nanosecond", "YearDay"), "func() int"),
        **dict.fromkeys(("Unix", "UnixMilli", "UnixMicro", "UnixNano"), "func() int64"),
        **dict.fromkeys(("UTC", "Local"), "func() time.Time"),
        **dict.fromkeys(("Truncate", "Round", "Add"), "func(time.Duration) time.Time"),
        **dict.fromkeys(("Before", "After", "Equal"), "func(time.Time) bool"),
        "Month": "func() time.Month",
        "Weekday": "func() time.Weekday",
        "String": "func() string",
        "Format": "func(string) string",
        "IsZero": "func() bool",
        "AddDate": "func(int, int, int) time.Time",
        "Sub": "func(time.Time) time.Duration",
    }

    def __init__(
        self, seconds: int, nanosecond: int = 0, zone: Zone = UTC_ZONE, monotonic: int | None = None
    ) -> None:
        self.seconds, self.nanosecond, self.zone, self.monotonic = seconds, nanosecond, zone, monotonic
        self.zone_name, self.offset = zone.at(seconds)

    @classmethod
    def of(cls, date: tuple[int, int, int], clock: tuple[int, int, int], nanosecond: int, zone: Zone) -> Time:
        """The instant at which clocks in `zone` show this."""
        hour, minute, second = clock
        local = days_since_epoch(*date) * _DAY + hour * 3600 + minute * 60 + second
        offset = zone.at(local)[1]
        if offset:
            offset = zone.at(local - offset)[1]
        return cls(local - offset, nanosecond, zone)

    @property
    def date(self) -> tuple[int, int, int]:
        """Year, month and day."""
        return civil((self.seconds + self.offset) // _DAY)

    @property
    def clock(self) -> tuple[int, int, int]:
        """Hour, minute and second."""
        of_day = (self.seconds + self.offset) % _DAY
        return of_day // 3600, of_day // 60 % 60, of_day % 60

    def __eq__(self, other: object) -> bool:
        """Go's == on the struct: the instant, the zone it is shown in, and the second clock."""
        if not isinstance(other, Time):
            return NotImplemented
        alike = self.instant == other.instant and self.zone is other.zone
        return alike and self.monotonic == other.monotonic

    def __hash__(self) -> int:
        return hash(self.instant)

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970."""
        return self.seconds * durations.SECOND + self.nanosecond

    def go_fields(self) -> Mapping[str, Any]:
        return {"wall": Int64(self.nanosecond), "ext": Int64(self.seconds - _ZERO), "loc": self.zone_name}

    def go_string(self) -> str:
        text = self.Format("2006-01-02 15:04:05.999999999 -0700 MST")
        if self.monotonic is None:
            return text
        seconds, rest = divmod(abs(self.monotonic), durations.SECOND)
        return f"{text} m={'-' if self.monotonic < 0 else '+'}{seconds}.{rest:09d}"

    def go_json(self) -> str:
        """What JSON and YAML show: RFC 3339."""
        return self.Format("2006-01-02T15:04:05.999999999Z07:00")

    def shown_in(self, zone: Zone) -> Time:
        """The same instant in another zone."""
        return Time(self.seconds, self.nanosecond, zone)

    def plus(self, nanoseconds: int) -> Time:
        """So much later."""
        seconds, nanosecond = divmod(self.nanosecond + nanoseconds, durations.SECOND)
        monotonic = None if self.monotonic is None else self.monotonic + nanoseconds
        return Time(self.seconds + seconds, nanosecond, self.zone, monotonic)

    # The methods below are named as templates call them, and do what Go's documentation says.

    String = go_string

    def Format(self, layout: str) -> str:
        """The time by an example of the reference time."""
        from scanner.gotemplate.functions import layouts

        return layouts.to_text(self, layout)

    def Year(self) -> int:
        """The year."""
        return self.date[0]

    def Month(self) -> Month:
        """The month."""
        return Month(self.date[1])

    def Day(self) -> int:
        """The day of the month."""
        return self.date[2]

    def Hour(self) -> int:
        """The hour, 0 to 23."""
        return self.clock[0]

    def Minute(self) -> int:
        """The minute."""
        return self.clock[1]

    def Second(self) -> int:
        """The second."""
        return self.clock[2]

    def Nanosecond(self) -> int:
        """The nanosecond within the second."""
        return self.nanosecond

    def Weekday(self) -> Weekday:
        """The day of the week."""
        return Weekday(((self.seconds + self.offset) // _DAY + 4) % 7)

    def YearDay(self) -> int:
        """The day of the year, from 1."""
        year, month, day = self.date
        return days_since_epoch(year, month, day) - days_since_epoch(year, 1, 1) + 1

    def Unix(self) -> Int64:
        """Seconds since 1970."""
        return Int64(self.seconds)

    def UnixMilli(self) -> Int64:
        """Milliseconds since 1970."""
        return Int64(self.instant // 1_000_000)

    def UnixMicro(self) -> Int64:
        """Microseconds since 1970."""
        return Int64(self.instant // 1_000)

    def UnixNano(self) -> Int64:
        """Nanoseconds since 1970."""
        return Int64(self.instant)

    def UTC(self) -> Time:
        """The same instant in UTC."""
        return self.shown_in(UTC_ZONE)

    def Local(self) -> Time:
        """The same instant in the local zone, which is UTC here."""
        return self.shown_in(UTC_ZONE)

    def IsZero(self) -> bool:
        """Whether it is the start of the year 1."""
        return self.seconds == _ZERO and self.nanosecond == 0

    def Add(self, duration: int) -> Time:
        """So much later."""
        return self.plus(int(duration))

    def AddDate(self, years: int, months: int, days: int) -> Time:
        """So many years, months and days later; a day that does not exist runs over into the next month."""
        if max(map(abs, (years, months, days))) > 1_000_000_000:
            raise FunctionError("time out of range")
        year, month, day = self.date
        return Time.of((year + years, month + months, day + days), self.clock, self.nanosecond, self.zone)

    def Sub(self, other: Time) -> Duration:
        """The time between the two, at most some 292 years."""
        return Duration(min(max(self.instant - other.instant, -(1 << 63)), (1 << 63) - 1))

    def Before(self, other: Time) -> bool:
        """Whether it is earlier."""
        return self.instant < other.instant

    def After(self, other: Time) -> bool:
        """Whether it is later."""
        return self.instant > other.instant

    def Equal(self, other: Time) -> bool:
        """Whether it is the same instant."""
        return self.instant == other.instant

    def Truncate(self, duration: int) -> Time:
        """Down to a multiple of `duration` since the start of the year 1."""
        if duration <= 0:
            return self.shown_in(self.zone)
        return self.shown_in(self.zone).plus(-((self.instant - _ZERO * durations.SECOND) % int(duration)))

    def Round(self, duration: int) -> Time:
        """To the nearest multiple of `duration` since the start of the year 1."""
        if duration <= 0:
            return self.shown_in(self.zone)
        rest = (self.instant - _ZERO * durations.SECOND) % int(duration)
        return self.shown_in(self.zone).plus(-rest if 2 * rest < duration else int(duration) - rest)


ZERO = Time(_ZERO)
