"""The boxes of a readiness checklist, what counts as evidence for them, and what a scan says about them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum

from scanner.model.judgement import Judgement, Outcome
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.resource import Data
from scanner.model.rule import NOTHING
from scanner.records import NamedTuple


class Status(str, Enum):
    """What is known of an item after a scan.

    MET: files say so. ATTESTED: a person says so and no file speaks against it. WAIVED: files speak against it, and
    somebody decided to live with that. EXPIRED: an attestation said so until a day that has passed. NOT_SCANNED: there
    was nothing to look at, or only people can say and none has.
    """

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"
    NOT_SCANNED = "not scanned"
    NOT_APPLICABLE = "not applicable"
    ATTESTED = "attested"
    WAIVED = "waived"
    EXPIRED = "expired"


class Strength(IntEnum):
    """How much evidence says about an item; NONE where only a person can say."""

    NONE = 0
    INDICATIVE = 1
    STRONG = 2
    PROOF = 3

    @property
    def word(self) -> str:
        """As it is written in evidence files and reports."""
        return self.name.lower()


class ChecklistItem(NamedTuple):
    """One box.

    coverage: automatic (files can prove it), partial (files say something about it), manual (only people can say).
    strength: how far files can evidence it at best. params: its thresholds, as settings leave them. includes: the items
    that it rolls up. days: how long an attestation of it holds. role: who may attest it, "" for anybody.
    applies: in words, when the item applies, "" for always.
    """

    id: str
    section: str
    group: str
    text: str
    coverage: str
    strength: Strength
    params: Mapping[str, Data] = NOTHING
    includes: tuple[str, ...] = ()
    days: int = 0
    role: str = ""
    applies: str = ""


class Clue(NamedTuple):
    """One alternative of evidence, and what came of looking for it.

    outcome: PASS where it holds, FAIL where something speaks against it or where what was asked for is not there,
    UNKNOWN where that depends on what cannot be known offline; None where there was nothing to look at.
    judgements behind it: passes, fails (waived ones apart) and unknowns. `against`: it can only speak against the item.
    `beside`: it decides nothing and is told because it is about the same thing.
    """

    says: str
    strength: Strength
    outcome: Outcome | None
    rules: tuple[str, ...] = ()
    passes: tuple[Judgement, ...] = ()
    fails: tuple[Judgement, ...] = ()
    unknowns: tuple[Judgement, ...] = ()
    waived: tuple[Judgement, ...] = ()
    against: bool = False
    beside: bool = False


class Attestation(NamedTuple):
    """A person's statement about an item: days are YYYY-MM-DD; `until` is never empty, worked out where it is not written.

    fault: why it does not count ("" for one that does), such as that its day has passed; `expired` tells that apart.
    refused: it says that the item does not hold, as the sign-off of somebody who rejects the release. conditions: what
    still has to be done for it to hold.
    """

    item_id: str
    statement: str
    by: str
    role: str
    day: str
    until: str
    link: str = ""
    commit: str = ""
    where: Provenance = NOWHERE
    fault: str = ""
    expired: bool = False
    refused: bool = False
    conditions: tuple[str, ...] = ()


class ItemResult(NamedTuple):
    """An item with its status; an item with nothing to look at is never met.

    strength: of the evidence that decided (NONE where none did). reason: in a sentence, why the status is what it is.
    children: the ids of the items that decided a roll-up.
    """

    item: ChecklistItem
    status: Status
    reason: str = ""
    strength: Strength = Strength.NONE
    clues: tuple[Clue, ...] = ()
    attestation: Attestation | None = None
    children: tuple[str, ...] = ()


class SignOff(NamedTuple):
    """A role's word on the release: decision is approved, conditional or rejected; `fault` says why it does not count."""

    role: str
    group: str
    by: str
    day: str
    decision: str
    commit: str = ""
    conditions: tuple[str, ...] = ()
    where: Provenance = NOWHERE
    fault: str = ""


class Gate(NamedTuple):
    """How much of some items has to be met or attested. `word` names them, `wanted` is in percent.

    `applicable` counts the items that apply, `done` those of them that are met or attested; `open` are the ids of the
    rest.
    """

    word: str
    wanted: int
    done: int
    applicable: int
    open: tuple[str, ...] = ()

    @property
    def reached(self) -> int:
        """In percent, rounded down, so that 100 means all of them; of no items at all it is 100."""
        return 100 * self.done // self.applicable if self.applicable else 100

    @property
    def passed(self) -> bool:
        """Whether enough is done."""
        return self.reached >= self.wanted


class Stage(NamedTuple):
    """A level of readiness: a name and the gates that lead to it. A level is reached with all those below it."""

    name: str
    gates: tuple[Gate, ...]
    reached: bool


class GoLive(NamedTuple):
    """What follows for the release: `word` is approved, conditional or rejected.

    `reasons` are why it is no better, `rules` how it was decided; both are sentences. `roles` are those that have to
    sign, with the sign-off that counts, if any. `commit` is the state the decision is about, "" where it is not known.
    """

    word: str
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    roles: tuple[tuple[str, SignOff | None], ...] = ()
    commit: str = ""


class EarlierItem(NamedTuple):
    """An item as an earlier report has it; the words are those of Status and Strength."""

    id: str
    section: str
    text: str
    status: str
    strength: str = "none"


class Earlier(NamedTuple):
    """An earlier report about the checklist, by the name of its file."""

    name: str
    items: tuple[EarlierItem, ...] = ()


class Readiness(NamedTuple):
    """What people said, and what follows from it and from the items.

    `attestations` and `sign_offs` are all that were read, those that do not count as well. `notes` are sentences about
    a checklist of one's own, such as items that were not matched; `filled` is its text with boxes and counters filled
    in, None where there is none.
    """

    attestations: tuple[Attestation, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    gates: tuple[Gate, ...] = ()
    stages: tuple[Stage, ...] = ()
    golive: GoLive | None = None
    earlier: Earlier | None = None
    notes: tuple[str, ...] = ()
    filled: str | None = None
