"""Decisions to live with findings, as people write them down."""

from __future__ import annotations


from scanner.model.provenance import NOWHERE, Provenance
from scanner.records import NamedTuple


class WaiverEntry(NamedTuple):
    """One decision: which failures it covers, and why, who decided and until which day (YYYY-MM-DD, "": no end).

    `rules` are rule ids, ids of other scanners, or "*". Of the other conditions, those that are empty hold for
    everything; paths, namespaces, names and containers are shell patterns. `source` says how it was written down,
    `where` in which place.
    """

    rules: tuple[str, ...]
    reason: str
    source: str = ""
    where: Provenance = NOWHERE
    owner: str = ""
    until: str = ""
    paths: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    fingerprint: str = ""


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar in the form YYYY-MM-DD."""
    from datetime import date

    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


class Decision(NamedTuple):
    """What became of a decision in a scan: how many failures it covered, and whether it has ended."""

    entry: WaiverEntry
    covered: int
    ended: bool
