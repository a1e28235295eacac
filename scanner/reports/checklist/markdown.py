"""The checklist as Markdown: the file that somebody brought, filled in; else a report for a job's summary or a wiki."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from scanner.model.checklist import ItemResult, Status
from scanner.model.report import Report
from scanner.model.tally import by_section, tally, tally_earlier
from scanner.reports.escape import markdown, storable, uri, visible
from scanner.reports.evidence import HOLDS, attested, changes, deciding, spots
from scanner.reports.options import Options
from scanner.reports.tallies import bar, numbers
from scanner.reports.wording import name, plural

NAME = "markdown"
SUFFIXES = (".md", ".markdown")

DONE = (Status.MET, Status.ATTESTED)
"""Statuses whose boxes are ticked."""

_MAX_PLACES = 5
_MAX_LISTED = 100


def render(report: Report, options: Options = Options()) -> str:
    """The report as Markdown."""
    if report.readiness.filled is not None:
        return report.readiness.filled
    parts = [options.top, f"**{numbers(tally(report.items))}**", *_sections(report), *_follows(report),
             *_compared(report)]
    for section, results in groupby(report.items, key=lambda result: result.item.section):
        parts.append(f"### {markdown(section)}")
        for group, members in groupby(results, key=lambda result: result.item.group):
            lines = [f"**{markdown(group)}**", ""] if group else []
            parts.append("\n".join([*lines, *(line for one in members for line in _item(one, report, options))]))
    return storable("\n\n".join(parts)) + "\n"


def _sections(report: Report) -> Iterator[str]:
    heads = ("Proved", "Supported", "Attested", "Not met", "Waived", "Expired", "Unknown", "Not looked at")
    lines = [f"| Section | | {' | '.join(heads)} |", "|---|---|" + "---:|" * len(heads)]
    for section, counts in by_section(report.items).items():
        lines.append(f"| {markdown(section)} | {bar(counts)} {counts.done} of {counts.applicable} | "
                     f"{' | '.join(str(number) for number in counts[:len(heads)])} |")
    yield "\n".join(lines)


def _follows(report: Report) -> Iterator[str]:
    readiness = report.readiness
    lines = [f"- Gate {markdown(gate.word)}: {gate.reached}% of {gate.wanted}% "
             f"({gate.done} of {gate.applicable}), {'passed' if gate.passed else 'missed'}" for gate in readiness.gates]
    lines += [f"- Level {markdown(stage.name)}: {'reached' if stage.reached else 'not reached'}"
              for stage in readiness.stages]
    if readiness.golive is not None:
        lines.append(f"- Go-live: **{readiness.golive.word}**")
        lines += [f"  - {markdown(reason)}" for reason in readiness.golive.reasons]
        lines += [f"  - rule: {markdown(rule)}" for rule in readiness.golive.rules]
    lines += [f"- Note: {markdown(note)}" for note in readiness.notes]
    if lines:
        yield "\n".join(lines)


def _compared(report: Report) -> Iterator[str]:
    earlier = report.readiness.earlier
    if earlier is None:
        return
    found = changes(report)
    lines = [f"Before ({markdown(earlier.name)}): {numbers(tally_earlier(earlier.items))}.",
             f"{plural(len(found), 'change')}:", ""]
    lines += [f"- {markdown(one.text)}: {markdown(one.before) or 'not in it'} → {one.now or 'not in it any more'}"
              for one in found[:_MAX_LISTED]]
    lines += [f"- and {len(found) - _MAX_LISTED} more"] if len(found) > _MAX_LISTED else []
    yield "\n".join(lines)


def _item(result: ItemResult, report: Report, options: Options) -> Iterator[str]:
    strength = f", {result.strength.word}" if result.status is Status.MET else ""
    yield f"- [{'x' if result.status in DONE else ' '}] {markdown(result.item.text)} ({result.status.value}{strength})"
    if result.status in (Status.NOT_SCANNED, Status.NOT_APPLICABLE):
        return
    if result.reason:
        yield f"  - {markdown(result.reason)}"
    if result.attestation is not None:
        fault = f" This does not count: {markdown(result.attestation.fault)}" if result.attestation.fault else ""
        yield f"  - {markdown(result.attestation.statement)} ({markdown(attested(result.attestation))}){fault}"
    clue = deciding(result)
    if clue is None:
        return
    if clue.says and clue.says != result.reason:
        yield f"  - {markdown(clue.says)}"
    found, more = spots(clue, report, _MAX_PLACES)
    for spot in found:
        shown, judgement = spot.row.place, spot.row.judgement
        words = f"{shown.file}:{shown.line}"
        said = name(judgement) if spot.kind == HOLDS else visible(judgement.message or judgement.rule.title)
        linked = markdown(words)
        if options.link:
            linked = f"[{linked}]({options.link}{uri(shown.file)}#L{shown.line})"
        yield f"  - {linked}: {markdown(said)}"
    if more:
        yield f"  - and {more} more"
