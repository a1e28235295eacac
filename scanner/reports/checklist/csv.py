"""The checklist as a table for spreadsheets: one row for each item, with a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from scanner.model.checklist import ItemResult
from scanner.model.report import Report
from scanner.reports.csv import cell
from scanner.reports.escape import storable
from scanner.reports.evidence import changes, deciding, spots
from scanner.reports.options import Options

NAME = "csv"
SUFFIXES = (".csv",)

COLUMNS = (
    "id", "section", "group", "item", "status", "strength", "best_strength", "reason", "evidence", "file", "line",
    "message", "places", "attested_by", "role", "date", "until", "statement", "link", "before",
)


def render(report: Report, options: Options = Options()) -> str:
    """The table, in the form of RFC 4180."""
    before = {one.id: one.before for one in changes(report)}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[cell(value) for value in _values(result, report, before.get(result.item.id, ""))]
                      for result in report.items])
    return storable(text.getvalue())


def _values(result: ItemResult, report: Report, before: str) -> Iterator[str]:
    item, clue, said = result.item, deciding(result), result.attestation
    yield from (item.id, item.section, item.group, item.text, result.status.value, result.strength.word,
                item.strength.word, result.reason, clue.says if clue is not None else "")
    found, more = spots(clue, report, 1) if clue is not None else ([], 0)
    if found:
        row = found[0].row
        yield from (row.place.file, str(row.place.line), row.judgement.message, str(len(row.instances) + more))
    else:
        yield from ("", "", "", "0")
    yield from (said.by, said.role, said.day, said.until, said.statement, said.link) if said is not None else [""] * 6
    yield before
