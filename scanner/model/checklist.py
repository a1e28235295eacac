"""The boxes of the production-readiness checklist and what the scan says about them."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from scanner.model.judgement import Judgement


class State(str, Enum):
    """State of an item after a scan."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"
    NOT_SCANNED = "not scanned"
    MANUAL = "manual"


class ChecklistItem(NamedTuple):
    """One box. `strength` says how far files can evidence it: proof, strong, indicative, or none (a person says so)."""

    id: str
    section: str
    group: str
    text: str
    coverage: str
    strength: str


class Evidence(NamedTuple):
    """What was looked at for an item, not only what went wrong."""

    item_id: str
    rules: tuple[str, ...] = ()
    passes: tuple[Judgement, ...] = ()
    fails: tuple[Judgement, ...] = ()
    unknowns: tuple[Judgement, ...] = ()
    waived: tuple[Judgement, ...] = ()


class ItemResult(NamedTuple):
    """An item with its state; an item with nothing to look at is "not scanned" (or "manual"), never "met"."""

    item: ChecklistItem
    state: State
    evidence: Evidence
