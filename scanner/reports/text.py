"""The report for people: findings by file with the line they are about, then notices and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from scanner.model.checklist import State
from scanner.model.judgement import Outcome
from scanner.model.report import Level, Notice, Report
from scanner.model.rule import Severity
from scanner.reports.escape import excerpt, visible, width
from scanner.reports.rows import Place, Row, place, rows

NAME = "text"
SUFFIX = ".txt"

_MAX_EXCERPT = 160
_MAX_RELATED = 4
_COLOURS = {
    "critical": "1;35", "high": "1;31", "medium": "33", "low": "36", "info": "2", "file": "1", "dim": "2",
    "error": "1;31", "warning": "33",
}


def render(report: Report, colour: bool = False) -> str:
    """The report as text; escape sequences for colours only when asked for."""
    paint = _Paint(colour)
    found = rows(report)
    explained: set[str] = set()
    lines: list[str] = []
    for file, group in groupby(found, key=lambda row: row.place.file):
        lines += [paint("file", visible(file)), *_file(list(group), report, explained, paint), ""]
    lines += _notices(report, paint)
    lines += _summary(report, found, paint)
    return "\n".join(lines) + "\n"


class _Paint:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour and style in _COLOURS else text


def _file(found: list[Row], report: Report, explained: set[str], paint: _Paint) -> Iterator[str]:
    for place_, group in groupby(found, key=lambda row: row.place):
        here = list(group)
        for row in here:
            rule = row.judgement.rule
            head = f"{place_.line}:{place_.column}"
            word = rule.severity.word
            yield (f"  {head:>8}  {paint(word, word)}{' ' * (8 - len(word))}  "
                   f"{visible(row.judgement.message)} {paint('dim', f'[{rule.id}]')}")
            yield f"            {paint('dim', 'in ' + _subject(row))}"
        yield from _marked(place_, report, "            ")
        yield from _related(here, report)
        for row in here:
            if row.judgement.rule.id not in explained:
                explained.add(row.judgement.rule.id)
                yield f"            fix ({row.judgement.rule.id}): {_remedy(row)}"


def _subject(row: Row) -> str:
    judgement = row.judgement
    name = visible(judgement.name)
    if judgement.resource is not None and judgement.resource.id.namespace:
        name += f" in namespace {visible(judgement.resource.id.namespace)}"
    return name + (f", container {visible(judgement.container)}" if judgement.container else "")


def _remedy(row: Row) -> str:
    rule = row.judgement.rule
    from_chart = any(one.role != "resource" for one in row.related)
    return visible(rule.remediation_helm if from_chart and rule.remediation_helm else rule.remediation)


def _marked(shown: Place, report: Report, indent: str) -> Iterator[str]:
    """The source line with a marker below the place; long lines are cut around it."""
    source = report.sources.get(shown.file)
    line = source.line(shown.line) if source is not None else ""
    if not line.strip():
        return
    start = max(0, shown.column - 1 - _MAX_EXCERPT // 2) if len(line) > _MAX_EXCERPT else 0
    part = line[start:start + _MAX_EXCERPT]
    column = shown.column - 1 - start
    length = max(1, width(part[column:column + shown.end_column - shown.column]))
    number = str(shown.line)
    yield f"{indent}{number} | {excerpt(part).rstrip()}"
    yield f"{indent}{' ' * len(number)} | {' ' * width(part[:column])}{'^' * length}"


def _related(found: list[Row], report: Report) -> Iterator[str]:
    related = list(dict.fromkeys(one for row in found for one in row.related))
    for one in related[:_MAX_RELATED]:
        source = report.sources.get(one.place.file)
        line = excerpt(source.line(one.place.line).strip()[:_MAX_EXCERPT]) if source is not None else ""
        what = f"{one.role} {visible(one.what)}".rstrip()
        yield f"            {what}: {visible(one.place.file)}:{one.place.line}:{one.place.column}  {line}".rstrip()
    if len(related) > _MAX_RELATED:
        yield f"            and {len(related) - _MAX_RELATED} more places"


def _notices(report: Report, paint: _Paint) -> Iterator[str]:
    order = (Level.ERROR, Level.WARNING, Level.INFO)
    for notice in sorted(report.notices, key=lambda one: order.index(one.level)):
        yield from _notice(notice, report, paint)
    if report.notices:
        yield ""


def _notice(notice: Notice, report: Report, paint: _Paint) -> Iterator[str]:
    where = ""
    if notice.where.primary is not None:
        shown = place(notice.where, report)
        where = f"{visible(shown.file)}:{shown.line}:{shown.column}: "
    yield f"{paint(notice.level.value, notice.level.value)}: {where}{visible(notice.summary)}"
    for line in notice.detail.splitlines():
        yield f"    {visible(line)}"


def _summary(report: Report, found: list[Row], paint: _Paint) -> Iterator[str]:
    counts = Counter(row.judgement.severity for row in found)
    words = [f"{counts[one]} {paint(one.word, one.word)}" for one in reversed(Severity) if counts[one]]
    yield f"{len(found)} finding{'' if len(found) == 1 else 's'}" + (": " + ", ".join(words) if words else "")
    waived = sum(1 for one in report.judgements if one.waiver is not None)
    yield (f"{report.count(Outcome.PASS)} passed, {report.count(Outcome.UNKNOWN)} undecided, {waived} waived")
    if report.items:
        yield ""
        yield from _sections(report)


def _sections(report: Report) -> Iterable[str]:
    sections: dict[str, Counter[State]] = {}
    for result in report.items:
        sections.setdefault(result.item.section, Counter())[result.state] += 1
    longest = max(len(name) for name in sections)
    yield "Checklist".ljust(longest) + "".join(f"{state.value:>13}" for state in State)
    for name, states in sections.items():
        yield name.ljust(longest) + "".join(f"{states[state] or '-':>13}" for state in State)
