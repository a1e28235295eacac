"""Findings as all reports show them: places as lines and columns, in one order, with a stable fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from scanner.model.judgement import Judgement
from scanner.model.provenance import Hop, Provenance
from scanner.model.report import Report
from scanner.model.resource import lookup
from scanner.model.source import SourceFile

ROLES = {
    "literal": "template", "value": "values", "expression": "expression", "include": "include", "call": "call",
    "flag": "flag",
}


class Place(NamedTuple):
    """A piece of one line: lines and columns count from 1, `end_column` is the first column after it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class RelatedPlace(NamedTuple):
    """Another place that matters, and what it is: values, template, expression, include, call, resource."""

    role: str
    place: Place
    what: str = ""


class Row(NamedTuple):
    """One finding with its places."""

    judgement: Judgement
    place: Place
    related: tuple[RelatedPlace, ...]
    fingerprint: str


def rows(report: Report) -> list[Row]:
    """All findings, by file, line, column, rule and resource."""
    found = [_row(one, report) for one in report.findings]
    return sorted(found, key=lambda row: (row.place, row.judgement.rule.id, row.judgement.name,
                                          row.judgement.container, row.fingerprint))


def _row(judgement: Judgement, report: Report) -> Row:
    where = judgement.where()
    primary = where.primary
    related = [
        RelatedPlace(ROLES[hop.role], place_of(hop, report.sources))
        for hop in where.hops if hop is not primary and hop.span is not None
    ]
    for other in judgement.related:
        hop = other.resource.place(*other.path).primary
        if hop is not None:
            related.append(RelatedPlace("resource", place_of(hop, report.sources), other.resource.id.short))
    return Row(judgement, place(where, report), tuple(dict.fromkeys(related)), fingerprint(judgement))


def place(where: Provenance, report: Report) -> Place:
    """The place to show; the first input as a whole when nothing better is known."""
    primary = where.primary
    if primary is None:
        return Place(report.inputs[0] if report.inputs else ".", 1, 1, 1, 1)
    return place_of(primary, report.sources)


def place_of(hop: Hop, sources: Mapping[str, SourceFile]) -> Place:
    """The place of a hop that has a span. A piece of several lines is cut after the first one: reports on a pull
    request show a finding only when all of its lines were changed."""
    assert hop.span is not None
    source = sources.get(hop.span.path)
    if source is None:
        return Place(hop.span.path, 1, 1, 1, 1)
    start = source.position(hop.span.start)
    end = source.position(hop.span.end)
    if end.line == start.line:
        return Place(hop.span.path, start.line, start.column, end.line, max(end.column, start.column))
    last = len(source.line(start.line)) + 1
    return Place(hop.span.path, start.line, start.column, start.line, max(last, start.column))


def fingerprint(judgement: Judgement) -> str:
    """32 hexadecimal digits from rule, resource and data path. No line numbers, and names instead of list positions,
    so that editing elsewhere in a file does not make an old finding a new one."""
    if judgement.resource is None:
        primary = judgement.where().primary
        parts = [judgement.rule.id, judgement.subject, primary.span.path if primary and primary.span else ""]
    else:
        unit = judgement.resource.unit
        parts = [judgement.rule.id, unit, str(judgement.resource.id), *_stable_path(judgement)]
    return _sha256()("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


@cache
def _sha256() -> Callable[[bytes], Any]:
    """SHA-256 from the module behind hashlib, which itself loads OpenSSL first: longer than all else a small report
    takes."""
    try:
        from _sha2 import sha256  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256
    return sha256  # type: ignore[no-any-return]


def _stable_path(judgement: Judgement) -> list[str]:
    assert judgement.resource is not None
    steps = []
    for depth, step in enumerate(judgement.path):
        if isinstance(step, int):
            name = lookup(judgement.resource.body, (*judgement.path[:depth], step, "name"))
            step = f"[{name}]" if isinstance(name, str) else f"[{step}]"
        steps.append(str(step))
    return steps
