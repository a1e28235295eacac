"""Aliases, tags, conditions, imports, and what is missing."""

from pathlib import Path
from typing import Any

import pytest

from scanner.gotemplate.values import Map
from scanner.helm.chart import Chart
from scanner.helm.dependencies import check_missing, missing, missing_anywhere, process
from scanner.helm.errors import DependencyError
from scanner.helm.values import coalesce
from tests.helm.charts import as_map, head, load


def listing(*entries: str) -> str:
    return "dependencies:\n" + "".join(f"- {{{entry}}}\n" for entry in entries)


def chart(tmp_path: Path, entries: list[str], values: str = "{}", **subcharts: str) -> Chart:
    files = {"Chart.yaml": head("web", listing(*entries) if entries else ""), "values.yaml": values}
    for name, text in subcharts.items():
        files |= {f"charts/{name}/Chart.yaml": head(name), f"charts/{name}/values.yaml": text}
    return load(tmp_path, files)


def enabled(found: Chart) -> list[str]:
    return [subchart.name for subchart in found.dependencies]


SWITCHES: list[tuple[str, str, Any, list[str]]] = [
    # the entry of db, values.yaml, user values, enabled
    ("name: db, version: 1.x", "{}", {}, ["db"]),
    ("name: db, version: 1.x, condition: db.enabled", "db: {enabled: false}", {}, []),
    ("name: db, version: 1.x, condition: db.enabled", "db: {enabled: false}", {"db": {"enabled": True}}, ["db"]),
    ("name: db, version: 1.x, condition: db.enabled", "db: {enabled: text}", {}, ["db"]),
    ("name: db, version: 1.x, condition: db.enabled", "{}", {}, ["db"]),
    ("name: db, version: 1.x, condition: db", "db: {}", {}, ["db"]),
    ("name: db, version: 1.x, condition: 'no.such,use'", "use: false", {}, []),
    ("name: db, version: 1.x, condition: 'one,two'", "one: true\ntwo: false", {}, ["db"]),
    ("name: db, version: 1.x, condition: 'one, two'", "two: false", {}, ["db"]),
    ("name: db, version: 1.x, condition: ' one '", "one: false", {}, []),
    ("name: db, version: 1.x, tags: [t]", "tags: {t: false}", {}, []),
    ("name: db, version: 1.x, tags: [t, u]", "tags: {t: false, u: true}", {}, ["db"]),
    ("name: db, version: 1.x, tags: [t]", "tags: {t: 'false'}", {}, ["db"]),
    ("name: db, version: 1.x, tags: [t]", "tags: {t: true}", {"tags": {"t": False}}, []),
    ("name: db, version: 1.x, tags: [t], condition: c", "tags: {t: false}\nc: true", {}, ["db"]),
    ("name: db, version: 1.x, tags: [t], condition: c", "tags: {t: true}\nc: false", {}, []),
    ("name: db, version: 1.x, enabled: false", "{}", {}, ["db"]),
    ("name: db, version: 1.x, alias: store", "{}", {}, ["store"]),
    ("name: db, version: 1.x, alias: store, condition: store.use", "{}", {"store": {"use": False}}, []),
    ("name: db, version: 2.x, condition: use", "use: false", {}, []),
    ("name: db, version: 2.x, condition: use, alias: store", "use: false", {}, ["db"]),
    ("name: db, version: '', alias: store", "{}", {}, ["db"]),
    ("name: db, version: nonsense, alias: store", "{}", {}, ["db"]),
]


@pytest.mark.parametrize(("entry", "values", "user", "expected"), SWITCHES)
def test_switches(tmp_path: Path, entry: str, values: str, user: Any, expected: list[str]) -> None:
    found = process(chart(tmp_path, [entry], values, db="{}"), as_map(user))  # type: ignore[arg-type]
    assert enabled(found) == expected


def test_one_chart_under_several_names(tmp_path: Path) -> None:
    entries = ["name: db, version: 1.x", "name: db, version: 1.x, alias: a", "name: db, version: 1.x, alias: b"]
    loaded = chart(tmp_path, entries, "a: {x: 2}\n", db="x: 1\n", other="{}")
    found = process(loaded, Map())
    assert enabled(found) == ["other", "db", "a", "b"]
    values = coalesce(found, Map())
    assert [values[name]["x"] for name in ("db", "a", "b")] == [1, 2, 1]
    assert [entry.name for entry in found.metadata.dependencies or ()] == ["db", "a", "b"]
    assert all(entry.enabled for entry in found.metadata.dependencies or ())
    assert enabled(loaded) == ["db", "other"], "the loaded chart is left alone"


def test_disabled_entries_leave_the_metadata(tmp_path: Path) -> None:
    entries = ["name: db, version: 1.x, condition: use", "name: other, version: 1.x"]
    found = process(chart(tmp_path, entries, "use: false", db="{}", other="{}"), Map())
    assert [entry.name for entry in found.metadata.dependencies or ()] == ["other"]
    none = process(chart(tmp_path / "b", entries[:1], "use: false", db="{}"), Map())
    assert none.metadata.dependencies is None


