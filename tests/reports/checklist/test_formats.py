"""The formats about the checklist besides the page."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest

from scanner.model.report import Report
from scanner.reports import CHECKLIST, load, names, of_file
from scanner.reports.checklist import badge, markdown, sarif, text
from scanner.reports.checklist import csv as table
from scanner.reports.checklist import json as data
from scanner.reports.options import Options
from scanner.sarif import validate
from tests.reports.checklist.made import hostile, large, whole
from tests.reports.test_json import check


def test_the_family() -> None:
    assert names(CHECKLIST) == ["badge", "csv", "html", "json", "markdown", "sarif", "text"]
    assert [of_file(name, CHECKLIST) for name in ("a.md", "b.svg", "c.sarif", "d.json")] == [
        "markdown", "badge", "sarif", "json"]


@pytest.mark.parametrize("name", names(CHECKLIST))
def test_every_format_takes_every_report(name: str) -> None:
    for report in (Report(version="1.0"), whole(), hostile()):
        shown = load(name, CHECKLIST).render(report)
        assert shown == load(name, CHECKLIST).render(report)
        assert name in ("json", "sarif") or not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", shown)


def test_text() -> None:
    shown = text.render(whole())
    assert shown.startswith(
        "1 proved by files, 1 supported by files, 1 attested; 1 that nobody has looked at, of 8 that apply\n")
    assert "Security  █████▓▓▓▓▓▒▒▒▒▒░░░░░    3 of 4   1 proved, 1 supported, 1 attested, 1 not met\n" in shown
    assert "    [x] The item a/proved  (proof)\n" in shown and "    [x] The item a/supported  (strong)\n" in shown
    assert ("    [ ] The item a/not-met\n          Something lacks.\n          No container lacks an image.\n"
            "          web.yaml:8  Container 'helper' has no image. [image-written]\n") in shown
    assert "which does not count: it ended on 2026-02-01" in shown
    assert "gate security: 75% of 80% (3 of 4): missed\n" in shown and "level basic: reached\n" in shown
    assert "go-live: conditional\n  because Lin (lead-developer) approves on condition: load test.\n" in shown
    assert "  - The item a/not-met: met -> not met\n" in shown and "9 changes: 1 better, 1 worse" in shown
    assert "warning: web.yaml:1:1: Something is odd. In detail.\n" in shown


def test_bars_are_full_only_when_everything_is_done() -> None:
    lines = text.render(large()).splitlines()
    assert "Section 0  ░░░░░░░░░░░░░░░░░░░░    0 of 30  30 not met" in lines


def test_json() -> None:
    found = check(data.render(whole()), "checklist.schema.json")
    check(data.render(Report()), "checklist.schema.json")
    check(data.render(hostile()), "checklist.schema.json")
    assert found["summary"] == {
        "proved": 1, "supported": 1, "attested": 1, "not_met": 1, "waived": 1, "unknown": 1, "expired": 1, "unseen": 1,
        "not_applicable": 1, "total": 9, "applicable": 8, "percent": 37}
    items = {item["id"]: item for item in found["items"]}  # type: ignore[attr-defined]
    (clue,) = items["a/not-met"]["evidence"]
    assert clue["failed"] == 1 and clue["places"] == [{
        "kind": "fail", "rule": "image-written", "resource": "Pod/web", "message": "Container 'helper' has no image.",
        "file": "web.yaml", "line": 8, "column": 7}]
    assert items["a/attested"]["attestation"]["line"] == 2
    assert {"id": "a/not-met", "before": "met", "now": "not met"} in found["compared"]["changes"]  # type: ignore[index]


def test_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(table.render(whole()))))
    assert [row["status"] for row in rows][:4] == ["met", "met", "attested", "not met"]
    assert (rows[3]["file"], rows[3]["line"], rows[3]["before"]) == ("web.yaml", "8", "met")
    assert (rows[2]["attested_by"], rows[2]["until"]) == ("Ada <ada@example.org>", "2026-07-30")
    cells = [cell for row in csv.reader(io.StringIO(table.render(hostile()))) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


def test_badge() -> None:
    picture = ET.fromstring(badge.render(whole()))
    said = [one.text for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert said == ["readiness", "1 proved", "1 supported", "1 attested", "of 8", "conditional"]
    assert not re.search("href|url|script", badge.render(hostile()))


def test_sarif_has_the_checklist_as_a_taxonomy() -> None:
    written = json.loads(sarif.render(whole()))
    for report in (Report(version="1.0"), whole(), hostile(), large()):
        assert [one for one in validate(sarif.render(report))] == []
    (run,) = written["runs"]
    (taxonomy,) = run["taxonomies"]
    assert taxonomy["isComprehensive"] and len(taxonomy["taxa"]) == 9 + 2
    taxon = next(one for one in taxonomy["taxa"] if one["id"] == "a/not-met")
    assert taxonomy["taxa"][taxon["relationships"][0]["target"]["index"]]["id"] == "section: security"
    results = {one["ruleId"]: one for one in run["results"]}
    assert set(results) == {"a.not-met", "b.expired"}
    assert results["b.expired"]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "attestations/a.yaml"
    rule = run["tool"]["driver"]["rules"][results["a.not-met"]["ruleIndex"]]
    assert rule["relationships"][0]["kinds"] == ["equal"] and "taxa" not in results["a.not-met"]
    said = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert "The item b/unknown: unknown. It depends." in said


def test_sarif_tells_passes_where_they_are_asked_for() -> None:
    written = json.loads(sarif.render(whole(), Options(include=("pass", "suppressed", "unknown"))))
    kinds = {one["ruleId"]: one.get("kind", "fail") for one in written["runs"][0]["results"]}
    assert kinds == {"a.proved": "pass", "a.supported": "pass", "a.not-met": "fail", "b.waived": "fail",
                     "b.expired": "fail", "b.unknown": "open"}
    supported = next(one for one in written["runs"][0]["results"] if one["ruleId"] == "a.supported")
    assert supported["taxa"][0]["id"] == "a/supported"  # strong evidence covers a part: `subset` implies no taxon


def test_markdown() -> None:
    shown = markdown.render(whole(), Options(link="https://git.example.org/"))
    assert "- [x] The item a/proved (met, proof)\n" in shown and "- [ ] The item b/unseen (not scanned)\n" in shown
    assert "[web.yaml:8](https://git.example.org/web.yaml#L8): Container 'helper' has no image." in shown
    assert "| Security | ██▓▓▓▒▒░░░ 3 of 4 | 1 | 1 | 1 | 1 | 0 | 0 | 0 | 0 |" in shown


def test_markdown_of_a_checklist_that_was_brought_along_is_that_text() -> None:
    report = whole()
    brought = report._replace(readiness=report.readiness._replace(filled="\ufeff- [x] a\r\n"))
    assert markdown.render(brought) == "\ufeff- [x] a\r\n"
