"""SARIF 2.1.0 for code scanning services.

Plain dictionaries, written at once: the object model of sarif-om has no serializer, imports in 50 ms, and needs 0.3 s
for the objects of 5,000 results alone; this takes 0.2 s for everything.

What GitHub reads and refuses shapes the content: one run, results present even when empty, one location for each
result with a region of one line, text in every message, `security-severity` only on rules about security (it turns
the finding into a security alert), no suppressed results, and sizes below its limits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from scanner.model.report import Level, Report
from scanner.model.rule import Rule, Severity
from scanner.reports import escape
from scanner.reports.lines import LineHashes
from scanner.reports.rows import Place, Row, place, rows

NAME = "sarif"
SUFFIX = ".sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/readiness-scan/readiness-scan"

# GitHub keeps the 5,000 results it finds most severe, and refuses a run of more than 25,000.
MAX_RESULTS = 5_000
MAX_RELATED = 20
MAX_TEXT = 1_000
MAX_TAGS = 10
_MAX_HASHED = 1_000_000

_LEVELS = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.5"}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_NOTICES = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}


def render(report: Report, category: str = "") -> str:
    """The report as SARIF text. `category` separates several uploads of one repository."""
    text = json.dumps(document(report, category), ensure_ascii=False, separators=(",", ":"))
    return escape.storable(text) + "\n"


def document(report: Report, category: str = "") -> dict[str, Any]:
    """The report as plain data in the form of SARIF."""
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, category)]}


def _run(report: Report, category: str) -> dict[str, Any]:
    merged = [list(group) for _, group in groupby(rows(report), key=lambda row: (row.place, row.judgement.rule.id))]
    merged.sort(key=lambda group: -group[0].judgement.severity)  # stable: by place within a severity
    kept = merged[:MAX_RESULTS]
    rules = {group[0].judgement.rule.id: group[0].judgement.rule for group in kept}
    indices = {rule_id: index for index, rule_id in enumerate(sorted(rules))}
    hashes = _Hashes(report)
    run: dict[str, Any] = {
        "tool": {"driver": {
            "name": "readiness-scan",
            "informationUri": HOME,
            **({"version": report.version, "semanticVersion": report.version} if report.version else {}),
            "rules": [_rule(rules[rule_id]) for rule_id in indices],
        }},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(merged) - len(kept))],
        "results": [_result(group, indices, hashes) for group in kept],
    }
    if category:
        # Only what stands before the last slash is the category.
        run["automationDetails"] = {"id": category.rstrip("/") + "/"}
    return run


def _rule(rule: Rule) -> dict[str, Any]:
    level = _LEVELS[rule.severity]
    properties: dict[str, Any] = {
        "tags": _tags(rule), "precision": "high", "problem.severity": _PROBLEMS[level],
    }
    if rule.security and rule.severity in _SCORES:
        properties["security-severity"] = _SCORES[rule.severity]
    return {
        "id": rule.id,
        "name": _name(rule.id),
        "shortDescription": {"text": rule.title[:MAX_TEXT] + "."},
        "fullDescription": {"text": rule.why[:MAX_TEXT]},
        "help": {"text": f"{rule.why}\n\n{rule.remediation}", "markdown": _help(rule)},
        **({"helpUri": rule.references[0]} if rule.references else {}),
        "defaultConfiguration": {"level": level},
        "properties": properties,
    }


def _tags(rule: Rule) -> list[str]:
    tags = ["security"] if rule.security else []
    tags += [rule.category, *(f"checklist:{item}" for item in rule.checklist)]
    return tags[:MAX_TAGS]


def _name(rule_id: str) -> str:
    """The id in Pascal case; the id of an admission policy may have dots, and may begin with a digit."""
    name = "".join(word.capitalize() for word in rule_id.replace(".", "-").split("-"))
    return name if name[:1].isalpha() else f"Rule{name}"


def _help(rule: Rule) -> str:
    parts = [f"# {escape.markdown(rule.title)}", rule.why, "## What to do", rule.remediation]
    if rule.remediation_helm:
        parts += ["In a Helm chart: " + rule.remediation_helm]
    if rule.checklist:
        parts += ["## Checklist", "\n".join(f"- `{item}`" for item in rule.checklist)]
    if rule.references:
        parts += ["## References", "\n".join(f"- <{reference}>" for reference in rule.references)]
    return "\n\n".join(parts)


def _result(group: list[Row], indices: dict[str, int], hashes: _Hashes) -> dict[str, Any]:
    first = group[0]
    rule = first.judgement.rule
    related = list(dict.fromkeys(one for row in group for one in row.related))[:MAX_RELATED]
    result: dict[str, Any] = {
        "ruleId": rule.id, "ruleIndex": indices[rule.id], "level": _LEVELS[rule.severity],
        "message": {"text": " ".join(_message(group))},
        "locations": [_location(first.place)],
        "partialFingerprints": {**hashes.of(first.place), "readinessScan/v1": first.fingerprint},
        "properties": {"resource": first.judgement.name, "severity": rule.severity.word},
    }
    if first.judgement.container:
        result["properties"]["container"] = first.judgement.container
    if related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": f"{one.role} {escape.message(one.what)}".rstrip()},
             **_location(one.place)}
            for number, one in enumerate(related, start=1)
        ]
        links = ", ".join(f"[{one.role}]({number})" for number, one in enumerate(related, start=1))
        result["message"]["text"] += f" See {links}."
    return result


def _message(group: list[Row]) -> Iterator[str]:
    """What is wrong, and where it shows: one place may make several resources fail, as in a loop of a template."""
    texts = list(dict.fromkeys(row.judgement.message for row in group))
    yield escape.message(texts[0])
    names = list(dict.fromkeys(row.judgement.name for row in group if row.judgement.name))
    if names:
        rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"Found in {escape.message(', '.join(names[:3]))}{rest}."
    if len(texts) > 1:
        yield "Also: " + " ".join(escape.message(text) for text in texts[1:3])


def _location(shown: Place) -> dict[str, Any]:
    return {"physicalLocation": {
        "artifactLocation": {"uri": escape.uri(shown.file), "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": shown.line, "startColumn": shown.column,
            "endLine": shown.end_line, "endColumn": max(shown.end_column, shown.column + 1),
        },
    }}


def _invocation(report: Report, cut: int) -> dict[str, Any]:
    """How the run went. executionSuccessful says that the tool ran, not that nothing was found."""
    notes = [_notification(_NOTICES[notice.level], notice.summary, notice.detail, place(notice.where, report)
                           if notice.where.primary is not None else None) for notice in report.notices]
    if cut:
        notes.append(_notification(
            "warning", f"{cut} results were left out.",
            f"Only the {MAX_RESULTS} most severe ones are written, because code scanning shows no more.", None))
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if notes:
        invocation["toolExecutionNotifications"] = notes
    return invocation


def _notification(level: str, summary: str, detail: str, where: Place | None) -> dict[str, Any]:
    note: dict[str, Any] = {"level": level, "message": {"text": escape.message(f"{summary} {detail}".strip())}}
    if where is not None:
        note["locations"] = [_location(where)]
    return note


class _Hashes:
    """Line hashes of the files that results point into, each worked out once."""

    def __init__(self, report: Report) -> None:
        self._sources = report.sources
        self._known: dict[str, LineHashes | None] = {}

    def of(self, shown: Place) -> dict[str, str]:
        """The entry of partialFingerprints that GitHub uses, if it can be made."""
        if shown.file not in self._known:
            source = self._sources.get(shown.file)
            fits = source is not None and len(source.text) <= _MAX_HASHED
            self._known[shown.file] = LineHashes(source.text) if source is not None and fits else None
        hashes = self._known[shown.file]
        found = hashes.of(shown.line) if hashes is not None else ""
        return {"primaryLocationLineHash": found} if found else {}
