"""The checklist with its evidence as JSON: schemas/checklist.schema.json."""

from __future__ import annotations

import json
from typing import Any

from scanner.model.checklist import ItemResult
from scanner.model.judgement import Judgement
from scanner.model.report import Report
from scanner.reports.escape import storable
from scanner.reports.rows import place

NAME = "checklist-json"
SUFFIX = ".json"
VERSION = 1
MAX_LISTED = 50


def render(report: Report) -> str:
    """The checklist as JSON text."""
    document = {
        "version": VERSION,
        "tool": {"name": "readiness-scan", "version": report.version},
        "inputs": list(report.inputs),
        "items": [_item(result, report) for result in report.items],
    }
    return storable(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _item(result: ItemResult, report: Report) -> dict[str, Any]:
    item = result.item
    passes, fails, unknowns, waived = ([one for clue in result.clues for one in clue[at]] for at in range(4, 8))
    return {
        "id": item.id, "section": item.section, "group": item.group, "text": item.text,
        "status": result.status.value, "strength": item.strength.word, "coverage": item.coverage,
        "evidence": {
            "rules": sorted({rule for clue in result.clues for rule in clue.rules}),
            "passed": len(passes), "failed": len(fails), "unknown": len(unknowns), "waived": len(waived),
            "failures": [_place(one, report) for one in fails[:MAX_LISTED]],
            "undecided": [_place(one, report) for one in unknowns[:MAX_LISTED]],
        },
    }


def _place(judgement: Judgement, report: Report) -> dict[str, Any]:
    shown = place(judgement.where(), report)
    return {"rule": judgement.rule.id, "resource": judgement.name, "message": judgement.message,
            "file": shown.file, "line": shown.line, "column": shown.column}
