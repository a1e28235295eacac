"""The checklist with its evidence for people, one line for each item."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from scanner.model.checklist import ItemResult, State
from scanner.model.report import Report
from scanner.reports.escape import visible
from scanner.reports.rows import place

NAME = "checklist-text"
SUFFIX = ".txt"

_BOXES = {State.MET: "[x]", State.NOT_MET: "[ ]", State.UNKNOWN: "[?]", State.NOT_SCANNED: "[-]", State.MANUAL: "[m]"}
_MAX_PLACES = 5


def render(report: Report, colour: bool = False) -> str:
    """The checklist as text; `colour` is accepted so that all text reports are called alike."""
    lines = ["[x] met  [ ] not met  [?] unknown  [-] not scanned  [m] manual: only people can say", ""]
    for section, results in groupby(report.items, key=lambda result: result.item.section):
        lines += [section, "=" * len(section)]
        for group, members in groupby(results, key=lambda result: result.item.group):
            lines.append(f"  {group}")
            for result in members:
                lines += _item(result, report)
        lines.append("")
    return "\n".join(lines)


def _item(result: ItemResult, report: Report) -> Iterator[str]:
    evidence = result.evidence
    looked = len(evidence.passes) + len(evidence.fails) + len(evidence.unknowns) + len(evidence.waived)
    told = f"  ({len(evidence.passes)} of {looked} passed; evidence: {result.item.strength})" if looked else ""
    yield f"    {_BOXES[result.state]} {result.item.text}{told}"
    for judgement in (evidence.fails + evidence.unknowns)[:_MAX_PLACES]:
        shown = place(judgement.where(), report)
        yield f"          {visible(shown.file)}:{shown.line}  {visible(judgement.message)} [{judgement.rule.id}]"
    if len(evidence.fails) + len(evidence.unknowns) > _MAX_PLACES:
        yield f"          and {len(evidence.fails) + len(evidence.unknowns) - _MAX_PLACES} more"
