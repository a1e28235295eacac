"""The whole pipeline: inputs to a report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scanner import scan as stages
from scanner.discover import NothingFound
from scanner.helm.options import RenderOptions
from scanner.model.judgement import TEST_VALUES, Outcome
from scanner.model.report import Level, Notice, Report
from scanner.model.rule import Severity
from scanner.reports import json, sarif, text
from scanner.reports.checklist import json as checklist_json
from scanner.scan import Request, exit_code, scan
from scanner.settings import Environment, RuleChoice, Settings, SettingsError
from tests.helm.charts import head, write

FIXTURES = Path(__file__).parent.parent / "fixtures"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: {}}}\nspec: {{hostNetwork: true, containers: []}}\n"
CHART = {"web/Chart.yaml": head(), "web/templates/a.yaml": POD.format("{{ .Release.Name }}").replace("{{{{", "{{")}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    inner = tmp_path / "here"
    inner.mkdir()
    monkeypatch.chdir(inner)
    return inner


def found(report: Report, rule: str = "host-network") -> list[str]:
    return [one.name for one in report.findings if one.rule.id == rule]


def every_format(report: Report) -> list[str]:
    return [json.render(report), sarif.render(report), text.render(report), checklist_json.render(report)]


def test_two_scans_give_the_same_bytes(folder: Path) -> None:
    for fixture in FIXTURES.iterdir():
        shutil.copytree(fixture / "input", folder / fixture.name)
    first, second = (every_format(scan(Request((".",)))) for _ in range(2))
    assert first == second
    assert str(folder) not in "".join(first), "no absolute paths"


def test_the_order_of_requested_paths_does_not_matter(folder: Path) -> None:
    write(folder, {**CHART, "b.yaml": POD.format("b"), "a.yaml": POD.format("a")})
    assert every_format(scan(Request(("web", "a.yaml", "b.yaml")))) == every_format(scan(Request(("b.yaml", "web", "a.yaml"))))


def test_charts_and_manifests_are_judged_together(folder: Path) -> None:
    write(folder, {**CHART, "deploy/a.yaml": POD.format("a")})
    report = scan(Request((".",)))
    assert found(report) == ["Pod/release-name", "Pod/a"]
    assert report.inputs == ("here/deploy/a.yaml", "here/web")
    assert {one.outcome for one in report.judgements} >= {Outcome.FAIL, Outcome.PASS}
    assert report.items and report.rules and not report.notices


def test_a_broken_chart_hides_no_good_one(folder: Path) -> None:
    write(folder, {**CHART, "broken/Chart.yaml": "a: [", "half/Chart.yaml": head("half"),
                   "half/templates/a.yaml": "{{ if", "half/templates/b.yaml": POD.format("half"), "bad.yaml": "a: ["})
    report = scan(Request((".",)))
    assert found(report) == ["Pod/half", "Pod/release-name"]
    assert len(found(report, "helm-template-fails")) == 1
    assert [notice.summary for notice in report.notices if notice.level is Level.ERROR] == [
        "The chart here/broken cannot be rendered.", "A document is not valid YAML."]
    assert exit_code(report, None) == stages.UNREADABLE


def test_standard_input_is_an_input(folder: Path) -> None:
    report = scan(Request(("-",), stdin=POD.format("piped")))
    assert found(report) == ["Pod/piped"] and report.inputs == ("stdin",)


@pytest.mark.parametrize(("data", "why"), [(b"\xff\xfe", "not UTF-8 (byte 0)"), (b"a: \xe9", "not UTF-8 (byte 3)")])
def test_what_is_no_text_is_a_notice(data: bytes, why: str, folder: Path) -> None:
    (folder / "a.yaml").write_bytes(data)
    (notice,) = scan(Request(("a.yaml",))).notices[:1]
    assert notice.level is Level.ERROR and notice.summary == "a.yaml cannot be read." and why in notice.detail


def test_a_byte_order_mark_is_no_part_of_the_text(folder: Path) -> None:
    (folder / "a.yaml").write_bytes(b"\xef\xbb\xbf" + POD.format("marked").encode())
    assert found(scan(Request(("a.yaml",)))) == ["Pod/marked"]


def test_a_file_that_is_too_large_is_a_notice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "MAX_FILE", 10)
    write(folder, {"a.yaml": POD.format("a")})
    (notice, _) = scan(Request(("a.yaml",))).notices
    assert "larger than 10 bytes" in notice.detail


def test_nothing_to_scan_is_said(folder: Path) -> None:
    (notice,) = scan(Request((".",))).notices
    assert notice.level is Level.WARNING and notice.summary == "Nothing to scan was found."


def test_a_path_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NothingFound, match="gone does not exist"):
        scan(Request(("gone",)))


def test_values_files_are_shown_as_other_files(folder: Path) -> None:
    write(folder, {**CHART, "web/templates/a.yaml": POD.format("a").replace("true", "{{ .Values.host }}"),
                   "env/prod.yaml": "host: true\n"})
    options = RenderOptions(value_files=("env/prod.yaml",))
    report = scan(Request(("web", "env"), options))
    (finding,) = (one for one in report.findings if one.rule.id == "host-network")
    primary = finding.where().primary
    assert primary is not None and primary.span is not None and primary.span.path == "env/prod.yaml"
    assert primary.span.path in report.sources


def test_settings_change_rules(folder: Path) -> None:
    write(folder, {"a.yaml": POD.format("a")})
    off = Settings(rules={"host-network": RuleChoice(enabled=False)})
    assert found(scan(Request(("a.yaml",), settings=off))) == []
    low = Settings(rules={"host-network": RuleChoice(severity=Severity.LOW)})
    (finding,) = (one for one in scan(Request(("a.yaml",), settings=low)).findings if one.rule.id == "host-network")
    assert finding.severity is Severity.LOW
    assert found(scan(Request(("a.yaml",), settings=Settings(exclude=("a.yaml",))))) == []


def test_a_rule_that_does_not_exist_cannot_be_changed(folder: Path) -> None:
    with pytest.raises(SettingsError, match="'host-netwrk' that does not exist; did you mean 'host-network'"):
        scan(Request((".",), settings=Settings(rules={"host-netwrk": RuleChoice(enabled=False)})))


@pytest.mark.parametrize(("files", "expected"), [
    (("p/v.yaml", "q/v.yaml"), "q"), (("q/v.yaml", "p/v.yaml"), "p"), (("p/v.yaml", "q/v.yaml", "p/v.yaml"), "p")])
def test_values_files_of_one_name_are_told_apart(files: tuple[str, ...], expected: str, folder: Path) -> None:
    write(folder, {**CHART, "web/templates/a.yaml": POD.format("{{ .Values.name }}").replace("{{{{", "{{")})
    write(folder.parent, {"p/v.yaml": "name: p\n", "q/v.yaml": "name: q\n"})
    options = RenderOptions(value_files=tuple(f"../{file}" for file in files))
    assert found(scan(Request(("web",), options))) == [f"Pod/{expected}"]


def test_rules_of_the_user_are_asked_too(folder: Path) -> None:
    write(folder, {"a.yaml": POD.format("a"), "own/mine/pod-named-b.yaml": """\
