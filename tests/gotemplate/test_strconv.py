from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.strconv import INT64_MAX, INT64_MIN, parse_float, parse_int, power_of_ten, quote


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("12", 10, (12, True)),
        ("+12", 10, (12, True)),
        ("-0", 10, (0, True)),
        ("", 10, (0, False)),
        ("-", 10, (0, False)),
        ("1_0", 10, (0, False)),
        (" 1", 10, (0, False)),
        ("٣", 10, (0, False)),
        ("9223372036854775808", 10, (INT64_MAX, False)),
        ("-9223372036854775808", 10, (INT64_MIN, True)),
        ("9" * 100_000, 10, (INT64_MAX, False)),
        ("0" * 1000 + "7", 10, (7, True)),
        ("0xFf", 0, (255, True)),
        ("0b101", 0, (5, True)),
        ("0o17", 0, (15, True)),
        ("017", 0, (15, True)),
        ("08", 0, (0, False)),
        ("0", 0, (0, True)),
        ("0_7", 0, (7, True)),
        ("0x_f", 0, (15, True)),
        ("_1", 0, (0, False)),
        ("1__0", 0, (0, False)),
        ("1_", 0, (0, False)),
        ("0x", 0, (0, False)),
        ("77", 8, (63, True)),
        ("8", 8, (0, False)),
    ],
)
def test_integers(text: str, base: int, expected: tuple[int, bool]) -> None:
    assert parse_int(text, base) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("1_000.5", 1000.5),
        ("1__0", None),
        ("1e999", None),
        ("", None),
        (".", None),
        ("1 ", None),
        ("0x1p4", 16.0),
        ("0x.8p0", 0.5),
        ("0x10", None),
        ("Infinity", math.inf),
        ("-inf", -math.inf),
        ("+nan", None),
        ("--inf", None),
    ],
)
def test_floats(text: str, expected: float | None) -> None:
    assert parse_float(text) == expected


def test_not_a_number() -> None:
    assert math.isnan(parse_float("NaN") or 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", '"plain"'),
        ("\a\b\f\v\\", '"\\a\\b\\f\\v\\\\"'),
        ("\x7f\x80", '"\\x7f\\u0080"'),
        ("é\u2028", '"é\\u2028"'),
    ],
)
def test_quoting(text: str, expected: str) -> None:
    assert quote(text) == expected


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_is_quoted_as_json_does(text: str) -> None:
    assert json.loads(quote(text)) == text


@given(st.integers(0, 22))
def test_small_powers_of_ten_are_exact(exponent: int) -> None:
    assert power_of_ten(exponent) == float(10**exponent)


def test_extreme_powers_of_ten() -> None:
    assert power_of_ten(400) == math.inf
    assert power_of_ten(-400) == 0
