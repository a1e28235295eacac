"""Rules with the engine `schema`: over a whole scan, with places, targets and waivers."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.graph.build import build
from scanner.helm.options import RenderOptions
from scanner.helm.render import reader
from scanner.inputs import helm
from scanner.inputs.helm import LoadedChart
from scanner.inputs.manifests import load
from scanner.model.judgement import Judgement, Outcome
from scanner.model.source import SourceFile
from scanner.rules import pack, schemas
from scanner.rules.judge import Target
from tests.helm.charts import head, packed, write
from tests.manifests import held

RULES = [head for head in pack.heads() if head.engine == schemas.ENGINE]
DEFAULT = Target("1.35")

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.example.com}
spec:
  group: example.com
  names: {kind: Backup, plural: backups}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {keep: {type: integer}}}}}}
    - {name: v1alpha1, served: false, storage: false}
"""
BACKUP = "apiVersion: example.com/v1\nkind: Backup\nmetadata: {name: a}\nspec: {keep: x}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'web:1'}]}\n"


def judge(text: str, target: Target = DEFAULT) -> tuple[Judgement, ...]:
    resources, _ = load([SourceFile("web.yaml", text)])
    return held([build(resources)], (), RULES, target)


def outcomes(judgements: tuple[Judgement, ...], name: str) -> dict[str, str]:
    """Outcome by rule of what is said about one resource."""
    return {one.rule.id: one.outcome.value for one in judgements if one.name == name}


def failures(judgements: tuple[Judgement, ...]) -> list[tuple[str, str]]:
    return [(one.rule.id, one.message) for one in judgements if one.outcome is Outcome.FAIL]


def chart(folder: Path, name: str, files: dict[str, str]) -> LoadedChart:
    write(folder / name, {"Chart.yaml": head(name), **files})
    return helm.load(folder / name, name, RenderOptions(), reader(folder))


def judge_charts(*charts: LoadedChart) -> tuple[Judgement, ...]:
    files = [file for one in charts for file in one.definitions]
    return held([build(one.resources) for one in charts], files, RULES, DEFAULT)


def places(found: LoadedChart, judgements: tuple[Judgement, ...]) -> list[str]:
    shown = []
    for one in judgements:
        hop = one.where().primary
        if one.outcome is Outcome.FAIL and hop is not None and hop.span is not None:
            position = found.sources[hop.span.path].position(hop.span.start)
            shown.append(f"{hop.span.path}:{position.line}:{position.column}")
    return shown


# -- outcomes -------------------------------------------------------------------------------


def test_passes_are_evidence() -> None:
    assert outcomes(judge(POD), "Pod/web") == {
        "deprecated-api": "pass", "schema-validation": "pass", "superseded-api": "pass"}


def test_a_kind_that_nothing_is_known_of_is_not_judged() -> None:
    assert judge(BACKUP) == ()


def test_what_is_not_served_is_not_checked() -> None:
    text = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\nspec: {nothing: 1}\n"
    assert outcomes(judge(text), "CronJob/a") == {"deprecated-api": "fail", "schema-validation": "unknown"}


@pytest.mark.parametrize(("kubernetes", "expected"), [
    ("1.25", "unknown"), ("1.31", "fail"), ("1.32", "pass"), ("1.37", "pass"), ("1.38", "pass"), ("v1.31.4", "fail")])
def test_targets(kubernetes: str, expected: str) -> None:
    text = POD.replace("spec: {", "spec: {resources: {}, ")
    assert outcomes(judge(text, Target(kubernetes)), "Pod/web")["schema-validation"] == expected


def test_beyond_the_table_nothing_is_wrong_for_certain() -> None:
    text = POD.replace("spec: {", "spec: {newField: 1, ")
    assert outcomes(judge(text, Target("1.99")), "Pod/web")["schema-validation"] == "unknown"


def test_products_may_be_named() -> None:
    text = "apiVersion: cert-manager.io/v1alpha2\nkind: Issuer\nmetadata: {name: a}\n"
    older = Target("1.35", params={"deprecated-api": {"products": {"cert-manager": "1.5"}}})
    oldest = Target("1.35", params={"deprecated-api": {"products": {"cert-manager": 1.3}}})
    strange = Target("1.35", params={"deprecated-api": {"products": ["x"]}})
    assert outcomes(judge(text), "Issuer/a") == {"deprecated-api": "fail"}
    assert outcomes(judge(text, older), "Issuer/a") == {"deprecated-api": "pass", "superseded-api": "fail"}
    assert outcomes(judge(text, oldest), "Issuer/a") == {"deprecated-api": "pass", "superseded-api": "pass"}
    assert outcomes(judge(text, strange), "Issuer/a") == {"deprecated-api": "fail"}


def test_rules_that_are_not_chosen_are_not_asked() -> None:
    resources, _ = load([SourceFile("web.yaml", POD)])
    some = [rule for rule in RULES if rule.id == "deprecated-api"]
    assert {one.rule.id for one in held([build(resources)], (), some)} == {"deprecated-api"}
    assert held([build(resources)], (), []) == ()


# -- custom kinds across a scan ------------------------------------------------------------------


def test_an_object_is_held_against_its_definition() -> None:
    assert failures(judge(CRD + "---\n" + BACKUP)) == [
        ("schema-validation", "spec.keep is a string, and an integer is expected.")]


def test_a_version_that_its_definition_does_not_serve() -> None:
    text = CRD + "---\n" + BACKUP.replace("example.com/v1", "example.com/v1alpha1")
    assert failures(judge(text)) == [("deprecated-api", (
        "The API version example.com/v1alpha1 of Backup is not served by its CustomResourceDefinition; use example.com/v1."))]


