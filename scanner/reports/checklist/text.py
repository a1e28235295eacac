"""The checklist with its evidence for people: sums and sections with bars, then the items with what decided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from scanner.model.checklist import ItemResult, Status
from scanner.model.report import Level, Report
from scanner.model.tally import Tally, by_section, tally, tally_earlier
from scanner.reports.escape import visible
from scanner.reports.evidence import HOLDS, attested, changes, deciding, spots
from scanner.reports.options import Options
from scanner.reports.rows import place
from scanner.reports.tallies import bar, numbers
from scanner.reports.text import Paint
from scanner.reports.wording import name, plural

NAME = "text"
SUFFIXES = (".txt",)

BOXES = {Status.MET: "[x]", Status.ATTESTED: "[a]", Status.NOT_MET: "[ ]", Status.WAIVED: "[w]", Status.EXPIRED: "[e]",
         Status.UNKNOWN: "[?]", Status.NOT_SCANNED: "[-]", Status.NOT_APPLICABLE: "[/]"}
_STYLES = {Status.NOT_MET: "high", Status.EXPIRED: "medium", Status.UNKNOWN: "medium", Status.WAIVED: "low",
           Status.NOT_SCANNED: "dim", Status.NOT_APPLICABLE: "dim"}
_MAX_PLACES = 5
_MAX_CHANGES = 40
_BAR = 20


def render(report: Report, options: Options = Options()) -> str:
    """The checklist as text."""
    paint = Paint(options.colour)
    lines = [*_head(report, paint), *_people(report), *_compared(report)]
    lines += ["  ".join(f"{box} {status.value}" for status, box in BOXES.items()), ""]
    for section, results in groupby(report.items, key=lambda result: result.item.section):
        lines += [paint("file", visible(section)), "=" * len(visible(section))]
        for group, members in groupby(results, key=lambda result: result.item.group):
            lines += [f"  {visible(group)}"] if group else []
            for result in members:
                lines += _item(result, report, paint, options.verbose)
        lines.append("")
    lines += _notices(report, paint)
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(report: Report, paint: Paint) -> Iterator[str]:
    yield numbers(tally(report.items))
    yield ""
    sections = by_section(report.items)
    longest = max((len(visible(one)) for one in sections), default=0)
    for section, counts in sections.items():
        yield f"{visible(section):<{longest}}  {bar(counts, _BAR)}  {_sums(counts)}"
    yield ""


def _sums(counts: Tally) -> str:
    parts = [(counts.proved, "proved"), (counts.supported, "supported"), (counts.attested, "attested"),
             (counts.not_met, "not met"), (counts.waived, "waived"), (counts.expired, "expired"),
             (counts.unknown, "unknown"), (counts.unseen, "not looked at")]
    words = ", ".join(f"{count} {word}" for count, word in parts if count)
    return f"{counts.done:>3} of {counts.applicable:<3} {words}"


def _people(report: Report) -> Iterator[str]:
    """What follows: gates, levels, the decision, and what is to be said about a checklist of one's own."""
    readiness = report.readiness
    for gate in readiness.gates:
        yield f"gate {visible(gate.word)}: {gate.reached}% of {gate.wanted}% ({gate.done} of {gate.applicable}): " \
              f"{'passed' if gate.passed else 'missed'}"
    for stage in readiness.stages:
        missed = ", ".join(f"{visible(gate.word)} {gate.reached}% of {gate.wanted}%" for gate in stage.gates
                           if not gate.passed) or "a lower level is missing"
        yield f"level {visible(stage.name)}: " + ("reached" if stage.reached else f"not reached ({missed})")
    if readiness.golive is not None:
        yield f"go-live: {readiness.golive.word}"
        yield from (f"  because {visible(reason)}" for reason in readiness.golive.reasons)
        yield from (f"  rule: {visible(rule)}" for rule in readiness.golive.rules)
    if readiness.gates or readiness.stages or readiness.golive is not None:
        yield ""
    yield from (f"note: {visible(note)}" for note in readiness.notes)
    if readiness.notes:
        yield ""


def _compared(report: Report) -> Iterator[str]:
    earlier = report.readiness.earlier
    if earlier is None:
        return
    found = changes(report)
    yield f"before ({visible(earlier.name)}): {numbers(tally_earlier(earlier.items))}"
    better, worse = sum(one.better > 0 for one in found), sum(one.better < 0 for one in found)
    yield f"{plural(len(found), 'change')}: {better} better, {worse} worse"
    for one in found[:_MAX_CHANGES]:
        sign = {1: "+", -1: "-"}.get(one.better, " ")
        yield f"  {sign} {visible(one.text)}: {visible(one.before) or 'not in it'} -> {one.now or 'not in it any more'}"
    if len(found) > _MAX_CHANGES:
        yield f"    and {len(found) - _MAX_CHANGES} more"
    yield ""


def _item(result: ItemResult, report: Report, paint: Paint, verbose: bool) -> Iterator[str]:
    box, style = BOXES[result.status], _STYLES.get(result.status, "")
    strength = f"  ({result.strength.word})" if result.status is Status.MET else ""
    yield f"    {paint(style, box)} {visible(result.item.text)}{strength}"
    if result.reason and (verbose or result.status not in (Status.NOT_SCANNED, Status.NOT_APPLICABLE)):
        yield f"          {paint('dim', visible(result.reason))}"
    if result.attestation is not None:
        yield f"          {visible(result.attestation.statement)} ({visible(attested(result.attestation))})"
        if result.attestation.fault:
            yield f"          which does not count: {visible(result.attestation.fault)}"
    clue = deciding(result)
    if clue is None:
        return
    if clue.says and clue.says != result.reason:
        yield f"          {paint('dim', visible(clue.says))}"
    found, more = spots(clue, report, _MAX_PLACES)
    for spot in found:
        judgement = spot.row.judgement
        said = name(judgement) if spot.kind == HOLDS else visible(judgement.message or judgement.rule.title)
        rule = f" [{judgement.rule.id}]" if judgement.rule.id in clue.rules else ""
        yield f"          {visible(spot.row.place.file)}:{spot.row.place.line}  {said}{rule}"
    if more:
        yield f"          and {more} more"


def _notices(report: Report, paint: Paint) -> Iterator[str]:
    for one in report.notices:
        if one.level is Level.INFO:
            continue
        where = ""
        if one.where.primary is not None:
            shown = place(one.where, report)
            where = f"{visible(shown.file)}:{shown.line}:{shown.column}: "
        said = visible(" ".join((one.summary, *one.detail.split())))
        yield f"{paint(one.level.value, one.level.value)}: {where}{said}"
