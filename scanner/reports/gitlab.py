"""GitLab's code quality report: findings in merge requests (`artifacts: reports: codequality`)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from scanner.model.report import Report
from scanner.model.rule import Severity
from scanner.reports.escape import markdown, storable, visible
from scanner.reports.options import Options
from scanner.reports.rows import Row, most_severe, rows
from scanner.reports.wording import remedy, subject

NAME = "gitlab"
SUFFIXES = (".gitlab.json", ".codequality.json", "gl-code-quality-report.json")

_SEVERITIES = {
    Severity.CRITICAL: "blocker", Severity.HIGH: "critical", Severity.MEDIUM: "major", Severity.LOW: "minor",
    Severity.INFO: "info",
}


def render(report: Report, options: Options = Options()) -> str:
    """The findings as a JSON list; it is there when nothing was found, too."""
    found, _ = most_severe(rows(report), options.most)
    seen: Counter[str] = Counter()
    return storable(json.dumps([_finding(row, seen) for row in found], ensure_ascii=False, indent=2)) + "\n"


def _finding(row: Row, seen: Counter[str]) -> dict[str, Any]:
    rule = row.judgement.rule
    seen[row.fingerprint] += 1
    number = seen[row.fingerprint]
    return {
        "description": f"{visible(row.judgement.message)} ({subject(row)})",
        "check_name": rule.id,
        # Two findings with one fingerprint are shown as one.
        "fingerprint": row.fingerprint + (f"-{number}" if number > 1 else ""),
        "severity": _SEVERITIES[rule.severity],
        "type": "issue",
        "categories": ["Security" if rule.security else "Bug Risk"],
        "content": {"body": f"{markdown(rule.why)}\n\n{markdown(remedy(row))}"},
        "location": {"path": row.place.file, "lines": {"begin": row.place.line, "end": row.place.end_line}},
    }
