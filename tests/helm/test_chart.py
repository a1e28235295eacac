"""Loading charts from folders and archives."""

import random
from pathlib import Path

import pytest

from scanner.helm.archive import MAX_FILE
from scanner.helm.chart import ChartFile, check_installable, load_chart
from scanner.helm.errors import ArchiveError, ChartError, HelmError, Where
from tests.helm.charts import head, load, packed, write


def test_files_by_use(tmp_path: Path) -> None:
    chart = load(
        tmp_path,
        {
            "values.yaml": "a: 1\n",
            "values.schema.json": "{}",
            "Chart.lock": "digest: x\n",
            "templates/a.yaml": "x",
            "templates/sub/b.tpl": "y",
            "crds/c.YAML": "z",
            "crds/readme.md": "",
            "README.md": "é",
            ".helmignore": "",
        },
    )
    assert [file.name for file in chart.templates] == ["templates/a.yaml", "templates/sub/b.tpl"]
    assert [file.name for file in chart.files] == [".helmignore", "README.md", "crds/c.YAML", "crds/readme.md"]
    assert [file.name for file in chart.own_crds] == ["crds/c.YAML"]
    assert chart.values == {"a": 1.0}
    assert chart.schema is not None and chart.values_file is not None
    assert chart.templates[0].path == "web/templates/a.yaml"
    assert chart.files[1].text == "é"


def test_places_of_values_and_dependencies(tmp_path: Path) -> None:
    listed = "dependencies:\n  - name: db\n    version: 1.0.0\n  - name: other\n"
    text = head("web", listed)
    chart = load(tmp_path, {"Chart.yaml": text, "values.yaml": "a:\n  b: 1\n"})
    place = chart.values["a"].places["b"]
    assert (place.file, place.key_start, place.start, place.end) == ("web/values.yaml", 5, 8, 9)
    first, second = (entry.place for entry in chart.metadata.dependencies or ())
    assert first.file == "web/Chart.yaml"
    assert text[first.start :].startswith("name: db") and text[second.start : second.end] == "name: other"


def test_byte_order_marks_are_dropped(tmp_path: Path) -> None:
    chart = load(tmp_path, {"Chart.yaml": "\ufeff" + head(), "values.yaml": "\ufeffa: b", "x.txt": "\ufeffx"})
    assert chart.values == {"a": "b"} and chart.files[0].data == b"x"


def test_subcharts(tmp_path: Path) -> None:
    chart = load(
        tmp_path,
        {
            "charts/db/Chart.yaml": head("db"),
            "charts/db/charts/deep/Chart.yaml": head("deep"),
            "charts/db/templates/a.yaml": "a",
            "charts/_off/anything": "",
            "charts/.off/anything": "",
            "charts/x.prov": "signature",
            "charts/a/Chart.yaml": head("zz"),
        },
    )
    assert [subchart.name for subchart in chart.dependencies] == ["zz", "db"]
    assert [file.name for file in chart.files] == ["charts/x.prov"]
    db = chart.dependencies[1]
    assert db.root == "web/charts/db" and db.templates[0].path == "web/charts/db/templates/a.yaml"
    assert db.dependencies[0].name == "deep"


def test_subcharts_in_archives(tmp_path: Path) -> None:
    inner = packed({"deep/Chart.yaml": head("deep"), "deep/templates/d.yaml": "d"})
    raw = {"db/Chart.yaml": head("db"), "db/templates/a.yaml": "a"}
    load(tmp_path, {})
    (tmp_path / "web/charts").mkdir()
    (tmp_path / "web/charts/db-1.0.0.tgz").write_bytes(packed(raw))
    (tmp_path / "web/charts/deep.tgz").write_bytes(inner)
    chart = load_chart(tmp_path / "web", "web")
    db, deep = chart.dependencies
    assert (db.root, deep.root) == ("web/charts/db-1.0.0.tgz!db", "web/charts/deep.tgz!deep")
    assert db.templates[0] == ChartFile(
        "templates/a.yaml", b"a", "web/charts/db-1.0.0.tgz!db/templates/a.yaml", "web/charts/db-1.0.0.tgz"
    )


def test_a_whole_chart_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "web.tgz"
    path.write_bytes(packed({"web/Chart.yaml": head(), "web/charts/db/Chart.yaml": head("db"), "web/.helmignore": "*"}))
    chart = load_chart(path, "charts/web.tgz")
    assert chart.root == "charts/web.tgz!web" and chart.dependencies[0].root == "charts/web.tgz!web/charts/db"
    assert chart.chart_file.archive == "charts/web.tgz"


def test_requirements_of_old_charts(tmp_path: Path) -> None:
    requirements = "dependencies:\n- name: db\n  version: 1\n"
    chart = load(
        tmp_path,
        {
            "Chart.yaml": "name: web\nversion: 1.0.0\n",
            "requirements.yaml": requirements,
            "requirements.lock": "digest: x",
        },
    )
    assert chart.metadata.api_version == "v1"
    (entry,) = chart.metadata.dependencies or ()
    assert entry.name == "db" and entry.version == "1" and entry.place.file == "web/requirements.yaml"
    assert [file.name for file in chart.files] == ["requirements.yaml", "requirements.lock"]
    new = load(tmp_path / "new", {"requirements.yaml": requirements})
    assert new.files == () and new.metadata.dependencies is not None


