"""What is shown of the evidence for an item: places, statements, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.model.checklist import Attestation, Clue, EarlierItem, ItemResult, Status
from scanner.model.judgement import Judgement, Outcome
from scanner.model.report import Report
from scanner.records import NamedTuple
from scanner.reports.rows import Row, rows_of

HOLDS, AGAINST, OPEN, WAIVED = "holds", "against", "undecided", "waived"
"""What a place says about the item."""


class Spot(NamedTuple):
    """A place that says something about an item."""

    kind: str
    row: Row


class Change(NamedTuple):
    """An item whose status is another one than in an earlier report; `better` says in which direction (0: neither)."""

    id: str
    section: str
    text: str
    before: str
    now: str
    better: int


def spots(clue: Clue, report: Report, most: int, passes: int = 1) -> tuple[list[Spot], int]:
    """The places of a clue, what speaks against the item first, and how many are left out.

    `passes` bounds the places that speak for it: there may be thousands, and each has to be looked up.
    """
    found: list[Spot] = []
    more = 0
    for kind, judgements, limit in ((AGAINST, clue.fails, most), (OPEN, clue.unknowns, most),
                                    (WAIVED, clue.waived, most), (HOLDS, clue.passes, passes)):
        rows = rows_of(_some(judgements, 20 * limit), report)
        room = max(0, min(limit, most - len(found)))
        found += [Spot(kind, row) for row in rows[:room]]
        shown = sum(len(row.instances) for row in rows[:room])
        more += max(0, len(judgements) - shown) if rows else 0
    return found, more


def _some(judgements: tuple[Judgement, ...], most: int) -> Iterable[Judgement]:
    return judgements[:most]


def outcome(clue: Clue) -> str:
    """What came of looking for it, in a word or two."""
    if clue.outcome is None:
        return "nothing to look at"
    if clue.outcome is Outcome.UNKNOWN:
        return "undecided"
    if clue.outcome is Outcome.PASS:
        return "speaks against it" if clue.against else "holds"
    if clue.waived and not clue.fails:
        return "waived"
    return "speaks against it" if clue.against or clue.fails else "not there"


def deciding(result: ItemResult) -> Clue | None:
    """The clue that made the status what it is, if one did."""
    wanted = {
        Status.MET: Outcome.PASS, Status.NOT_MET: Outcome.FAIL, Status.WAIVED: Outcome.FAIL,
        Status.UNKNOWN: Outcome.UNKNOWN,
    }.get(result.status)
    fitting = [one for one in result.clues if wanted is not None and one.outcome is wanted and not one.beside]
    if result.status is Status.MET:
        fitting = [one for one in fitting if one.strength is result.strength] or fitting
    if result.status is Status.NOT_MET:
        fitting = sorted(fitting, key=lambda one: (not one.against, not one.fails, -one.strength))
    return fitting[0] if fitting else None


def attested(one: Attestation) -> str:
    """Who said so, as what, when, and how long that holds."""
    role = f", {one.role}" if one.role else ""
    commit = f", about {one.commit[:12]}" if one.commit else ""
    return f"{one.by}{role}, on {one.day} until {one.until}{commit}"


_DONE = frozenset({Status.MET.value, Status.ATTESTED.value})


def changes(report: Report) -> tuple[Change, ...]:
    """The items whose status differs from the earlier report; those only one of the two has are told as well."""
    earlier = report.readiness.earlier
    if earlier is None:
        return ()
    return tuple(_changes(earlier.items, report.items))


def _changes(before: tuple[EarlierItem, ...], now: tuple[ItemResult, ...]) -> Iterator[Change]:
    old = {one.id: one for one in before}
    for result in now:
        item, status = result.item, result.status.value
        was = old.pop(item.id, None)
        if was is None:
            yield Change(item.id, item.section, item.text, "", status, 0)
        elif was.status != status:
            yield Change(item.id, item.section, item.text, was.status, status, _better(was.status, status))
    for gone in old.values():
        yield Change(gone.id, gone.section, gone.text, gone.status, "", 0)


def _better(before: str, now: str) -> int:
    """Better is what is done now and was not; worse what was done and is not, and what files now speak against."""
    if (before in _DONE) != (now in _DONE) and Status.NOT_APPLICABLE.value not in (before, now):
        return 1 if now in _DONE else -1
    return -1 if now == Status.NOT_MET.value else 0
