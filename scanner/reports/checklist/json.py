"""The checklist with its evidence as JSON: schemas/checklist.schema.json."""

from __future__ import annotations

import json
from typing import Any

from scanner.model.checklist import Attestation, Clue, Gate, GoLive, ItemResult, SignOff, Stage
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.report import Notice, Report
from scanner.model.tally import Tally, by_section, tally, tally_earlier
from scanner.reports.escape import storable
from scanner.reports.evidence import AGAINST, HOLDS, OPEN, WAIVED, Spot, changes, spots
from scanner.reports.options import Options
from scanner.reports.rows import place

NAME = "json"
SUFFIXES = (".json",)
VERSION = 2
MAX_LISTED = 50
_KINDS = {HOLDS: "pass", AGAINST: "fail", OPEN: "unknown", WAIVED: "waived"}


def render(report: Report, options: Options = Options()) -> str:
    """The checklist as JSON text."""
    return storable(json.dumps(document(report), ensure_ascii=False, indent=2)) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The checklist as plain data."""
    readiness = report.readiness
    return {
        "version": VERSION,
        "tool": {"name": "readiness-scan", "version": report.version},
        "inputs": list(report.inputs),
        "summary": _counts(tally(report.items)),
        "sections": [{"section": section, **_counts(counts)} for section, counts in by_section(report.items).items()],
        "gates": [_gate(one) for one in readiness.gates],
        "levels": [_stage(one) for one in readiness.stages],
        "decision": _decision(readiness.golive, report) if readiness.golive is not None else None,
        "sign_offs": [signed(one, report) for one in readiness.sign_offs],
        "attestations": [statement(one, report) for one in readiness.attestations],
        "compared": _compared(report),
        "notes": list(readiness.notes),
        "notices": [_notice(one, report) for one in report.notices],
        "items": [_item(result, report) for result in report.items],
    }


def _counts(counts: Tally) -> dict[str, int]:
    return {**counts._asdict(), "total": counts.total, "applicable": counts.applicable, "percent": counts.percent}


def _gate(gate: Gate) -> dict[str, Any]:
    return {"gate": gate.word, "wanted": gate.wanted, "reached": gate.reached, "done": gate.done,
            "applicable": gate.applicable, "passed": gate.passed, "open": list(gate.open)}


def _stage(stage: Stage) -> dict[str, Any]:
    return {"level": stage.name, "reached": stage.reached, "gates": [_gate(one) for one in stage.gates]}


def _decision(decision: GoLive, report: Report) -> dict[str, Any]:
    return {
        "decision": decision.word, "commit": decision.commit, "reasons": list(decision.reasons),
        "rules": list(decision.rules),
        "roles": [{"role": role, "signed": signed(one, report) if one is not None else None}
                  for role, one in decision.roles],
    }


def signed(one: SignOff, report: Report) -> dict[str, Any]:
    """A sign-off with its place."""
    return {"role": one.role, "group": one.group, "by": one.by, "date": one.day, "decision": one.decision,
            "commit": one.commit, "conditions": list(one.conditions), "fault": one.fault, **_place(one.where, report)}


def statement(one: Attestation, report: Report) -> dict[str, Any]:
    """An attestation with its place."""
    return {"item": one.item_id, "statement": one.statement, "by": one.by, "role": one.role, "date": one.day,
            "until": one.until, "link": one.link, "commit": one.commit, "fault": one.fault, "expired": one.expired,
            "refused": one.refused, "conditions": list(one.conditions),
            **_place(one.where, report)}


def _compared(report: Report) -> dict[str, Any] | None:
    earlier = report.readiness.earlier
    if earlier is None:
        return None
    return {"with": earlier.name, "summary": _counts(tally_earlier(earlier.items)),
            "changes": [{"id": one.id, "before": one.before, "now": one.now} for one in changes(report)]}


def _item(result: ItemResult, report: Report) -> dict[str, Any]:
    item = result.item
    return {
        "id": item.id, "section": item.section, "group": item.group, "text": item.text,
        "status": result.status.value, "strength": result.strength.word, "reason": result.reason,
        "coverage": item.coverage, "best": item.strength.word,
        "evidence": [_clue(clue, report) for clue in result.clues],
        "attestation": statement(result.attestation, report) if result.attestation is not None else None,
        "children": list(result.children),
    }


def _clue(clue: Clue, report: Report) -> dict[str, Any]:
    found, more = spots(clue, report, MAX_LISTED, passes=5)
    return {
        "says": clue.says, "strength": clue.strength.word,
        "outcome": clue.outcome.value if clue.outcome is not None else None,
        "against": clue.against, "beside": clue.beside, "rules": list(clue.rules),
        "passed": len(clue.passes), "failed": len(clue.fails), "unknown": len(clue.unknowns),
        "waived": len(clue.waived),
        "places": [_spot(spot) for spot in found], "more": more,
    }


def _spot(spot: Spot) -> dict[str, Any]:
    row = spot.row
    return {"kind": _KINDS[spot.kind], "rule": row.judgement.rule.id, "resource": row.judgement.name,
            "message": row.judgement.message, "file": row.place.file, "line": row.place.line,
            "column": row.place.column}


def _place(where: Provenance, report: Report) -> dict[str, Any]:
    if where is NOWHERE or where.primary is None:
        return {}
    shown = place(where, report)
    return {"file": shown.file, "line": shown.line, "column": shown.column}


def _notice(one: Notice, report: Report) -> dict[str, Any]:
    return {"level": one.level.value, "summary": one.summary, "detail": one.detail, **_place(one.where, report)}
