"""A file of findings that a team knows already, so that only new ones count.

It has no line numbers, and one entry for each finding, sorted: edits elsewhere leave it as it is, and a change of it
reads like a change of code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scanner import standing
from scanner.errors import RequestError
from scanner.model.fingerprint import fingerprint
from scanner.model.judgement import BASELINE, Outcome
from scanner.model.provenance import NOWHERE
from scanner.model.report import Gone, Level, Notice, Report
from scanner.records import NamedTuple

VERSION = 1
MAX_SIZE = 64 * 1024 * 1024
FILE_NAME = ".readiness-baseline.json"


class BaselineError(RequestError):
    """A file that is no baseline; str() names the file and what is wrong."""


class Entry(NamedTuple):
    """A finding that is known: what it was and where, for people, and its fingerprint, how often."""

    rule: str
    resource: str
    file: str
    fingerprint: str
    count: int = 1


class Baseline(NamedTuple):
    """The entries of a file."""

    entries: tuple[Entry, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each finding is known, by fingerprint."""
        return {one.fingerprint: one.count for one in self.entries}

    def gone(self, report: Report) -> tuple[Gone, ...]:
        """The entries that no failure of a report has any more."""
        present = {fingerprint(one) for one in report.judgements if one.outcome is Outcome.FAIL}
        return tuple(Gone(one.rule, one.resource, one.file, one.fingerprint)
                     for one in self.entries if one.fingerprint not in present)

    def notices(self, report: Report) -> tuple[Notice, ...]:
        """A word on entries that a report has no more."""
        gone = len(self.gone(report))
        if not gone:
            return ()
        summary = f"{gone} of {len(self.entries)} findings in the baseline occur no more in what was scanned."
        return (Notice(Level.INFO, summary, "`readiness-scan baseline prune` takes them out.", NOWHERE, "baseline"),)

    def pruned(self, report: Report) -> Baseline:
        """The entries that a report still has."""
        gone = {one.fingerprint for one in self.gone(report)}
        return Baseline(tuple(one for one in self.entries if one.fingerprint not in gone))


def read(path: Path, shown: str) -> Baseline:
    """The baseline of a file.  BaselineError: it cannot be read or is none."""
    try:
        if path.stat().st_size > MAX_SIZE:
            raise BaselineError(f"{shown}: larger than {MAX_SIZE} bytes")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BaselineError(f"{shown}: cannot be read: {error.strerror}; "
                            "`readiness-scan baseline create` writes one") from None
    except (ValueError, RecursionError):
        raise BaselineError(f"{shown}: is not valid JSON") from None
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("findings"), list):
        raise BaselineError(f"{shown}: is no baseline of version {VERSION}: a map with version and findings is expected")
    return Baseline(tuple(_entry(one, number, shown) for number, one in enumerate(data["findings"])))


def _entry(data: Any, number: int, shown: str) -> Entry:
    match data:
        case {"rule": str(rule), "resource": str(resource), "file": str(file), "fingerprint": str(mark)}:
            count = data.get("count", 1)
            if isinstance(count, int) and count > 0:
                return Entry(rule, resource, file, mark, count)
    raise BaselineError(f"{shown}: finding {number} has not rule, resource, file and fingerprint as text")


def of(report: Report) -> Baseline:
    """The baseline of all findings of a report, those of an earlier baseline included."""
    found = [one for one in report.judgements if one.is_finding or one.aside == BASELINE and one.waiver is None]
    counts = standing.counts(found)
    entries = {mark: Entry(one.rule.id, one.name, one.file, mark, counts[mark])
               for one in found if (mark := fingerprint(one))}
    return Baseline(tuple(sorted(entries.values(), key=lambda one: (one.file, one.rule, one.resource, one.fingerprint))))


def text(baseline: Baseline) -> str:
    """The file for a baseline."""
    findings = [
        {"rule": one.rule, "resource": one.resource, "file": one.file, "fingerprint": one.fingerprint,
         **({"count": one.count} if one.count > 1 else {})}
        for one in baseline.entries
    ]
    lines = ",\n".join("  " + json.dumps(one, ensure_ascii=True) for one in findings)
    return f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n' if findings else f'{{"version": {VERSION}, "findings": []}}\n'
