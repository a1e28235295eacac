"""Times as text and back by an example of Go's reference time, Mon Jan 2 15:04:05 MST 2006 (-0700).

No template functions here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scanner.gotemplate.functions.calendar import MONTHS, UTC_ZONE, WEEKDAYS, Time, Zone, days_in, is_leap
from scanner.gotemplate.functions.durations import quote
from scanner.patterns import lazy

_ELEMENT = lazy(
    "January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm"
    "|[-Z]070000|[-Z]07:00:00|[-Z]0700|[-Z]07:00|[-Z]07|[.,](?:0+|9+)(?![0-9])"
)


class BadTime(ValueError):
    """Text that does not fit the layout; str() is Go's text for it."""


@lru_cache(maxsize=512)
def elements(layout: str) -> tuple[tuple[str, str], ...]:
    """The layout as pairs of literal text and the element behind it; the last element is empty."""
    pairs = []
    position = 0
    for match in _ELEMENT.finditer(layout):
        pairs.append((layout[position : match.start()], match[0]))
        position = match.end()
    return *pairs, (layout[position:], "")


# --- writing -------------------------------------------------------------------------


def to_text(time: Time, layout: str) -> str:
    """The time in the form of the layout."""
    return "".join(literal + _written(time, element) for literal, element in elements(layout))


def _written(time: Time, element: str) -> str:
    year, month, day = time.date
    hour, minute, second = time.clock
    match element:
        case "":
            return ""
        case "2006":
            return f"{year:04d}" if year >= 0 else f"-{-year:04d}"
        case "06":
            return f"{abs(year) % 100:02d}"
        case "January" | "Jan":
            return MONTHS[month - 1][: 3 if element == "Jan" else None]
        case "Monday" | "Mon":
            return WEEKDAYS[time.Weekday()][: 3 if element == "Mon" else None]
        case "01" | "1":
            return _number(month, element)
        case "02" | "2":
            return _number(day, element)
        case "_2":
            return f"{day:2d}"
        case "002" | "__2":
            return f"{time.YearDay():{'03d' if element == '002' else '3d'}}"
        case "15":
            return f"{hour:02d}"
        case "03" | "3":
            return _number(hour % 12 or 12, element)
        case "04" | "4":
            return _number(minute, element)
        case "05" | "5":
            return _number(second, element)
        case "PM" | "pm":
            text = "PM" if hour >= 12 else "AM"
            return text if element == "PM" else text.lower()
        case "MST":
            return time.zone_name or _offset(time.offset, "-0700")
    if element[0] in "-Z":
        return "Z" if element[0] == "Z" and time.offset == 0 else _offset(time.offset, element)
    digits = f"{time.nanosecond:09d}"[: len(element) - 1]
    if element[1] == "9":
        digits = digits.rstrip("0")
    return element[0] + digits if digits else ""


def _number(value: int, element: str) -> str:
    return f"{value:02d}" if element[0] == "0" else str(value)


