"""JUnit XML for pipelines that show tests: a suite for each file, a case for each rule and object.

A failure is a finding, an error an input that could not be read, skipped what is undecided or waived.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from scanner.model.judgement import Judgement, Outcome
from scanner.model.report import Level, Notice, Report
from scanner.records import NamedTuple
from scanner.reports.escape import storable, visible
from scanner.reports.options import Options
from scanner.reports.rows import Row, most_severe, place, rows, rows_of
from scanner.reports.wording import name, remedy, subject

NAME = "junit"
SUFFIXES = (".junit.xml", ".xml")

MAX_CASES = 100_000
"""Most cases; passes are left out first."""


class Case(NamedTuple):
    """One case; `kind` is "" for a pass, else failure, error or skipped."""

    file: str
    line: int
    rule: str
    name: str
    kind: str = ""
    message: str = ""
    text: str = ""
    type: str = ""


def render(report: Report, options: Options = Options()) -> str:
    """The report as XML."""
    cases = _distinct([*_cases(report, options.most)][:MAX_CASES])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             f"<testsuites{_attributes(name='readiness-scan', **_counts(cases))}>"]
    for file, group in groupby(cases, key=lambda case: case.file):
        suite = list(group)
        lines.append(f"  <testsuite{_attributes(name=file, **_counts(suite))}>")
        lines += [line for case in suite for line in _case(case)]
        lines.append("  </testsuite>")
    return storable("\n".join([*lines, "</testsuites>"])) + "\n"


def _cases(report: Report, most: int) -> Iterator[Case]:
    """All cases, those that matter first."""
    yield from (_unread(notice, report) for notice in report.notices if notice.level is Level.ERROR)
    found, _ = most_severe(rows(report), most)
    yield from map(_failed, found)
    for one in report.waived:
        reason = one.waiver.reason if one.waiver is not None else ""
        yield _judged(one, report)._replace(kind="skipped", message=f"waived: {reason}")
    for row in rows_of((one for one in report.judgements if one.outcome is Outcome.UNKNOWN), report):
        yield _judged(row.judgement, report)._replace(kind="skipped", message=f"undecided: {row.judgement.message}")
    yield from (_judged(one, report) for one in report.judgements if one.outcome is Outcome.PASS)


def _failed(row: Row) -> Case:
    text = f"{row.place.file}:{row.place.line}:{row.place.column}\nin {subject(row)}\nfix: {remedy(row)}"
    return Case(row.place.file, row.place.line, row.judgement.rule.id, name(row.judgement), "failure",
                row.judgement.message,
                text, row.judgement.severity.word)


def _judged(judgement: Judgement, report: Report) -> Case:
    shown = place(judgement.where(), report)
    return Case(shown.file, shown.line, judgement.rule.id, name(judgement))


def _unread(notice: Notice, report: Report) -> Case:
    shown = place(notice.where, report)
    return Case(shown.file, shown.line, "input", notice.stage or "scan", "error", notice.summary, notice.detail,
                "unreadable")


def _distinct(cases: list[Case]) -> list[Case]:
    """The cases by file, rule and name, which are different for each: programs compare runs by them."""
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for case in cases:
        key = (case.file, case.rule, case.name)
        seen[key] = seen.get(key, 0) + 1
        found.append(case._replace(name=f"{case.name} ({seen[key]})") if seen[key] > 1 else case)
    return sorted(found, key=lambda case: (case.file, case.rule, case.line, case.name))


def _counts(cases: list[Case]) -> dict[str, int]:
    kinds = [case.kind for case in cases]
    return {"tests": len(cases), "failures": kinds.count("failure"), "errors": kinds.count("error"),
            "skipped": kinds.count("skipped")}


def _case(case: Case) -> Iterator[str]:
    head = f"    <testcase{_attributes(classname=case.rule, name=case.name, file=case.file, line=case.line)}"
    if not case.kind:
        yield f"{head}/>"
        return
    more = _attributes(message=case.message, **({"type": case.type} if case.type else {}))
    text = "\n".join(visible(line) for line in case.text.splitlines())
    yield f"{head}>"
    yield f"      <{case.kind}{more}>{escape(text)}</{case.kind}>" if text else f"      <{case.kind}{more}/>"
    yield "    </testcase>"


def _attributes(**values: object) -> str:
    return "".join(f' {key}="{escape(visible(str(value)))}"' for key, value in values.items())
