"""JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from scanner.model.judgement import Waiver
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice, Report
from scanner.reports import junit
from scanner.reports.junit import render
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import hostile_report
from tests.reports.test_json import full_report


def cases(report: Report) -> dict[str, list[ElementTree.Element]]:
    """The cases by what became of them."""
    found: dict[str, list[ElementTree.Element]] = {}
    for case in ElementTree.fromstring(render(report)).iter("testcase"):
        found.setdefault(case[0].tag if len(case) else "pass", []).append(case)
    return found


def test_a_suite_for_each_file_and_a_case_for_each_rule_and_object() -> None:
    root = ElementTree.fromstring(render(report_of(POD, [rule()])))
    assert root.attrib == {"name": "readiness-scan", "tests": "2", "failures": "1", "errors": "0", "skipped": "0"}
    (suite,) = root
    assert suite.get("name") == "web.yaml"
    good, bad = suite
    assert bad.attrib == {"classname": "image-written", "name": "Pod/web, container helper", "file": "web.yaml",
                          "line": "8"}
    assert bad[0].attrib == {"message": "Container 'helper' has no image.", "type": "high"}
    assert bad[0].text == "web.yaml:8:7\nin Pod/web in namespace shop, container helper\nfix: Write the image."
    assert good.get("name") == "Pod/web, container main" and len(good) == 0


def test_what_becomes_of_the_rest() -> None:
    report = report_of(POD, [rule()])
    waived = report.findings[0]._replace(waiver=Waiver("known", "x"))
    where = Provenance.literal("web.yaml", 0, 1)
    found = cases(report._replace(judgements=(waived,), notices=(
        Notice(Level.ERROR, "It cannot be read.", "why", where, "discover"), Notice(Level.INFO, "Said."))))
    assert [case[0].get("message") for case in found["skipped"]] == ["waived: known"]
    assert [(case.get("classname"), case[0].get("message"), case[0].text) for case in found["error"]] == [
        ("input", "It cannot be read.", "why")]
    assert "failure" not in found


def test_cases_can_be_told_apart() -> None:
    report = full_report()
    for suite in ElementTree.fromstring(render(report._replace(judgements=report.judgements * 2))):
        keys = [(case.get("classname"), case.get("name")) for case in suite]
        assert len(keys) == len(set(keys))


def test_sums_are_those_of_the_cases() -> None:
    root = ElementTree.fromstring(render(full_report()))
    found = cases(full_report())
    assert root.get("failures") == str(len(found["failure"])) and root.get("skipped") == str(len(found["skipped"]))
    assert root.get("tests") == str(sum(map(len, found.values())))


def test_passes_are_left_out_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "MAX_CASES", 1)
    assert set(cases(report_of(POD, [rule()]))) == {"failure"}


def test_hostile_names_stay_text() -> None:
    report = hostile_report()
    found = cases(report)
    assert len(found["failure"]) == len(report.findings)
    assert any("]]></failure><failure>" in str(case.get("name")) for case in found["failure"])
