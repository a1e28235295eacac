"""The report for people: findings by file with the line they are about, then notices and sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from scanner.model.judgement import ASIDES, Judgement, Outcome
from scanner.model.report import Level, Notice, Report
from scanner.model.tally import by_section
from scanner.reports.escape import excerpt, visible, width
from scanner.reports.options import Options
from scanner.reports.rows import Place, Row, most_severe, place, rows
from scanner.reports.tallies import COLUMNS
from scanner.reports.wording import by_severity, plural, remedy, subject, undecided

NAME = "text"
SUFFIXES = (".txt",)

_MAX_EXCERPT = 160
_MAX_RELATED = 4
_MAX_GONE = 10
_COLOURS = {
    "critical": "1;35", "high": "1;31", "medium": "33", "low": "36", "info": "2", "file": "1", "dim": "2",
    "error": "1;31", "warning": "33",
}


def render(report: Report, options: Options = Options()) -> str:
    """The report as text; escape sequences for colours only when asked for."""
    paint = Paint(options.colour)
    found = rows(report)
    kept, left_out = most_severe(found, options.most)
    explained: set[str] = set()
    lines: list[str] = []
    for (dependency, file), group in groupby(kept, key=lambda row: (row.judgement.dependency, row.place.file)):
        head = f"{visible(file)} (dependency {visible(dependency)})" if dependency else visible(file)
        lines += [paint("file", head), *_file(list(group), report, explained, paint), ""]
    if left_out:
        lines += [f"{left_out} more findings, none of them more severe, are left out (--max-results)", ""]
    lines += _gone(report)
    lines += _waived(report) if options.verbose else ()
    lines += _notices(report, paint, options.verbose)
    lines += _summary(report, found, paint)
    return "\n".join(lines) + "\n"


class Paint:
    """Puts the colour of a style around a text, where colours are wanted."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour and style in _COLOURS else text


def _file(found: list[Row], report: Report, explained: set[str], paint: Paint) -> Iterator[str]:
    for place_, group in groupby(found, key=lambda row: row.place):
        here = list(group)
        for row in here:
            rule = row.judgement.rule
            head = f"{place_.line}:{place_.column}"
            word = rule.severity.word
            yield (f"  {head:>8}  {paint(word, word)}{' ' * (8 - len(word))}  "
                   f"{visible(row.judgement.message)} {paint('dim', f'[{rule.id}]')}")
            yield f"            {paint('dim', 'in ' + subject(row))}"
        yield from _marked(place_, report, "            ")
        yield from _related(here, report)
        for row in here:
            if row.judgement.rule.id not in explained:
                explained.add(row.judgement.rule.id)
                yield f"            fix ({row.judgement.rule.id}): {remedy(row)}"


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


def _gone(report: Report) -> Iterator[str]:
    """What an earlier state had and this one has no more."""
    for one in report.gone[:_MAX_GONE]:
        yield f"gone: {visible(one.file)}: {visible(one.name)} [{one.rule_id}]"
    if len(report.gone) > _MAX_GONE:
        yield f"gone: {len(report.gone) - _MAX_GONE} more"
    if report.gone:
        yield ""


def _waived(report: Report) -> Iterator[str]:
    for one in report.waived:
        shown = place(one.where(), report)
        yield f"waived: {visible(shown.file)}:{shown.line}:{shown.column}: {visible(one.message)} [{one.rule.id}]"
        yield f"    {_decision(one)}"
    if report.waived:
        yield ""


def _decision(judgement: Judgement) -> str:
    waiver = judgement.waiver
    assert waiver is not None
    more = [f"{word} {visible(text)}" for word, text in (("by", waiver.owner), ("until", waiver.until)) if text]
    return f"{visible(waiver.reason)} ({', '.join([visible(waiver.source), *more])})"


def _notices(report: Report, paint: Paint, verbose: bool) -> Iterator[str]:
    order = (Level.ERROR, Level.WARNING, Level.INFO)
    shown = [one for one in report.notices if verbose or one.level is not Level.INFO]
    for notice in sorted(shown, key=lambda one: order.index(one.level)):
        yield from _notice(notice, report, paint)
    if shown:
        yield ""


def _notice(notice: Notice, report: Report, paint: Paint) -> Iterator[str]:
    where = ""
    if notice.where.primary is not None:
        shown = place(notice.where, report)
        where = f"{visible(shown.file)}:{shown.line}:{shown.column}: "
    yield f"{paint(notice.level.value, notice.level.value)}: {where}{visible(notice.summary)}"
    for line in notice.detail.splitlines():
        yield f"    {visible(line)}"


def _summary(report: Report, found: list[Row], paint: Paint) -> Iterator[str]:
    words = [f"{count} {paint(one.word, one.word)}" for one, count in by_severity(found).items()]
    yield plural(len(found), "finding") + (": " + ", ".join(words) if words else "")
    sums = [f"{report.count(Outcome.PASS)} passed", f"{report.count(Outcome.UNKNOWN)} undecided",
            f"{len(report.waived)} waived", *(f"{count} {why}" for why in ASIDES if (count := report.aside(why)))]
    yield ", ".join(sums)
    reasons = undecided(report)
    if reasons:
        yield "undecided most often because:"
        yield from (f"    {one}" for one in reasons)
    if report.compared:
        yield f"compared with {visible(report.compared)}: {len(found)} new, {len(report.gone)} gone"
    if report.items:
        yield ""
        yield from _sections(report)


def _sections(report: Report) -> Iterable[str]:
    sections = by_section(report.items)
    longest = max(len(name) for name in sections)
    shown = [one for one in COLUMNS if any(getattr(counts, one.field) for counts in sections.values())]
    yield "Checklist".ljust(longest) + "".join(f"{one.head:>{len(one.head) + 2}}" for one in shown)
    for name, counts in sections.items():
        yield name.ljust(longest) + "".join(f"{getattr(counts, one.field) or '-':>{len(one.head) + 2}}" for one in shown)