ERRORS = [
    ({"Chart.yaml": "name: [\n"}, "cannot load Chart.yaml: error converting YAML to JSON: yaml: line 1: did not"),
    ({"Chart.yaml": "- a\n"}, "array into Go value of type loader.chartBase"),
    ({"Chart.yaml": "apiVersion: v9\n"}, "unsupported chart version"),
    ({"Chart.yaml": head().replace("v2", "v3")}, "invalid chart apiVersion"),
    ({"Chart.yaml": ""}, "validation: chart.metadata.name is required"),
    ({"values.yaml": "[1]"}, "cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON"),
    ({"Chart.lock": "[]"}, "cannot load Chart.lock: error unmarshaling JSON"),
    ({"charts/README.md": "x"}, "error unpacking subchart README.md in web: Chart.yaml file is missing"),
    ({"charts/a/b.txt": "x"}, "error unpacking subchart a in web: Chart.yaml file is missing"),
    ({"charts/a.tgz/x": "x"}, "error unpacking subchart tar in web: expected a.tgz, got a.tgz/x"),
    ({"charts/a.tgz": "x"}, "error unpacking subchart a.tgz in web: unable to load chart archive"),
    ({".helmignore": "Chart.yaml"}, "Chart.yaml file is missing"),
    ({".helmignore": "**"}, "double-star"),
    ({"big.bin": "x" * (MAX_FILE + 1)}, f'chart file "big.bin" is larger than the maximum file size {MAX_FILE}'),
    ({"values.yaml": "a: " + "[" * 300 + "]" * 300}, "nested more than"),
]


@pytest.mark.parametrize(("files", "message"), ERRORS)
def test_errors(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(HelmError) as caught:
        load(tmp_path, files)
    assert message in str(caught.value)


def test_errors_name_the_place(tmp_path: Path) -> None:
    with pytest.raises(ChartError) as caught:
        load(tmp_path, {"charts/a/Chart.yaml": "name: a\nversion: 1\nx: {\n"})
    assert caught.value.where is not None and caught.value.where.path == "web/charts/a/Chart.yaml"
    with pytest.raises(HelmError) as wrong_values:
        load(tmp_path / "b", {"values.yaml": "a: 1\n---\nb: 1\n c: d: 2\n"})
    assert wrong_values.value.where is not None and wrong_values.value.where[:2] == ("web/values.yaml", 4)


NOT_FOUND = [
    ("nochart", "non-absolute URLs should be in form of repo_name/path_to_chart, got: nochart"),
    ("repo/chart", "repo repo not found"),
    ("./nochart", 'path "./nochart" not found'),
    ("/no/chart", 'path "/no/chart" not found'),
]


@pytest.mark.parametrize(("path", "message"), NOT_FOUND)
def test_not_found(path: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ChartError) as caught:
        load_chart(tmp_path / "absent", path)
    assert str(caught.value) == message


def test_files_that_are_no_archives(tmp_path: Path) -> None:
    write(tmp_path, {"values.yaml": "a: 1", "x.tgz": "no"})
    with pytest.raises(ArchiveError, match="seems to be a YAML file, but expected a gzipped archive"):
        load_chart(tmp_path / "values.yaml")
    with pytest.raises(ArchiveError, match="does not appear to be a gzipped archive; got 'text/plain"):
        load_chart(tmp_path / "x.tgz")
    write(tmp_path / "dir", {"x": ""})
    with pytest.raises(ChartError) as caught:
        load_chart(tmp_path / "dir", "dir")
    assert str(caught.value) == (
        "unable to detect chart at dir/Chart.yaml: open dir/Chart.yaml: no such file or directory"
    )
    assert caught.value.where == Where("dir/Chart.yaml")


def test_library_charts_are_not_installable(tmp_path: Path) -> None:
    chart = load(tmp_path, {"Chart.yaml": head("web", "type: library\n")})
    with pytest.raises(ChartError, match="library charts are not installable"):
        check_installable(chart)


def test_charts_within_charts_are_bounded(tmp_path: Path) -> None:
    data = packed({"x/Chart.yaml": head("x")})
    for _ in range(30):
        data = _around(data)
    path = tmp_path / "x.tgz"
    path.write_bytes(data)
    with pytest.raises(ChartError, match="charts are nested more than"):
        load_chart(path, "x.tgz")


def _around(data: bytes) -> bytes:
    """An archive of a chart x that has the archive `data` as its subchart."""
    return packed({"x/Chart.yaml": head("x"), "x/charts/x.tgz": data})


def test_order_of_the_disk_does_not_matter(tmp_path: Path) -> None:
    names = [f"templates/{random.Random(5).randint(0, 99)}-{index}.yaml" for index in range(20)]
    one = load(tmp_path / "1", dict.fromkeys(names, "x"))
    other = load(tmp_path / "2", dict.fromkeys(reversed(names), "x"))
    assert one == other
