"""Charts as input: resources, problems told together, places."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.helm.options import RenderOptions
from scanner.helm.render import reader
from scanner.inputs import helm
from scanner.inputs.helm import DEPENDENCY_MISSING, KUBE_VERSION, SCHEMA_INVALID, TEMPLATE_FAILS, LoadedChart
from scanner.model.provenance import Provenance
from scanner.model.unknown import Unknown
from tests.helm.charts import head, packed, write

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {}\n"


def load(folder: Path, options: RenderOptions = RenderOptions(), **files: str | bytes) -> LoadedChart:
    for name, text in {"Chart.yaml": head(), **files}.items():
        path = folder / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return helm.load(folder / "web", "web", options, reader(folder))


def place(found: LoadedChart, where: Provenance) -> str:
    """The first place with a file, as path:line:column."""
    hop = where.primary
    if hop is None or hop.span is None:
        return ""
    position = found.sources[hop.span.path].position(hop.span.start)
    return f"{hop.span.path.removeprefix('web/')}:{position.line}:{position.column}"


def problems(found: LoadedChart) -> list[tuple[str, str, str]]:
    return [(each.rule_id, each.message, place(found, each.where)) for each in found.problems]


def names(found: LoadedChart) -> list[str]:
    return [one.id.short for one in found.resources]



def test_resources_come_by_file_and_order(tmp_path: Path) -> None:
    found = load(tmp_path, **{
        "templates/b.yaml": POD.format("b") + "---\n" + POD.format("{{ .Release.Name }}"),
        "templates/a.yaml": POD.format("a"), "templates/NOTES.txt": "kind: Notes", "templates/empty.yaml": "# nothing\n",
        "charts/db/Chart.yaml": head("db"), "charts/db/templates/d.yaml": POD.format("d")})
    assert names(found) == ["Pod/d", "Pod/a", "Pod/b", "Pod/release-name"]
    assert not found.problems and not found.notices


def test_lists_are_taken_apart(tmp_path: Path) -> None:
    items = "".join(f"- {{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}}}\n" for name in "ab")
    found = load(tmp_path, **{"templates/a.yaml": f"apiVersion: v1\nkind: List\nitems:\n{items}"})
    assert names(found) == ["Pod/a", "Pod/b"]
    assert place(found, found.resources[1].place("metadata", "name")) == "templates/a.yaml:5:42"


@pytest.mark.parametrize(("hook", "kept"), [("pre-install", True), ("test", False), ("test-success", False),
                                            ("pre-install, test", False)])
def test_hooks_that_only_test_are_left_out(hook: str, kept: bool, tmp_path: Path) -> None:
    found = load(tmp_path, **{"templates/a.yaml": POD.format("a") + f"  annotations: {{helm.sh/hook: '{hook}'}}\n"})
    assert bool(found.resources) is kept


def test_resources_know_their_template_and_the_namespace_of_the_release(tmp_path: Path) -> None:
    options = RenderOptions(namespace="shop")
    found = load(tmp_path, options, **{
        "templates/a.yaml": POD.format("a"), "charts/db/Chart.yaml": head("db"), "charts/db/templates/d.yaml": POD.format("d")})
    assert [(one.file, one.space, one.id.namespace) for one in found.resources] == [
        ("web/charts/db/templates/d.yaml", "shop", ""), ("web/templates/a.yaml", "shop", "")]


def test_a_resource_leads_back_to_the_values(tmp_path: Path) -> None:
    found = load(tmp_path, **{"values.yaml": "image: nginx:latest\n",
                              "templates/a.yaml": POD.format("a") + "spec:\n  image: {{ .Values.image }}\n"})
    (pod,) = found.resources
    assert pod.get("spec", "image") == "nginx:latest"
    assert [hop.role for hop in pod.place("spec", "image").hops] == ["value", "expression"]
    assert place(found, pod.place("spec", "image")) == "values.yaml:1:1"


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = load(tmp_path, **{
        "Chart.yaml": head(more="kubeVersion: '<1.20'\ndependencies:\n- name: db\n  version: 1.0.0\n"),
        "values.schema.json": '{"properties": {"name": {"type": "number"}}}', "values.yaml": "\nname: x\n",
        "templates/_broken.tpl": "{{ if }}",
        "templates/a.yaml": POD.format("a") + "x: {{ .Values.a.b }}\ny: {{ $u }}\n",
        "templates/b.yaml": 'x: {{ include "gone" . }}\n',
        "templates/c.yaml": 'x: {{ include "gone" . }}\n',
        "templates/d.yaml": '{{ required "say d" .Values.d }}',
        "templates/e.yaml": "a: [",
        "templates/ok.yaml": POD.format("ok"),
    })
    assert problems(found) == [
        (DEPENDENCY_MISSING, "Dependency 'db' 1.0.0 is listed but not in charts/: what it brings was not judged.",
         "Chart.yaml:6:3"),
        (SCHEMA_INVALID, "The schema of web refuses name: got string, want number.", "values.yaml:2:1"),
        (KUBE_VERSION, "chart requires kubeVersion: <1.20 which is incompatible with Kubernetes v1.35.0",
         "Chart.yaml:1:1"),
        (TEMPLATE_FAILS, 'The template does not parse: undefined variable "$u".', "templates/a.yaml:6:7"),
        (TEMPLATE_FAILS, "The template does not parse: missing value for if.", "templates/_broken.tpl:1:7"),
        (TEMPLATE_FAILS, "Rendering stops with the chart's own message: say d", "templates/d.yaml:1:4"),
        (TEMPLATE_FAILS, "Template 'gone' is included but defined nowhere (used in 2 places).", "templates/c.yaml:1:7"),
        (TEMPLATE_FAILS, "Rendering fails at {{ .Values.a.b }}: nil pointer evaluating interface {}.b.",
         "templates/a.yaml:5:7"),
        (TEMPLATE_FAILS, "The rendered document is not valid YAML: yaml: line 1: "
         "did not find expected node content.", "templates/e.yaml:1:4"),
    ]
    assert "Pod/ok" in names(found) and "Pod/a" in names(found)


def test_a_failing_helper_is_one_problem_with_every_use(tmp_path: Path) -> None:
    found = load(tmp_path, **{"templates/_h.tpl": '{{ define "h" }}{{ .Values.a.b }}{{ end }}',
                              "templates/a.yaml": POD.format('{{ include "h" . }}'),
                              "templates/b.yaml": POD.format('{{ include "h" . }}')})
    assert [each[2] for each in problems(found)] == ["templates/_h.tpl:1:20"]
    uses = found.problems[0].where.hops[1:]
    assert [place(found, Provenance((hop,))) for hop in uses] == ["templates/b.yaml:4:12", "templates/a.yaml:4:12"]
    assert names(found) == ["Pod/(unknown)", "Pod/(unknown)"]


def test_what_a_failed_action_would_have_written_is_unknown(tmp_path: Path) -> None:
    found = load(tmp_path, **{"templates/a.yaml": POD.format("a") + (
        "spec:\n  image: x:{{ .Values.a.b }}\n  list:\n  - {{ .Values.a.b }}\n  - ok\n"
        "  map:\n    {{- .Values.a.b | nindent 4 }}\n    k: v\n  ok: 1\n")})
    (pod,) = found.resources
    assert isinstance(pod.get("spec", "image"), Unknown)
    assert [isinstance(item, Unknown) for item in pod.get("spec", "list")] == [True, False]
    assert isinstance(pod.get("spec", "map"), Unknown)
    assert pod.get("spec", "ok") == 1
    unknown = pod.get("spec", "image")
    assert place(found, unknown.where) == "templates/a.yaml:6:10"
    assert [each[2] for each in problems(found)] == [
        "templates/a.yaml:6:15", "templates/a.yaml:8:8", "templates/a.yaml:11:9"]


@pytest.mark.parametrize("text", [
    "{{ .Values.a.b }}\n", "{{ if .Values.a.b }}" + POD.format("a") + "{{ end }}\n",
    "kind: List\napiVersion: v1\nitems:\n- {{ .Values.a.b }}\n"])
def test_a_document_that_is_nothing_but_a_failure_is_no_second_problem(text: str, tmp_path: Path) -> None:
    found = load(tmp_path, **{"templates/a.yaml": text})
    assert len(found.problems) == 1 and not found.notices and not found.resources


def test_a_document_that_marks_made_unreadable_is_a_notice(tmp_path: Path) -> None:
    found = load(tmp_path, **{"templates/a.yaml": "a:\n b: c\n{{ .Values.a.b }}\n"})
    assert [each.rule_id for each in found.problems] == [TEMPLATE_FAILS]
    (notice,) = found.notices
    assert notice.summary == "A document with parts that could not be rendered cannot be judged."


@pytest.mark.parametrize("text", ["- a\n", "text\n", "5\n"])
def test_a_document_that_is_no_object_is_a_problem(text: str, tmp_path: Path) -> None:
    found = load(tmp_path, **{"templates/a.yaml": text})
    assert problems(found) == [(TEMPLATE_FAILS, "The rendered document is no Kubernetes object: a map with apiVersion "
                                "and kind is expected.", "templates/a.yaml:1:1")]


def test_a_library_chart_is_a_notice(tmp_path: Path) -> None:
    found = load(tmp_path, **{"Chart.yaml": head(more="type: library\n"), "templates/a.yaml": "{{ nosuch"})
    assert not found.problems and not found.resources
    (notice,) = found.notices
    assert notice.level.value == "info" and "library chart" in notice.summary


@pytest.mark.parametrize(("files", "detail"), [
    ({"Chart.yaml": "a: ["}, "Chart.yaml"),
    ({"Chart.yaml": "apiVersion: v2\nname: web\n"}, "chart.metadata.version is required"),
    ({"values.yaml": "- 1\n"}, "values.yaml"),
    ({"charts/db/Chart.yaml": "name: db\n"}, "version is required"),
])
def test_a_chart_that_does_not_load_is_an_error_notice(files: dict[str, str], detail: str, tmp_path: Path) -> None:
    found = load(tmp_path, **files)
    (notice,) = found.notices
    assert notice.level.value == "error" and notice.summary == "The chart web cannot be rendered."
    assert detail in notice.detail and not found.resources


def test_values_of_the_user_that_do_not_fit_are_an_error_notice(tmp_path: Path) -> None:
    found = load(tmp_path, RenderOptions(set=("db=text",)), **{"charts/db/Chart.yaml": head("db"), "templates/a.yaml": ""})
    (notice,) = found.notices
    assert notice.level.value == "error" and "type mismatch on db" in notice.detail


def test_a_subchart_in_an_archive_is_shown_as_its_entry(tmp_path: Path) -> None:
    archive = packed({"db/Chart.yaml": head("db"), "db/templates/d.yaml": POD.format("d") + "x: {{ .Values.a.b }}\n"})
    chart = head(more="dependencies:\n- name: db\n  version: 1.0.0\n")
    found = load(tmp_path, **{"Chart.yaml": chart, "charts/db-1.0.0.tgz": archive})
    (pod,) = found.resources
    assert place(found, pod.place("kind")) == "Chart.yaml:5:3"
    assert [each[2] for each in problems(found)] == ["Chart.yaml:5:3"]


def test_a_missing_dependency_of_a_subchart_is_a_notice(tmp_path: Path) -> None:
    found = load(tmp_path, **{"charts/db/Chart.yaml": head("db", "dependencies:\n- {name: low, version: 1.0.0}\n")})
    assert not found.problems
    assert [each.summary for each in found.notices] == [
        "Dependency 'low' of subchart db is not in its charts/ folder."]


def test_a_whole_chart_may_be_an_archive(tmp_path: Path) -> None:
    (tmp_path / "web-1.0.0.tgz").write_bytes(packed({"web/Chart.yaml": head(), "web/templates/a.yaml": POD.format("a")}))
    found = helm.load(tmp_path / "web-1.0.0.tgz", "web-1.0.0.tgz", RenderOptions(), reader(tmp_path))
    (pod,) = found.resources
    primary = pod.place("kind").primary
    assert primary is not None and primary.span == ("web-1.0.0.tgz", 0, 0)
    assert "web-1.0.0.tgz" in found.sources


def test_every_place_lies_in_a_source(tmp_path: Path) -> None:
    found = load(tmp_path, RenderOptions(value_files=("v.yaml",)) if write(tmp_path, {"v.yaml": "x: é\n"}) else None, **{
        "templates/_h.tpl": '{{ define "h" }}k: {{ .Values.x }}{{ end }}',
        "templates/a.yaml": POD.format("a") + 'spec:\n  {{- include "h" . | nindent 2 }}\n  l: [1, {a: b}]\n'})
    (pod,) = found.resources
    for path in [(), ("spec",), ("spec", "k"), ("spec", "l", 1, "a"), ("none",), ("spec", "none", "below")]:
        hops = pod.place(*path).hops
        assert hops
        for hop in hops:
            assert hop.span is not None and 0 <= hop.span.start <= hop.span.end <= len(found.sources[hop.span.path].text)
    assert place(found, pod.place("spec", "k")).startswith("v.yaml") or "v.yaml" in found.sources


@pytest.mark.parametrize(("files", "lacking"), [
    ({}, ["helm-values-schema", "helm-test-present"]),
    ({"values.schema.json": "{}"}, ["helm-test-present"]),
    ({"templates/t.yaml": POD.format("t") + '  annotations:\n    "helm.sh/hook": test\n'}, ["helm-values-schema"]),
    ({"templates/t.yaml": POD.format("t") + "  annotations: {helm.sh/hook: 'post-install, test-success'}\n",
      "values.schema.json": "{}"}, []),
    ({"templates/t.yaml": POD.format("t") + "  annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: '1'}\n"},
     ["helm-values-schema", "helm-test-present"]),
])
def test_what_a_chart_might_have(tmp_path: Path, files: dict[str, str], lacking: list[str]) -> None:
    found = load(tmp_path, **files)
    assert [one.rule_id for one in found.omissions] == lacking
    assert all(place(found, one.where) == "Chart.yaml:1:1" for one in found.omissions)
    assert not found.problems


def test_files_of_crds_are_kept_for_those_who_need_them(tmp_path: Path) -> None:
    crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\n"
    found = load(tmp_path, **{"crds/a.yaml": crd + "---\na: [\n---\n" + crd, "crds/readme.txt": "no",
                              "charts/db/Chart.yaml": head("db"), "charts/db/crds/b.json": '{"kind": "x"}'})
    assert [len(file.split()) for file in found.definitions] == [3, 1]
    read = [[one.id.short for one in document.read()] for document in found.definitions[0].split()]
    assert read == [["CustomResourceDefinition/a"], [], ["CustomResourceDefinition/a"]]
    assert [notice.summary for notice in found.notices] == [
        "2 files of CustomResourceDefinitions below crds/ were not judged themselves."]
