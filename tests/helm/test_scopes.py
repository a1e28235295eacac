"""The charts of a release as templates see them."""

from pathlib import Path

import pytest

from scanner.gotemplate.values import Map
from scanner.helm.dependencies import process
from scanner.helm.errors import HelmError
from scanner.helm.options import RenderOptions
from scanner.helm.scopes import all_scopes, check_kube_version, release_map, template_sources, top_scope
from scanner.helm.values import coalesce
from tests.helm.charts import head, load


def test_scopes(tmp_path: Path) -> None:
    chart = load(
        tmp_path,
        {
            "templates/a.yaml": "a",
            "README.md": "read",
            "charts/db/Chart.yaml": head("db"),
            "charts/db/values.yaml": "x: 1\n",
            "charts/db/templates/a.yaml": "a",
            "charts/lib/Chart.yaml": head("lib", "type: library\n"),
            "charts/lib/templates/_h.tpl": "h",
            "charts/lib/templates/x.yaml": "x",
            "charts/db/charts/low/Chart.yaml": head("low"),
            "charts/db/charts/low/templates/s/b.yaml": "b",
        },
    )
    values = coalesce(process(chart, Map()), Map())
    top = top_scope(chart, values)
    assert [scope.path for scope in all_scopes(top)] == [
        "web", "web/charts/db", "web/charts/db/charts/low", "web/charts/lib",
    ]  # fmt: skip
    db = top.subcharts["db"]
    assert db.values is top.values["db"] and db.values["x"] == 1
    assert (db.base_path, db.chart_map["Name"], db.chart_map["IsRoot"]) == ("web/charts/db/templates", "db", False)
    assert top.files.Get("README.md") == "read" and top.chart_map["IsRoot"]
    assert sorted(template_sources(top)) == [
        "web/charts/db/charts/low/templates/s/b.yaml",
        "web/charts/db/templates/a.yaml",
        "web/charts/lib/templates/_h.tpl",
        "web/templates/a.yaml",
    ]
    assert template_sources(top)["web/charts/db/templates/a.yaml"].scope is db


def test_two_charts_of_one_name(tmp_path: Path) -> None:
    chart = load(
        tmp_path,
        {
            "charts/a/Chart.yaml": head("db"),
            "charts/a/templates/a.yaml": "first",
            "charts/a/templates/only.yaml": "first",
            "charts/b/Chart.yaml": head("db"),
            "charts/b/templates/a.yaml": "second",
        },
    )
    sources = template_sources(top_scope(chart, coalesce(chart, Map())))
    assert {name.rpartition("/")[2]: source.file.text for name, source in sources.items()} == {
        "a.yaml": "second",
        "only.yaml": "first",
    }


def test_release() -> None:
    assert release_map(RenderOptions(release="r", namespace="n", is_upgrade=True)) == {
        "Name": "r", "Namespace": "n", "IsUpgrade": True, "IsInstall": False, "Revision": 1, "Service": "Helm",
    }  # fmt: skip


@pytest.mark.parametrize("wanted", [">=1.30.0-0", "1.35.x", "*", ""])
def test_kube_versions(tmp_path: Path, wanted: str) -> None:
    chart = load(tmp_path, {"Chart.yaml": head("web", f"kubeVersion: '{wanted}'\n")})
    check_kube_version(chart, "v1.35.0-x", "v1.35.0")


@pytest.mark.parametrize("wanted", [">=1.99", "nonsense", "1.34.x"])
def test_wrong_kube_versions(tmp_path: Path, wanted: str) -> None:
    chart = load(tmp_path, {"Chart.yaml": head("web", f"kubeVersion: '{wanted}'\n")})
    with pytest.raises(HelmError) as caught:
        check_kube_version(chart, "v1.35.0-x", "v1.35.0")
    assert str(caught.value) == (
        f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes v1.35.0-x"
    )
