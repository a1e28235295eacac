"""The grammar of --set and its relatives."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.values import Int64, Map
from scanner.helm.errors import ArgumentError
from scanner.helm.setflags import (
    MAX_INDEX,
    FlagPlace,
    json_object,
    set_file,
    set_json,
    set_literal,
    set_string,
    set_typed,
)
from tests.helm.charts import as_map

PLACE = FlagPlace("--set", 0, "")


def run(setter: Any, text: str, before: Any = None, *more: Any) -> Map:
    target = as_map(before or {})
    assert isinstance(target, Map)
    setter(target, text, FlagPlace("--set", 0, text), *more)
    return target


TYPED: list[tuple[str, dict[str, Any]]] = [
    ("a=1", {"a": 1}),
    ("a=1,b=x", {"a": 1, "b": "x"}),
    ("a.b.c=x", {"a": {"b": {"c": "x"}}}),
    ("a=", {"a": ""}),
    ("a=,b=", {"a": "", "b": ""}),
    ("a= x ", {"a": " x "}),
    (" a=x", {" a": "x"}),
    ("=1", {}),
    ("a=TRUE,b=False,c=NuLL", {"a": True, "b": False, "c": None}),
    ("a=0,b=00,c=-0,d=+1,e=-5", {"a": 0, "b": "00", "c": 0, "d": 1, "e": -5}),
    ("a=007,b=1.5,c=1e6,d=0x1F,e=1_000", {"a": "007", "b": "1.5", "c": "1e6", "d": "0x1F", "e": "1_000"}),
    ("a=9223372036854775807,b=9223372036854775808", {"a": 2**63 - 1, "b": "9223372036854775808"}),
    (r"a\.b=c\,d", {"a.b": "c,d"}),
    (r"a=b\\c", {"a": "b\\c"}),
    ("a={x,y}", {"a": ["x", "y"]}),
    ("a={}", {"a": [""]}),
    ("a={1,true},b=2", {"a": [1, True], "b": 2}),
    (r"a={x\,y}", {"a": ["x,y"]}),
    ("a[0]=x", {"a": ["x"]}),
    ("a[2]=x", {"a": [None, None, "x"]}),
    ("a[0].b=1,a[0].c=2,a[1].b=3", {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
    ("a[0][1]=x", {"a": [[None, "x"]]}),
    ("a[0]={x,y}", {"a": [["x", "y"]]}),
    ("a[0]=", {"a": [""]}),
    ("a[0]", {"a": []}),
    ("a[0", {}),
    ("a.", {}),
    ("a.=", {}),
    ("a.b=", {"a": {"b": ""}}),
    ("a=x=y", {"a": "x=y"}),
    ("a=b[0]", {"a": "b[0]"}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_set(text: str, expected: dict[str, Any]) -> None:
    found = run(set_typed, text)
    assert found == expected
    if "a" in expected and type(expected["a"]) is int:
        assert type(found["a"]) is Int64


BAD = [
    ("a", 'key "a" has no value'),
    ("a.b", 'key "b" has no value'),
    ("a=1,,b=2", 'key "" has no value (cannot end with ,)'),
    ("a,b=1", 'key "a" has no value (cannot end with ,)'),
    ("a={x,y", "list must terminate with '}'"),
    ("a={x}y", 'key "y" has no value'),
    ("a[]=1", 'error parsing index: strconv.Atoi: parsing "": invalid syntax'),
    ("a[x]=1", 'error parsing index: strconv.Atoi: parsing "x": invalid syntax'),
    ("a[99999999999999999999]=1",
     'error parsing index: strconv.Atoi: parsing "99999999999999999999": value out of range'),
    ("a[-1]=1", "negative -1 index not allowed"),
    (f"a[{MAX_INDEX + 1}]=1", f"index of {MAX_INDEX + 1} is greater than maximum supported index of {MAX_INDEX}"),
    ("a[0]xy=1", "unexpected data at end of array index: ['x' 'y']"),
    ("a..b=1", 'key map "a" has no value'),
    ("a.=1", 'key map "a" has no value'),
    (".".join(["a"] * 32) + "=1", "value name nested level is greater than maximum supported nested level of 30"),
    ("a=1,a.b=2", "unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}"),
    ("a=1,a[0]=2", "unable to parse key: interface conversion: interface {} is int64, not []interface {}"),
    ("a=null,a.b=2", "unable to parse key: interface conversion: interface {} is nil, not map[string]interface {}"),
    ("a[0]=1,a[0][0]=2", "unable to parse key: interface conversion: interface {} is int64, not []interface {}"),
    ('"é\n"', 'key "\\"é\\n\\"" has no value'),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_set_errors(text: str, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        run(set_typed, text)
    assert str(caught.value) == f"failed parsing --set data: {message}"


def test_set_writes_into_what_is_there() -> None:
    before = {"a": {"b": 1}, "l": [{"x": 1}, 2]}
    found = run(set_typed, "a.c=2,l[0].y=3,l[1].z=4", before)
    assert found == {"a": {"b": 1, "c": 2}, "l": [{"x": 1, "y": 3}, {"z": 4}]}


def test_places() -> None:
    found = run(set_typed, "a.b=1,c[0].d=2")
    place = FlagPlace("--set", 0, "a.b=1,c[0].d=2")
    assert found.places == {"a": place, "c": place}
    assert found["a"].places == {"b": place} and found["c"][0].places == {"d": place}


def test_set_string() -> None:
    assert run(set_string, "a=1,b=true,c={1,null},d=null") == {"a": "1", "b": "true", "c": ["1", "null"], "d": "null"}


def test_set_file() -> None:
    texts = {"one.txt": "1\n", "a,b": "two"}
    assert run(set_file, r"a=one.txt,b.c=a\,b", None, texts.__getitem__) == {"a": "1\n", "b": {"c": "two"}}


LITERAL: list[tuple[str, dict[str, Any]]] = [
    ("a=1,b=2", {"a": "1,b=2"}),
    (r"a\.b=c\d", {"a\\": {"b": "c\\d"}}),
    ("a[1].b={x}", {"a": [None, {"b": "{x}"}]}),
    ("a,b=c", {"a,b": "c"}),
    ("a=", {"a": ""}),
    ("a[0]=", {"a": [""]}),
    ("a=x=y", {"a": "x=y"}),
]


@pytest.mark.parametrize(("text", "expected"), LITERAL)
def test_set_literal(text: str, expected: dict[str, Any]) -> None:
    assert run(set_literal, text) == expected


JSON: list[tuple[str, dict[str, Any]]] = [
    ('a={"b":[1,"x",null]}', {"a": {"b": [1.0, "x", None]}}),
    ("a=1,b=true , c=[]", {"a": 1.0, "b": True, " c": []}),
    ("a=,b= ,c=1", {"a": None, "b": None, "c": 1.0}),
    ("a=", {"a": None}),
    ("a.b[1]=2", {"a": {"b": [None, 2.0]}}),
    ('a="\\ud800"', {"a": "\ufffd"}),
]


@pytest.mark.parametrize(("text", "expected"), JSON)
def test_set_json(text: str, expected: dict[str, Any]) -> None:
    found = run(set_json, text)
    assert found == expected
    assert all(type(value) is not int for value in found.values())


@pytest.mark.parametrize(
    "text",
    ["a=1.", "a=2.x", "a=-1e,b=2", "a=1.5E", "a", "a={b:1}", "a=1 b", "a=NaN", "a=1e999", "a=Infinity", "a='x'"]
    + ["a=" + "[" * 100_000],
)
def test_set_json_errors(text: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        run(set_json, text)
    assert str(caught.value) == f"failed parsing --set-json data {text}"


def test_json_objects() -> None:
    place = FlagPlace("--set-json", 0, "x")
    found = json_object(' {"a": {"b": 1}} ', place)
    assert found == {"a": {"b": 1.0}} and found["a"].places == {"b": place}
    for text in ('{"a":1', '{"a":1} x', "{" * 5000):
        with pytest.raises(ArgumentError) as caught:
            json_object(text, place)
        assert str(caught.value) == f"failed parsing --set-json data JSON: {text}"


TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=8)


def escaped(text: str) -> str:
    return "".join("\\" + char if char in "\\,.=[]{}" else char for char in text)


@given(st.lists(TEXT.filter(bool), min_size=1, max_size=5), TEXT)
def test_escaped_paths_and_values_come_back(path: list[str], value: str) -> None:
    found: Any = run(set_string, ".".join(map(escaped, path)) + "=" + escaped(value))
    for key in path:
        assert list(found) == [key]
        found = found[key]
    assert found == value


SCALARS = st.none() | st.booleans() | TEXT | st.integers(-(2**53), 2**53)
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))


@given(TREES)
def test_json_values_come_back(value: Any) -> None:
    assert run(set_json, "a=" + json.dumps(value) + ",b=1") == {"a": value, "b": 1.0}


@given(st.text(st.sampled_from("ab.=,[]{}\\01 \"n"), max_size=20))
def test_any_text_is_applied_or_refused(text: str) -> None:
    for setter in (set_typed, set_string, set_literal, set_json):
        try:
            run(setter, text)
        except ArgumentError:
            pass
