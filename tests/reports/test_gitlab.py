"""GitLab's code quality report."""

from __future__ import annotations

import json

import pytest

from scanner.model.report import Report
from scanner.reports.gitlab import render
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import hostile_report


def test_a_finding() -> None:
    report = report_of(POD, [rule()])
    (found,) = json.loads(render(report))
    assert len(found.pop("fingerprint")) == 32
    assert found == {
        "description": "Container 'helper' has no image. (Pod/web in namespace shop, container helper)",
        "check_name": "image-written", "severity": "critical", "type": "issue", "categories": ["Security"],
        "content": {"body": "Nothing runs without an image.\n\nWrite the image."},
        "location": {"path": "web.yaml", "lines": {"begin": 8, "end": 8}},
    }


def test_nothing_found_is_an_empty_list() -> None:
    assert render(Report()) == "[]\n"


@pytest.mark.parametrize(("severity", "word"), [
    ("critical", "blocker"), ("high", "critical"), ("medium", "major"), ("low", "minor"), ("info", "info")])
def test_severities(severity: str, word: str) -> None:
    assert [one["severity"] for one in json.loads(render(report_of(POD, [rule(severity=severity)])))] == [word]


def test_no_two_findings_have_one_fingerprint() -> None:
    report = report_of(POD, [rule()])
    (bad,) = report.findings
    again = report._replace(judgements=(bad, bad._replace(dependency="db"), bad._replace(dependency="cache")))
    marks = [one["fingerprint"] for one in json.loads(render(again))]
    assert len(set(marks)) == 3 and marks[1] == f"{marks[0]}-2"


def test_hostile_names_stay_text() -> None:
    bodies = " ".join(one["content"]["body"] for one in json.loads(render(hostile_report())))
    assert "<script>" not in bodies
