"""Charts that Terraform releases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.deep import deep
from scanner.inputs import helm_releases, terraform_hcl
from scanner.inputs.helm import TEMPLATE_FAILS
from scanner.inputs.terraform import Loaded
from scanner.model.provenance import Provenance
from scanner.model.resource import KUBERNETES, Resource
from scanner.model.report import Level
from scanner.model.unknown import Unknown
from scanner.scan import Request, scan
from tests.terraform.trees import write

CHART = {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.yaml": "a: chart\nb: chart\nc: chart\nlist: []\nmore: {}\n",
    "charts/web/templates/pod.yaml": """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
  annotations:
    a: {{ .Values.a | quote }}
    b: {{ .Values.b }}
    c: {{ .Values.c }}
    more: {{ toJson .Values.more | quote }}
    list: {{ join "," .Values.list }}
spec:
  {{- if .Values.host }}
  hostNetwork: true
  {{- end }}
  containers:
    - name: web
""",
}


@deep
def load(folder: Path, arguments: str, before: str = "", chart: str = "./charts/web", **files: str) -> Loaded:
    text = f'{before}\nresource "helm_release" "web" {{\n  name  = "rel"\n  chart = "{chart}"\n{arguments}\n}}\n'
    write(folder, {"main.tf": text, **CHART, **files})
    return terraform_hcl.load(folder, "", folder)


def pod(found: Loaded) -> Resource:
    only, = (one for one in found.resources if one.id.dialect == KUBERNETES)
    return only


def annotations(found: Loaded) -> dict[str, object]:
    return {key: "?" if isinstance(one, Unknown) else one for key, one in pod(found).get("metadata", "annotations").items()}


def lines(found: Loaded, where: Provenance) -> list[str]:
    spans = [hop.span for hop in where.hops if hop.span is not None]
    return [found.sources[span.path].line(found.sources[span.path].position(span.start).line).strip() for span in spans]


def told(found: Loaded) -> list[tuple[Level, str]]:
    return [(one.level, one.summary) for one in found.notices if "helm_release" in one.summary]


def test_name_namespace_and_title(tmp_path: Path) -> None:
    only = pod(load(tmp_path, '  namespace = "shop"'))
    assert (str(only.id), only.title) == ("kubernetes:Pod/shop/rel", "Pod/rel (helm_release.web)")
    assert only.release is not None and (only.release.name, only.release.chart) == ("rel", "charts/web")
    assert only.file == "charts/web/templates/pod.yaml"


def test_values_in_their_order(tmp_path: Path) -> None:
    found = load(tmp_path, """\
  values = [
    "a: first\\nb: first",
    yamlencode({ b = "second" }),
  ]
  set {
    name  = "c"
    value = "set"
  }
  set {
    name  = "a"
    value = "1"
    type  = "string"
  }
  set_list {
    name  = "list"
    value = ["x", "y"]
  }
""")
    assert annotations(found) == {"a": "1", "b": "second", "c": "set", "list": "x,y", "more": "{}"}
    assert told(found) == []


def test_sets_may_be_a_list_of_objects(tmp_path: Path) -> None:
    found = load(tmp_path, '  set = [{ name = "b", value = "x" }, { name = "c", value = true }]')
    assert (annotations(found)["b"], annotations(found)["c"]) == ("x", True)


def test_places_lead_to_what_the_release_gives(tmp_path: Path) -> None:
    found = load(tmp_path, """\
  values = [<<-YAML
    a: here
    b: ${var.b}
  YAML
  , file("${path.module}/own.yaml")]
  set {
    name  = "more.x"
    value = "1"
  }
""", 'variable "b" {\n  default = "beyond"\n}', **{"own.yaml": "\nc: own\n"})
    place = pod(found).place
    assert lines(found, place("metadata", "annotations", "a"))[0] == "a: here"
    assert lines(found, place("metadata", "annotations", "b"))[:2] == ["b: ${var.b}", 'default = "beyond"']
    assert lines(found, place("metadata", "annotations", "c"))[0] == "c: own"
    assert 'value = "1"' in lines(found, place("metadata", "annotations", "more"))
    assert lines(found, place("spec"))[-1] == 'resource "helm_release" "web" {'


def test_the_text_of_another_file_is_not_taken_for_it(tmp_path: Path) -> None:
    found = load(tmp_path, '  values = [replace(file("own.yaml"), "x", "y")]', **{"own.yaml": "a: x\n"})
    assert lines(found, pod(found).place("metadata", "annotations", "a"))[0].startswith("values = [")


def test_unknown_values_stay_unknown(tmp_path: Path) -> None:
    found = load(tmp_path, """\
  values = [
    "a: x-${var.u}",
    yamlencode({ more = { x = var.u, y = 1 }, host = var.u }),
  ]
  set {
    name  = "list"
    value = var.u
  }
