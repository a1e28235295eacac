"""Findings as all reports show them: one for each cause, places as lines and columns, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scanner.model.fingerprint import fingerprint
from scanner.model.judgement import Judgement
from scanner.model.provenance import Hop, Provenance
from scanner.model.report import Report
from scanner.model.source import SourceFile
from scanner.records import NamedTuple

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
    """One cause: a rule and the place to edit, with every failure that this place makes, in order.

    The line of a template or of a values file may be behind many resources, containers and environments. `judgement`
    is the first of the instances, `related` the other places of all of them.
    """

    judgement: Judgement
    place: Place
    related: tuple[RelatedPlace, ...]
    fingerprint: str
    instances: tuple[Judgement, ...]

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments it occurs in, in the order in which they were scanned; () where it occurs with the values
        of the chart itself."""
        found = tuple(dict.fromkeys(one.environment for one in self.instances))
        return () if "" in found else found

    @property
    def messages(self) -> tuple[str, ...]:
        """The different messages of the instances."""
        return tuple(dict.fromkeys(one.message for one in self.instances))


def rows(report: Report) -> list[Row]:
    """All findings: those of the user's own files before those of dependencies, then by file, line and column."""
    return rows_of(report.findings, report)


def rows_of(judgements: Iterable[Judgement], report: Report) -> list[Row]:
    """The same for some judgements of one outcome."""
    causes: dict[tuple[object, ...], list[Judgement]] = {}
    for one in judgements:
        causes.setdefault(_cause(one), []).append(one)
    found = [_row(instances, report) for instances in causes.values()]
    return sorted(found, key=lambda row: (row.judgement.dependency, row.place, row.judgement.rule.id,
                                          row.judgement.name, row.judgement.container, row.fingerprint))


def most_severe(found: list[Row], most: int) -> tuple[list[Row], int]:
    """The `most` most severe rows (0: all of them) in the order they have, and how many are left out."""
    if not most or len(found) <= most:
        return found, 0
    ranked = sorted(range(len(found)), key=lambda number: -found[number].judgement.severity)  # stable
    return [found[number] for number in sorted(ranked[:most])], len(found) - most


def _cause(judgement: Judgement) -> tuple[object, ...]:
    primary = judgement.where().primary
    if primary is None or primary.span is None:
        return judgement.rule.id, judgement.name, judgement.path
    field = next((step for step in reversed(judgement.path) if isinstance(step, str)), "")  # two may lack in one place
    return (judgement.rule.id, judgement.rule.severity, judgement.dependency, primary.span.path, primary.span.start,
            field)


def _row(instances: list[Judgement], report: Report) -> Row:
    """`instances` are those of one cause."""
    ordered = sorted(instances, key=lambda one: (one.name, one.container, fingerprint(one)))
    first = ordered[0]
    related = dict.fromkeys(one for judgement in ordered for one in _related(judgement, report))
    different: dict[tuple[object, ...], Judgement] = {}
    for one in ordered:
        different.setdefault((one.name, one.container, one.environment, one.message, one.path), one)
    return Row(first, place(first.where(), report), tuple(related), fingerprint(first), tuple(different.values()))


def _related(judgement: Judgement, report: Report) -> Iterable[RelatedPlace]:
    where = judgement.where()
    primary = where.primary
    for hop in where.hops:
        if hop is not primary and hop.span is not None:
            yield RelatedPlace(ROLES[hop.role], place_of(hop, report.sources))
    for other in judgement.related:
        hop = other.resource.place(*other.path).primary
        if hop is not None:
            yield RelatedPlace("resource", place_of(hop, report.sources), other.resource.id.short)


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
        return Place(source.path, start.line, start.column, end.line, max(end.column, start.column))
    last = len(source.line(start.line)) + 1
    return Place(source.path, start.line, start.column, start.line, max(last, start.column))
