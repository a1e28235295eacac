import json

import jsonschema

from scanner.checklist.assess import assess
from scanner.checklist.load import load as load_checklist
from scanner.model.judgement import Outcome, Waiver
from scanner.model.report import Gone, Report
from scanner.paths import data_folder
from scanner.reports import json as report_json
from scanner.reports.options import Options
from scanner.rules import pack
from tests.manifests import POD, report_of, rule

NOISY = POD + "---\na: 1\n---\nb: [\n---\n" + POD.replace("name: web,", "name: waived,") + "---\n" + POD.replace(
    "image: web:1.0", "image: 3").replace("name: web,", "name: odd,")


def full_report() -> Report:
    is_text = rule(id="image-is-text", **{"assert": "!has(self.image) || self.image.startsWith('w')"})
    rules = (rule(), is_text, *pack.load())
    report = report_of(NOISY, rules)
    known = Waiver("known", "a waiver", "platform", "2030-01-01")
    judgements = tuple(one._replace(waiver=known) if one.name == "Pod/waived" and one.outcome is Outcome.FAIL else one
                       for one in report.judgements)
    return report._replace(
        judgements=judgements, items=assess(load_checklist(), judgements, rules), compared="main",
        gone=(Gone("image-written", "Pod/old", "old.yaml", "0" * 32),))


def check(text: str, schema: str) -> dict[str, object]:
    data = json.loads(text)
    jsonschema.Draft202012Validator(
        json.loads((data_folder("schemas") / schema).read_text(encoding="utf-8"))).validate(data)
    return data  # type: ignore[no-any-return]


def test_the_report_follows_its_schema() -> None:
    data = check(report_json.render(full_report()), "report.schema.json")
    assert all(data[key] for key in ("findings", "unknown", "waived", "notices", "gone", "compared"))


def test_an_empty_report_follows_it_too() -> None:
    data = check(report_json.render(Report()), "report.schema.json")
    assert data["findings"] == [] and data["version"] == 1


def test_a_finding() -> None:
    (finding,) = json.loads(report_json.render(report_of(POD, [rule()])))["findings"]
    mark = finding.pop("fingerprint")
    where = {"resource": "Pod/web", "namespace": "shop", "container": "helper",
             "path": ["spec", "containers", 1, "image"]}
    assert finding.pop("instances") == [{**where, "message": "Container 'helper' has no image.", "fingerprint": mark}]
    assert finding == {
        "rule": "image-written", "severity": "high", "confidence": "high", "message": "Container 'helper' has no image.",
        "resource": "Pod/web", "namespace": "shop", "container": "helper", "path": ["spec", "containers", 1, "image"],
        "file": "web.yaml", "line": 8, "column": 7, "end_line": 8, "end_column": 19, "related": [],
        "checklist": ["a/b"],
    }


def test_a_limit_leaves_the_least_severe_out() -> None:
    report = report_of(NOISY, [rule(severity="low"), rule(id="other-rule", severity="critical")])
    data = check(report_json.render(report, Options(most=4)), "report.schema.json")
    assert [one["severity"] for one in data["findings"]] == ["low", "critical", "critical",
                                                             "critical"]  # type: ignore[attr-defined]
    assert data["left_out"] == 2 and data["summary"]["findings"] == 6  # type: ignore[index]


def test_sums() -> None:
    summary = json.loads(report_json.render(report_of(NOISY, [rule()])))["summary"]
    assert summary["findings"] == 3 and summary["waived"] == 0
    assert summary["by_severity"] == {"critical": 0, "high": 3, "medium": 0, "low": 0, "info": 0}
    assert summary["judgements"] == {"pass": 3, "fail": 3, "unknown": 0}


def test_the_same_report_gives_the_same_bytes() -> None:
    assert report_json.render(full_report()) == report_json.render(full_report())
