"""SARIF 2.1.0 for code scanning services.

Plain dictionaries, written at once: the object model of sarif-om has no serializer, imports in 50 ms, and needs 0.3 s
for the objects of 5,000 results alone; this takes 0.2 s for everything.

What GitHub reads and refuses shapes the content: one run, results present even when empty, one location for each
result with a region of one line, text in every message, `security-severity` only on rules about security (it turns
the finding into a security alert), no suppressed results unless asked for (it would show them as open), and sizes
below its limits. `readiness-scan sarif validate` checks all of that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from scanner.model.judgement import BASELINE, UNCHANGED, Judgement, Outcome
from scanner.model.report import Level, Report
from scanner.model.rule import Confidence, Rule, Severity
from scanner.records import NamedTuple
from scanner.reports import escape
from scanner.reports.flows import Step, flow
from scanner.reports.lines import LineHashes
from scanner.reports.options import Options
from scanner.reports.rows import Place, RelatedPlace, Row, place, rows, rows_of
from scanner.reports.taxonomies import Taxa, tag

NAME = "sarif"
SUFFIXES = (".sarif", ".sarif.json")
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/readiness-scan/readiness-scan"
ROOT = "%SRCROOT%"

# GitHub shows the 5,000 results it finds most severe, and refuses a run of more than 25,000.
MAX_RESULTS = 5_000
MOST_RESULTS = 25_000
MAX_PACKED = 10_000_000
"""Largest size of a report after gzip, in bytes."""

MAX_RELATED = 20
MAX_LINKED = 5
MAX_NAME = 100
MAX_TEXT = 1_000
MAX_NOTES = 1_000
MAX_TAGS = 10
_MAX_HASHED = 1_000_000

_LEVELS = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.5"}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_NOTICES = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_LINKED = {
    "values": "Values", "template": "Template", "expression": "Template", "include": "Included by",
    "call": "Included by",
    "resource": "Related",
}


class Entry(NamedTuple):
    """What becomes one result. kind: fail, pass, or open (undecided); state: whether an earlier state has it as well
    (new, unchanged, "" where nothing was compared)."""

    row: Row
    kind: str = "fail"
    state: str = ""


class Extent(NamedTuple):
    """How much is written: results, and whether with code flows."""

    results: int
    flows: bool = True


def render(report: Report, options: Options = Options()) -> str:
    """The report as SARIF text, no larger than code scanning takes: first code flows are left out, then results."""
    most = min(options.most or MAX_RESULTS, MOST_RESULTS)
    extent = Extent(most)
    text = _text(report, options, extent)
    while not _fits(text) and extent.results > 1:
        extent = Extent(extent.results // 2 if not extent.flows else extent.results, False)
        text = _text(report, options, extent)
    return text


def document(report: Report, options: Options = Options(), extent: Extent = Extent(MAX_RESULTS)) -> dict[str, Any]:
    """The report as plain data in the form of SARIF."""
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, options, extent)]}


def _text(report: Report, options: Options, extent: Extent) -> str:
    text = json.dumps(document(report, options, extent), ensure_ascii=False, separators=(",", ":"))
    return escape.storable(text) + "\n"


def _fits(text: str) -> bool:
    data = text.encode()
    if len(data) <= MAX_PACKED:
        return True
    import zlib

    return len(zlib.compress(data, 6)) <= MAX_PACKED


def _run(report: Report, options: Options, extent: Extent) -> dict[str, Any]:
    found = list(_entries(report, options.include))
    kept = found[:extent.results]
    rules = {entry.row.judgement.rule.id: entry.row.judgement.rule for entry in reversed(kept)}
    indices = {rule_id: index for index, rule_id in enumerate(sorted(rules))}
    taxa = Taxa({one.item.id: one.item.strength.word for one in report.items},
                {one.item.id: one.item.text for one in report.items})
    descriptors = [_rule(rules[rule_id], taxa) for rule_id in indices]
    results = _Results(report, indices, extent.flows)
    run: dict[str, Any] = {
        "tool": {"driver": {
            "name": "readiness-scan",
            "informationUri": HOME,
            **({"version": report.version, "semanticVersion": report.version} if report.version else {}),
            "rules": descriptors,
            **({"supportedTaxonomies": taxa.references()} if taxa.references() else {}),
        }},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The top of the repository."}}},
        "invocations": [invocation(report, _left_out(found, kept, extent))],
        "results": [results.of(entry) for entry in kept],
        **({"taxonomies": taxa.taxonomies()} if taxa.taxonomies() else {}),
    }
    if options.category:
        # Only what stands before the last slash is the category.
        run["automationDetails"] = {"id": escape.visible(options.category).rstrip("/") + "/"}
    return run


def _entries(report: Report, include: tuple[str, ...]) -> Iterator[Entry]:
    """What is to be written, the most important first: it may have to be cut."""
    new = "new" if "unchanged" in include else ""
    for row in sorted(rows(report), key=lambda row: -row.judgement.severity):  # stable: by place within a severity
        yield Entry(row, state=new)
    failures = [one for one in report.judgements if one.outcome is Outcome.FAIL]
    groups: dict[str, tuple[str, str, Iterable[Judgement]]] = {
        "unchanged": ("fail", "unchanged", (one for one in failures
                                            if one.aside in (BASELINE, UNCHANGED) and one.waiver is None)),
        "suppressed": ("fail", "", (one for one in failures if one.waiver is not None)),
        "unknown": ("open", "", (one for one in report.judgements if one.outcome is Outcome.UNKNOWN)),
        "pass": ("pass", "", (one for one in report.judgements if one.outcome is Outcome.PASS)),
    }
    for word, (kind, state, judgements) in groups.items():
        if word in include:
            yield from (Entry(row, kind, state) for row in rows_of(judgements, report))


def _left_out(found: list[Entry], kept: list[Entry], extent: Extent) -> list[dict[str, Any]]:
    notes = []
    if len(found) > len(kept):
        notes.append(notification(
            "warning", f"{len(found) - len(kept)} results were left out.",
            f"Only the {len(kept)} most severe ones are written, because code scanning takes or shows no more, "
            "or because no more were asked for.", None))
    if not extent.flows:
        notes.append(notification(
            "warning", "Code flows were left out.", f"The report would be larger than {MAX_PACKED} bytes after gzip.",
            None))
    return notes


def _rule(rule: Rule, taxa: Taxa) -> dict[str, Any]:
    level = _LEVELS[rule.severity]
    properties: dict[str, Any] = {
        "tags": _tags(rule), "precision": _precision(rule), "problem.severity": _PROBLEMS[level],
    }
    if rule.security and rule.severity in _SCORES:
        properties["security-severity"] = _SCORES[rule.severity]
    relationships = taxa.relationships(rule)
    return {
        "id": rule.id,
        "name": _name(rule.id),
        "shortDescription": {"text": f"{rule.title[:MAX_TEXT].rstrip('.')}."},
        "fullDescription": {"text": rule.why[:MAX_TEXT]},
        "help": {"text": f"{rule.why}\n\n{rule.remediation}", "markdown": _help(rule)},
        **({"helpUri": rule.references[0]} if rule.references else {}),
        "defaultConfiguration": {"level": level},
        **({"relationships": relationships} if relationships else {}),
        "properties": properties,
    }


def _precision(rule: Rule) -> str:
    """The words of SARIF for confidence; what follows from one resource alone, without its relations, is very high."""
    if rule.confidence is Confidence.HIGH and not rule.uses:
        return "very-high"
    return rule.confidence.word


def _tags(rule: Rule) -> list[str]:
    tags = ["security"] if rule.security else []
    tags += [rule.category, *map(tag, rule.frameworks), *(f"checklist:{item}" for item in rule.checklist)]
    return list(filter(None, dict.fromkeys(tags)))[:MAX_TAGS]


def _name(rule_id: str) -> str:
    """The id in Pascal case; the id of an admission policy may have dots, and may begin with a digit."""
    name = "".join(word.capitalize() for word in rule_id.replace(".", "-").split("-"))
    return name if name[:1].isalpha() else f"Rule{name}"


def _help(rule: Rule) -> str:
    parts = [f"# {escape.markdown(rule.title)}", escape.markdown(rule.why), "## What to do",
             escape.markdown(rule.remediation)]
    if rule.remediation_helm and rule.remediation_helm != rule.remediation:
        parts += ["**In a Helm chart:** " + escape.markdown(rule.remediation_helm)]
    if rule.checklist:
        parts += ["## Checklist", "\n".join(f"- `{item}`" for item in rule.checklist)]
    if rule.frameworks:
        parts += ["## Catalogues", "\n".join(f"- {escape.markdown(control)}" for control in rule.frameworks)]
    if rule.references:
        parts += ["## References", "\n".join(f"- <{reference}>" for reference in rule.references)]
    parts += [
        "## To live with it", "Write the reason on the line, or on the line above it:",
        f'```yaml\n# readiness: ignore[{rule.id}] reason="..."\n```',
        f"`readiness-scan explain {rule.id}` shows examples.",
    ]
    return "\n\n".join(parts)


class _Results:
    """Writes results; knows what is worked out once for all of them."""

    def __init__(self, report: Report, indices: dict[str, int], flows: bool) -> None:
        self._report, self._indices, self._flows = report, indices, flows
        self._hashes = Hashes(report)

    def of(self, entry: Entry) -> dict[str, Any]:
        """One result."""
        row = entry.row
        rule = row.judgement.rule
        failed = entry.kind == "fail"
        related = row.related[:MAX_RELATED] if failed else ()
        text = " ".join(_message(row) if failed else _said(row, entry.kind))
        result: dict[str, Any] = {
            "ruleId": rule.id, "ruleIndex": self._indices[rule.id],
            **({} if failed else {"kind": entry.kind}),
            "level": _LEVELS[rule.severity] if failed else "none",
            "message": {"text": text + _links(related)},
            "locations": [self._location(row.place)],
            **({"relatedLocations": [self._related(number, one) for number, one in enumerate(related, start=1)]}
               if related else {}),
            "partialFingerprints": {**self._hashes.of(row.place), "readinessScan/v1": row.fingerprint},
            **({"baselineState": entry.state} if entry.state else {}),
            **({"suppressions": _suppressions(row)} if row.judgement.waiver is not None else {}),
            "properties": _properties(row),
        }
        steps = flow(row, self._report) if failed and self._flows else ()
        if steps:
            result["codeFlows"] = [{"threadFlows": [{"locations": [self._step(step) for step in steps]}]}]
        return result

    def _related(self, number: int, one: RelatedPlace) -> dict[str, Any]:
        text = f"{_LINKED.get(one.role, one.role)} {escape.message(one.what[:MAX_NAME])}".rstrip()
        return {"id": number, "message": {"text": text}, **self._location(one.place)}

    def _step(self, step: Step) -> dict[str, Any]:
        text = escape.message(step.what[:MAX_TEXT])
        return {"location": {**self._location(step.place), "message": {"text": f"{text}."}}}

    def _location(self, shown: Place) -> dict[str, Any]:
        return location(shown, self._report)


def _message(row: Row) -> Iterator[str]:
    """What is wrong, and where it shows: one place may make several resources fail, as in a loop of a template."""
    yield escape.message(row.messages[0][:MAX_TEXT])
    names = list(dict.fromkeys(one.name for one in row.instances if one.name))
    if names:
        rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"Found in {escape.message(', '.join(name[:MAX_TEXT] for name in names[:3]))}{rest}."
    if row.environments:
        yield f"With the values of {escape.message(', '.join(row.environments[:5])[:MAX_TEXT])}."
    if len(row.messages) > 1:
        yield "Also: " + " ".join(escape.message(text[:MAX_TEXT]) for text in row.messages[1:3])


def _said(row: Row, kind: str) -> Iterator[str]:
    """What is said of things that do not fail."""
    title = row.judgement.rule.title[:MAX_TEXT].rstrip(".")
    if kind == "pass":
        yield f"As wanted: {escape.message(title)}."
    else:
        yield f"Undecided: {escape.message(title)}. {escape.message(row.messages[0][:MAX_TEXT])}".rstrip()
    names = list(dict.fromkeys(one.name for one in row.instances if one.name))
    if names:
        rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"Seen in {escape.message(', '.join(name[:MAX_TEXT] for name in names[:3]))}{rest}."


def _links(related: tuple[RelatedPlace, ...]) -> str:
    """Links to related places, by what they are; services show only those that a message links to."""
    groups: dict[str, dict[str, int]] = {}
    for number, one in enumerate(related, start=1):
        groups.setdefault(_LINKED.get(one.role, one.role), {}).setdefault(_named(one), number)
    text = ""
    for what, numbers in groups.items():
        text += f" {what}: {', '.join(f'[{words}]({number})' for words, number in list(numbers.items())[:MAX_LINKED])}."
    return text


def _named(one: RelatedPlace) -> str:
    """The words of a link: what it leads to, or the line."""
    file = one.place.file.rpartition("/")[2]
    return escape.link_words(one.what[:MAX_NAME] or f"{file[:MAX_NAME]}:{one.place.line}")


def _suppressions(row: Row) -> list[dict[str, Any]]:
    """The decisions behind a row; those of the configuration stand outside of what they are about."""
    found = []
    for waiver in dict.fromkeys(one.waiver for one in row.instances if one.waiver is not None):
        more = {"source": waiver.source, "owner": waiver.owner, "expires": waiver.until}
        more = {key: text for key, text in more.items() if text}
        found.append({
            "kind": "external" if waiver.source.startswith("waiver in ") else "inSource", "status": "accepted",
            "justification": escape.visible(waiver.reason), **({"properties": more} if more else {}),
        })
    return found


def _properties(row: Row) -> dict[str, Any]:
    judgement = row.judgement
    found: dict[str, Any] = {"resource": judgement.name, "severity": judgement.severity.word}
    for key, value in (("container", judgement.container), ("dependency", judgement.dependency),
                       ("environments", list(row.environments))):
        if value:
            found[key] = value
    return found


def location(shown: Place, report: Report) -> dict[str, Any]:
    """A place, with a region of one line."""
    start, end = shown.column, shown.end_column
    if end <= start:  # a point, which nobody would see: the content of its line stands for it
        source = report.sources.get(shown.file)
        line = source.line(shown.line) if source is not None else ""
        if line.strip():
            start, end = len(line) - len(line.lstrip()) + 1, len(line.rstrip()) + 1
    return {"physicalLocation": {
        "artifactLocation": {"uri": escape.uri(shown.file), "uriBaseId": ROOT},
        "region": {"startLine": shown.line, "startColumn": start, "endLine": shown.end_line,
                   "endColumn": max(end, start)},
    }}


def invocation(report: Report, more: list[dict[str, Any]]) -> dict[str, Any]:
    """How the run went. executionSuccessful says that the tool ran, not that nothing was found."""
    notes = []
    for one in report.notices[:MAX_NOTES]:
        where = location(place(one.where, report), report) if one.where.primary is not None else None
        notes.append(notification(_NOTICES[one.level], one.summary, one.detail, where))
    notes += more
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if notes:
        invocation["toolExecutionNotifications"] = notes
    return invocation


def notification(level: str, summary: str, detail: str, where: dict[str, Any] | None) -> dict[str, Any]:
    """Something that is not a result."""
    note: dict[str, Any] = {"level": level, "message": {"text": escape.message(f"{summary} {detail}".strip())}}
    if where is not None:
        note["locations"] = [where]
    return note


class Hashes:
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
