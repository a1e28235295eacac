"""JSON: values, Go's error texts, places."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.located.json import JsonError, load, positions

ERRORS = [
    ("", "unexpected end of JSON input"),
    ("[1,", "unexpected end of JSON input"),
    ("[1,]", "invalid character ']' looking for beginning of value"),
    ("{a}", "invalid character 'a' looking for beginning of object key string"),
    ('{"a" 1}', "invalid character '1' after object key"),
    ('{"a":1 "b"}', "invalid character '\"' after object key:value pair"),
    ("[1 2]", "invalid character '2' after array element"),
    ("1 x", "invalid character 'x' after top-level value"),
    ("01", "invalid character '1' after top-level value"),
    ("tru", "invalid character ' ' in literal true (expecting 'e')"),
    ("-", "invalid character ' ' in numeric literal"),
    ("1.x", "invalid character 'x' after decimal point in numeric literal"),
    ("1e+", "invalid character ' ' in exponent of numeric literal"),
    ('"\\q"', "invalid character 'q' in string escape code"),
    ('"\\u12x4"', "invalid character 'x' in \\u hexadecimal character escape"),
    ('"a\tb"', "invalid character '\\t' in string literal"),
    ("'a'", "invalid character '\\'' looking for beginning of value"),
    ("é", "invalid character 'Ã' looking for beginning of value"),
    ("NaN", "invalid character 'N' looking for beginning of value"),
    ("[1e999]", "json: cannot unmarshal number 1e999 into Go value of type float64"),
    ("[" * 2000, "invalid character '[' exceeded max depth"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(JsonError) as caught:
        load(text)
    assert str(caught.value) == message


def test_values() -> None:
    assert load('{"a": 1, "b": [true, null], "a": 2}') == {"a": 2.0, "b": [True, None]}
    assert type(load("1")) is float and type(load("1", "int")) is int and type(load("1.0", "int")) is int
    assert load('["\\ud800", "\\ud83d\\ude00"]') == ["\ufffd", "\U0001f600"]
    assert load("[" * 990 + "]" * 990) is not None


def test_places() -> None:
    text = '{"a": [1, {"b": "c"}], "d": {}}'
    found = {path: text[span.start : span.end] for path, span in positions(text).walk()}
    assert found == {
        (): text, ("a",): '[1, {"b": "c"}]', ("a", 0): "1", ("a", 1): '{"b": "c"}', ("a", 1, "b"): '"c"', ("d",): "{}",
    }  # fmt: skip
    span = positions(text).span_of(["a", 1, "b"])
    assert span is not None and text[span.key_start : span.end] == '"b": "c"'


ANY = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(ANY, st.booleans())
def test_round_trip(value: object, pretty: bool) -> None:
    text = json.dumps(value, indent=1 if pretty else None)
    assert load(text) == value
    for path, span in positions(text).walk():
        inner: object = value
        for part in path:
            inner = inner[part]  # type: ignore[index]
        assert load(text[span.start : span.end]) == inner
