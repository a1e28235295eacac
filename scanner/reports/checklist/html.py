"""The checklist as one page that needs no network and no other file, and prints.

Its one script filters what is there; without it, everything is shown. What was scanned and what people wrote may say
anything, so all of it is escaped by the template, and the page allows itself nothing but its own style and script, by
their hashes (Content-Security-Policy).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from scanner.model.checklist import Attestation, Clue, ItemResult, Status, Strength
from scanner.model.report import Level, Report
from scanner.model.tally import Tally, tally, tally_earlier
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.reports.escape import storable, uri, visible
from scanner.reports.evidence import AGAINST, HOLDS, Change, Spot, attested, changes, outcome, spots
from scanner.reports.options import Options
from scanner.reports.rows import Place, place
from scanner.reports.tallies import COLUMNS, sort_of
from scanner.reports.wording import name, plural

NAME = "html"
SUFFIXES = (".html", ".htm")

MOST_SPOTS = 2_500
"""Places on a page: with more, each piece of evidence shows fewer of its own."""

_SPOTS = (25, 10, 5, 3, 1)
_TEMPLATES = Path(__file__).parent.parent / "templates"
_MAX_LISTED = 500
_STYLE = lazy(r"<style>(.*?)</style>", re.DOTALL)
_WEB = ("https://", "http://")
_MOODS = {"holds": "holds", "speaks against it": "against", "undecided": "open", "waived": "open"}


class _Own(str):
    """Text of our own, or made by us with everything in it escaped, that stands in the page as it is."""

    def __html__(self) -> str:
        return self


class Link(NamedTuple):
    """Where a place can be seen, and how it is called."""

    href: str
    words: str


class ShownSpot(NamedTuple):
    """A place that says something about an item."""

    href: str
    words: str
    said: str
    rule: str


class ShownClue(NamedTuple):
    """A piece of evidence: what came of it, its places, and how many are left out."""

    came: str
    mood: str
    says: str
    strength: str
    spots: tuple[ShownSpot, ...]
    more: int


class ShownItem(NamedTuple):
    """An item as the page has it. strength: the word that the filter knows; evidence: that of what decided."""

    anchor: str
    id: str
    text: str
    sort: str
    status: str
    strength: str
    evidence: str
    applies: str
    reason: str
    said: Attestation | None
    said_link: str
    said_at: Link | None
    clues: tuple[ShownClue, ...]
    children: tuple[str, ...]


class Group(NamedTuple):
    """Items under one heading."""

    name: str
    items: list[ShownItem]


class Section(NamedTuple):
    """A section with its numbers."""

    name: str
    counts: Tally
    groups: list[Group]


class Trend(NamedTuple):
    """A number before and now; `mood` is better, worse, or nothing."""

    head: str
    before: int
    now: int
    mood: str


def render(report: Report, options: Options = Options()) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, finalize=_shown,
    )
    style, script = (_text(f"checklist.{ending}") for ending in ("css", "js"))
    picture = _picture(report)
    styles = " ".join(f"'sha256-{_digest(one)}'" for one in (style, *_STYLE.findall(picture)))
    page = environment.get_template("checklist.html").render(
        style=_Own(style), script=_Own(script), styles=_Own(styles), script_digest=_digest(script),
        picture=_Own(picture), **_content(report, options))
    return storable(page)


def _text(file: str) -> str:
    return (_TEMPLATES / file).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _shown(value: Any) -> Any:
    """Everything the template writes, without characters that hide or reorder others."""
    return visible(value) if type(value) is str else value


def _picture(report: Report) -> str:
    """The graph as a picture, "" where nothing was read that has one."""
    if not any(len(list(graph.resources)) for graph in report.graphs):
        return ""
    from scanner.reports import graph_svg, graph_view

    return graph_svg.render(graph_view.view(graph_view.select(report.graphs), graph_svg.MOST_BOXES))


def _content(report: Report, options: Options) -> dict[str, Any]:
    counts, readiness = tally(report.items), report.readiness
    anchors: dict[str, str] = {}
    for number, result in enumerate(report.items, start=1):
        anchors.setdefault(result.item.id, f"i{number}")
    before = tally_earlier(readiness.earlier.items) if readiness.earlier is not None else Tally()
    at = {field: number for number, field in enumerate(Tally._fields)}
    return {
        "version": report.version, "inputs": report.inputs[:_MAX_LISTED], "items": report.items, "counts": counts,
        "rest": [(getattr(counts, one.field), one.head) for one in COLUMNS[3:] if getattr(counts, one.field)],
        "golive": readiness.golive, "gates": readiness.gates, "stages": readiness.stages, "notes": readiness.notes,
        "unsigned": [one for one in readiness.sign_offs if one.fault],
        "earlier": readiness.earlier, "before": before, "trend": list(_trend(before, counts)),
        "changed": _grouped(changes(report)),
        "columns": [{"head": one.head, "at": at[one.field]} for one in COLUMNS if getattr(counts, one.field)],
        "sections": list(_sections(report, options)), "anchors": anchors,
        "texts": {one.item.id: one.item.text for one in report.items},
        "sorts": list(_sorts(report)), "strengths": [one.word for one in reversed(Strength)],
        "notices": [(place(one.where, report) if one.where.primary is not None else None, one)
                    for one in report.notices if one.level is not Level.INFO][:_MAX_LISTED],
        "plural": plural, "attested": attested, "bar": _bar,
    }


def _sorts(report: Report) -> Iterator[dict[str, Any]]:
    found = [sort_of(one) for one in report.items]
    for column in COLUMNS:
        sort = column.field.replace("_", "-")
        if sort in found:
            yield {"sort": sort, "head": column.head, "count": found.count(sort)}


def _bar(counts: Tally, label: str) -> _Own:
    """The three numbers of what applies as a bar; it is a picture, because the page allows no styles of elements."""
    whole = counts.applicable or 1
    left, parts = 0.0, []
    for sort in ("proved", "supported", "attested"):
        width = 100 * getattr(counts, sort) / whole
        if width:
            parts.append(f'<rect class="{sort}" x="{left:.2f}" width="{width:.2f}" height="8"/>')
            left += width
    from html import escape

    said = escape(f"{visible(label)}: {counts.proved} proved, {counts.supported} supported, {counts.attested} attested "
                  f"of {counts.applicable}")
    return _Own(f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{said}">'
                f'<rect class="track" width="100" height="8"/>{"".join(parts)}</svg>')


def _trend(before: Tally, now: Tally) -> Iterator[Trend]:
    for column in COLUMNS:
        old, new = getattr(before, column.field), getattr(now, column.field)
        if old or new:
            good = column.field in ("proved", "supported", "attested")
            neither = column.field in ("not_applicable", "waived", "supported", "attested")
            mood = "" if old == new or neither else "better" if (new > old) is good else "worse"
            yield Trend(column.head, old, new, mood)


def _grouped(found: tuple[Change, ...]) -> list[tuple[str, list[Change]]]:
    """The changes by direction, those that are worse first."""
    if not found:
        return []
    return [("Worse", [one for one in found if one.better < 0]), ("Better", [one for one in found if one.better > 0]),
            ("Otherwise different", [one for one in found if not one.better])]


def _sections(report: Report, options: Options) -> Iterator[Section]:
    most = _most_spots(report)
    numbered = list(enumerate(report.items, start=1))
    known: dict[str, list[tuple[int, ItemResult]]] = {}
    for number, result in numbered:
        known.setdefault(result.item.section, []).append((number, result))
    for section, those in known.items():
        groups = [Group(group, [_item(number, result, report, options, most) for number, result in members])
                  for group, members in groupby(those, key=lambda one: one[1].item.group)]
        yield Section(section, tally(result for _, result in those), groups)


def _most_spots(report: Report) -> int:
    """How many places a piece of evidence may show."""
    sizes = [len(clue.fails) + len(clue.unknowns) + len(clue.waived)
             for result in report.items for clue in result.clues]
    return next((most for most in _SPOTS if sum(min(size, most) for size in sizes) <= MOST_SPOTS), _SPOTS[-1])


def _item(number: int, result: ItemResult, report: Report, options: Options, most: int) -> ShownItem:
    item, said = result.item, result.attestation
    at = place(said.where, report) if said is not None and said.where.primary is not None else None
    link = said.link if said is not None and said.link.lower().startswith(_WEB) else ""
    return ShownItem(
        f"i{number}", item.id, item.text, sort_of(result), result.status.value, result.strength.word,
        result.strength.word if result.status is Status.MET else "", item.applies, result.reason, said, link,
        Link(_href(at, options), f"{at.file}:{at.line}") if at is not None else None,
        tuple(_clue(clue, report, options, most) for clue in result.clues if clue.says or clue.outcome is not None),
        result.children,
    )


def _clue(clue: Clue, report: Report, options: Options, most: int) -> ShownClue:
    found, more = spots(clue, report, most, passes=3)
    came = outcome(clue)
    mood = "" if clue.beside else _MOODS.get(came, "")
    places = tuple(_spot(spot, clue, options) for spot in found)
    return ShownClue(came, mood, clue.says, clue.strength.word, places, more)


def _spot(spot: Spot, clue: Clue, options: Options) -> ShownSpot:
    judgement, at = spot.row.judgement, spot.row.place
    placed = judgement.where().primary is not None
    said = judgement.message if spot.kind != HOLDS else judgement.message or name(judgement)
    others = len(spot.row.instances) - 1
    more = f" (and {others} more there)" if others > 0 and spot.kind == AGAINST else ""
    rule = judgement.rule.id if judgement.rule.id in clue.rules else ""
    return ShownSpot(_href(at, options) if placed else "", f"{at.file}:{at.line}" if placed else "",
                     (said or judgement.rule.title) + more, rule)


def _href(at: Place, options: Options) -> str:
    return f"{options.link}{uri(at.file)}#L{at.line}"
