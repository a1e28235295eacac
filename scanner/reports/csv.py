"""Findings as a table for spreadsheets: one row for each, with a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from scanner.model.report import Report
from scanner.reports.escape import storable, visible
from scanner.reports.options import Options
from scanner.reports.rows import Row, most_severe, rows
from scanner.reports.wording import remedy

NAME = "csv"
SUFFIXES = (".csv",)

COLUMNS = (
    "severity", "rule", "title", "message", "file", "line", "column", "resource", "namespace", "container",
    "environments", "dependency", "instances", "remediation", "checklist", "frameworks", "fingerprint",
)

# A cell that begins so is a formula to a spreadsheet, whoever wrote it.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report, options: Options = Options()) -> str:
    """The table, in the form of RFC 4180."""
    found, _ = most_severe(rows(report), options.most)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[cell(value) for value in _values(row)] for row in found])
    return storable(text.getvalue())


def _values(row: Row) -> Iterator[str]:
    judgement, rule = row.judgement, row.judgement.rule
    yield from (rule.severity.word, rule.id, rule.title, judgement.message)
    yield from (row.place.file, str(row.place.line), str(row.place.column))
    yield from (judgement.name, judgement.resource.id.namespace if judgement.resource is not None else "",
                judgement.container)
    yield from (" ".join(row.environments), judgement.dependency, str(len(row.instances)), remedy(row))
    yield from (" ".join((*rule.checklist, *rule.refutes)), ", ".join(rule.frameworks), row.fingerprint)


def cell(value: str) -> str:
    """A value that a spreadsheet shows as it is, on one line."""
    shown = visible(value)
    return f"'{shown}" if shown.startswith(_FORMULAS) else shown