def nested(tmp_path: Path, values: str) -> Chart:
    return load(
        tmp_path,
        {
            "Chart.yaml": head("web", listing("name: mid, version: 1.x")),
            "values.yaml": values,
            "charts/mid/Chart.yaml": head("mid", listing("name: low, version: 1.x, condition: low.use, tags: [t]")),
            "charts/mid/values.yaml": "low: {use: false}\n",
            "charts/mid/charts/low/Chart.yaml": head("low"),
        },
    )


@pytest.mark.parametrize(
    ("values", "expected"), [("{}", []), ("mid: {low: {use: true}}", ["low"]), ("low: {use: true}", [])]
)
def test_conditions_of_nested_charts(tmp_path: Path, values: str, expected: list[str]) -> None:
    assert enabled(process(nested(tmp_path, values), Map()).dependencies[0]) == expected


IMPORTS: list[tuple[str, str, str, Any]] = [
    # import-values, parent's values, child's values, a part of the parent's coalesced values
    ("[data]", "{}", "exports: {data: {x: 1}}", {"x": 1}),
    ("[data]", "x: 5", "exports: {data: {x: 1}}", {"x": 5}),
    ("[absent]", "{}", "exports: {data: {x: 1}}", {}),
    ("[{child: a.b, parent: p.q}]", "{}", "a: {b: {x: 1}}", {"p": {"q": {"x": 1}}}),
    ("[{child: a, parent: .}]", "{}", "a: {x: 1}", {"x": 1}),
    ("[{child: a, parent: p}]", "p: {x: 2, z: 3}", "a: {x: 1, w: 4}", {"p": {"x": 2, "z": 3, "w": 4}}),
    ("[{child: a, parent: p}]", "{}", "a: 1", {}),
    ("[{child: a, parent: p}, {child: b, parent: p}]", "{}", "a: {x: 1}\nb: {x: 2, w: 3}", {"p": {"x": 1, "w": 3}}),
    ("[5]", "{}", "a: 1", {}),
]


@pytest.mark.parametrize(("wanted", "parent", "child", "expected"), IMPORTS)
def test_imports(tmp_path: Path, wanted: str, parent: str, child: str, expected: Any) -> None:
    entries = [f"name: db, version: 1.x, import-values: {wanted}"]
    found = coalesce(process(chart(tmp_path, entries, parent, db=child), Map()), Map())
    assert {key: value for key, value in found.items() if key != "db"} == expected


def test_imports_do_not_see_user_values_of_the_child(tmp_path: Path) -> None:
    entries = ["name: db, version: 1.x, import-values: [{child: a, parent: p}]"]
    user = as_map({"db": {"a": {"x": 9}}})
    assert isinstance(user, Map)
    loaded = chart(tmp_path, entries, "{}", db="a: {x: 1}")
    found = coalesce(process(loaded, user), user)
    assert found["p"] == {"x": 1} and found["db"]["a"] == {"x": 9}
    assert found["p"].places["x"].file == "web/charts/db/values.yaml"


def test_imports_are_shown_in_full(tmp_path: Path) -> None:
    found = process(chart(tmp_path, ["name: db, version: 1.x, import-values: [x, {child: 1}]"], db="{}"), Map())
    (entry,) = found.metadata.dependencies or ()
    assert entry.import_values == ({"child": "exports.x", "parent": "."}, {"child": "1", "parent": "<nil>"})


def test_listed_charts_get_globals_that_the_user_removed(tmp_path: Path) -> None:
    user = as_map({"global": {"g": None}})
    assert isinstance(user, Map)
    listed = process(chart(tmp_path, ["name: db, version: 1.x"], "global: {g: 1}", db="{}"), user)
    found = coalesce(listed, user)
    assert found["global"] == {} and found["db"]["global"] == {"g": 1}


def test_values_of_the_wrong_shape(tmp_path: Path) -> None:
    with pytest.raises(DependencyError) as caught:
        process(chart(tmp_path, ["name: db, version: 1.x"], "db: x", db="{}"), Map())
    assert str(caught.value) == "chart dependencies processing failed: type mismatch on db: %!t(string=x)"


def test_missing(tmp_path: Path) -> None:
    entries = ["name: db, version: 1.x, repository: 'https://example.com'", "name: gone, version: 2.x, condition: x"]
    loaded = chart(tmp_path, entries, db="{}")
    (entry,) = missing(loaded)
    assert (entry.chart, entry.name, entry.version, entry.place.file) == ("web", "gone", "2.x", "web/Chart.yaml")
    with pytest.raises(DependencyError) as caught:
        check_missing(loaded)
    assert str(caught.value).endswith("found in Chart.yaml, but missing in charts/ directory: gone")
    check_missing(chart(tmp_path / "good", entries[:1], db="{}"))


def test_missing_below(tmp_path: Path) -> None:
    files = {"charts/mid/Chart.yaml": head("mid", listing("name: low, version: 1.x"))}
    loaded = load(tmp_path, files)
    check_missing(loaded)
    assert [(entry.chart, entry.name) for entry in missing_anywhere(loaded)] == [("web/charts/mid", "low")]
    assert enabled(process(loaded, Map())) == ["mid"]
