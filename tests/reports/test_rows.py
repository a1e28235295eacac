import pytest

from scanner.model.judgement import Judgement, Outcome, Related
from scanner.model.provenance import Hop, Provenance
from scanner.model.report import Report
from scanner.model.resource import Fixed, Resource, identify
from scanner.model.source import SourceFile, SourceSpan
from scanner.reports.rows import Place, most_severe, place, rows
from tests.manifests import POD, report_of, rule

VALUES = SourceFile("chart/values.yaml", "image:\n  tag: latest\n")
TEMPLATE = SourceFile("chart/templates/web.yaml", "kind: Pod\nimage: {{ .Values.image.tag }}\n")
SOURCES = {file.path: file for file in (VALUES, TEMPLATE)}
VALUE_HOP = Hop("value", SourceSpan(VALUES.path, 14, 20), True)
ACTION_HOP = Hop("expression", SourceSpan(TEMPLATE.path, 17, 40))


def found_in_chart(*hops: Hop) -> Report:
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}}
    resource = Resource(identify(body), body, Fixed(Provenance(hops)))
    return Report(judgements=(Judgement(rule(), Outcome.FAIL, resource, message="m"),), sources=SOURCES,
                  inputs=("chart",))


def test_a_value_leads_and_the_template_follows() -> None:
    (row,) = rows(found_in_chart(VALUE_HOP, ACTION_HOP))
    assert row.place == Place(VALUES.path, 2, 8, 2, 14)
    assert [(one.role, one.place.file, one.place.line) for one in row.related] == [("expression", TEMPLATE.path, 2)]


def test_a_template_leads_and_the_value_follows() -> None:
    (row,) = rows(found_in_chart(ACTION_HOP, VALUE_HOP))
    assert row.place.file == TEMPLATE.path
    assert [(one.role, one.place.line) for one in row.related] == [("values", 2)]


def test_a_flag_has_no_place_of_its_own() -> None:
    (row,) = rows(found_in_chart(Hop("flag", None), ACTION_HOP))
    assert row.place.file == TEMPLATE.path and row.related == ()


def test_without_any_place_the_input_is_named() -> None:
    (row,) = rows(found_in_chart())
    assert row.place == Place("chart", 1, 1, 1, 1)


def test_a_file_that_is_not_known_is_shown_from_its_first_line() -> None:
    assert place(Provenance.literal("gone.yaml", 5, 9), Report()) == Place("gone.yaml", 1, 1, 1, 1)


def test_places_of_several_lines_end_with_the_first() -> None:
    report = Report(sources=SOURCES)
    assert place(Provenance.literal(VALUES.path, 0, 20), report) == Place(VALUES.path, 1, 1, 1, 7)
    assert place(Provenance.literal(VALUES.path, 0, 0), report) == Place(VALUES.path, 1, 1, 1, 1)


def test_other_resources_that_matter_are_related() -> None:
    report = report_of(POD, [rule()])
    bad = report.findings[0]
    assert bad.resource is not None
    with_related = report.judgements[0]._replace(
        outcome=Outcome.FAIL, related=(Related(bad.resource, ("metadata", "name")), Related(bad.resource, ("x",))))
    first = rows(Report(judgements=(with_related,), sources=report.sources))[0]
    assert [(one.role, one.what, one.place.line) for one in first.related] == [
        ("resource", "Pod/web", 3), ("resource", "Pod/web", 1)]


def test_rows_are_sorted_by_place() -> None:
    text = POD.replace("image: web:1.0", "tty: true")
    places = [row.place.line for row in rows(report_of(text, [rule()]))]
    assert places == sorted(places) and len(places) == 2


@pytest.mark.parametrize(("most", "kept", "cut"), [
    (0, ["low", "high", "info"], 0), (5, ["low", "high", "info"], 0), (2, ["low", "high"], 1), (1, ["high"], 2)])
def test_the_most_severe_keep_their_order(most: int, kept: list[str], cut: int) -> None:
    rules = [rule(id=f"rule-{letter}", severity=word) for letter,
             word in zip("abc", ("low", "high", "info"), strict=True)]
    found = rows(report_of(POD, rules))
    shown, left_out = most_severe(found, most)
    assert ([row.judgement.severity.word for row in shown], left_out) == (kept, cut)


def test_what_one_line_makes_fail_is_one_finding() -> None:
    report = found_in_chart(VALUE_HOP, ACTION_HOP)
    (web,) = report.judgements
    assert web.resource is not None
    body = {**web.resource.body, "metadata": {"name": "api"}}
    api = web._replace(resource=Resource(identify(body), body, web.resource.locator), environment="production")
    elsewhere = web._replace(at=Provenance((ACTION_HOP,)), message="n")
    other_rule = web._replace(rule=rule(id="other-rule"))
    found = rows(report._replace(judgements=(web, api, api, elsewhere, other_rule)))
    assert [(row.judgement.rule.id, [one.name for one in row.instances]) for row in found] == [
        ("image-written", ["Pod/web"]), ("image-written", ["Pod/api", "Pod/web"]), ("other-rule", ["Pod/web"])]
    assert found[1].judgement is api and found[1].environments == ()


def test_two_fields_that_lack_in_one_place_are_two_findings() -> None:
    report = found_in_chart(VALUE_HOP)
    (web,) = report.judgements
    lacking = [web._replace(path=path) for path in (("spec", "a"), ("spec", "b"), ("spec", "b", 0))]
    assert sorted(len(row.instances) for row in rows(report._replace(judgements=tuple(lacking)))) == [1, 2]


def test_environments_are_told_unless_the_chart_itself_makes_it() -> None:
    report = found_in_chart(VALUE_HOP)
    (web,) = report.judgements
    staged = [web._replace(environment=name) for name in ("staging", "production", "staging")]
    assert rows(report._replace(judgements=tuple(staged)))[0].environments == ("staging", "production")
    assert rows(report._replace(judgements=(*staged, web)))[0].environments == ()


def test_dependencies_come_last_and_apart() -> None:
    report = found_in_chart(VALUE_HOP)
    (web,) = report.judgements
    found = rows(report._replace(judgements=(web._replace(dependency="db", message="n"), web)))
    assert [row.judgement.dependency for row in found] == ["", "db"]
