"""Lists and sets, by the documentation of the list library of Kubernetes and of cel-go's extensions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules.library import lists
from tests.rules.library.expressions import reason, value

OBJECT = {"l": [3, 1, 2], "m": {"b": 2, "a": 1}, "s": "banana", "none": [], "people": [{"n": "x", "age": 3},
                                                                                     {"n": "y", "age": 1}]}


@pytest.mark.parametrize(("expression", "expected"), [
    ("[1, 2, 2].isSorted()", True), ("['b', 'a'].isSorted()", False), ("object.none.isSorted()", True),
    ("object.l.sum()", 6), ("[1.5, 2.5].sum()", 4.0), ("object.none.sum()", 0),
    ("object.l.min()", 1), ("object.l.max()", 3), ("['b', 'a'].max()", "b"), ("[2].min()", 2), ("[1, 1.5].max()", 1.5),
    ("object.l.indexOf(2)", 2), ("object.l.indexOf(9)", -1), ("[1, 2, 2].lastIndexOf(2)", 2), ("[1].indexOf(1.0)", 0),
    ("[true].indexOf(1)", -1), ("object.none.lastIndexOf('x')", -1), ("[[1], [2]].indexOf([2])", 1),
    ("object.s.indexOf('an')", 1), ("object.s.indexOf('an', 2)", 3), ("object.s.lastIndexOf('an')", 3),
    ("object.s.lastIndexOf('an', 2)", 1), ("object.s.indexOf('x')", -1), ("''.indexOf('')", 0),
    ("object.l.includes(3) && !object.l.includes(4) && 'x'.includes('x')", True),
    ("object.l.sort()", [1, 2, 3]), ("['b', 'a'].sort()", ["a", "b"]),
    ("object.people.sortBy(p, p.age).map(p, p.n)", ["y", "x"]),
    ("object.l.reverse()", [2, 1, 3]), ("object.s.reverse()", "ananab"),
    ("[1, 2, 1].distinct()", [1, 2]), ("[[1], [2, [3]]].flatten()", [1, 2, [3]]),
    ("[[1, [2, [3]]]].flatten(2)", [1, 2, [3]]), ("object.l.slice(0, 2)", [3, 1]), ("lists.range(3)", [0, 1, 2]),
    ("object.l.first().value() + object.l.last().value()", 5), ("object.none.first().hasValue()", False),
    ("sets.contains(object.l, [1, 3])", True), ("sets.contains(object.l, [4])", False),
    ("sets.equivalent([1, 1, 2], [2, 1])", True), ("sets.intersects(object.l, [9, 3])", True),
    ("sets.intersects([1], [true])", False), ("sets.contains([1], [1.0])", True),
    ("object.l.all(i, v, v > i - 2)", True), ("object.m.exists(k, v, k == 'a' && v == 1)", True),
    ("object.l.existsOne(i, v, v == 3)", True), ("object.l.exists_one(i, v, v > 1)", False),
    ("object.l.transformList(i, v, v * i)", [0, 1, 4]), ("object.l.transformList(i, v, v > 1, i)", [0, 2]),
    ("object.m.transformMap(k, v, v + 1)", {"a": 2, "b": 3}), ("object.m.transformMap(k, v, k == 'a', v)", {"a": 1}),
    ("object.l.transformMap(i, v, v)", {0: 3, 1: 1, 2: 2}),
    ("object.m.transformMapEntry(k, v, {v: k})", {1: "a", 2: "b"}),
    ("object.m.all(k, v, object.l.exists(i, w, w == v && k != ''))", True),
    ("object.missing == 1 || object.l.all(i, v, v > 0)", True),
])
def test_in_expressions(expression: str, expected: object) -> None:
    assert value(expression, object=OBJECT) == expected


@pytest.mark.parametrize(("expression", "said"), [
    ("object.none.min()", "empty list"), ("[1, 'a'].max()", "no order"), ("[true, 1].isSorted()", "no order"),
    ("['a'].sum()", "does not take"), ("[9223372036854775807, 1].sum()", "overflow"),
    ("object.l.slice(2, 9)", "no elements"), ("object.s.indexOf('a', 9)", "out of range"),
    ("lists.range(20000)", "more than 10000"), ("[[1]].flatten(-1)", "negative"), ("[{}].sort()", "no order"),
    ("object.m.transformMapEntry(k, v, {'x': k})", "twice"), ("object.l.all(i, v, v.x > 1)", ""),
])
def test_errors(expression: str, said: str) -> None:
    assert said in reason(expression, object=OBJECT)


PLAIN = st.recursive(st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=3),
                     lambda inner: (st.lists(inner, max_size=3)
                                      | st.dictionaries(st.text(max_size=2), inner, max_size=3)),
                     max_leaves=8)


@given(st.lists(PLAIN, max_size=6), st.lists(PLAIN, max_size=6), PLAIN)
def test_any_lists(values: list[object], others: list[object], wanted: object) -> None:
    once = lists.distinct(values)
    assert lists.equivalent(values, once) and lists.contains(values, once)
    assert lists.intersects(values, others) == any(lists.index_of(others, one) >= 0 for one in values)
    assert (lists.index_of(values, wanted) >= 0) == (lists.last_index_of(values, wanted) >= 0)
    for function in (lists.ordered, lists.least, lists.greatest, lists.is_sorted, lists.total):
        try:
            function(values)
        except (TypeError, ValueError, OverflowError):
            pass
