"""The decisions to live with findings, as text for people and as a list for programs."""

from __future__ import annotations

import json

from scanner.model.report import Report
from scanner.model.waiver import Decision
from scanner.reports.escape import storable, visible
from scanner.reports.rows import place


def as_text(report: Report) -> str:
    """A line for each decision, with its reason below."""
    lines = []
    for one in report.decisions:
        shown = place(one.entry.where, report)
        lines.append(f"{visible(shown.file)}:{shown.line}: {visible(', '.join(one.entry.rules))}: {_state(one)}")
        more = [f"{word} {visible(text)}" for word, text in (("by", one.entry.owner), ("until", one.entry.until)) if text]
        lines.append(f"    {visible(one.entry.reason)}" + (f" ({', '.join(more)})" if more else ""))
    return "\n".join([*lines, f"{len(report.decisions)} waivers"]) + "\n"


def _state(decision: Decision) -> str:
    if decision.ended:
        return "ended"
    return f"covers {decision.covered} failure{'' if decision.covered == 1 else 's'}" if decision.covered else "covers nothing"


def as_json(report: Report) -> str:
    """The same as a JSON list."""
    found = []
    for one in report.decisions:
        shown = place(one.entry.where, report)
        found.append({
            "rules": list(one.entry.rules), "reason": one.entry.reason, "source": one.entry.source,
            "owner": one.entry.owner, "until": one.entry.until, "file": shown.file, "line": shown.line,
            "covered": one.covered, "ended": one.ended,
        })
    return storable(json.dumps(found, ensure_ascii=False, indent=2)) + "\n"
