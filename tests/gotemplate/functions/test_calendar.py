from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions.calendar import (
    UTC_ZONE,
    ZERO,
    Duration,
    Month,
    Time,
    Weekday,
    Zone,
    civil,
    days_in,
    days_since_epoch,
    find_zone,
)
from scanner.gotemplate.values import is_true

EPOCH = date(1970, 1, 1).toordinal()


@given(st.dates())
def test_the_calendar_agrees_with_python(day: date) -> None:
    days = day.toordinal() - EPOCH
    assert days_since_epoch(day.year, day.month, day.day) == days
    assert civil(days) == (day.year, day.month, day.day)


@given(st.integers(-(10**9), 10**9))
def test_days_and_dates_are_inverse(days: int) -> None:
    year, month, day = civil(days)
    assert days_since_epoch(year, month, day) == days
    assert 1 <= day <= days_in(month, year)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))
def test_instants_agree_with_python(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    time = Time(int(aware.replace(microsecond=0).timestamp()), aware.microsecond * 1000)
    assert (time.Year(), time.Month(), time.Day()) == (aware.year, aware.month, aware.day)
    assert (time.Hour(), time.Minute(), time.Second()) == (aware.hour, aware.minute, aware.second)
    assert time.Weekday() == aware.isoweekday() % 7
    assert time.YearDay() == aware.timetuple().tm_yday
    assert time.go_json().startswith(aware.strftime("%Y-%m-%dT%H:%M:%S"))


def test_zones() -> None:
    winter, summer = Time(1_704_067_200), Time(1_720_000_000)
    berlin = find_zone("Europe/Berlin")
    assert berlin.at(winter.seconds) == ("CET", 3600)
    assert berlin.at(summer.seconds) == ("CEST", 7200)
    assert summer.shown_in(berlin).String() == "2024-07-03 11:46:40 +0200 CEST"
    for name in ("", "UTC", "Local", "No/Where", "europe/berlin", "../UTC", "/etc/passwd"):
        assert find_zone(name) is UTC_ZONE


def test_clocks_that_skip_and_repeat() -> None:
    berlin = find_zone("Europe/Berlin")
    assert Time.of((2024, 7, 1), (12, 0, 0), 0, berlin).UTC().Hour() == 10
    assert Time.of((2024, 1, 1), (12, 0, 0), 0, berlin).UTC().Hour() == 11


def test_arithmetic() -> None:
    time = Time(1_709_164_800)  # 2024-02-29
    assert time.AddDate(1, 0, 0).Format("2006-01-02") == "2025-03-01"
    assert time.AddDate(0, -2, 1).Format("2006-01-02") == "2023-12-30"
    assert time.Add(-1).Nanosecond() == 999_999_999
    assert time.Sub(Time(1_709_164_700)) == 100 * 10**9
    assert time.After(ZERO) and ZERO.Before(time) and not time.Equal(ZERO)
    assert ZERO.IsZero() and not time.IsZero()
    assert Time(5, 600_000_000).Truncate(10**9).String() == Time(5).String()
    assert Time(5, 600_000_000).Round(10**9).String() == Time(6).String()
    assert (time.Unix(), time.UnixMilli(), time.UnixNano()) == (1_709_164_800, 1_709_164_800_000, time.instant)


def test_equality_looks_at_zone_and_second_clock() -> None:
    assert Time(1) == Time(1) and hash(Time(1)) == hash(Time(1))
    assert Time(1) != Time(1, zone=Zone("X", 0))
    assert Time(1, monotonic=1) != Time(1, monotonic=2)
    assert Time(1, monotonic=1_500_000_000).String().endswith(" UTC m=+1.500000000")
    assert Time(1, monotonic=1).UTC() == Time(1)


def test_named_numbers() -> None:
    assert Month(12).go_string() == "December" and Weekday(0).String() == "Sunday"
    assert not is_true(Weekday(0)) and is_true(Month(1))
    hour = Duration(3600 * 10**9)
    assert (hour.Hours(), hour.Minutes(), hour.Seconds(), hour.Milliseconds()) == (1.0, 60.0, 3600.0, 3_600_000)
    assert hour.String() == "1h0m0s" and hour.go_json() == 3600 * 10**9


@pytest.mark.parametrize("kind", [Time, Duration, Month, Weekday])
def test_declared_methods_exist(kind: type) -> None:
    assert all(callable(getattr(kind, name)) for name in kind.go_methods)  # type: ignore[attr-defined]
