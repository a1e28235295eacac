"""The checklist with its evidence for people, one line for each item."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from scanner.model.checklist import ItemResult, Status
from scanner.model.report import Report
from scanner.reports.escape import visible
from scanner.reports.rows import place

NAME = "checklist-text"
SUFFIX = ".txt"

_BOXES = {Status.MET: "[x]", Status.ATTESTED: "[a]", Status.NOT_MET: "[ ]", Status.WAIVED: "[w]", Status.EXPIRED: "[e]",
          Status.UNKNOWN: "[?]", Status.NOT_SCANNED: "[-]", Status.NOT_APPLICABLE: "[/]"}
_MAX_PLACES = 5


def render(report: Report, colour: bool = False) -> str:
    """The checklist as text; `colour` is accepted so that all text reports are called alike."""
    lines = ["  ".join(f"{box} {status.value}" for status, box in _BOXES.items()), ""]
    for section, results in groupby(report.items, key=lambda result: result.item.section):
        lines += [section, "=" * len(section)]
        for group, members in groupby(results, key=lambda result: result.item.group):
            lines.append(f"  {group}")
            for result in members:
                lines += _item(result, report)
        lines.append("")
    return "\n".join(lines)


def _item(result: ItemResult, report: Report) -> Iterator[str]:
    passed = sum(len(clue.passes) for clue in result.clues)
    against = [one for clue in result.clues for one in clue.fails + clue.unknowns]
    looked = passed + len(against) + sum(len(clue.waived) for clue in result.clues)
    told = f"  ({passed} of {looked} passed; evidence: {result.strength.word})" if looked else ""
    yield f"    {_BOXES[result.status]} {result.item.text}{told}"
    for judgement in against[:_MAX_PLACES]:
        shown = place(judgement.where(), report)
        yield f"          {visible(shown.file)}:{shown.line}  {visible(judgement.message)} [{judgement.rule.id}]"
    if len(against) > _MAX_PLACES:
        yield f"          and {len(against) - _MAX_PLACES} more"
