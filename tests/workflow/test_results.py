"""What a result means to a workflow."""

from __future__ import annotations

import pytest

from scanner.model.judgement import BASELINE, UNCHANGED
from scanner.model.report import Level, Notice, Report
from scanner.model.rule import Severity
from scanner.reports.rows import rows
from scanner.workflow.event import Event
from scanner.workflow.results import Plan, numbers, plan, verdict, whole
from tests.manifests import POD, report_of, rule
from tests.reports.test_json import full_report

PULL = Event("pull_request")
FORK = PULL._replace(fork=True)
PRIVATE = Event("push", private=True)


@pytest.mark.parametrize(("event", "upload", "annotations", "comment", "expected"), [
    (PULL, "auto", "auto", "false", Plan(True, False, False)),
    (PULL, "auto", "true", "true", Plan(True, True, True)),
    (PULL, "false", "auto", "false", Plan(False, True, False)),
    (PULL, "true", "false", "false", Plan(True, False, False)),
    (FORK, "auto", "auto", "true", Plan(False, True, False)),
    (FORK, "true", "auto", "true", Plan(False, True, False)),
    (PRIVATE, "auto", "auto", "false", Plan(False, True, False)),
    (PRIVATE, "true", "auto", "true", Plan(True, False, False)),
    (Event("push", read_only=True), "true", "auto", "false", Plan(False, True, False)),
    (Event(), "auto", "auto", "true", Plan(False, True, False)),
    (Event("schedule"), "auto", "auto", "false", Plan(True, False, False)),
])
def test_plan(event: Event, upload: str, annotations: str, comment: str, expected: Plan) -> None:
    assert plan(event, upload, annotations, comment)[0] == expected


@pytest.mark.parametrize(("event", "upload", "comment", "said"), [
    (PULL, "auto", "true", []),
    (FORK, "auto", "false", []),
    (FORK, "true", "true", ["there is no upload to code scanning and no comment"]),
    (PRIVATE, "auto", "false", ["not every private repository"]),
    (PRIVATE, "false", "false", []),
    (Event("push", read_only=True), "auto", "false", ["Dependabot"]),
    (Event("pull_request_target"), "false", "false", ["pull_request_target"]),
    (Event("push"), "false", "true", ["There is no pull request to comment on"]),
])
def test_what_is_said(event: Event, upload: str, comment: str, said: list[str]) -> None:
    notices = plan(event, upload, "auto", comment)[1]
    assert len(notices) == len(said)
    assert all(words in notice.summary for words, notice in zip(said, notices, strict=True))


def test_the_whole_has_what_is_unchanged_and_not_what_is_known() -> None:
    report = report_of(POD, [rule(), rule(id="other-rule")])._replace(compared="main")
    first, second = report.findings
    some = report._replace(judgements=(first._replace(aside=UNCHANGED), second._replace(aside=BASELINE)))
    assert whole(some).findings == (first,) and whole(some).compared == ""


def test_numbers() -> None:
    report = report_of(POD, [rule(severity="critical"), rule(id="b-rule", severity="medium"),
                             rule(id="c-rule", severity="info")])
    found = numbers(report, rows(report))
    assert {key: found[key] for key in ("findings", "errors", "warnings", "notices", "readiness-percent")} == {
        "findings": "3", "errors": "1", "warnings": "1", "notices": "1", "readiness-percent": ""}
    full = numbers(full_report(), rows(full_report()))
    met, rest = int(full["items-met"]), int(full["items-not-met"]) + int(full["items-unknown"])
    assert full["readiness-percent"] == str(100 * met // (met + rest)) and full["gone"] == "1"


@pytest.mark.parametrize(("code", "gate", "compared", "said"), [
    (0, Severity.HIGH, "", "passed"),
    (1, Severity.HIGH, "", "failed: 1 finding of severity high or above"),
    (1, Severity.INFO, "main", "failed: 2 new findings of severity info or above"),
    (3, Severity.HIGH, "", "failed: 1 input could not be evaluated"),
])
def test_verdict(code: int, gate: Severity, compared: str, said: str) -> None:
    report = report_of(POD, [rule(), rule(id="b-rule", severity="low")])._replace(
        compared=compared, notices=(Notice(Level.ERROR, "x"),))
    assert verdict(code, report, rows(report), gate) == said


def test_nothing_to_scan_is_told() -> None:
    assert "there was nothing to scan" in verdict(3, Report(), [], None)
