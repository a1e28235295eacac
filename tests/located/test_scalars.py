"""The scalar table, case by case."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.located.scalars import (
    TAG,
    TagError,
    as_float,
    as_number,
    is_base60,
    is_text,
    key_of,
    plain_key,
    resolve,
    tagged,
)

VALUES = [
    ("", None), ("~", None), ("Null", None), ("nULL", "nULL"),
    ("y", True), ("Yes", True), ("oN", "oN"), ("off", False), ("N", False), ("truE", "truE"),
    ("0", 0), ("-0", 0), ("+12", 12), ("1_000", 1000), ("0x1F", 31), ("-0b11", -3), ("0o17", 15), ("017", 15), ("08", 8.0),
    ("18446744073709551615", 2**64 - 1), ("18446744073709551616", 1.8446744073709552e19), ("0x", "0x"), ("0xg", "0xg"),
    ("1.5", 1.5), ("5.", 5.0), (".5", 0.5), (".5_5", 0.55), ("+.5", 0.5), ("1e3", 1000.0), ("1e400", "1e400"), (".", "."),
    ("2024-02-30", "2024-02-30"), ("2024-02-29", "2024-02-29"), ("12:30", "12:30"), ("1.2.3", "1.2.3"), ("-", "-"),
    ("<<", "<<"), ("=", "="), ("NaN", "NaN"), ("١", "١"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_resolve(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value and type(found) is type(value)


def test_special_floats() -> None:
    assert resolve(".inf") == math.inf and resolve("-.INF") == -math.inf and math.isnan(resolve(".NaN"))


@pytest.mark.parametrize(("text", "plain"), [
    ("a", True), ("yes", False), ("12", False), ("2024-01-01", False), ("2024-13-01", True), ("2024-1-1 1:2:3.5", False),
    ("2024-01-01T10:00:00+01:00", False), ("2024-01-01T25:00:00Z", True), ("1:30", True),
])  # fmt: skip
def test_what_stays_text(text: str, plain: bool) -> None:
    assert is_text(text) is plain


def test_base60_numbers_are_text_that_is_quoted() -> None:
    assert is_base60("1:30") and is_base60("-190:20:30.15") and not is_base60("1:60") and not is_base60("a:30")


@pytest.mark.parametrize(("text", "key"), [
    ("a", "a"), ("y", "true"), ("0x10", "16"), ("1.10", "1.1"), ("0.1", "0.1"), ("1e6", "1e+06"), (".inf", ".inf"), ("~", None),
    ("18446744073709551615", None),
])  # fmt: skip
def test_keys(text: str, key: str | None) -> None:
    assert plain_key(text) == key


def test_keys_have_the_precision_of_float32() -> None:
    assert key_of(0.123456789012) == "0.12345679"


def test_numbers_of_values_and_of_manifests() -> None:
    assert type(as_float("3")) is float
    assert type(as_number("3")) is int and type(as_number("3.0")) is int and type(as_number("3.5")) is float
    assert type(as_number("18446744073709551615")) is float and type(as_number("1e22")) is float


@pytest.mark.parametrize(("tag", "text", "value"), [
    ("str", "12", "12"), ("int", "12", 12), ("float", "12", 12.0), ("bool", "yes", True), ("binary", "aGk=", "hi"), ("null", "~", None),
    ("timestamp", "2024-01-01", "2024-01-01"), ("set", "x", "x"),
])  # fmt: skip
def test_tags(tag: str, text: str, value: object) -> None:
    found = tagged(TAG + tag, text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(("tag", "text", "message"), [
    ("int", "x", "cannot decode !!str `x` as a !!int"),
    ("bool", "1", "cannot decode !!int `1` as a !!bool"),
    ("binary", "%", "!!binary value contains invalid base64 data"),
])  # fmt: skip
def test_tags_that_do_not_fit(tag: str, text: str, message: str) -> None:
    with pytest.raises(TagError) as caught:
        tagged(TAG + tag, text)
    assert str(caught.value) == message


@given(st.integers(-(2**63), 2**64 - 1))
def test_integers_read_back(number: int) -> None:
    assert resolve(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back(number: float) -> None:
    assert as_float(repr(number)) == number


@given(st.text())
def test_every_text_resolves(text: str) -> None:
    assert resolve(text) == text or not is_text(text)
