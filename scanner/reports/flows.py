"""The way of a value: from the line that one would edit to the field that was judged."""

from __future__ import annotations


from scanner.model.judgement import Judgement
from scanner.model.report import Report
from scanner.model.resource import Path
from scanner.records import NamedTuple
from scanner.reports.rows import Place, Row, place_of

MAX_STEPS = 30

_SAID = {
    "value": "The value is written here", "literal": "The template has this text",
    "expression": "The template writes it",
    "include": "Its text is taken in here", "call": "The template is called here",
}


class Step(NamedTuple):
    """One place on the way, and what happens there."""

    place: Place
    what: str


def flow(row: Row, report: Report) -> tuple[Step, ...]:
    """The steps to the first instance of a row, values first; () where there is only one place, or no field."""
    if row.judgement.resource is None:
        return ()
    where = row.judgement.where()
    hops = [hop for hop in where.hops if hop.span is not None]
    ordered = [hop for hop in hops if hop.role == "value"] + [hop for hop in hops if hop.role != "value"]
    steps = list(dict.fromkeys(Step(place_of(hop, report.sources), _SAID[hop.role]) for hop in ordered))[:MAX_STEPS]
    if len({step.place for step in steps}) < 2:
        return ()
    return (*steps[:-1], steps[-1]._replace(what=f"{steps[-1].what}; {_rendered(row.judgement)}"))


def _rendered(judgement: Judgement) -> str:
    return f"it becomes {dotted(judgement.path) or 'part'} of {judgement.name}"


def dotted(path: Path) -> str:
    """A path of keys and list positions as people write it: spec.containers[0].image."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
