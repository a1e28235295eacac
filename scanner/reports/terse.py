"""Findings and notices as one line each, `path:line:column: level rule message`, for hooks and editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.model.report import Level, Notice, Report
from scanner.reports.escape import visible
from scanner.reports.rows import Place, Row, place
from scanner.reports.text import Paint


def finding_lines(found: Iterable[Row], colour: bool = False) -> Iterator[str]:
    """A line for each row."""
    for row in found:
        yield _line(row.place, row.judgement.severity.word, f"{row.judgement.rule.id} {_message(row)}", colour)


def notice_lines(report: Report, verbose: bool = False, colour: bool = False) -> Iterator[str]:
    """A line for each notice that matters, or, `verbose`, for all of them; those that only differ in detail share one."""
    alike: dict[tuple[object, ...], list[Notice]] = {}
    for notice in report.notices:
        if verbose or notice.level is not Level.INFO:
            alike.setdefault((notice.level, notice.summary, notice.where.primary), []).append(notice)
    for first, *others in alike.values():
        yield _notice(first, report, colour) + (f" (and {len(others)} more like it)" if others else "")


def _message(row: Row) -> str:
    others = len(row.messages) - 1
    more = f" (and {others} more here)" if others else ""
    environments = f" (in {', '.join(row.environments)})" if row.environments else ""
    return row.judgement.message + more + environments


def _notice(notice: Notice, report: Report, colour: bool) -> str:
    text = " ".join((notice.summary, *notice.detail.split()))
    if notice.where.primary is None:
        return f"{Paint(colour)(notice.level.value, notice.level.value)}: {visible(text)}"
    return _line(place(notice.where, report), notice.level.value, text, colour)


def _line(at: Place, level: str, text: str, colour: bool) -> str:
    return f"{visible(at.file)}:{at.line}:{at.column}: {Paint(colour)(level, level)} {visible(text)}"
