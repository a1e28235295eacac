"""The checklist as part of a whole scan."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.checklist import ItemResult, Status
from scanner.model.report import Report
from scanner.scan import Request, scan
from scanner.settings import Settings, SettingsError, load

SCALING = "infrastructure/cloud/high-availability/auto-scaling"
NON_ROOT = "security/container/image/non-root-user"
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "values.yaml": "user: 0\n",
    "values-prod.yaml": "user: 1000\n",
    "templates/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n"
                          "  securityContext: {runAsNonRoot: true, runAsUser: {{ .Values.user }}}\n"
                          "  containers: [{name: web, image: a.example.org/web:1}]\n",
}


def written(folder: Path, files: dict[str, str], config: str = "") -> Settings:
    for path, text in {**files, **({".readiness.yaml": config} if config else {})}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    settings = load(folder / ".readiness.yaml", ".readiness.yaml") if config else Settings()
    return settings._replace(profile="all")


def scanned(folder: Path, settings: Settings, checklist: bool = True) -> Report:
    return scan(Request((str(folder),), settings=settings, root=folder, checklist=checklist,
                        today=lambda: "2026-01-31"))


def item(report: Report, name: str) -> ItemResult:
    return next(one for one in report.items if one.item.id == name)


@pytest.mark.parametrize(("config", "status"), [
    ("", Status.NOT_MET),
    ("environments: {dev: {values: [values.yaml]}}\n", Status.NOT_MET),
    ("environments: {dev: {values: [values.yaml]}, prod: {values: [values-prod.yaml]}}\n", Status.MET),
    ("environments: {dev: {values: [values-prod.yaml]}, prod: {values: [values.yaml]}}\n", Status.NOT_MET),
])
def test_items_are_about_production_where_there_is_one(tmp_path: Path, config: str, status: Status) -> None:
    values = config.replace("[values", "['{chart}/values")  # beside the chart
    values = values.replace(".yaml]", ".yaml']")
    assert item(scanned(tmp_path, written(tmp_path, CHART, values)), NON_ROOT).status is status


def test_without_the_checklist_no_file_of_the_repository_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scanner.repository import read

    asked: list[object] = []
    monkeypatch.setattr(read, "read", lambda *given, **more: asked.append(given) or read.Reading())
    settings = written(tmp_path, CHART)
    assert item(scanned(tmp_path, settings, checklist=False), NON_ROOT).clues
    assert not asked
    scanned(tmp_path, settings)
    assert len(asked) == 1


def test_facts_are_no_findings(tmp_path: Path) -> None:
    files = {f"chart/{path}": text for path, text in CHART.items()}
    settings = written(tmp_path, {**files, "Dockerfile": "FROM ubuntu:latest\n"})
    plain, whole = scanned(tmp_path, settings, checklist=False), scanned(tmp_path, settings)
    judged = [[(one.rule.id, one.outcome, one.name) for one in report.judgements] for report in (plain, whole)]
    assert judged[0] == judged[1]
    assert "Dockerfile" in whole.sources and "Dockerfile" not in plain.sources


@pytest.mark.parametrize(("config", "problem"), [
    ("checklist: {params: {security/x: {days: 1}}}\n", "there is no checklist item 'security/x'"),
    ("checklist: {params: {pre-deployment/environment/software/helm: {minimun: 1}}}\n", "did you mean 'minimum'?"),
    ("checklist: {params: {security/container/image/non-root-user: {days: 1}}}\n", "it has none"),
])
def test_thresholds_have_to_exist(tmp_path: Path, config: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=r"\.readiness\.yaml:1: ") as error:
        written(tmp_path, CHART, config)
    assert problem in str(error.value)


def test_thresholds_of_a_configuration_hold(tmp_path: Path) -> None:
    files = {**CHART, ".tool-versions": "helm 3.12.0\n"}
    helm = "pre-deployment/environment/software/helm"
    assert item(scanned(tmp_path, written(tmp_path, files)), helm).status is Status.NOT_MET
    settings = written(tmp_path, files, f"checklist: {{params: {{{helm}: {{minimum: '3.10'}}}}}}\n")
    assert item(scanned(tmp_path, settings), helm).status is Status.MET


def test_a_manifest_that_cannot_be_read_leaves_open_what_may_stand_there(tmp_path: Path) -> None:
    files = {"a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: [\n", "Dockerfile": "FROM a\n"}
    report = scanned(tmp_path, written(tmp_path, files))
    assert item(report, "infrastructure/storage/persistent/backup-policies").status is Status.UNKNOWN
    assert item(report, "infrastructure/cloud/provider/cost-optimization").status is Status.NOT_APPLICABLE
    assert item(report, "security/container/image/images-signed").status is Status.UNKNOWN
    assert item(report, "security/container/image/critical-high-vulnerabilities-remediated").status is Status.NOT_MET
