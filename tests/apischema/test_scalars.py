"""Which single values the server decodes, by form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.apischema.scalars import SCALARS, described, mismatch

TAKEN: dict[str, list[Any]] = {
    "string": ["", "a", "1"],
    "boolean": [True, False],
    "int32": [0, -1, 2**31 - 1, -(2**31), 8.0],
    "int64": [2**31, 2**63 - 1, -(2**63)],
    "number": [1, 1.5, -1e300],
    "int-or-string": [80, "http", "80", "", 8.0],
    "quantity": [1, 0.5, "1", "500m", "1.5Gi", "-1", "+2k", ".5", "1.", "1e3", "12E6", "2Ei", " 1 ", "0"],
    "time": ["2030-01-31T12:00:00Z", "2030-01-31T12:00:00.123456Z", "2030-01-31T12:00:00+02:00"],
    "bytes": ["", "YQ==", "YWI=", "YWJj", "YW\nJj", "YWJj\r\n"],
}
REFUSED: dict[str, list[Any]] = {
    "string": [1, 1.5, True, [], {}],
    "boolean": ["true", 1, "", []],
    "int32": ["1", "", 1.5, 2**31, -(2**31) - 1, True, [], {}, float("nan"), float("inf")],
    "int64": ["1", 2**63, 1.5, False],
    "number": ["1", True, []],
    "int-or-string": [1.5, True, [], 2**31],
    "quantity": ["", "1GB", "1 Gi", "1gi", "K", "abc", "1K", "1.2.3", True, [], {}, "0x10"],
    "time": ["", "2030-01-31", "now", 5, "2030-01-31 12:00:00", True],
    "bytes": ["a", "YQ", "YQ=", "a b=", "a_b=", "geheim!!", 5, True, {}],
}


@pytest.mark.parametrize(("form", "value"), [(form, value) for form, values in TAKEN.items() for value in values])
def test_taken(form: str, value: Any) -> None:
    assert SCALARS[form][0](value)


@pytest.mark.parametrize(("form", "value"), [(form, value) for form, values in REFUSED.items() for value in values])
def test_refused(form: str, value: Any) -> None:
    assert not SCALARS[form][0](value)


def test_every_form_has_cases() -> None:
    assert set(TAKEN) == set(REFUSED) == set(SCALARS)


@pytest.mark.parametrize(("value", "expected", "text"), [
    (8080, "a string", "is an integer, and a string is expected (write it in quotes)"),
    (True, "a string", "is the boolean true, and a string is expected (write it in quotes)"),
    ("8080", "an integer", "is a string, and an integer is expected (write it without quotes)"),
    ("http", "an integer", "is a string, and an integer is expected"),
    ("", "an integer", "is an empty string, and an integer is expected"),
    ("true", "true or false", "is a string, and true or false is expected (write it without quotes)"),
    (2**40, "an integer", "is an integer out of range"),
    (1.5, "an integer", "is a number with a fraction, and an integer is expected"),
    ("1GB", "a quantity such as 500m or 128Mi", "is not a quantity such as 500m or 128Mi"),
    ("?", "a string in base64", "is not a string in base64"),
    ({}, "a list", "is a map, and a list is expected"),
    ([], "a map", "is a list, and a map is expected"),
])
def test_what_is_said(value: Any, expected: str, text: str) -> None:
    assert mismatch(value, expected) == text


@given(st.text(min_size=1, max_size=30))
def test_values_are_never_said(secret: str) -> None:
    assert described(secret) == "a string"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5)


@given(JSON, st.sampled_from(sorted(SCALARS)))
def test_any_value_gets_an_answer(value: Any, form: str) -> None:
    fits, expected = SCALARS[form]
    if not fits(value) and value is not None:
        assert mismatch(value, expected)
