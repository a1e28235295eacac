"""Words that several formats share."""

from __future__ import annotations

import pytest

from scanner.model.rule import Severity
from scanner.reports.rows import rows
from scanner.reports.wording import by_severity, name, plural, remedy, subject
from tests.manifests import POD, report_of, rule
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
