from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.values import Int64, IntList, ListOfLists, NilList, StringList, Uint8
from tests.gotemplate.functions.calls import Case, call, check, check_error, label

CASES: list[Case] = [
    ("list", (1, "a"), [1, "a"]),
    ("list", (), []),
    ("first", (StringList(["a", "b"]),), "a"),
    ("first", ([],), None),
    ("first", (b"A",), Uint8(65)),
    ("last", ([1, 2],), 2),
    ("last", ([],), None),
    ("rest", (IntList([1, 2, 3]),), [2, 3]),
    ("rest", ([1],), []),
    ("rest", ([],), NilList()),
    ("initial", ([1, 2],), [1]),
    ("initial", ([],), NilList()),
    ("append", (StringList(["a"]), 1), ["a", 1]),
    ("prepend", ([2], 1), [1, 2]),
    ("concat", ([1], StringList(["a"])), [1, "a"]),
    ("concat", (), NilList()),
    ("concat", ([],), NilList()),
    ("reverse", ([1, 2, 3],), [3, 2, 1]),
    ("slice", (StringList(["a", "b", "c"]), 1), StringList(["b", "c"])),
    ("slice", ([1, 2, 3], 0.0, "2"), [1, 2]),
    ("slice", ([],), None),
    ("chunk", (2, [1, 2, 3]), ListOfLists([[1, 2], [3]])),
    ("chunk", (3, []), ListOfLists()),
    ("chunk", (-2, [1]), ListOfLists([[1]])),
    ("has", (1, [1.0, "1"]), False),
    ("has", ({"a": [1]}, [{"a": [1]}]), True),
    ("has", ("x", None), False),
    ("without", ([1, "a", None, 1.0], 1, None), ["a", 1.0]),
    ("uniq", ([1, 1.0, True, 1, "1", None, None, [1], [1]],), [1, 1.0, True, "1", None, [1]]),
    ("compact", ([0, 1, "", "a", None, []],), [1, "a"]),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"

ERRORS: list[Case] = [
    ("first", ("text",), "Cannot find first on type string"),
    ("last", (None,), NIL_POINTER),
    ("append", ({}, 1), "Cannot push on type map"),
    ("concat", ([1], Int64(3)), "Cannot concat type int64 as list"),
    ("slice", ("abc", 1), "list should be type of slice or array but string"),
    ("slice", ([1, 2], 1, 5), "reflect.Value.Slice: slice index out of bounds"),
    ("slice", ([1, 2], 2, 1), "reflect.Value.Slice: slice index out of bounds"),
    ("chunk", (0, [1]), "runtime error: makeslice: len out of range"),
    ("chunk", (-1, [1]), "runtime error: makeslice: len out of range"),
    ("has", (1, 2), "Cannot find has on type int"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)


@pytest.mark.parametrize("name", ["append", "prepend"])
def test_the_list_given_stays_as_it_was(name: str) -> None:
    given_list = [1]
    call(name, given_list, 2)
    assert given_list == [1]


def test_must_twins_are_the_same_functions() -> None:
    for name in ("First", "Last", "Rest", "Initial", "Append", "Push", "Prepend", "Reverse", "Slice", "Chunk", "Has"):
        from scanner.gotemplate import functions

        assert functions.find("must" + name).call is functions.find(name[0].lower() + name[1:]).call


@given(st.lists(st.integers(0, 3)), st.integers(1, 5))
def test_chunks_put_together_are_the_list(elements: list[int], size: int) -> None:
    chunks = call("chunk", size, elements)
    assert [element for chunk in chunks for element in chunk] == elements
    assert all(len(chunk) == size for chunk in chunks[:-1])


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from([0.0, 1.0, "a"]))))
def test_uniq_keeps_one_of_each(elements: list[object]) -> None:
    kinds = {(type(element), element) for element in elements}
    assert {(type(element), element) for element in call("uniq", elements)} == kinds
    assert len(call("uniq", elements)) == len(kinds)
