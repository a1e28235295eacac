"""Items of a checklist, counted: what files prove, what files support, and what people say are three numbers."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.model.checklist import EarlierItem, ItemResult, Status, Strength
from scanner.records import NamedTuple


class Tally(NamedTuple):
    """How many items there are of each sort; every item is counted once.

    proved: met by evidence that is proof; supported: met by weaker evidence of files; attested: a person says so.
    unseen: nobody and nothing has looked at it.
    """

    proved: int = 0
    supported: int = 0
    attested: int = 0
    not_met: int = 0
    waived: int = 0
    unknown: int = 0
    expired: int = 0
    unseen: int = 0
    not_applicable: int = 0

    @property
    def total(self) -> int:
        """All items."""
        return sum(self)

    @property
    def applicable(self) -> int:
        """The items that apply."""
        return self.total - self.not_applicable

    @property
    def done(self) -> int:
        """Met or attested."""
        return self.proved + self.supported + self.attested

    @property
    def percent(self) -> int:
        """What is done of what applies, rounded down."""
        return 100 * self.done // self.applicable if self.applicable else 0


_FIELDS = {
    Status.ATTESTED: "attested", Status.NOT_MET: "not_met", Status.WAIVED: "waived", Status.UNKNOWN: "unknown",
    Status.EXPIRED: "expired", Status.NOT_SCANNED: "unseen", Status.NOT_APPLICABLE: "not_applicable",
}


def tally(results: Iterable[ItemResult]) -> Tally:
    """The items of some results, counted."""
    return _counted((one.status, one.strength) for one in results)


def tally_earlier(items: Iterable[EarlierItem]) -> Tally:
    """The same for an earlier report; words that are not known count as unseen."""
    statuses = {one.value: one for one in Status}
    strengths = {one.word: one for one in Strength}
    return _counted((statuses.get(one.status, Status.NOT_SCANNED), strengths.get(one.strength, Strength.NONE))
                    for one in items)


def by_section(results: Iterable[ItemResult]) -> dict[str, Tally]:
    """The same for each section, in their order."""
    found: dict[str, list[ItemResult]] = {}
    for one in results:
        found.setdefault(one.item.section, []).append(one)
    return {section: tally(members) for section, members in found.items()}


def _counted(found: Iterable[tuple[Status, Strength]]) -> Tally:
    counts: dict[str, int] = {}
    for status, strength in found:
        field = _FIELDS.get(status) or ("proved" if strength is Strength.PROOF else "supported")
        counts[field] = counts.get(field, 0) + 1
    return Tally(**counts)
