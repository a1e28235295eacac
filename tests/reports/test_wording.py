"""Words that several formats share."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.report import Report
from scanner.model.rule import Severity
from scanner.reports.rows import rows
from scanner.reports.wording import by_severity, name, plural, remedy, subject, undecided
from scanner.rules.judge import judge
from tests.manifests import POD, report_of, rule
from tests.terraform_modules import graph_of_text
from tests.reports.test_rows import ACTION_HOP, VALUE_HOP, found_in_chart


def test_subject() -> None:
    report = report_of(POD, [rule()])
    (row,) = rows(report)
    assert subject(row) == "Pod/web in namespace shop, container helper" and name(row.judgement) == "Pod/web, container helper"
    others = tuple(row.judgement._replace(container=f"c{number}", environment=f"e{number}") for number in range(6))
    many = row._replace(instances=(row.judgement._replace(environment="e"), *others))
    assert subject(many) == ("Pod/web in namespace shop, container helper; also Pod/web, container c0; Pod/web, container c1; "
                             "Pod/web, container c2 and 3 more (in e, e0, e1, e2, e3, e4, e5)")


def test_remedy() -> None:
    helm = rule(remediation={"plain": "Write the image.", "helm": "Set image in the values."})
    (plain,) = rows(report_of(POD, [helm]))
    assert remedy(plain) == "Write the image."
    report = found_in_chart(VALUE_HOP, ACTION_HOP)
    (chart,) = rows(report._replace(judgements=(report.judgements[0]._replace(rule=helm),)))
    assert remedy(chart) == "Set image in the values."


def test_by_severity() -> None:
    report = report_of(POD, [rule(severity="low"), rule(id="b-rule", severity="critical"),
                             rule(id="c-rule", severity="low")])
    assert list(by_severity(rows(report)).items()) == [(Severity.CRITICAL, 1), (Severity.LOW, 2)]


@pytest.mark.parametrize(("count", "text"), [(0, "0 findings"), (1, "1 finding"), (2, "2 findings")])
def test_plural(count: int, text: str) -> None:
    assert plural(count, "finding") == text


def test_why_most_is_undecided(tmp_path: Path) -> None:
    text = "".join(f'resource "aws_db_instance" "d{number}" {{\n  multi_az = var.zones\n  port = {port}\n}}\n'
                   for number, port in enumerate(["var.zones", "module.m.port", "var.port"]))
    asked = [rule(id=f"r-{name}", match={"kind": "aws_db_instance"}, **{"assert": f"text(object, '{name}') == '1'"}, field=name)
             for name in ("multi_az", "port")]
    judged = judge(graph_of_text(tmp_path, f'variable "zones" {{}}\nvariable "port" {{}}\nmodule "m" {{\n  source = "a/b/c"\n}}\n{text}'), asked)
    report = Report(judgements=judged)
    assert undecided(report) == [
        "var.zones has no value (4)", "module.m.port is in a module that is not part of what is scanned (1)", "var.port has no value (1)"]
    assert report.reasons(most=1) == (("var.zones has no value", 4),)


def test_a_judgement_may_wait_for_several_things(tmp_path: Path) -> None:
    text = "".join(f'variable "{name}" {{}}\n' for name in "abcd")
    text += 'resource "aws_db_instance" "d" {\n  port = var.a + var.b + var.c + var.d\n}\n'
    asked = rule(match={"kind": "aws_db_instance"}, **{"assert": "text(object, 'port') == '1'"}, field="port")
    found = undecided(Report(judgements=judge(graph_of_text(tmp_path, text), [asked])))
    assert found == [f"var.{name} has no value (1)" for name in "abc"]  # the fourth is not named, only counted
