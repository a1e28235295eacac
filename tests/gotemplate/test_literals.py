from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate import literals
from scanner.gotemplate.strconv import quote


@pytest.mark.parametrize(("text", "value"), [
    ("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("0x1F", 31), ("0X1f", 31), ("0b11", 3), ("0o17", 15), ("017", 15),
    ("1_000", 1000), ("0x_f", 15), ("0_7", 7), ("9" * 30, int("9" * 30)),
    ("", None), ("-", None), ("08", None), ("1__0", None), ("_1", None), ("1_", None), ("0x", None), ("1.0", None),
    ("1e3", None), ("0b2", None), ("1" * 500, None),
])
def test_integers(text: str, value: int | None) -> None:
    assert literals.integer(text) == value


@pytest.mark.parametrize(("text", "value"), [
    ("1.5", 1.5), (".5", 0.5), ("2.", 2.0), ("1e3", 1000.0), ("1E-3", 0.001), ("0x1p4", 16.0), ("0x.8p1", 1.0),
    ("-1_0.5", -10.5), ("08.5", 8.5), ("1e400", None), ("0x1p9999", None), ("", None), (".", None), ("1e", None),
    ("0x1.8", None), ("1__0.5", None), ("nan", None), ("inf", None),
])
def test_reals(text: str, value: float | None) -> None:
    assert literals.real(text) == value


@pytest.mark.parametrize(("quoted", "value"), [
    ('""', ""), ('"a"', "a"), (r'"\n\t\\\""', '\n\t\\"'), (r'"\x41\101\u00e9\U0001F600"', "AAé\U0001f600"),
    (r'"\xff"', "\udcff"), (r'"\xc3\xa9"', "é"), ("`a\\n`", "a\\n"), ("`a\r\nb`", "a\nb"),
    (r'"\q"', None), (r'"\'"', None), (r'"\400"', None), (r'"\ud800"', None), (r'"\U00110000"', None), (r'"\x4"', None),
])
def test_strings(quoted: str, value: str | None) -> None:
    assert literals.unquote(quoted) == value


@pytest.mark.parametrize(("quoted", "value"), [
    ("'a'", 97), ("'é'", 233), (r"'\n'", 10), (r"'\''", 39), (r"'\xff'", 255), (r"'\u00e9'", 233),
    ("''", None), ("'ab'", None), (r"'\"'", None),
])
def test_characters(quoted: str, value: int | None) -> None:
    assert literals.character(quoted) == value


@given(st.text())
def test_what_is_quoted_can_be_read(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert literals.unquote(quote(text)) == text
