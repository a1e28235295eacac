"""From changed files to what has to be scanned."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner import units as module
from scanner.units import CHART, KUSTOMIZATION, MANIFEST, MODULE, Unit, by_configuration, chart_of, everything, units
from tests.helm.charts import head, write

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
CONFIGURATION = """\
environments:
  staging: {values: ["{chart}/values-staging.yaml", environments/staging.yaml]}
  production: {values: [environments/production.yaml, "{chart}/../shared.yaml"], paths: [charts/web, charts/api]}
"""
FILES = {
    "charts/web/Chart.yaml": head("web"), "charts/web/values.yaml": "", "charts/web/templates/a.yaml": POD,
    "charts/web/.helmignore": "", "charts/web/charts/db/Chart.yaml": head("db"), "charts/web/charts/db/values.yaml": "",
    "charts/web/charts/db/charts/deep/Chart.yaml": head("deep"), "charts/web/charts/db/charts/deep/templates/a.yaml": POD,
    "charts/api/Chart.yaml": head("api"), "charts/lib/Chart.yaml": head("lib", "type: library\n"),
    "charts/lib/templates/_a.tpl": "", "charts/shared.yaml": "a: 1\n",
    "environments/staging.yaml": "a: 1\n", "environments/production.yaml": "a: 1\n", "environments/other.yaml": "a: 1\n",
    "deploy/pod.yaml": POD, "deploy/list.json": '{"kind": "List", "apiVersion": "v1"}', "deploy/notes.md": "", "tsconfig.json": "{ // no }",
    "overlays/kustomization.yaml": "resources: [pod.yaml]\n", "overlays/deep/pod.yaml": POD,
    "plain/Kustomization": "resources: [pod.yaml]\n", "plain/pod.yaml": POD,
    "network/main.tf": "", "network/b.tf": "", "network/prod/a.tfvars": "", "loose.tfvars": "",
    ".github/workflows/ci.yaml": POD, "node_modules/x/pod.yaml": POD, ".hidden.yaml": POD,
}


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", FILES)


def found(top: Path, *names: str) -> list[tuple[str, str]]:
    return [(unit.path.relative_to(top).as_posix(), unit.kind) for unit in units([top / name for name in names], top)]


@pytest.mark.parametrize(("name", "unit"), [
    ("charts/web/Chart.yaml", ("charts/web", CHART)),
    ("charts/web/values.yaml", ("charts/web", CHART)),
    ("charts/web/templates/a.yaml", ("charts/web", CHART)),
    ("charts/web/templates/gone.yaml", ("charts/web", CHART)),
    ("charts/web/.helmignore", ("charts/web", CHART)),
    ("charts/web/charts/db/values.yaml", ("charts/web", CHART)),
    ("charts/web/charts/db/charts/deep/templates/a.yaml", ("charts/web", CHART)),
    ("charts/web/charts/gone/templates/a.yaml", ("charts/web", CHART)),
    ("charts/web/charts/db-1.0.0.tgz", ("charts/web", CHART)),
    ("charts/gone/templates/a.yaml", None),
    ("deploy/pod.yaml", ("deploy/pod.yaml", MANIFEST)),
    ("deploy/list.json", ("deploy/list.json", MANIFEST)),
    ("deploy/gone.yaml", None),
    ("deploy/notes.md", None),
    ("tsconfig.json", None),
    ("environments/other.yaml", None),
    ("overlays/kustomization.yaml", ("overlays", KUSTOMIZATION)),
    ("overlays/deep/pod.yaml", ("overlays", KUSTOMIZATION)),
    ("overlays/gone.yaml", ("overlays", KUSTOMIZATION)),
    ("plain/Kustomization", ("plain", KUSTOMIZATION)),
    ("plain/pod.yaml", ("plain", KUSTOMIZATION)),
    ("network/main.tf", ("network", MODULE)),
    ("network/gone.tf", ("network", MODULE)),
    ("network/prod/a.tfvars", ("network", MODULE)),
    ("loose.tfvars", None),
    ("gone/main.tf", None),
    (".github/workflows/ci.yaml", None),
    ("node_modules/x/pod.yaml", None),
    (".hidden.yaml", None),
    ("../outside.yaml", None),
])
def test_the_unit_of_a_file(name: str, unit: tuple[str, str] | None, top: Path) -> None:
    assert found(top, name) == ([unit] if unit else [])


def test_each_unit_counts_once(top: Path) -> None:
    assert found(top, "network/b.tf", "charts/web/values.yaml", "charts/web/templates/a.yaml", "network/main.tf") == [
        ("charts/web", CHART), ("network", MODULE)]
    assert found(top) == []


def test_a_module_is_asked_for_by_one_of_its_files(top: Path) -> None:
    (unit,) = units([top / "network/prod/a.tfvars"], top)
    assert unit.request == top / "network/b.tf"
    assert Unit(top / "charts/web", CHART).request == top / "charts/web"


@pytest.mark.parametrize(("name", "charts"), [
    ("environments/staging.yaml", ["charts/api", "charts/lib", "charts/web"]),
    ("environments/production.yaml", ["charts/api", "charts/web"]),
    ("charts/shared.yaml", ["charts/api", "charts/web"]),
    ("charts/web/values-staging.yaml", ["charts/web"]),
    ("environments/other.yaml", []),
])
def test_values_files_of_environments_lead_to_their_charts(name: str, charts: list[str], top: Path) -> None:
    write(top, {".readiness.yaml": CONFIGURATION})
    assert found(top, name) == [(chart, CHART) for chart in charts]


def test_a_values_file_is_no_manifest_even_if_it_looks_like_one(top: Path) -> None:
    write(top, {".readiness.yaml": CONFIGURATION, "environments/production.yaml": POD})
    assert (MANIFEST not in {kind for _, kind in found(top, "environments/production.yaml")})


def test_a_deleted_values_file_leads_to_its_charts(top: Path) -> None:
    write(top, {".readiness.yaml": CONFIGURATION})
    (top / "environments/production.yaml").unlink()
    assert found(top, "environments/production.yaml") == [("charts/api", CHART), ("charts/web", CHART)]


def test_each_chart_has_the_configuration_that_is_nearest(top: Path) -> None:
    write(top, {"charts/web/.readiness.yaml": "environments: {live: {values: [../../environments/other.yaml]}}\n"})
    assert found(top, "environments/other.yaml") == [("charts/web", CHART)]


def test_a_configuration_that_cannot_be_used_names_no_values(top: Path) -> None:
    write(top, {".readiness.yaml": "environments: [\n"})
    assert found(top, "environments/other.yaml") == []


def test_a_library_leads_to_the_charts_that_link_to_it(top: Path) -> None:
    (top / "charts/api/charts").mkdir()
    (top / "charts/api/charts/lib").symlink_to("../../lib")
    (top / "charts/api/charts/loop").symlink_to("loop")
    assert found(top, "charts/lib/templates/_a.tpl") == [("charts/api", CHART), ("charts/lib", CHART)]


def test_a_chart_at_the_top(top: Path) -> None:
    write(top, {"Chart.yaml": head("all")})
    assert found(top, "charts/web/templates/a.yaml", "deploy/pod.yaml") == [(".", CHART)]


def test_nothing_above_the_top_counts(top: Path) -> None:
    write(top.parent, {"Chart.yaml": head("all"), "kustomization.yaml": "", "main.tf": ""})
    assert chart_of(top / "deploy", top) is None
    assert found(top, "deploy/pod.yaml", "loose.tfvars") == [("deploy/pod.yaml", MANIFEST)]
    assert chart_of(top / "charts/web/charts/db", top / "charts/web/charts/db") == top / "charts/web/charts/db"


def test_links_and_large_files(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (top / "link.yaml").symlink_to("deploy/pod.yaml")
    assert found(top, "link.yaml") == []
    monkeypatch.setattr(module, "MAX_LOOKED_INTO", 5)
    assert found(top, "tsconfig.json") == [("tsconfig.json", MANIFEST)]


def test_everything(top: Path) -> None:
    names = [(unit.path.relative_to(top).as_posix(), unit.kind) for unit in everything(top)]
    assert [name for name, kind in names if kind == CHART] == ["charts/api", "charts/lib", "charts/web"]
    assert ("overlays/deep/pod.yaml", MANIFEST) in names and (".hidden.yaml", MANIFEST) not in names


def test_groups_by_configuration(top: Path) -> None:
    write(top, {"charts/.readiness.yaml": "", "charts/web/.readiness.yaml": ""})
    changed = ["charts/web/values.yaml", "charts/api/Chart.yaml", "deploy/pod.yaml", "charts/lib/Chart.yaml"]
    groups = by_configuration(units([top / name for name in changed], top), top)
    assert {str(file and file.relative_to(top)): [unit.path.name for unit in group] for file, group in groups.items()} == {
        "charts/.readiness.yaml": ["api", "lib"], "charts/web/.readiness.yaml": ["web"], "None": ["pod.yaml"]}


def test_a_module_that_is_called_leads_to_its_callers(top: Path) -> None:
    write(top, {"live/main.tf": 'module "a" {\n  source = "../modules/a"\n}\n', "modules/b/main.tf": "",
                "modules/a/main.tf": 'module "b" {\n  source = "../b"\n}\n', "dev/main.tf.json":
                '{"module": {"b": {"source": "../modules/b"}}}', "modules/alone/main.tf": ""})
    assert found(top, "modules/b/main.tf") == [("dev", MODULE), ("live", MODULE)]
    assert found(top, "modules/a/main.tf", "live/main.tf") == [("live", MODULE)]
    assert found(top, "modules/alone/main.tf") == [("modules/alone", MODULE)]
    assert {unit.path.name for unit in everything(top) if unit.kind == MODULE} == {"network", "live", "dev", "alone"}
