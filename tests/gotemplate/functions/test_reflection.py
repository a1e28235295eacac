from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions.calendar import Duration, Month, Time
from scanner.gotemplate.functions.semver import parse
from scanner.gotemplate.values import Int64, ListOfLists, Map, NilList, NilStringList, StringList, StringMap, Values
from tests.gotemplate.functions.calls import call

KINDS: list[tuple[Any, str, str]] = [
    (None, "<nil>", "invalid"),
    (True, "bool", "bool"),
    (1, "int", "int"),
    (Int64(1), "int64", "int64"),
    (1.0, "float64", "float64"),
    ("", "string", "string"),
    (b"", "[]uint8", "slice"),
    ([], "[]interface {}", "slice"),
    (NilStringList(), "[]string", "slice"),
    (ListOfLists(), "[][]interface {}", "slice"),
    (Map(), "map[string]interface {}", "map"),
    (StringMap(), "map[string]string", "map"),
    (Values(), "common.Values", "map"),
    (Time(0), "time.Time", "struct"),
    (Month(1), "time.Month", "int"),
    (Duration(1), "time.Duration", "int64"),
    (parse("1"), "*semver.Version", "ptr"),
]


@pytest.mark.parametrize(("value", "type_name", "kind"), KINDS, ids=lambda value: repr(value)[:30])
def test_types_and_kinds(value: Any, type_name: str, kind: str) -> None:
    assert call("typeOf", value) == type_name
    assert call("kindOf", value) == kind
    assert call("typeIs", type_name, value) and not call("typeIs", "x", value)
    assert call("kindIs", kind, value) and not call("kindIs", "x", value)


def test_type_is_like_sees_through_a_pointer() -> None:
    assert call("typeIsLike", "semver.Version", parse("1"))
    assert call("typeIsLike", "*semver.Version", parse("1"))
    assert not call("typeIsLike", "Version", parse("1"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1.0, False),
        (1, Int64(1), False),
        (1, True, False),
        ([1, {"a": [None]}], [1, {"a": [None]}], True),
        ([1], StringList([1]), False),  # type: ignore[list-item]
        ([], NilList(), False),
        ({}, Map(), True),
        (Map(), Values(), False),
        ({"a": None}, {"b": None}, False),
        (None, None, True),
        (None, [], False),
        (math.nan, math.nan, False),
        (parse("1.2.3"), call("semver", "1.2.3"), True),
    ],
)
def test_deep_equality(one: Any, other: Any, expected: bool) -> None:
    assert call("deepEqual", one, other) is expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@given(VALUES)
def test_copies_are_deeply_equal(value: Any) -> None:
    assert call("deepEqual", value, value if value is None else call("deepCopy", value))