""", 'variable "u" {}')
    assert annotations(found) == {"a": "?", "b": "chart", "c": "chart", "list": "?", "more": "?"}
    assert isinstance(pod(found).get("spec", "hostNetwork"), Unknown)
    assert pod(found).get("spec", "containers") == [{"name": "web"}]
    assert told(found) == [(Level.INFO, "The chart of helm_release.web was rendered with values that are not known.")]
    assert found.problems == ()


def test_a_chart_is_not_judged_with_values_of_which_nothing_is_known(tmp_path: Path) -> None:
    found = load(tmp_path, "  values = [var.u]", 'variable "u" {}')
    assert [one for one in found.resources if one.id.dialect == KUBERNETES] == []
    assert told(found) == [(Level.INFO, "The chart of helm_release.web was not judged with what it is released with.")]


def test_sensitive_values_are_shown_nowhere(tmp_path: Path) -> None:
    secret = 'variable "s" {\n  default   = "hunter2"\n  sensitive = true\n}'
    found = load(tmp_path, '  set_sensitive {\n    name  = "b"\n    value = var.s\n  }', secret)
    assert annotations(found)["b"] == "?"
    assert all("hunter2" not in str(one.body) for one in found.resources if one.id.dialect == KUBERNETES)


def test_a_namespace_that_is_not_known(tmp_path: Path) -> None:
    only = pod(load(tmp_path, "  namespace = var.n", 'variable "n" {}'))
    assert isinstance(only.get("metadata", "namespace"), Unknown)
    assert only.space == "${?var.n}"


@pytest.mark.parametrize(("arguments", "chart", "level", "summary"), [
    ('  repository = "https://charts.example.com"', "web", Level.INFO,
     "The chart of helm_release.web comes from a repository and was not judged."),
    ("", "oci://example.com/web", Level.INFO, "The chart of helm_release.web comes from a repository and was not judged."),
    ("", "./charts/none", Level.WARNING, "The chart of helm_release.web is not at hand."),
    ("", "../outside", Level.INFO, "The chart of helm_release.web lies outside of what is scanned and was not judged."),
    ("", "/etc", Level.INFO, "The chart of helm_release.web lies outside of what is scanned and was not judged."),
    ("", "charts/link", Level.INFO, "The chart of helm_release.web lies outside of what is scanned and was not judged."),
    ("  repository = var.r", "web", Level.INFO, "Which chart helm_release.web releases is not known."),
])
def test_charts_that_are_not_at_hand(tmp_path: Path, arguments: str, chart: str, level: Level, summary: str) -> None:
    outside = write(tmp_path / "outside", {name.removeprefix("charts/web/"): text for name, text in CHART.items()})
    folder = tmp_path / "module"
    write(folder, {"charts/x": ""})
    os.symlink(outside, folder / "charts/link")
    found = load(folder, arguments, 'variable "r" {}', chart)
    assert told(found) == [(level, summary)]
    assert all(one.id.dialect != KUBERNETES for one in found.resources)


def test_templates_that_fail_are_findings_of_a_scan(tmp_path: Path) -> None:
    broken = {"charts/web/templates/broken.yaml": '{{ if eq .Values.a "x" }}{{ fail "no x" }}{{ end }}\n'}
    found = load(tmp_path / "infra", '  values = ["a: x"]', **broken)
    problem, = found.problems
    assert problem.rule_id == TEMPLATE_FAILS and lines(found, problem.where)[-1] == 'resource "helm_release" "web" {'
    report = scan(Request((str(tmp_path / "infra/main.tf"),)))
    assert [one.rule.id for one in report.findings if one.rule.id.startswith("helm-")] == [TEMPLATE_FAILS]


def test_a_name_that_is_not_known_is_that_of_the_resource(tmp_path: Path) -> None:
    write(tmp_path, {**CHART, "main.tf": 'variable "n" {}\nresource "helm_release" "my_web" {\n  name  = var.n\n'
                     '  chart = "./charts/web"\n}\n'})
    found = deep(terraform_hcl.load)(tmp_path, "", tmp_path)
    assert pod(found).id.name == "my-web"
    assert (Level.INFO, "The chart of helm_release.my_web was rendered as my-web.") in told(found)


def test_several_releases_of_one_chart(tmp_path: Path) -> None:
    found = load(tmp_path, "  count = 2\n")
    assert [one.title for one in found.resources if one.id.dialect == KUBERNETES] == [
        "Pod/rel (helm_release.web[0])", "Pod/rel (helm_release.web[1])"]


def test_there_is_a_bound_on_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helm_releases, "MAX_RELEASES", 1)
    found = load(tmp_path, "  count = 2\n")
    assert pod(found).title == "Pod/rel (helm_release.web[0])"
    assert any(one.summary == "Only the first 1 releases of charts were looked at." for one in found.notices)
