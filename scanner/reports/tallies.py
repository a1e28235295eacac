"""How the sums of a checklist are worded, the same in every format."""

from __future__ import annotations


from scanner.model.checklist import ItemResult, Status, Strength
from scanner.model.tally import Tally
from scanner.records import NamedTuple

BAR = 10


class Column(NamedTuple):
    """One number of a tally: its field, the head of its column, and what it means in a sentence."""

    field: str
    head: str
    means: str


COLUMNS = (
    Column("proved", "proved", "Files prove it."),
    Column("supported", "supported", "Files speak for it, without proving it."),
    Column("attested", "attested", "A person says so, and no file speaks against it."),
    Column("not_met", "not met", "Files speak against it, or what was asked for is not there."),
    Column("waived", "waived", "Files speak against it, and somebody decided to live with that."),
    Column("expired", "expired", "A person said so until a day that has passed."),
    Column("unknown", "unknown", "It depends on what cannot be known from the files."),
    Column("unseen", "not looked at", "Nothing and nobody has looked at it."),
    Column("not_applicable", "not applicable", "It does not apply here."),
)


def numbers(counts: Tally) -> str:
    """The three numbers, and what nobody has looked at, in a line."""
    words = f"{counts.proved} proved by files, {counts.supported} supported by files, {counts.attested} attested"
    return f"{words}; {counts.unseen} that nobody has looked at, of {counts.applicable} that apply"


def bar(counts: Tally, length: int = BAR) -> str:
    """What is proved, supported and attested of what applies, as blocks that grow lighter; a number is rounded down
    together with those before it, so that the bar is full only when everything is done."""
    applicable = counts.applicable or 1
    text, shown, done = "", 0, 0
    for sign, count in (("█", counts.proved), ("▓", counts.supported), ("▒", counts.attested)):
        done += count
        upto = length * done // applicable
        text += sign * (upto - shown)
        shown = upto
    return text + "░" * (length - shown)


def sort_of(result: ItemResult) -> str:
    """The field of a tally that an item counts for, as a word of a class: proved, supported, attested, not-met ..."""
    if result.status is Status.MET:
        return "proved" if result.strength is Strength.PROOF else "supported"
    return {Status.NOT_SCANNED: "unseen"}.get(result.status, result.status.value.replace(" ", "-"))
