"""One page with everything: it needs no network, no script and no other file, and prints.

What was scanned may say anything, so all of it is escaped by the template, and the page forbids itself to load or run
anything (Content-Security-Policy).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from scanner.model.judgement import ASIDES, Outcome
from scanner.model.report import Level, Report
from scanner.model.rule import Rule, Severity
from scanner.model.tally import by_section
from scanner.records import NamedTuple
from scanner.reports.escape import excerpt, storable, visible
from scanner.reports.flows import flow
from scanner.reports.options import Options
from scanner.reports.rows import Place, Row, most_severe, place, rows, rows_of
from scanner.reports.tallies import COLUMNS
from scanner.reports.wording import by_severity, plural, remedy, subject

NAME = "html"
SUFFIXES = (".html", ".htm")

MAX_FINDINGS = 5_000
"""Most findings on a page, unless more are asked for: browsers grow slow."""

_TEMPLATES = Path(__file__).parent / "templates"
_AROUND = 2
"""Lines shown above and below the one a finding is about."""

_MAX_LINE = 240
_MAX_LISTED = 500


class Line(NamedTuple):
    """A line of a file, cut in three: what stands before the marked part, the marked part, and the rest."""

    number: int
    before: str
    marked: str
    after: str


class Spot(NamedTuple):
    """A place with its lines, and the findings there."""

    place: Place
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    counts: dict[Severity, int]


class File(NamedTuple):
    """A file, or a file of a dependency, with its findings by place."""

    path: str
    dependency: str
    spots: tuple[Spot, ...]
    counts: dict[Severity, int]


def render(report: Report, options: Options = Options()) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, finalize=_shown,
    )
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    page = environment.get_template("report.html").render(
        style=_Style(style), digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii"),
        **_content(report, options))
    return storable(page)


class _Style(str):
    """Text of our own that stands in the page as it is."""

    def __html__(self) -> str:
        return self


def _shown(value: Any) -> Any:
    """Everything the template writes, without characters that hide or reorder others."""
    return visible(value) if type(value) is str else value


def _content(report: Report, options: Options) -> dict[str, Any]:
    found = rows(report)
    kept, cut = most_severe(found, options.most or MAX_FINDINGS)
    return {
        "version": report.version, "inputs": report.inputs[:_MAX_LISTED], "found": found, "cut": cut,
        "counts": by_severity(found), "files": list(_files(kept, report)), "rules": _rules(kept),
        "sums": _sums(report), "compared": report.compared, "gone": report.gone[:_MAX_LISTED],
        "sections": by_section(report.items), "columns": COLUMNS,
        "waived": [(place(one.where(), report), one) for one in report.waived[:_MAX_LISTED]],
        "undecided": rows_of((one for one in report.judgements if one.outcome is Outcome.UNKNOWN),
                             report)[:_MAX_LISTED],
        "notices": [(place(one.where, report) if one.where.primary is not None else None, one)
                    for level in (Level.ERROR, Level.WARNING, Level.INFO) for one in report.notices
                    if one.level is level],
        "flow": lambda row: [(step, _text(step.place, report)) for step in flow(row, report)],
        "others": lambda row: [one for one in row.related if one.role == "resource"],
        "only": _only, "subject": subject, "remedy": remedy, "plural": plural,
    }


def _files(found: list[Row], report: Report) -> Iterator[File]:
    for (dependency, path), group in groupby(found, key=lambda row: (row.judgement.dependency, row.place.file)):
        inside = list(group)
        spots = tuple(_spot(where, list(there), report) for where, there in groupby(inside, key=lambda row: row.place))
        yield File(path, dependency, spots, by_severity(inside))


def _spot(where: Place, there: list[Row], report: Report) -> Spot:
    ranked = sorted(there, key=lambda row: -row.judgement.severity)  # stable: by rule
    return Spot(where, tuple(_lines(where, report)), tuple(ranked), by_severity(there))


def _only(counts: dict[Severity, int]) -> str:
    """The class of what has findings of one severity only, and goes when they are hidden."""
    return f" only-{next(iter(counts)).word}" if len(counts) == 1 else ""


def _lines(where: Place, report: Report) -> Iterator[Line]:
    """The line of a place with those around it; a long one is cut around the place."""
    source = report.sources.get(where.file)
    if source is None or not source.text:
        return
    for number in range(max(1, where.line - _AROUND), where.line + _AROUND + 1):
        text = source.line(number)
        if number == where.line:
            start = max(0, where.column - 1 - _MAX_LINE // 2) if len(text) > _MAX_LINE else 0
            part, first, last = text[start:start + _MAX_LINE], where.column - 1 - start, where.end_column - 1 - start
            yield Line(number, excerpt(part[:first]), excerpt(part[first:last]), excerpt(part[last:]))
        elif text or number < where.line or source.line(number + 1):
            yield Line(number, excerpt(text[:_MAX_LINE]), "", "")


def _text(where: Place, report: Report) -> str:
    source = report.sources.get(where.file)
    return excerpt(source.line(where.line).strip()[:_MAX_LINE]) if source is not None else ""


def _rules(found: Iterable[Row]) -> list[Rule]:
    """The rules behind the findings, by id."""
    known = {row.judgement.rule.id: row.judgement.rule for row in found}
    return [known[rule_id] for rule_id in sorted(known)]


def _sums(report: Report) -> list[str]:
    return [f"{report.count(Outcome.PASS)} passed", f"{report.count(Outcome.UNKNOWN)} undecided",
            f"{len(report.waived)} waived", *(f"{count} {why}" for why in ASIDES if (count := report.aside(why)))]
