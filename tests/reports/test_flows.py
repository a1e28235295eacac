"""The way of a value."""

from __future__ import annotations

import pytest

from scanner.model.judgement import reported
from scanner.model.provenance import Hop, Provenance
from scanner.model.report import Report
from scanner.model.source import SourceSpan
from scanner.reports import flows
from scanner.reports.flows import dotted, flow
from scanner.reports.rows import rows
from tests.manifests import rule
from tests.reports.test_rows import ACTION_HOP, TEMPLATE, VALUE_HOP, found_in_chart


def steps(report: Report) -> list[tuple[str, int, str]]:
    (row,) = rows(report)
    return [(step.place.file.rpartition("/")[2], step.place.line, step.what) for step in flow(row, report)]


def test_values_come_first_whatever_leads() -> None:
    expected = [("values.yaml", 2, "The value is written here"),
                ("web.yaml", 2, "The template writes it; it becomes part of Pod/web")]
    assert steps(found_in_chart(VALUE_HOP, ACTION_HOP)) == steps(found_in_chart(ACTION_HOP, VALUE_HOP)) == expected


def test_includes_follow() -> None:
    include, call = (Hop(role, SourceSpan(TEMPLATE.path, 0, 4))
                     for role in ("include", "call"))  # type: ignore[arg-type]
    assert [what for _, _, what in steps(found_in_chart(VALUE_HOP, ACTION_HOP, include, call))] == [
        "The value is written here", "The template writes it", "Its text is taken in here",
        "The template is called here; it becomes part of Pod/web"]


def test_the_field_is_named() -> None:
    report = found_in_chart(VALUE_HOP, ACTION_HOP)
    (one,) = report.judgements
    named = report._replace(judgements=(one._replace(at=one.where(), path=("spec", "containers", 0, "image")),))
    assert steps(named)[-1][2].endswith("it becomes spec.containers[0].image of Pod/web")


@pytest.mark.parametrize("hops", [(VALUE_HOP,), (Hop("flag", None), ACTION_HOP), ()])
def test_one_place_is_no_way(hops: tuple[Hop, ...]) -> None:
    assert steps(found_in_chart(*hops)) == []


def test_what_has_no_field_has_no_way() -> None:
    report = found_in_chart(VALUE_HOP)
    assert steps(report._replace(judgements=(reported(rule(), "m", Provenance((VALUE_HOP, ACTION_HOP)), "x"),))) == []


def test_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "MAX_STEPS", 2)
    more = [Hop("call", SourceSpan(TEMPLATE.path, at, at + 1)) for at in range(8)]
    assert len(steps(found_in_chart(VALUE_HOP, *more))) == 2


@pytest.mark.parametrize(("path", "text"), [
    ((), ""), (("a",), "a"), (("a", "b"), "a.b"), (("a", 0, "b"), "a[0].b"), ((0,), "[0]")])
def test_dotted(path: tuple[str | int, ...], text: str) -> None:
    assert dotted(path) == text
