"""The JSON report, version 1: schemas/report.schema.json. Keys are added in later versions, never renamed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from scanner.model.fingerprint import fingerprint
from scanner.model.judgement import ASIDES, Judgement, Outcome
from scanner.model.report import Notice, Report
from scanner.model.rule import Severity
from scanner.reports.escape import storable
from scanner.reports.options import Options
from scanner.reports.rows import Place, Row, most_severe, place, rows

NAME = "json"
SUFFIXES = (".json",)
VERSION = 1


def render(report: Report, options: Options = Options()) -> str:
    """The report as JSON text."""
    return storable(json.dumps(document(report, options.most), ensure_ascii=False, indent=2)) + "\n"


def document(report: Report, most: int = 0) -> dict[str, Any]:
    """The report as plain data, with the `most` most severe findings (0: all)."""
    found = rows(report)
    kept, left_out = most_severe(found, most)
    return {
        "version": VERSION,
        "tool": {"name": "readiness-scan", "version": report.version},
        "inputs": list(report.inputs),
        "findings": [_finding(row) for row in kept],
        **({"left_out": left_out} if left_out else {}),
        "unknown": [_undecided(one, report) for one in report.judgements if one.outcome is Outcome.UNKNOWN],
        "waived": [_waived(one, report) for one in report.waived],
        **({"compared": report.compared} if report.compared else {}),
        "gone": [{"rule": one.rule_id, "resource": one.name, "file": one.file, "fingerprint": one.fingerprint}
                 for one in report.gone],
        "notices": [_notice(notice, report) for notice in report.notices],
        "summary": summary(report, found),
    }


def summary(report: Report, found: list[Row]) -> dict[str, Any]:
    """Counts: findings by severity, judgements by outcome, checklist items by section and status."""
    severities = Counter(row.judgement.severity.word for row in found)
    sections: dict[str, dict[str, int]] = {}
    for result in report.items:
        states = sections.setdefault(result.item.section, {})
        states[result.status.value] = states.get(result.status.value, 0) + 1
    return {
        "findings": len(found),
        "by_severity": {one.word: severities[one.word] for one in reversed(Severity)},
        "judgements": {outcome.value: report.count(outcome) for outcome in Outcome},
        "undecided": [{"reason": reason, "judgements": count} for reason, count in report.reasons()],
        "waived": len(report.waived),
        "set_aside": {why: report.aside(why) for why in ASIDES},
        "checklist": sections,
    }


def _finding(row: Row) -> dict[str, Any]:
    judgement = row.judgement
    finding: dict[str, Any] = {
        "rule": judgement.rule.id, "severity": judgement.severity.word,
        "confidence": judgement.rule.confidence.word, "message": judgement.message,
        **_subject(judgement), **_place(row.place),
        **({"dependency": judgement.dependency} if judgement.dependency else {}),
        **({"environments": list(row.environments)} if row.environments else {}),
        "related": [
            {"role": one.role, "file": one.place.file, "line": one.place.line, "column": one.place.column,
             **({"resource": one.what} if one.what else {})}
            for one in row.related
        ],
        "checklist": [*judgement.rule.checklist, *judgement.rule.refutes], "fingerprint": row.fingerprint,
        "instances": [_instance(one) for one in row.instances],
    }
    return finding


def _instance(judgement: Judgement) -> dict[str, Any]:
    """One failure among those with the same cause."""
    return {
        **_subject(judgement), "message": judgement.message, "fingerprint": fingerprint(judgement),
        **({"environment": judgement.environment} if judgement.environment else {}),
    }


def _subject(judgement: Judgement) -> dict[str, Any]:
    subject: dict[str, Any] = {"resource": judgement.name, "namespace": ""}
    if judgement.resource is not None:
        subject["namespace"] = judgement.resource.id.namespace
        subject["path"] = list(judgement.path)
        if judgement.resource.release is not None:
            subject["unit"] = judgement.resource.release.chart
    if judgement.container:
        subject["container"] = judgement.container
    return subject


def _place(shown: Place) -> dict[str, Any]:
    return {"file": shown.file, "line": shown.line, "column": shown.column,
            "end_line": shown.end_line, "end_column": shown.end_column}


def _undecided(judgement: Judgement, report: Report) -> dict[str, Any]:
    return {"rule": judgement.rule.id, "reason": judgement.message, **_subject(judgement),
            **_place(place(judgement.where(), report))}


def _waived(judgement: Judgement, report: Report) -> dict[str, Any]:
    assert judgement.waiver is not None
    waiver = judgement.waiver
    return {"rule": judgement.rule.id, "reason": waiver.reason, "source": waiver.source,
            **({"owner": waiver.owner} if waiver.owner else {}), **({"until": waiver.until} if waiver.until else {}),
            **_subject(judgement), **_place(place(judgement.where(), report))}


def _notice(notice: Notice, report: Report) -> dict[str, Any]:
    shown = _place(place(notice.where, report)) if notice.where.primary is not None else {}
    return {"level": notice.level.value, "summary": notice.summary, "detail": notice.detail,
            "stage": notice.stage, **shown}
