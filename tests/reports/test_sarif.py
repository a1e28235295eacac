import json
from typing import Any

import jsonschema
import pytest

from scanner.model.checklist import ChecklistItem, ItemResult, Status, Strength
from scanner.model.judgement import UNCHANGED, Judgement, Outcome, Waiver
from scanner.model.provenance import Provenance
from scanner.model.report import Report
from scanner.paths import data_folder
from scanner.reports import sarif
from scanner.reports.options import Options
from scanner.rules import pack
from scanner.sarif import validate
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import hostile_report
from tests.reports.test_json import NOISY, full_report
from tests.reports.test_rows import ACTION_HOP, VALUE_HOP, found_in_chart


def run_of(report: Report, options: Options = Options()) -> dict[str, Any]:
    text = sarif.render(report, options)
    knowing = {"shown-as-open", *([] if report.version else ["tool-version"])}
    assert [placed for placed in validate(text) if placed.problem.check not in knowing] == []
    data = json.loads(text)
    schema = json.loads((data_folder("schemas") / "sarif-written.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    (run,) = data["runs"]
    assert all(result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
               for result in run["results"])
    return run  # type: ignore[no-any-return]


def test_a_full_report() -> None:
    run = run_of(full_report())
    levels = [result["level"] for result in run["results"]]  # type: ignore[attr-defined]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)


def test_an_empty_report_has_results_all_the_same() -> None:
    run = run_of(Report())
    assert run["results"] == [] and run["invocations"] == [{"executionSuccessful": True}]


def test_every_rule_can_be_written() -> None:
    judgements = tuple(Judgement(one, Outcome.FAIL, message="It is so.", subject="x") for one in pack.load())
    run = run_of(Report(judgements=judgements, inputs=("a",)))
    rules = run["tool"]["driver"]["rules"]  # type: ignore[index]
    assert len(rules) == len(judgements)
    for written, one in zip(rules, pack.load(), strict=True):
        scored = "security-severity" in written["properties"]
        assert scored is (one.security and one.severity.word != "info")
        assert ("security" in written["properties"]["tags"]) is one.security


@pytest.mark.parametrize(("changes", "precision"), [
    ({}, "very-high"), ({"uses": ["serves"]}, "high"), ({"confidence": "medium"}, "medium"),
    ({"confidence": "low", "uses": ["serves"]}, "low"),
])
def test_the_confidence_of_a_rule_is_its_precision(changes: dict[str, object], precision: str) -> None:
    judgement = Judgement(rule(**changes), Outcome.FAIL, message="It is so.", subject="x")
    run = run_of(Report(judgements=(judgement,), inputs=("a",)))
    (written,) = run["tool"]["driver"]["rules"]  # type: ignore[index]
    assert written["properties"]["precision"] == precision


def test_a_result() -> None:
    (result,) = run_of(report_of(POD, [rule()]))["results"]  # type: ignore[misc]
    assert result["message"]["text"] == "Container 'helper' has no image. Found in Pod/web."
    assert result["locations"] == [{"physicalLocation": {
        "artifactLocation": {"uri": "web.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 8, "startColumn": 7, "endLine": 8, "endColumn": 19}}}]
    assert set(result["partialFingerprints"]) == {"primaryLocationLineHash", "readinessScan/v1"}


def test_related_places_are_linked_from_the_message() -> None:
    (result,) = run_of(found_in_chart(VALUE_HOP, ACTION_HOP))["results"]  # type: ignore[misc]
    assert result["message"]["text"].endswith(" Template: [web.yaml:2](1).")
    assert result["relatedLocations"][0]["id"] == 1


def test_the_way_of_a_value_is_a_code_flow() -> None:
    (result,) = run_of(found_in_chart(VALUE_HOP, ACTION_HOP))["results"]
    ((thread,),) = [flow["threadFlows"] for flow in result["codeFlows"]]
    steps = [(step["location"]["physicalLocation"]["artifactLocation"]["uri"], step["location"]["message"]["text"])
             for step in thread["locations"]]
    assert steps == [("chart/values.yaml", "The value is written here."),
                     ("chart/templates/web.yaml", "The template writes it; it becomes part of Pod/web.")]
    assert "codeFlows" not in run_of(report_of(POD, [rule()]))["results"][0]


@pytest.mark.parametrize(("rule_id", "name"), [
    ("image-written", "ImageWritten"), ("few-replicas.2", "FewReplicas2"),
    ("3-replicas.example.com", "Rule3ReplicasExampleCom"),
])
def test_the_name_of_a_rule(rule_id: str, name: str) -> None:
    """The names of admission policies are names of resources: they may have dots and begin with a digit."""
    run = run_of(report_of(POD, [rule(id=rule_id)]))
    (written,) = run["tool"]["driver"]["rules"]  # type: ignore[index]
    assert (written["id"], written["name"]) == (rule_id, name)


def test_one_place_gives_one_result() -> None:
    report = found_in_chart(VALUE_HOP)
    judgement = report.judgements[0]
    other = judgement._replace(resource=judgement.resource, message="Another message.")
    (result,) = run_of(Report(judgements=(judgement, other), sources=report.sources))["results"]  # type: ignore[misc]
    assert "Also: Another message." in result["message"]["text"] or "Also: m" in result["message"]["text"]


def test_waived_and_passed_judgements_are_left_out() -> None:
    report = report_of(NOISY, [rule()])
    waived = tuple(one._replace(waiver=Waiver("known", "x")) if one.name == "Pod/waived" else one
                   for one in report.judgements)
    run = run_of(report._replace(judgements=waived))
    results, (invocation,) = run["results"], run["invocations"]  # type: ignore[misc]
    assert [result["properties"]["resource"] for result in results] == ["Pod/web", "Pod/odd"]
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["error", "note"]


@pytest.mark.parametrize(("include", "kinds"), [
    ((), ["fail"]), (("suppressed",), ["fail", "suppressed"]), (("pass",), ["fail", "pass"]),
    (("unknown",), ["fail", "open"]),
    (("unchanged",), ["new", "unchanged"]),
    (("pass", "suppressed", "unknown"), ["fail", "open", "pass", "suppressed"])])
def test_what_is_included_when_asked_for(include: tuple[str, ...], kinds: list[str]) -> None:
    report = report_of(NOISY, [rule(),
                               rule(id="image-is-text",
                                    **{"assert": "!has(self.image) || self.image.startsWith('w')"})])
    changed = [one._replace(waiver=Waiver("known", "waiver in .readiness.yaml", "platform", "2030-01-01"))
               if one.name == "Pod/waived" and one.outcome is Outcome.FAIL
               else one._replace(aside=UNCHANGED) if one.name == "Pod/odd" and one.outcome is Outcome.FAIL else one
               for one in report.judgements]
    results = run_of(report._replace(judgements=tuple(changed)), Options(include=include))["results"]
    found = {"suppressed" if "suppressions" in one else one.get("baselineState", one.get("kind", "fail"))
             for one in results}
    assert sorted(found) == kinds
    assert all((one.get("kind", "fail") == "fail") is (one["level"] != "none") for one in results)
    for one in results:
        for suppression in one.get("suppressions", ()):
            assert suppression == {
                "kind": "external", "status": "accepted", "justification": "known",
                "properties": {"source": "waiver in .readiness.yaml", "owner": "platform", "expires": "2030-01-01"}}


def test_rules_are_tied_to_the_checklist_and_to_catalogues() -> None:
    one = rule(checklist=["a/b"], refutes=["a/c"],
               frameworks=["PSS baseline", "CIS Kubernetes 5.2.2", "NSA hardening", "House rule 7"])
    item = ItemResult(ChecklistItem("a/b", "A", "B", "It is so", "partial", Strength.INDICATIVE), Status.NOT_MET)
    run = run_of(report_of(POD, [one])._replace(items=(item,)))
    found = [(link["target"]["toolComponent"]["name"], link["target"]["id"], link["kinds"])
             for link in run["tool"]["driver"]["rules"][0]["relationships"]]
    assert found == [
        ("production-readiness-checklist", "a/b", ["relevant"]),
        ("production-readiness-checklist", "a/c", ["superset"]),
        ("pod-security-standards", "baseline", ["superset"]), ("cis-kubernetes", "5.2.2", ["superset"]),
        ("nsa-cisa-kubernetes-hardening", "hardening", ["superset"]), ("house-rule", "7", ["superset"])]
    assert [one["name"] for one in run["taxonomies"]] == list(dict.fromkeys(name for name, _, _ in found))
    assert run["taxonomies"][0]["taxa"] == [{"id": "a/b", "shortDescription": {"text": "It is so."}}, {"id": "a/c"}]
    assert [one["name"] for one in run["tool"]["driver"]["supportedTaxonomies"]] == [one["name"]
                                                                                     for one in run["taxonomies"]]
    assert run["tool"]["driver"]["rules"][0]["properties"]["tags"] == [
        "security", "container-security", "pss-baseline", "cis-5.2.2", "nsa-hardening", "house-7", "checklist:a/b"]


def test_a_point_is_shown_as_its_line() -> None:
    report = report_of(POD, [rule()])
    (bad,) = report.findings
    at = POD.index("- name: helper")
    (result,) = run_of(report._replace(judgements=(bad._replace(at=Provenance.literal("web.yaml", at, at)),
                                                   )))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 8, "startColumn": 5, "endLine": 8,
                                                                    "endColumn": 19}


def test_too_large_a_report_is_cut_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    report = found_in_chart(VALUE_HOP, ACTION_HOP)
    (bad,) = report.judgements
    many = tuple(bad._replace(rule=rule(id=f"rule-{number}"), message="x" * 50) for number in range(64))
    report = report._replace(judgements=many)
    whole = len(sarif.render(report))
    assert run_of(report)["results"][0]["codeFlows"]
    monkeypatch.setattr(sarif, "_fits", lambda text: len(text) < whole * 0.8)
    run = run_of(report)
    assert len(run["results"]) == 64 and "codeFlows" not in run["results"][0]
    assert [note["message"]["text"][:25]
            for note in run["invocations"][0]["toolExecutionNotifications"]] == ["Code flows were left out."]
    monkeypatch.setattr(sarif, "_fits", lambda text: len(text) < whole * 0.3)
    run = run_of(report, Options(most=64))
    assert len(run["results"]) < 64
    assert "results were left out." in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_the_size_is_that_after_gzip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_PACKED", 1_000)
    assert sarif._fits("x" * 100_000) and not sarif._fits("".join(chr(48 + number % 61) * (number % 7)
                                                                  for number in range(50_000)))


def test_hostile_input_stays_text() -> None:
    run = run_of(hostile_report(), Options(category="x\n", include=("suppressed", "unknown")))
    assert run["automationDetails"]["id"] == "x\\x0a/"
    assert all("(javascript" not in result["message"]["text"] or "\\](javascript" in result["message"]["text"]
               for result in run["results"])


def test_brackets_from_the_input_make_no_links() -> None:
    text = POD.replace("name: helper", "name: '[x](http://evil)'")
    (result,) = run_of(report_of(text, [rule()]))["results"]  # type: ignore[misc]
    assert "\\[x\\](http://evil)" in result["message"]["text"]


def test_too_many_results_are_cut_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 1)
    low = rule(id="low-one", severity="low")
    run = run_of(report_of(POD, [low, rule()]))
    assert [result["ruleId"] for result in run["results"]] == ["image-written"]  # type: ignore[attr-defined]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]  # type: ignore[index]
    assert note["message"]["text"].startswith("1 results were left out.")


@pytest.mark.parametrize(("category", "expected"), [("", None), ("charts/app", "charts/app/"), ("x/", "x/")])
def test_category(category: str, expected: str | None) -> None:
    details = run_of(Report(), Options(category=category)).get("automationDetails")
    assert (details["id"] if details else None) == expected  # type: ignore[index]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert sarif.render(full_report()) == sarif.render(full_report())
