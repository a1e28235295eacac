from __future__ import annotations

from typing import Any

import pytest

from scanner.gotemplate.functions.semver import parse
from scanner.gotemplate.values import FunctionError, Map, NilList, StringList, StringMap, Values
from tests.gotemplate.functions.calls import Case, call, check, check_error, label

CASES: list[Case] = [
    ("get", ({"a": None}, "a"), None),
    ("get", ({}, "a"), ""),
    ("get", (None, "a"), ""),
    ("hasKey", ({"a": None}, "a"), True),
    ("hasKey", (None, "a"), False),
    ("keys", ({"b": 1, "a": 2}, {"c": 3}), StringList(["a", "b", "c"])),
    ("values", ({"b": 1, "a": 2},), [2, 1]),
    ("pluck", ("a", {"a": 1}, {}, {"a": None}), [1, None]),
    ("dig", ("a", "b", "none", {"a": {"b": 1}}), 1),
    ("dig", ("a", "x", "none", {"a": {"b": 1}}), "none"),
    ("dict", ("a", 1, 2, "b", "odd"), Map({"a": 1, "2": "b", "odd": ""})),
    ("pick", ({"a": 1, "b": 2}, "b", "zz"), Map({"b": 2})),
    ("omit", ({"a": 1, "b": 2}, "b"), Map({"a": 1})),
    ("unset", (None, "a"), None),
    ("merge", (None,), None),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


ERRORS: list[Case] = [
    ("set", (None, "a", 1), "assignment to entry in nil map"),
    ("dig", ("a", {}), "dig needs at least three arguments"),
    ("dig", ("a", "d", Values()), "interface conversion: interface {} is common.Values, not map[string]interface {}"),
    ("dig", ("a", "d", None), "interface conversion: interface {} is nil, not map[string]interface {}"),
    ("dig", (1, "d", {}), "interface conversion: interface {} is int, not string"),
    (
        "dig",
        ("a", "b", "d", {"a": "x"}),
        "interface conversion: interface {} is string, not map[string]interface {}",
    ),
    ("deepCopy", (None,), "reflect: call of reflect.Value.Type on zero Value"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)


# target, source, merged, overwritten
MERGES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({}, {"a": 1}, {"a": 1}, {"a": 1}),
    ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}),
    ({"a": ""}, {"a": "x"}, {"a": "x"}, {"a": "x"}),
    ({"a": "x"}, {"a": ""}, {"a": "x"}, {"a": ""}),
    ({"a": False}, {"a": True}, {"a": True}, {"a": True}),
    ({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}}, {"a": {"b": 1, "c": 3}}, {"a": {"b": 2, "c": 3}}),
    ({"a": {"b": 1}}, {"a": {}}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ({"a": {}}, {"a": "x"}, {"a": "x"}, {"a": "x"}),
    ({"a": {"b": 1}}, {"a": "x"}, {"a": {"b": 1}}, {"a": "x"}),
    ({"a": "x"}, {"a": {"b": 1}}, {"a": "x"}, {"a": {"b": 1}}),
    ({"a": [1]}, {"a": [2, 3]}, {"a": [1]}, {"a": [2, 3]}),
    ({"a": [1]}, {"a": []}, {"a": [1]}, {"a": []}),
    ({"a": 1}, {"a": None}, {"a": 1}, {"a": None}),
    ({}, {"a": None}, {}, {"a": None}),
    ({"a": None}, {"a": 1}, {"a": 1}, {"a": 1}),
]


@pytest.mark.parametrize(("target", "source", "merged", "overwritten"), MERGES)
def test_merging(
    target: dict[str, Any], source: dict[str, Any], merged: dict[str, Any], overwritten: dict[str, Any]
) -> None:
    first, second = call("deepCopy", target), call("deepCopy", target)
    assert call("merge", first, source) is first
    assert first == merged
    assert call("mergeOverwrite", second, source) is second
    assert second == overwritten


def placed(values: dict[str, Any], prefix: str = "") -> Map:
    """A map whose places are the paths of its keys."""
    result = Map(
        {key: placed(value, f"{prefix}{key}.") if type(value) is dict else value for key, value in values.items()}
    )
    result.places = {key: prefix + key for key in values}
    return result


def test_a_selection_keeps_the_places_of_its_keys() -> None:
    source = placed({"a": 1, "b": 2})
    assert call("pick", source, "a").places == {"a": "a"}
    assert call("omit", source, "a").places == {"b": "b"}


def test_set_and_unset_drop_the_place() -> None:
    source = placed({"a": 1, "b": 2})
    call("set", source, "a", 3)
    call("unset", source, "b")
    assert source == {"a": 3} and source.places == {}


def test_merging_takes_the_places_of_what_it_takes_over() -> None:
    target, source = placed({"m": {"x": 1}, "own": 1}, "t:"), placed({"m": {"x": 2, "y": 3}, "new": 4}, "s:")
    call("merge", target, source)
    assert target.places == {"m": "t:m", "own": "t:own", "new": "s:new"}
    assert target["m"].places == {"x": "t:m.x", "y": "s:m.y"}
    call("mergeOverwrite", target, placed({"own": 5}, "o:"), {"new": 6})
    assert target.places == {"m": "t:m", "own": "o:own"}


def test_deep_copies_share_nothing_but_types_and_places() -> None:
    source = placed({"a": {"b": [1]}})
    copy = call("deepCopy", Values(source))
    assert type(copy) is Values and copy == source
    inner = call("deepCopy", source)
    inner["a"]["b"].append(2)
    inner["a"].places["b"] = "elsewhere"
    assert source["a"]["b"] == [1] and source["a"].places == {"b": "a.b"}
    assert type(call("deepCopy", {"l": NilList(), "s": StringMap(a="b")})["l"]) is NilList


def test_copies_of_structs_lose_what_is_not_exported() -> None:
    assert call("deepCopy", parse("1.2.3")).String() == "0.0.0"


def test_maps_that_contain_themselves_are_refused() -> None:
    loop: dict[str, Any] = Map()
    loop["self"] = loop
    for name in ("deepCopy", "print"):
        with pytest.raises(FunctionError, match="deeper than the limit"):
            call(name, loop)


def test_sharing_does_not_explode() -> None:
    value: Any = Map({"a": "x"})
    for _ in range(60):
        value = Map({"l": value, "r": value})
    with pytest.raises(FunctionError, match="limit of"):
        call("deepCopy", value)
