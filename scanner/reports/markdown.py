"""The report as Markdown of GitHub and GitLab, for the summary of a job or a comment.

It is cut by whole sections where there is a limit: services refuse a summary as a whole that is too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape as html

from scanner.model.judgement import ASIDES, Outcome
from scanner.model.report import Level, Notice, Report
from scanner.model.tally import by_section
from scanner.reports.escape import markdown, storable, uri, visible
from scanner.reports.options import Options
from scanner.reports.rows import Place, Row, most_severe, place, rows
from scanner.reports.tallies import bar
from scanner.reports.wording import by_severity, plural, remedy, subject, undecided

NAME = "markdown"
SUFFIXES = (".md", ".markdown")

_RESERVE = 300
"""Bytes kept for saying what was left out."""

_OPEN_FILES = 5
"""Files whose findings are unfolded."""

_MAX_ROWS = 200
_MAX_LISTED = 50


def render(report: Report, options: Options = Options()) -> str:
    """The report as Markdown."""
    found = rows(report)
    kept, cut = most_severe(found, options.most)
    sections = [_head(report, found, options), *_unread(report, options), *_checklist(report), *_files(kept, options)]
    if cut:
        sections.append(f"{plural(cut, 'more finding')}, none of them more severe, left out.")
    sections += _rest(report, options)
    return storable("\n\n".join(_fitting(sections, options.most_bytes))) + "\n"


def _fitting(sections: list[str], most: int) -> Iterator[str]:
    """The sections that fit into `most` bytes (0: all), and how many do not."""
    left = most - _RESERVE if most else float("inf")
    out = 0
    for section in sections:
        size = len(section.encode("utf-8", "replace")) + 2
        if size > left:
            out += 1
            continue
        left -= size
        yield section
    if out:
        yield f"{plural(out, 'more section')} of this report would not fit here; the other formats have all of it."


def _head(report: Report, found: list[Row], options: Options) -> str:
    counts = by_severity(found)
    new = "new " if report.compared else ""
    words = ", ".join(f"{count} {one.word}" for one, count in counts.items())
    lines = [options.top, "", f"**{plural(len(found), f'{new}finding')}**" + (f": {words}" if words else "")]
    aside = [f"{report.count(Outcome.PASS)} passed", f"{report.count(Outcome.UNKNOWN)} undecided",
             f"{len(report.waived)} waived", *(f"{count} {why}" for why in ASIDES if (count := report.aside(why)))]
    lines += ["", " · ".join(aside)]
    reasons = undecided(report)
    if reasons:
        lines += ["", f"Undecided most often because: {'; '.join(markdown(one) for one in reasons)}."]
    if report.compared:
        lines += ["", f"Compared with {markdown(report.compared)}: {len(found)} new, {len(report.gone)} gone."]
    return "\n".join(lines)


def _files(found: list[Row], options: Options) -> Iterator[str]:
    """A section for each file, those with the most severe findings first."""
    files: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        files.setdefault((row.judgement.dependency, row.place.file), []).append(row)
    ranked = sorted(files.items(),
                    key=lambda item: (item[0][0] != "", -max(row.judgement.severity for row in item[1]), item[0]))
    for number, ((dependency, file), group) in enumerate(ranked):
        yield _file(dependency, file, group, number < _OPEN_FILES, options)


def _file(dependency: str, file: str, group: list[Row], unfolded: bool, options: Options) -> str:
    words = ", ".join(f"{count} {one.word}" for one, count in by_severity(group).items())
    of = f" (dependency <code>{html(visible(dependency))}</code>)" if dependency else ""
    lines = [f"<details{' open' if unfolded else ''}>"
             f"<summary><code>{html(visible(file))}</code>{of}: {words}</summary>", "",
             "| Severity | Line | Finding | What to do |", "|---|---:|---|---|"]
    explained: set[str] = set()
    kept, cut = most_severe(group, _MAX_ROWS)
    for row in sorted(kept, key=lambda row: -row.judgement.severity):  # stable: by line
        rule = row.judgement.rule
        what = "" if rule.id in explained else markdown(remedy(row))
        explained.add(rule.id)
        line = _link(str(row.place.line), row.place, options)
        lines.append(f"| {rule.severity.word} | {line} | {markdown(row.judgement.message)} `{rule.id}`<br>"
                     f"{markdown(subject(row))}{_behind(row, options)} | {what} |")
    lines += [f"| | | {plural(cut, 'more finding')} | |"] if cut else []
    return "\n".join([*lines, "", "</details>"])


def _behind(row: Row, options: Options) -> str:
    """The other places of a chart that matter."""
    others = (one.place for one in row.related if one.role != "resource")
    places = list(dict.fromkeys(one for one in others if one.file != row.place.file))
    words = [_link(markdown(f"{one.file.rpartition('/')[2]}:{one.line}"), one, options) for one in places[:3]]
    return f"<br>see {', '.join(words)}" if words else ""


def _link(words: str, shown: Place, options: Options) -> str:
    return f"[{words}]({options.link}{uri(shown.file)}#L{shown.line})" if options.link else words


def _unread(report: Report, options: Options) -> Iterator[str]:
    """Inputs that were not looked at come first: the rest is not the whole truth."""
    errors = [one for one in report.notices if one.level is Level.ERROR]
    if errors:
        yield "\n".join(["### Not scanned", "", *_listed(errors, report, options)])


def _rest(report: Report, options: Options) -> Iterator[str]:
    if report.gone:
        lines = [f"- {markdown(one.name)} in `{_code(one.file)}`: `{one.rule_id}`" for one in report.gone[:_MAX_LISTED]]
        yield _folded(f"Gone: {plural(len(report.gone), 'finding')}", [*lines, *_more(len(report.gone))])
    if report.waived:
        lines = []
        for one in report.waived[:_MAX_LISTED]:
            shown = place(one.where(), report)
            reason = one.waiver.reason if one.waiver is not None else ""
            until = f" (until {markdown(one.waiver.until)})" if one.waiver is not None and one.waiver.until else ""
            lines.append(f"- {_link(markdown(f'{shown.file}:{shown.line}'), shown, options)}: {markdown(one.message)} "
                         f"`{one.rule.id}`: {markdown(reason)}{until}")
        yield _folded(f"Waived: {plural(len(report.waived), 'finding')}", [*lines, *_more(len(report.waived))])
    others = [one for one in report.notices if one.level is Level.WARNING]
    others += [one for one in report.notices if one.level is Level.INFO] if options.verbose else []
    if others:
        yield _folded(plural(len(others), "notice"), list(_listed(others, report, options)))


def _listed(notices: list[Notice], report: Report, options: Options) -> Iterator[str]:
    for one in notices[:_MAX_LISTED]:
        where = ""
        if one.where.primary is not None:
            shown = place(one.where, report)
            where = f"{_link(markdown(f'{shown.file}:{shown.line}'), shown, options)}: "
        detail = markdown(" ".join(one.detail.split())[:1_000])
        yield f"- {where}{markdown(one.summary)} {detail}".rstrip()
    yield from _more(len(notices))


def _more(count: int) -> list[str]:
    return [f"- and {count - _MAX_LISTED} more"] if count > _MAX_LISTED else []


def _folded(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"<details><summary>{html(title)}</summary>", "", *lines, "", "</details>"])


def _checklist(report: Report) -> Iterator[str]:
    """A line for each section of the checklist."""
    sections = by_section(report.items)
    if not sections:
        return
    heads = ("Proved", "Supported", "Attested", "Not met", "Unknown", "Not looked at")
    lines = [f"| Checklist | | {' | '.join(heads)} |", "|---|---|" + "---:|" * len(heads)]
    for section, counts in sections.items():
        shown = (counts.proved, counts.supported, counts.attested, counts.not_met + counts.waived + counts.expired,
                 counts.unknown, counts.unseen)
        lines.append(f"| {markdown(section)} | {bar(counts)} {counts.done} of {counts.applicable} | "
                     f"{' | '.join(map(str, shown))} |")
    yield "\n".join(lines)


def _code(text: str) -> str:
    return visible(text).replace("`", "'")
