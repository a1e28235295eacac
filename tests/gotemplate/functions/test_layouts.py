from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions.calendar import Time, Zone, find_zone
from scanner.gotemplate.functions.layouts import BadTime, elements, parse, to_text

MOMENT = Time(1_710_486_245, 120_000_000)  # 2024-03-15 07:04:05.12, a Friday

WRITTEN = [
    ("2006-01-02 15:04:05", "2024-03-15 07:04:05"),
    ("Mon Monday Jan January", "Fri Friday Mar March"),
    ("06 1 2 3 4 5 _2", "24 3 15 7 4 5 15"),
    ("03:04PM 3pm", "07:04AM 7am"),
    ("002 __2", "075  75"),
    (".000 .999 ,0 .99999", ".120 .12 ,1 .12"),
    ("MST -0700 -07:00 -07 Z0700 Z07:00", "UTC +0000 +00:00 +00 Z Z"),
    ("_2006 Janx Monday's", "_2024 Janx Friday's"),
    ("day 0 of x.01y", "day 0 of x.03y"),
    ("0102", "0315"),
    ("", ""),
]


@pytest.mark.parametrize(("layout", "expected"), WRITTEN)
def test_writing(layout: str, expected: str) -> None:
    assert to_text(MOMENT, layout) == expected


def test_writing_offsets() -> None:
    odd = MOMENT.shown_in(Zone("", -(4 * 3600 + 30 * 60 + 15)))
    assert to_text(odd, "-07 -0700 -07:00 -070000 Z07:00:00 MST") == "-04 -0430 -04:30 -043015 -04:30:15 -0430"
    assert to_text(MOMENT.shown_in(find_zone("Asia/Tokyo")), "15 MST Z07:00") == "16 JST +09:00"


READ = [
    ("2006-01-02", "2024-03-15", "2024-03-15T00:00:00Z"),
    ("2006-1-2 15:4:5", "2024-3-5 7:8:9.25", "2024-03-05T07:08:09.25Z"),
    ("Jan _2 2006", "mar  5 2024", "2024-03-05T00:00:00Z"),
    ("Monday, 02-Jan-06", "friday, 15-MAR-24", "2024-03-15T00:00:00Z"),
    ("06", "69", "1969-01-01T00:00:00Z"),
    ("2006-002", "2024-366", "2024-12-31T00:00:00Z"),
    ("3:04PM", "12:05AM", "0000-01-01T00:05:00Z"),
    ("3:04pm", "1:05pm", "0000-01-01T13:05:00Z"),
    ("2006 Z07:00", "2024 Z", "2024-01-01T00:00:00Z"),
    ("2006 Z07:00", "2024 +02:30", "2024-01-01T00:00:00+02:30"),
    ("2006 -0700", "2024 -0330", "2024-01-01T00:00:00-03:30"),
    ("15:04:05.000", "01:02:03.456", "0000-01-01T01:02:03.456Z"),
    ("15:04:05.999", "01:02:03", "0000-01-01T01:02:03Z"),
    ("2006 MST", "2024 PDT", "2024-01-01T00:00:00Z"),
    ("2006  x ", "2024 x", "2024-01-01T00:00:00Z"),
]


@pytest.mark.parametrize(("layout", "text", "expected"), READ)
def test_reading(layout: str, text: str, expected: str) -> None:
    assert parse(layout, text).go_json() == expected


def test_unknown_zone_abbreviations_are_kept() -> None:
    assert parse("2006 MST", "2024 PDT").String() == "2024-01-01 00:00:00 +0000 PDT"


COMPLAINTS = [
    ("2006-01-02", "2024", 'parsing time "2024" as "2006-01-02": cannot parse "" as "-"'),
    ("2006-01-02", "2024-13-01", 'parsing time "2024-13-01": month out of range'),
    ("2006-01-02", "2023-02-29", 'parsing time "2023-02-29": day out of range'),
    ("15:04", "24:00", 'parsing time "24:00": hour out of range'),
    ("05", "60", 'parsing time "60": second out of range'),
    ("Z07:00", "+25:00", 'parsing time "+25:00": time zone offset hour out of range'),
    ("2006", "2024x", 'parsing time "2024x": extra text: "x"'),
    ("Jan", "Foo", 'parsing time "Foo" as "Jan": cannot parse "Foo" as "Jan"'),
    ("01", "1", 'parsing time "1" as "01": cannot parse "1" as "01"'),
    ("2006-002", "2023-366", 'parsing time "2023-366": day-of-year out of range'),
    ("01 002", "02 001", 'parsing time "02 001": day-of-year does not match month'),
    ("PM", "XX", 'parsing time "XX" as "PM": cannot parse "XX" as "PM"'),
    ("é2006", "é", 'parsing time "\\xc3\\xa9" as "\\xc3\\xa92006": cannot parse "" as "2006"'),
]


@pytest.mark.parametrize(("layout", "text", "complaint"), COMPLAINTS)
def test_misfits(layout: str, text: str, complaint: str) -> None:
    with pytest.raises(BadTime) as caught:
        parse(layout, text)
    assert str(caught.value) == complaint


@given(st.text(alphabet="2006-01:Jan_Mo.9Z7 x"))
def test_elements_tile_the_layout(layout: str) -> None:
    assert "".join(literal + element for literal, element in elements(layout)) == layout


@given(st.integers(-62_135_596_800, 253_402_300_799), st.integers(0, 999_999_999))
def test_round_trip(seconds: int, nanosecond: int) -> None:
    layout = "Mon Jan _2 2006 15:04:05.000000000 -0700"
    time = Time(seconds, nanosecond)
    assert parse(layout, to_text(time, layout)) == time


@given(st.text(alphabet="2006-01JanPMpm:.09Z+ "), st.text(alphabet="0123456789-:JanPMZ+. "))
def test_any_text_is_read_or_refused(layout: str, text: str) -> None:
    try:
        assert isinstance(parse(layout, text), Time)
    except BadTime as error:
        assert str(error).startswith("parsing time ")
