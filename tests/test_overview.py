"""What a scan would look at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.model.judgement import Judgement
from scanner.overview import as_json, as_text, overview
from scanner.scan import Request, scan
from scanner.settings import Environment, Settings, SettingsError
from tests.helm.charts import head, packed, write

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nspec: {containers: []}\n"
FILES = {
    "charts/web/Chart.yaml": head("web", "dependencies:\n- {name: db, version: 1.0.0, repository: 'https://example.com'}\n"),
    "charts/web/values-live.yaml": "", "charts/web/ci/small-values.yaml": "", "charts/web/charts/db/Chart.yaml": head("db"),
    "charts/web/charts/own/Chart.yaml": head("own"),
    "charts/lib/Chart.yaml": head("lib", "type: library\n"), "charts/broken/Chart.yaml": "a: [",
    "deploy/pod.yaml": POD % "a" + "---\n" + POD % "b", "deploy/values.yaml": "a: 1\n", "deploy/bad.yaml": POD % "[",
    "overlay/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: k}\n",
    "vendor/x.yaml": POD % "x", "main.go": "", ".hidden/a.yaml": "", "node_modules/a.yaml": "",
}


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "repo", FILES)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def settings(top: Path) -> Settings:
    live = Environment("live", top, ("{chart}/values-live.yaml",), ("a=b",), "shop", "shop", "1.31", production=True)
    plain = Environment("plain", top, paths=("deploy",))
    return Settings(environments=(live, plain), exclude=("vendor",))


def test_as_text(top: Path) -> None:
    assert as_text(overview(Request((".",), settings=settings(top)))) == """\
├── charts/
│   ├── broken  chart: cannot load Chart.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content
│   ├── lib  chart lib 1.0.0: a library chart is judged in the charts that use it
│   └── web  chart web 1.0.0
│           subcharts: db (of other people), own
│           live: charts/web/values-live.yaml, --set a=b, namespace shop, release shop, Kubernetes 1.31, counts as production
│           ci/small: charts/web/ci/small-values.yaml
├── deploy/
│   ├── bad.yaml  A document is not valid YAML.
│   └── pod.yaml  Pod/a, Pod/b (in plain)
└── overlay/
    └── kustomization.yaml  Kustomization/k; kustomizations are not built

not scanned (the configuration excludes it): vendor/x.yaml
not scanned (it holds code of other people): node_modules/
not scanned (its name begins with a dot): .hidden/
not read (1 file of other kinds): 1 .go
not scanned (no map with apiVersion and kind is in it): deploy/values.yaml
"""


def test_as_json(top: Path) -> None:
    data = json.loads(as_json(overview(Request((".",), settings=settings(top)))))
    web = data["charts"][2]
    assert data["version"] == 1 and web["path"] == "charts/web"
    assert web["subcharts"] == [{"name": "db", "foreign": True}, {"name": "own", "foreign": False}]
    assert web["runs"] == [
        {"environment": "live", "values": ["charts/web/values-live.yaml"], "set": ["a=b"], "namespace": "shop",
         "release": "shop", "kubeVersion": "1.31", "production": True},
        {"environment": "ci/small", "values": ["charts/web/ci/small-values.yaml"], "namespace": "default",
         "release": "release-name", "production": False}]
    assert [item["path"] for item in data["manifests"]] == [
        "deploy/bad.yaml", "deploy/pod.yaml", "deploy/values.yaml", "overlay/kustomization.yaml"]
    assert {"path": "vendor/x.yaml", "why": "the configuration excludes it"} in data["notScanned"]
    assert data["otherFiles"] == {".go": 1}


def test_it_shows_what_a_scan_reads(top: Path) -> None:
    """The runs of a chart are those in which the scan renders it."""
    request = Request((".",), settings=settings(top))
    write(top, {"charts/web/templates/a.yaml": POD % "a"})
    seen, report = overview(request), scan(request)
    assert report.inputs == tuple(sorted(item.path for item in (*seen.charts, *seen.manifests)))

    def of_web(one: Judgement) -> bool:
        return one.resource is not None and one.resource.id.name == "a" and "charts/web" in one.file

    labels = {one.environment for one in report.judgements if one.at is not None and of_web(one)}
    assert labels == {run.label for item in seen.charts if item.name == "web" for run in item.runs}


def test_single_inputs(top: Path) -> None:
    (top / "web-1.0.0.tgz").write_bytes(packed({"web/Chart.yaml": head("web")}))
    assert as_text(overview(Request(("web-1.0.0.tgz",)))) == (
        "└── web-1.0.0.tgz  chart web 1.0.0\n        with the values of the chart\n")
    assert "Pod/a, Pod/b" in as_text(overview(Request(("deploy/pod.yaml",))))
    write(top, {"empty/readme.md": ""})
    assert as_text(overview(Request(("empty",)))) == (
        "There is nothing to scan: no chart, no manifest, no Terraform.\n\nnot read (1 file of other kinds): 1 .md\n")


def test_a_chart_at_the_top(top: Path) -> None:
    write(top, {"Chart.yaml": head("all")})
    (top / "charts/broken/Chart.yaml").unlink()
    assert as_text(overview(Request((".",)))).startswith("└── .  chart all 1.0.0\n")


def test_many_names_are_cut_and_hostile_ones_written_out(top: Path) -> None:
    write(top, {"many.yaml": "---\n".join(POD % f"p{number}" for number in range(12)), "a\x1b.yaml": POD % "e"})
    text = as_text(overview(Request((".",))))
    assert "Pod/p7 and 4 more" in text and "Pod/p8" not in text and "a\\x1b.yaml" in text


def test_environments_that_cannot_be_used_are_refused(top: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        overview(Request((".",), settings=Settings(environments=(Environment("x", top, ("none.yaml",)),))))


def test_terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path / "repo", {
        "live/main.tf": 'variable "size" {}\nvariable "zone" {\n  default = "a"\n}\nresource "a_b" "c" {}\ndata "a_d" "e" {}\n'
                        'module "m" {\n  source = "../m"\n}\nmodule "n" {\n  source = var.size\n}\n',
        "m/main.tf": "", "broken/main.tf": 'resource "a" {', "live/plan.json": '{"format_version": "1.2", "planned_values": {}}',
    }))
    seen = overview(Request((".",)))
    assert as_text(seen) == """\
└── repo/
    ├── broken/
    │   └── *.tf  module of Terraform: repo/broken/main.tf: Unclosed configuration block: its closing brace is missing.
    └── live/
        ├── *.tf  module of Terraform: 1 resource, 1 data source
        │       calls: ../m
        │       variables without a default: size
        └── plan.json  plan of Terraform
"""
    data = json.loads(as_json(seen))
    assert data["modules"][1] == {"path": "repo/live", "resources": 1, "dataSources": 1, "calls": ["../m"],
                                  "variablesWithoutDefault": ["size"]}
    assert data["plans"] == ["repo/live/plan.json"]