id: pod-named-b
title: Pods are named b
severity: low
since: 0.1.0
why: Whoever reads the list wants to find b in it.
remediation: Rename the pod, and what refers to it.
match: {kind: Pod}
assert: object.metadata.name == 'b'
field: metadata.name
message: The pod is not named b.
examples:
- name: b
  passes: |
    apiVersion: v1
    kind: Pod
    metadata: {name: b}
- name: a
  fails: |
    apiVersion: v1
    kind: Pod
    metadata: {name: a}  # finding: it is not b
"""})
    report = scan(Request(("a.yaml",), settings=Settings(rule_paths=(Path("own"),))))
    assert found(report, "pod-named-b") == ["Pod/a"]


def test_progress_is_told_each_input(folder: Path) -> None:
    write(folder, {**CHART, "a.yaml": POD.format("a")})
    told: list[str] = []
    scan(Request(("web", "a.yaml"), progress=told.append))
    assert told == ["1 of 2: web", "2 of 2: a.yaml"]


@pytest.mark.parametrize(("levels", "severity", "gate", "expected"), [
    ([], None, Severity.HIGH, stages.OK),
    ([], Severity.HIGH, Severity.HIGH, stages.FINDINGS),
    ([], Severity.MEDIUM, Severity.HIGH, stages.OK),
    ([], Severity.CRITICAL, None, stages.OK),
    ([Level.WARNING], None, Severity.INFO, stages.OK),
    ([Level.ERROR], None, None, stages.UNREADABLE),
    ([Level.ERROR], Severity.CRITICAL, Severity.LOW, stages.UNREADABLE),
])
def test_exit_codes(levels: list[Level], severity: Severity | None, gate: Severity | None, expected: int, folder: Path) -> None:
    report = Report(notices=tuple(Notice(level, "x") for level in levels))
    if severity is not None:
        write(folder, {"a.yaml": POD.format("a")})
        choice = Settings(rules={"host-network": RuleChoice(severity=severity)})
        judged = scan(Request(("a.yaml",), settings=choice)).findings
        report = report._replace(judgements=tuple(one for one in judged if one.rule.id == "host-network"))
    assert exit_code(report, gate) == expected


# -- environments and scope -----------------------------------------------------------------

VARIED = {**CHART, "web/values.yaml": "host: false\n", "web/templates/a.yaml": POD.format("web").replace(
    "true", "{{ .Values.host }}"), "live.yaml": "host: true\n", "web/ci/a-values.yaml": "host: true\n"}
LIVE = Environment("live", Path(), values=("live.yaml",), production=True)
STAGING = Environment("staging", Path())


def test_findings_say_in_which_environments_they_occur(folder: Path) -> None:
    write(folder, VARIED)
    report = scan(Request(("web",), settings=Settings(environments=(STAGING, LIVE))))
    assert [(one.environment, one.file) for one in report.findings if one.rule.id == "host-network"] == [
        ("live", "live.yaml")]
    assert {one.environment for one in report.judgements} == {"staging", "live", "ci/a"}


def test_what_only_the_values_of_a_test_decide_is_told_and_no_finding(folder: Path) -> None:
    write(folder, VARIED)
    report = scan(Request(("web",)))
    assert found(report) == [] and report.aside(TEST_VALUES) == 1
    (notice,) = [one for one in report.notices if one.stage == "environments"]
    assert notice.detail == "They are decided in web/ci/a-values.yaml."
    assert not [one for item in report.items for clue in item.clues for one in clue.fails if one.environment == "ci/a"]
    assert scan(Request(("web",), settings=Settings(test_values=False))).aside(TEST_VALUES) == 0


def test_templates_that_fail_with_the_values_of_a_test_are_findings(folder: Path) -> None:
    write(folder, {**VARIED, "web/templates/b.yaml": "{{ if .Values.host }}{{ fail `no` }}{{ end }}"})
    report = scan(Request(("web",)))
    assert [one.environment for one in report.findings if one.rule.id == "helm-template-fails"] == ["ci/a"]


def test_rules_may_hold_in_some_environments_only(folder: Path) -> None:
    write(folder, {**CHART})
    choice = {"host-network": RuleChoice(environments=("live",))}
    environments = (STAGING, LIVE._replace(values=()))
    report = scan(Request(("web",), settings=Settings(environments=environments, rules=choice)))
    assert [one.environment for one in report.findings if one.rule.id == "host-network"] == ["live"]
    assert found(scan(Request(("web",), settings=Settings(rules=choice)))) == ["Pod/release-name"]


SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: front}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
LABELLED = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: a}]}\n"


def dangling(report: Report) -> list[tuple[str, Outcome]]:
    return [(one.environment, one.outcome) for one in report.judgements if one.rule.id == "dangling-service"]


def test_in_a_complete_scope_charts_and_manifests_meet(folder: Path) -> None:
    write(folder, {"deploy/service.yaml": SERVICE, "web/Chart.yaml": head(), "web/templates/a.yaml": LABELLED})
    complete = Settings(profile="all", complete=True)
    assert dangling(scan(Request((".",), settings=complete))) == [("", Outcome.PASS)]
    assert dangling(scan(Request(("deploy",), settings=complete))) == [("", Outcome.FAIL)]
    assert all(outcome is not Outcome.FAIL for _, outcome in dangling(scan(Request((".",), settings=Settings(profile="all")))))


def test_in_a_complete_scope_each_environment_has_what_belongs_to_none(folder: Path) -> None:
    write(folder, {"deploy/service.yaml": SERVICE, "live/pod.yaml": LABELLED})
    environments = (STAGING, Environment("live", Path(), paths=("here/live",)))
    report = scan(Request((".",), settings=Settings(profile="all", complete=True, environments=environments)))
    assert dangling(report) == [("staging", Outcome.FAIL), ("live", Outcome.PASS)]


def test_manifests_are_judged_in_the_environment_they_belong_to(folder: Path) -> None:
    write(folder, {"base/a.yaml": POD.format("a"), "live/b.yaml": POD.format("b")})
    report = scan(Request((".",), settings=Settings(environments=(LIVE._replace(values=(), paths=("here/live",)),))))
    assert {(one.name, one.environment) for one in report.findings if one.rule.id == "host-network"} == {
        ("Pod/a", ""), ("Pod/b", "live")}


def test_waivers_are_held_against_findings(folder: Path) -> None:
    write(folder, {"a.yaml": POD.format("a").replace("spec:", 'spec: # readiness: ignore[host-network] reason="r"\n ')})
    report = scan(Request(("a.yaml",)))
    assert found(report) == [] and [one.rule.id for one in report.waived] == ["host-network"]
    assert [(one.covered, one.ended) for one in report.decisions] == [(1, False)]


TERRAFORM = 'resource "aws_db_instance" "d" {\n  publicly_accessible = true\n}\n'


def test_rules_about_terraform_are_read_when_they_are_needed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    policies = stages.pack.precompiled.policies
    monkeypatch.setattr(stages.pack.precompiled, "policies", lambda part="": asked.append(part) or policies(part))
    (folder / "a.yaml").write_text(POD.format("a"))
    scan(Request((".",)))
    assert "terraform" not in asked
    scan(Request((".",), settings=Settings(rules={"tf-aws-rds-public": RuleChoice(enabled=False)})))
    assert "terraform" in asked
    asked.clear()
    (folder / "main.tf").write_text(TERRAFORM)
    assert found(scan(Request((".",))), "tf-aws-rds-public") == ["aws_db_instance.d"]
    assert "terraform" in asked


def test_the_checklist_knows_the_rules_about_what_is_not_there(folder: Path) -> None:
    (folder / "a.yaml").write_text(POD.format("a"))
    report = scan(Request((".",), settings=Settings(profile="all"), all_rules=True))
    assert any(rule.startswith("tf-aws-")
               for result in report.items for clue in result.clues for rule in clue.rules)
