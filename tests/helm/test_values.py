"""Merging and coalescing, with places."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.values import Map
from scanner.helm.chart import Chart
from scanner.helm.errors import ArgumentError, ValuesError
from scanner.helm.options import RenderOptions
from scanner.helm.setflags import FlagPlace
from scanner.helm.values import Nulls, coalesce, copied, merge, merge_maps, merge_tables, path_value, table, user_values
from tests.helm.charts import as_map, head, load


def chart(tmp_path: Path, values: str, **subcharts: str) -> Chart:
    files = {"values.yaml": values}
    for name, text in subcharts.items():
        files |= {f"charts/{name}/Chart.yaml": head(name), f"charts/{name}/values.yaml": text}
    return load(tmp_path, files)


# defaults, user values, coalesced
NULLS: list[tuple[str, Any, Any]] = [
    ("a: 1", {}, {"a": 1}),
    ("a: 1", {"a": 2}, {"a": 2}),
    ("a: 1", {"a": None}, {}),
    ("a: null", {}, {"a": None}),
    ("a: null", {"a": None}, {}),
    ("a: null", {"a": 1}, {"a": 1}),
    ("b: 1", {"a": None}, {"b": 1, "a": None}),
    ("a: {x: 1, w: 2}", {"a": {"x": None}}, {"a": {"w": 2}}),
    ("a: {x: null}", {"a": {"x": None}}, {"a": {"x": None}}),
    ("a: {w: 1}", {"a": {"x": None}}, {"a": {"w": 1, "x": None}}),
    ("a: {x: null}", {"a": {}}, {"a": {"x": None}}),
    ("a: {x: {w: 1}}", {"a": {"x": None}}, {"a": {}}),
    ("a: {x: 1}", {"a": 5}, {"a": 5}),
    ("a: 5", {"a": {"x": 1}}, {"a": {"x": 1}}),
    ("a: [1, 2]", {"a": [3]}, {"a": [3]}),
    ("a: {l: [1]}", {"a": {"l": []}}, {"a": {"l": []}}),
    ("a: {x: {p: 1}}", {"a": {"x": {"q": 2}}}, {"a": {"x": {"p": 1, "q": 2}}}),
]


@pytest.mark.parametrize(("defaults", "user", "expected"), NULLS)
def test_coalescing_one_chart(tmp_path: Path, defaults: str, user: Any, expected: Any) -> None:
    given_values = as_map(user)
    assert isinstance(given_values, Map)
    assert coalesce(chart(tmp_path, defaults), given_values) == expected
    assert given_values == user, "the user's values are left alone"


# parent's values, child's values, user values, what the child sees
CHILDREN: list[tuple[str, str, Any, Any]] = [
    ("{}", "a: 1", {}, {"a": 1, "global": {}}),
    ("db: {a: 2}", "a: 1", {}, {"a": 2, "global": {}}),
    ("db: {a: 2}", "a: 1", {"db": {"a": 3}}, {"a": 3, "global": {}}),
    ("db: {a: null}", "a: 1", {}, {"global": {}}),
    ("db: {x: 1}", "a: 1", {"db": {"x": None}}, {"a": 1, "x": None, "global": {}}),
    ("global: {g: 1}", "global: {g: 2, h: 3}", {}, {"global": {"g": 1, "h": 3}}),
    ("global: {t: {x: 1}}", "global: {t: {x: 2, w: 3}}", {}, {"global": {"t": {"x": 1, "w": 3}}}),
    ("global: {t: 1}", "global: {t: {w: 3}}", {}, {"global": {"t": 1}}),
    ("{}", "{}", {"global": {"g": 1}}, {"global": {"g": 1}}),
    ("global: x", "{}", {}, {}),
    ("{}", "global: x", {}, {"global": {}}),
    ("db: {global: {t: {w: 1}}}\nglobal: {t: 5}", "{}", {}, {"global": {"t": {"w": 1}}}),
]


@pytest.mark.parametrize(("parent", "child", "user", "expected"), CHILDREN)
def test_coalescing_children(tmp_path: Path, parent: str, child: str, user: Any, expected: Any) -> None:
    found = coalesce(chart(tmp_path, parent, db=child), as_map(user))  # type: ignore[arg-type]
    assert found["db"] == expected


@pytest.mark.parametrize(
    ("value", "shown"), [("x", "%!t(string=x)"), (None, "%!t(<nil>)"), (False, "false"), ([1.0], "[%!t(float64=1)]")]
)
def test_a_subchart_needs_a_map(tmp_path: Path, value: Any, shown: str) -> None:
    with pytest.raises(ValuesError) as caught:
        coalesce(chart(tmp_path, "{}", db="{}"), Map({"db": value}))
    assert str(caught.value) == f"type mismatch on db: {shown}"


def test_merging_keeps_nulls(tmp_path: Path) -> None:
    found = merge(chart(tmp_path, "a: {x: 1}\nb: 1"), as_map({"a": {"x": None}, "b": None}))  # type: ignore[arg-type]
    assert found == {"a": {"x": None}, "b": None}


@pytest.mark.parametrize(
    ("defaults", "user", "new", "old"),
    [
        ("a: {x: null}", {"a": {"x": None}}, {"a": {"x": None}}, {"a": {}}),
        ("a: {w: 1}", {"a": {"x": None}}, {"a": {"w": 1, "x": None}}, {"a": {"w": 1, "x": None}}),
        ("a: {x: 1}", {"a": {"x": None}}, {"a": {}}, {"a": {}}),
    ],
)
def test_helm_3_and_4(tmp_path: Path, defaults: str, user: Any, new: Any, old: Any) -> None:
    loaded, given_values = chart(tmp_path, defaults), as_map(user)
    assert isinstance(given_values, Map)
    assert (coalesce(loaded, given_values), coalesce(loaded, given_values, 3)) == (new, old)


def test_coalescing_leaves_the_chart_alone(tmp_path: Path) -> None:
    loaded = chart(tmp_path, "a: {l: [{x: 1}]}\nglobal: {g: {h: 1}}", db="global: {g: {i: 2}}")
    before = copied(loaded.values)
    found = coalesce(loaded, Map({"a": Map({"z": None})}))
    found["a"]["l"][0]["x"] = "changed"
    found["global"]["g"]["h"] = "changed"
    assert loaded.values == before
    assert coalesce(loaded, Map()) == coalesce(loaded._replace(values=before), Map())


def test_values_files_and_flags() -> None:
    files = {"a.yaml": b"x: {a: 1, b: 2}\nl: [1]\n", "b.yaml": b"x: {b: null}\n---\nl: null\n", "t": b"text\xff"}
    options = RenderOptions(
        value_files=("a.yaml", "b.yaml"),
        set_json=('{"x": {"j": [1]}}', "x.k=2"),
        set=("x.a=s", "n=1"),
        set_string=("n=2",),
        set_file=("f=t",),
        set_literal=("x.a=lit,eral",),
    )
    found = user_values(options, files.__getitem__)
    assert found == {
        "x": {"a": "lit,eral", "b": None, "j": [1.0], "k": 2.0}, "l": None, "n": "2", "f": "text\udcff",
    }  # fmt: skip
    assert found.places is not None
    assert found["x"].places["a"] == FlagPlace("--set-literal", 0, "x.a=lit,eral")
    assert found["x"].places["b"].file == "b.yaml"
    assert found["x"].places["j"] == FlagPlace("--set-json", 0, '{"x": {"j": [1]}}')
    assert found.places["l"].file == "b.yaml"


def test_unreadable_sources() -> None:
    def read(path: str) -> bytes:
        raise ValuesError(f"open {path}: no such file or directory")

    with pytest.raises(ValuesError, match="^open v.yaml: no such file"):
        user_values(RenderOptions(value_files=("v.yaml",)), read)
    with pytest.raises(ArgumentError, match="^failed parsing --set-file data: open t: no such file"):
        user_values(RenderOptions(set_file=("a=t",)), read)
    with pytest.raises(ValuesError, match="^failed to parse v.yaml: cannot unmarshal yaml document: error"):
        user_values(RenderOptions(value_files=("v.yaml",)), lambda path: b"[1]")


def places_of(values: Map, *path: str) -> Any:
    for key in path[:-1]:
        values = values[key]
    assert values.places is not None
    return values.places[path[-1]]


def test_the_place_of_the_winner(tmp_path: Path) -> None:
    loaded = chart(tmp_path, "a: {x: 1, w: 2}\nk: 1\nglobal: {g: 1}\ndb: {p: 1}\n", db="q: 1\np: 0\nglobal: {h: 1}\n")
    user = user_values(RenderOptions(set=("a.x=5", "db.r=1")), bytes)
    found = coalesce(loaded, user)
    assert places_of(found, "a", "x") == FlagPlace("--set", 0, "a.x=5")
    assert places_of(found, "a", "w").file == "web/values.yaml"
    assert places_of(found, "k").start == len("a: {x: 1, w: 2}\nk: ")
    assert places_of(found, "db", "p").file == "web/values.yaml"
    assert places_of(found, "db", "q").file == "web/charts/db/values.yaml"
    assert places_of(found, "db", "r") == FlagPlace("--set", 1, "db.r=1")
    assert places_of(found, "db", "global", "g").file == "web/values.yaml"
    assert places_of(found, "db", "global", "h").file == "web/charts/db/values.yaml"


def test_look_ups() -> None:
    values = as_map({"a": {"b": {"c": 1}, "l": [1]}, "": {"": 2}})
    assert isinstance(values, Map)
    assert table(values, ["a", "b"]) == {"c": 1} and table(values, ["a", "x"]) is None
    assert table(values, ["a", "b", "c"]) is None
    assert path_value(values, "a.b.c") == 1 and path_value(values, "a.l") == [1] and path_value(values, ".") == 2
    for path in ("a.b", "a.x", "x.y", "a.b.c.d", ""):
        with pytest.raises(KeyError):
            path_value(values, path)


SCALARS = st.none() | st.integers(0, 3) | st.lists(st.integers(0, 2), max_size=2)
KEYS = st.sampled_from("abc")
TREES = st.dictionaries(KEYS, st.recursive(SCALARS, lambda inner: st.dictionaries(KEYS, inner, max_size=3)), max_size=3)


@given(TREES, TREES)
def test_merged_maps(weaker: Any, stronger: Any) -> None:
    one, other = as_map(weaker), as_map(stronger)
    assert isinstance(one, Map) and isinstance(other, Map)
    found = merge_maps(one, other)
    assert (one, other) == (weaker, stronger), "the arguments are left alone"
    assert set(found) == set(weaker) | set(stronger)
    assert merge_maps(found, other) == found
    for key, value in stronger.items():
        assert isinstance(value, dict) or found[key] == value


@given(TREES)
def test_an_empty_side_changes_nothing(values: Any) -> None:
    given_values = as_map(values)
    assert isinstance(given_values, Map)
    for nulls in Nulls:
        assert merge_tables(copied(given_values), Map(), nulls) == values
        assert merge_tables(Map(), copied(given_values), nulls) == values
