import json

import jsonschema
import pytest

from scanner.model.judgement import Judgement, Outcome
from scanner.model.report import Report
from scanner.paths import data_folder
from scanner.reports import sarif
from scanner.rules import pack
from tests.manifests import POD, report_of, rule
from tests.reports.test_json import NOISY, full_report
from tests.reports.test_rows import ACTION_HOP, VALUE_HOP, found_in_chart


def run_of(report: Report, category: str = "") -> dict[str, object]:
    data = json.loads(sarif.render(report, category))
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


def test_a_result() -> None:
    (result,) = run_of(report_of(POD, [rule()]))["results"]  # type: ignore[misc]
    assert result["message"]["text"] == "Container 'helper' has no image. Found in Pod/web."
    assert result["locations"] == [{"physicalLocation": {
        "artifactLocation": {"uri": "web.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 8, "startColumn": 7, "endLine": 8, "endColumn": 19}}}]
    assert set(result["partialFingerprints"]) == {"primaryLocationLineHash", "readinessScan/v1"}


def test_related_places_are_linked_from_the_message() -> None:
    (result,) = run_of(found_in_chart(VALUE_HOP, ACTION_HOP))["results"]  # type: ignore[misc]
    assert result["message"]["text"].endswith(" See [expression](1).")
    assert result["relatedLocations"][0]["id"] == 1


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
    run = run_of(report_of(NOISY, [rule()]))
    results, (invocation,) = run["results"], run["invocations"]  # type: ignore[misc]
    assert [result["properties"]["resource"] for result in results] == ["Pod/web", "Pod/odd"]
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["error", "note"]


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
    details = run_of(Report(), category).get("automationDetails")
    assert (details["id"] if details else None) == expected  # type: ignore[index]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert sarif.render(full_report()) == sarif.render(full_report())
