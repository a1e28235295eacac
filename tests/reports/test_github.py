"""Annotations: commands of a workflow, within the limits of a step."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice, Report
from scanner.reports import github
from scanner.reports.github import command, render, silenced, told
from scanner.reports.rows import rows
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import NAMES, hostile_report
from tests.reports.test_rows import ACTION_HOP, VALUE_HOP, found_in_chart

_COMMAND = re.compile(r"::(error|warning|notice) title=([^,:]*)(?:,file=([^,:]+),line=(\d+),endLine=(\d+),col=(\d+),"
                      r"endColumn=(\d+))?::(.*)")


def pods(count: int) -> str:
    """Pods with one container without an image, on lines of their own."""
    return "---\n".join(POD.replace("name: web,", f"name: web{number},") for number in range(count))


def types(report: Report) -> Counter[str]:
    return Counter(match[1] for line in render(report).splitlines() if (match := _COMMAND.fullmatch(line)))


def test_an_annotation() -> None:
    assert render(report_of(POD, [rule()])) == (
        "::error title=high%3A image-written,file=web.yaml,line=8,endLine=8,col=7,endColumn=19::"
        "Container 'helper' has no image.%0AIn Pod/web in namespace shop, container helper.%0AFix: Write the image.\n")


def test_findings_of_one_line_are_one_annotation() -> None:
    report = report_of(POD, [rule(id="b-rule", severity="low"), rule(severity="medium")])
    (line,) = render(report).splitlines()
    assert line.startswith("::warning title=medium%3A 2 findings,file=web.yaml,line=8")
    assert line.index("[image-written]") < line.index("[b-rule]")


@pytest.mark.parametrize(("severity", "type_"), [
    ("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "notice"), ("info", "notice")])
def test_types(severity: str, type_: str) -> None:
    assert types(report_of(POD, [rule(severity=severity)])) == {type_: 1}


def test_the_most_severe_come_first_and_dependencies_last() -> None:
    report = report_of(pods(2), [rule(severity="low")])
    first, second = report.judgements[1], report.judgements[3]
    severe = first.rule._replace(severity=second.rule.severity.CRITICAL)
    report = report._replace(judgements=(first, second._replace(rule=severe)))
    assert [one.place.line for one in told(report) if one.place] == [17, 8]
    report = report._replace(judgements=(first, second._replace(rule=severe, dependency="db")))
    assert [one.place.line for one in told(report) if one.place] == [8, 17]


@pytest.mark.parametrize(("severity", "shown"), [("high", {"error": 10, "notice": 1}), ("low", {"notice": 10})])
def test_no_more_than_the_runner_takes(severity: str, shown: dict[str, int]) -> None:
    report = report_of(pods(30), [rule(severity=severity)])
    assert types(report) == shown
    count = sum(one.findings for one in told(report))
    assert f"::{30 - count} more findings in the report" in render(report).splitlines()[-1]


def test_ten_fit_without_a_word() -> None:
    report = report_of(pods(10), [rule()])
    assert types(report) == {"error": 10} and "more" not in render(report)


def test_where_lines_are_too_many_objects_are_told() -> None:
    containers = "".join(f"    - name: c{number}\n" for number in range(30))
    report = report_of(POD[:POD.index("    - name")] + containers, [rule()])
    (one,) = told(report)
    assert one.findings == 30 and "and 18 more" in one.text


def test_a_limit_is_told() -> None:
    assert "::28 more findings" in "".join(command(one) for one in told(report_of(pods(30), [rule()]), 2))


def test_inputs_that_could_not_be_read_come_first_and_leave_room() -> None:
    notices = tuple(Notice(Level.ERROR, f"{number} cannot be read.", "why", Provenance.literal("web.yaml", 0, 1))
                    for number in range(8))
    report = report_of(POD, [rule()])._replace(notices=notices)
    assert types(report) == {"error": 4}
    assert "5 more problems of this kind" in told(report)[2].text
    assert command(told(report)[0]) == (
        "::error title=not scanned,file=web.yaml,line=1,endLine=1,col=1,endColumn=2::0 cannot be read.%0Awhy")


def test_a_chart_is_told_by_its_own_remedy() -> None:
    assert "values.yaml,line=2" in render(found_in_chart(VALUE_HOP, ACTION_HOP))


def test_hostile_names_make_no_commands() -> None:
    lines = render(hostile_report()).splitlines()
    assert lines and all(_COMMAND.fullmatch(line) for line in lines)
    assert all("\n" not in line and "\r" not in line for line in lines)
    assert sum(1 for line in lines if line.startswith("::")) == len(lines)


def test_text_for_the_log_is_silenced() -> None:
    for name in (*NAMES, silenced("x")):
        first, *middle, last = silenced(f"{name}\n").splitlines()
        word = first.removeprefix("::stop-commands::")
        assert last == f"::{word}::" and re.fullmatch("[0-9a-f]{64}", word)
        assert not any(word in line for line in middle)


def test_every_finding_is_counted() -> None:
    report = hostile_report()
    count = sum(one.findings for one in told(report))
    beyond = re.search(r"::(\d+) more finding", render(report))
    assert count + int(beyond[1] if beyond else 0) == len(rows(report))
    assert github.MAX_OF_A_TYPE == 10