@pytest.mark.parametrize("where", ["crds/backup.yaml", "templates/backup.yaml"])
def test_definitions_of_a_chart(where: str, tmp_path: Path) -> None:
    found = chart(tmp_path, "web", {where: CRD, "templates/a.yaml": BACKUP})
    judgements = judge_charts(found)
    assert [message for _, message in failures(judgements)] == ["spec.keep is a string, and an integer is expected."]
    assert places(found, judgements) == ["web/templates/a.yaml:4:14"]


def test_definitions_of_another_chart(tmp_path: Path) -> None:
    crds = chart(tmp_path, "crds", {"crds/backup.yaml": CRD})
    found = chart(tmp_path, "web", {"templates/a.yaml": BACKUP})
    assert len(failures(judge_charts(crds, found))) == len(failures(judge_charts(found, crds))) == 1


def test_the_definition_of_another_chart_may_be_an_older_one(tmp_path: Path) -> None:
    crds = chart(tmp_path, "crds", {"crds/backup.yaml": CRD})
    found = chart(tmp_path, "web", {"templates/a.yaml": BACKUP.replace("/v1", "/v2")})
    assert judge_charts(crds, found) == ()


def test_a_version_that_a_definition_of_another_chart_lists_and_does_not_serve(tmp_path: Path) -> None:
    crds = chart(tmp_path, "crds", {"crds/backup.yaml": CRD})
    found = chart(tmp_path, "web", {"templates/a.yaml": BACKUP.replace("/v1", "/v1alpha1")})
    assert [rule for rule, _ in failures(judge_charts(crds, found))] == ["deprecated-api"]


def test_old_definitions_in_crds_are_judged(tmp_path: Path) -> None:
    old = "# comment\n" + CRD.replace("apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1")
    found = chart(tmp_path, "web", {"crds/backup.yaml": old, "crds/new.yaml": CRD})
    judgements = judge_charts(found)
    assert [rule for rule, _ in failures(judgements)] == ["deprecated-api"]
    assert places(found, judgements) == ["web/crds/backup.yaml:2:13"]


def test_what_lies_in_an_archive_has_the_place_of_the_archive(tmp_path: Path) -> None:
    old = CRD.replace("apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1")
    write(tmp_path / "web", {"Chart.yaml": head("web")})
    (tmp_path / "web/charts").mkdir()
    (tmp_path / "web/charts/db-1.0.0.tgz").write_bytes(packed({"db/Chart.yaml": head("db"), "db/crds/a.yaml": old}))
    found = helm.load(tmp_path / "web", "web", RenderOptions(), reader(tmp_path))
    assert places(found, judge_charts(found)) == ["web/charts/db-1.0.0.tgz:1:1"]


# -- places and unknown values in charts -----------------------------------------------------------


def test_a_wrong_value_leads_to_the_values_and_a_wrong_name_to_the_template(tmp_path: Path) -> None:
    found = chart(tmp_path, "web", {
        "values.yaml": "ports:\n  http: '80'\nextra:\n  imagePullpolicy: Always\n",
        "templates/a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a\n"
                            "    comand: {{ .Values.ports.http | quote }}\n    ports:\n    - containerPort: {{ .Values.ports.http | quote }}\n"
                            "    {{- toYaml .Values.extra | nindent 4 }}\n"})
    judgements = judge_charts(found)
    assert [message.split(" ")[0] for _, message in failures(judgements)] == [
        "v1", "spec.containers[0].ports[0].containerPort", "v1"]
    assert places(found, judgements) == ["web/templates/a.yaml:8:5", "web/values.yaml:2:3", "web/values.yaml:4:3"]


def test_what_a_failed_action_would_have_written_is_unknown(tmp_path: Path) -> None:
    found = chart(tmp_path, "web", {"templates/a.yaml": POD.replace("'web:1'", "{{ .Values.a.b.c }}")})
    assert outcomes(judge_charts(found), "Pod/web")["schema-validation"] == "unknown"
    wrong = chart(tmp_path, "other", {"templates/a.yaml": POD.replace("'web:1'", "{{ .Values.a.b.c }}, x: 1")})
    assert [message for _, message in failures(judge_charts(wrong))] == ["v1 Pod has no field spec.containers[0].x."]


def test_an_object_of_a_chart_may_lack_its_api_version(tmp_path: Path) -> None:
    found = chart(tmp_path, "web", {"templates/a.yaml": "kind: Pod\nmetadata: {name: a}\n",
                                    "templates/b.yaml": POD.replace("v1", "{{ .Values.a.b }}").replace("web", "b")})
    judgements = judge_charts(found)
    assert failures(judgements) == [("schema-validation", "apiVersion of Pod/a is missing.")]
    assert outcomes(judgements, "Pod/b") == {
        "deprecated-api": "unknown", "schema-validation": "unknown", "superseded-api": "unknown"}


# -- bounds -------------------------------------------------------------------------------------


def test_the_work_on_custom_objects_of_a_scan_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "_MAX_WORK", 20)
    text = CRD + "".join(f"---\n{BACKUP.replace('name: a', f'name: a{number}')}" for number in range(20))
    said = [outcomes(judge(text), f"Backup/a{number}")["schema-validation"] for number in range(20)]
    assert said[0] == "fail" and said[-1] == "unknown"


def test_resources_of_a_graph_are_judged_in_reading_order() -> None:
    judgements = judge(POD + "---\n" + POD.replace("name: web}\n", "name: second}\n"))
    assert [one.name for one in judgements if one.rule.id == "schema-validation"] == ["Pod/web", "Pod/second"]


def test_nothing_to_judge() -> None:
    assert held([build(())], (), RULES) == held([], (), RULES) == ()