def _offset(offset: int, form: str) -> str:
    """An offset from UTC in the form of `-07`, `-0700`, `-07:00`, `-070000` or `-07:00:00`."""
    amount = abs(offset)
    parts = [amount // 3600, amount // 60 % 60, amount % 60][: len(form.replace(":", "")) // 2]
    sign = "-" if offset <= -60 else "+"
    return sign + (":" if ":" in form else "").join(f"{part:02d}" for part in parts)


# --- reading -------------------------------------------------------------------------


class _Misfit(Exception):
    """The value does not fit the element at hand."""


class _OutOfRange(Exception):
    """The value fits, but there is no such month, hour, ...; str() says which."""


def parse(layout: str, text: str) -> Time:
    """The time that `text` shows in the form of the layout; raises `BadTime`."""
    reader = _Reader(text)
    for index, (literal, element) in enumerate(elements(layout)):
        try:
            reader.skip(literal)
        except _Misfit:
            raise _bad(layout, text, reader.rest, literal) from None
        if not element:
            break
        before = reader.rest
        following = elements(layout)[index + 1]
        fraction_follows = following[0] == "" and following[1][:1] in (".", ",")
        try:
            reader.read(element, fraction_follows)
        except _Misfit:
            raise _bad(layout, text, before, element) from None
        except _OutOfRange as error:
            raise BadTime(f"parsing time {quote(text)}: {error} out of range") from None
    if reader.rest:
        raise BadTime(f"parsing time {quote(text)}: extra text: {quote(reader.rest)}")
    try:
        return reader.time()
    except _OutOfRange as error:
        raise BadTime(f"parsing time {quote(text)}: {error}") from None


def _bad(layout: str, text: str, found: str, element: str) -> BadTime:
    where = f"cannot parse {quote(found)} as {quote(element)}"
    return BadTime(f"parsing time {quote(text)} as {quote(layout)}: {where}")


class _Reader:
    """What was read of a time so far, and the `rest` of its text."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.year = self.hour = self.minute = self.second = self.nanosecond = 0
        self.month: int | None = None
        self.day: int | None = None
        self.year_day: int | None = None
        self.afternoon: bool | None = None
        self.utc = False
        self.offset: int | None = None
        self.zone_name = ""

    def skip(self, literal: str) -> None:
        """Move past literal text; a run of spaces there stands for any run of them here, even none at the end."""
        position = 0
        while position < len(literal):
            if literal[position] == " ":
                if self.rest and self.rest[0] != " ":
                    raise _Misfit
                position += len(literal) - position - len(literal[position:].lstrip(" "))
                self.rest = self.rest.lstrip(" ")
            elif self.rest[:1] == literal[position]:
                position += 1
                self.rest = self.rest[1:]
            else:
                raise _Misfit

    def read(self, element: str, fraction_follows: bool) -> None:
        """Read one element of the layout."""
        match element:
            case "2006" | "06":
                self._read_year(len(element))
            case "January" | "Jan":
                self.month = self._name(MONTHS, 3 if element == "Jan" else None) + 1
            case "Monday" | "Mon":
                self._name(WEEKDAYS, 3 if element == "Mon" else None)
            case "01" | "1":
                self.month = self._bounded(element, 1, 12, "month")
            case "02" | "2" | "_2":
                if element == "_2":
                    self.rest = self.rest.removeprefix(" ")
                self.day = self._number(element == "02")
            case "002" | "__2":
                if element == "__2":
                    self.rest = self.rest.removeprefix(" ").removeprefix(" ")
                self.year_day = int(self._take(r"[0-9]{3}" if element == "002" else r"[0-9]{1,3}"))
            case "15":
                self.hour = self._bounded(element, 0, 23, "hour", fixed=False)
            case "03" | "3":
                self.hour = self._bounded(element, 0, 12, "hour")
            case "04" | "4":
                self.minute = self._bounded(element, 0, 59, "minute")
            case "05" | "5":
                self.second = self._bounded(element, 0, 59, "second")
                if not fraction_follows and re.match(r"[.,][0-9]", self.rest):
                    self._read_fraction(r"[.,][0-9]+")
            case "PM" | "pm":
                self.afternoon = self._take("[AP]M" if element == "PM" else "[ap]m")[0] in "Pp"
            case "MST":
                self._read_zone_name()
            case _ if element[0] in "-Z":
                self._read_offset(element)
            case _ if element[1] == "0":
                self._read_fraction(rf"[.,][0-9]{{{len(element) - 1}}}")
            case _ if re.match(r"[.,][0-9]", self.rest):
                self._read_fraction(r"[.,][0-9]+")

    def _take(self, pattern: str) -> str:
        match = re.match(pattern, self.rest)
        if not match:
            raise _Misfit
        self.rest = self.rest[match.end() :]
        return match[0]

    def _number(self, fixed: bool) -> int:
        return int(self._take("[0-9]{2}" if fixed else "[0-9]{1,2}"))

    def _bounded(self, element: str, low: int, high: int, what: str, fixed: bool | None = None) -> int:
        number = self._number(element[0] == "0" if fixed is None else fixed)
        if not low <= number <= high:
            raise _OutOfRange(what)
        return number

    def _name(self, names: list[str], width: int | None) -> int:
        for index, name in enumerate(names):
            name = name[:width]
            if self.rest[: len(name)].lower() == name.lower():
                self.rest = self.rest[len(name) :]
                return index
        raise _Misfit

    def _read_year(self, digits: int) -> None:
        self.year = int(self._take("[0-9]{4}" if digits == 4 else "[0-9]{2}"))
        if digits == 2:
            self.year += 1900 if self.year >= 69 else 2000

    def _read_fraction(self, pattern: str) -> None:
        self.nanosecond = int(self._take(pattern)[1:10].ljust(9, "0"))

    def _read_offset(self, element: str) -> None:
        if element[0] == "Z" and self.rest[:1] == "Z":
            self.rest = self.rest[1:]
            self.utc = True
            return
        text = self._take("[+-]" + re.sub("[0-9]", "[0-9]", element[1:]))
        digits = text[1:].replace(":", "").ljust(6, "0")
        hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
        for number, most, what in ((hours, 24, "hour"), (minutes, 60, "minute"), (seconds, 60, "second")):
            if number > most:
                raise _OutOfRange(f"time zone offset {what}")
        offset = (hours * 60 + minutes) * 60 + seconds
        self.offset = -offset if text[0] == "-" else offset

    def _read_zone_name(self) -> None:
        if self.rest.startswith("UTC"):
            self.rest = self.rest[3:]
            self.utc = True
            return
        hours = "[+-](?:2[0-3]|[01]?[0-9])(?![0-9])"
        name = self._take(rf"ChST|MeST|GMT(?:{hours})?|{hours}|(?:[A-Z]{{4}}T|[A-Z]{{3}}T|WITA|[A-Z]{{3}})(?![A-Z])")
        self.zone_name = name

    def time(self) -> Time:
        """The time, once all is read."""
        hour = self.hour
        if self.afternoon and hour < 12:
            hour += 12
        elif self.afternoon is False and hour == 12:
            hour = 0
        date, clock = self._date(), (hour, self.minute, self.second)
        plain = Time.of(date, clock, self.nanosecond, UTC_ZONE)
        if self.utc:
            return plain
        if self.offset is not None:
            if self.offset == 0 and self.zone_name in ("", "UTC"):
                return plain
            return Time(plain.seconds - self.offset, self.nanosecond, Zone(self.zone_name, self.offset))
        if self.zone_name:
            hours = self.zone_name[3:] if self.zone_name.startswith("GMT") else ""
            return Time(plain.seconds, self.nanosecond, Zone(self.zone_name, int(hours or "0") * 3600))
        return plain

    def _date(self) -> tuple[int, int, int]:
        month, day = self.month, self.day
        if self.year_day is not None:
            month, day = self._from_year_day(self.year_day)
        month, day = month or 1, 1 if day is None else day
        if not 1 <= day <= days_in(month, self.year):
            raise _OutOfRange("day out of range")
        return self.year, month, day

    def _from_year_day(self, left: int) -> tuple[int, int]:
        if not 1 <= left <= 365 + is_leap(self.year):
            raise _OutOfRange("day-of-year out of range")
        month = 1
        while left > days_in(month, self.year):
            left -= days_in(month, self.year)
            month += 1
        if self.month is not None and self.month != month:
            raise _OutOfRange("day-of-year does not match month")
        if self.day is not None and self.day != left:
            raise _OutOfRange("day-of-year does not match day")
        return month, left
