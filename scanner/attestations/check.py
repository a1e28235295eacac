"""Holds statements against the checklist, the calendar, the rules about who may state what, and the commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scanner.attestations import files, who
from scanner.attestations.commits import Commits
from scanner.attestations.files import STAGE
from scanner.conform import failures, nearest
from scanner.model.checklist import Attestation, ChecklistItem, SignOff
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.report import Level, Notice
from scanner.model.source import SourceFile
from scanner.model.waiver import is_day
from scanner.records import NamedTuple
from scanner.settings.records import People, Written

DAYS = 90
"""How long a statement counts where neither it nor its item says."""

SIGN_OFF = "sign-off/"
"""Ids of items begin so that a sign-off makes attested: sign-off/<part>/<group>/<role>."""


class Statements(NamedTuple):
    """All statements, and by item the one that holds, or else the one that comes nearest to it.

    `head` is the commit that is checked out, where a statement made it necessary to look.
    """

    by_item: Mapping[str, Attestation] = {}
    attestations: tuple[Attestation, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: Mapping[str, SourceFile] = {}
    head: str = ""


def read(
    root: Path, people: People, items: Iterable[ChecklistItem], today: Callable[[], str], folders: Iterable[Path] = (),
) -> Statements:
    """Everything that is stated about some items. `today` is asked only where something is."""
    folders = tuple(folders)
    found = files.read(root, folders)
    attestations = [*people.attestations, *found.attestations]
    sign_offs = [*people.sign_offs, *found.sign_offs]
    sources = {source.path: source for source in found.sources}
    if not attestations and not sign_offs:
        return Statements(notices=found.notices, sources=sources)
    checked = _Check(root, people, items, today(), folders)
    said = [one for entry in attestations if (one := checked.attestation(entry)) is not None]
    signed = [sign for entry in sign_offs if (sign := checked.sign_off(entry)) is not None]
    everything = [*said, *checked.of_roles(signed)]
    return Statements(
        _by_item(everything), tuple(said), tuple(signed), (*found.notices, *checked.ended()), sources, checked.head,
    )


def groups_of(items: Iterable[ChecklistItem], people: People) -> dict[str, str]:
    """The group of each role that signs: as the configuration says, else as the last section of the checklist."""
    if people.roles:
        return {role: group for group, roles in people.roles.items() for role in roles}
    return {steps[-1]: steps[-2] for item in items if item.id.startswith(SIGN_OFF)
            and len(steps := item.id.split("/")) >= 3}


def _by_item(found: Iterable[Attestation]) -> dict[str, Attestation]:
    """Those that count before those that do not, rejections before approvals, ended ones before wrong ones, later ones
    before earlier ones."""
    best: dict[str, Attestation] = {}
    for one in found:
        other = best.get(one.item_id)
        if other is None or _rank(one) >= _rank(other):
            best[one.item_id] = one
    return best


def _rank(one: Attestation) -> tuple[bool, bool, bool, str]:
    return not one.fault, one.refused, one.expired, one.day


class _Check:
    """One check of everything that is stated."""

    def __init__(
        self, root: Path, people: People, items: Iterable[ChecklistItem], today: str, folders: Iterable[Path],
    ) -> None:
        self._items = {item.id: item for item in items}
        self._people, self._today = people, today
        self._groups = groups_of(self._items.values(), people)
        self._of_role = {item_id.rpartition("/")[2]: item_id for item_id in self._items if item_id.startswith(SIGN_OFF)}
        self._commits = Commits(root, folders)
        self._notices: list[Notice] = []
        self._asked = False
        self.head = ""

    def attestation(self, entry: Written) -> Attestation | None:
        """The statement of an entry; None, with a notice, where it is none at all."""
        data = self._data(entry, "attestation.schema.json", "An attestation")
        if data is None:
            return None
        item = self._items.get(data["item"])
        until = data.get("until") or _later(data["date"], item.days if item is not None and item.days else DAYS)
        one = Attestation(
            data["item"], data["statement"].strip(), data["by"].strip(), data.get("role", ""), data["date"], until,
            data.get("link", ""), data.get("commit", ""), _where(entry))
        return self._told(one._replace(**self._fault(one, item)), entry, "item" if item is None else None)

    def _fault(self, one: Attestation, item: ChecklistItem | None) -> dict[str, Any]:
        if item is None:
            return {"fault": f"the checklist has no item '{one.item_id}'{nearest(one.item_id, self._items)}"}
        if item.id.startswith(SIGN_OFF):
            return {"fault": "this item wants a sign-off of the role, tied to a commit"}
        if not item.days:
            return {"fault": "nobody's word counts for this item, only what files say"}
        wrong = self._by_whom(one, item) or self._when(one.day, one.until)
        if not wrong and one.commit:
            self._asked = True
            wrong = self._commits.not_before(one.commit)
        if wrong:
            return {"fault": wrong}
        if one.until < self._today:
            return {"fault": f"it ended on {one.until}", "expired": True}
        return {}

    def sign_off(self, entry: Written) -> SignOff | None:
        """The sign-off of an entry; None, with a notice, where it is none at all."""
        data = self._data(entry, "sign-off.schema.json", "A sign-off")
        if data is None:
            return None
        role = data["role"]
        one = SignOff(role, self._groups.get(role, ""), data["by"].strip(), data["date"], data["decision"],
                      data["commit"], tuple(data.get("conditions", ())), _where(entry))
        until = _later(one.day, self._days(role))
        fault = self._may_sign(one) or self._when(one.day, until)
        if not fault and until < self._today:
            fault = f"it ended on {until}"
        if not fault:
            self._asked = True
            fault = self._commits.not_now(one.commit)
        if fault:
            self._notices.append(Notice(Level.WARNING, f"The sign-off of {one.by} as {role} does not count.",
                                        fault[:1].upper() + fault[1:] + ".", one.where, STAGE))
        return one._replace(fault=fault)

    def _may_sign(self, one: SignOff) -> str:
        if one.role not in self._groups:
            return f"nobody signs as '{one.role}'{nearest(one.role, self._groups)}"
        item_id = self._of_role.get(one.role, f"{SIGN_OFF}{one.role}")
        return who.allowed(item_id, one.by, one.role, self._people.attesters, self._people.teams)

    def of_roles(self, signed: Iterable[SignOff]) -> Iterator[Attestation]:
        """What sign-offs say of the items of their roles: an approval makes one attested, with its conditions if it has
        some; a rejection speaks against it."""
        for one in signed:
            if one.role in self._of_role:
                statement = {"approved": "Approved.", "rejected": "Rejected."}.get(
                    one.decision, f"Approved on condition: {'; '.join(one.conditions) or 'none is written'}.")
                conditions = (one.conditions or ("none is written",)) if one.decision == "conditional" else ()
                yield Attestation(
                    self._of_role[one.role], statement, one.by, one.role, one.day,
                    _later(one.day, self._days(one.role)), "", one.commit, one.where, one.fault,
                    one.fault.startswith("it ended on "), one.decision == "rejected", conditions)

    def ended(self) -> Iterator[Notice]:
        """Everything that is to be said, when all statements were checked."""
        yield from self._notices
        if self._asked and self._commits.trouble:
            yield Notice(Level.WARNING, "The commits that statements name were not looked for.",
                         f"Attestations count all the same, sign-offs do not: {self._commits.trouble}.", NOWHERE, STAGE)
        for team in who.unknown_teams(self._people.attesters, self._people.teams):
            yield Notice(Level.WARNING, f"Nobody is in the team {team}.",
                         "`attesters` of the configuration name it, and `teams` do not say who is in it.", NOWHERE,
                         STAGE)
        if self._asked:
            self.head = self._commits.head()
        self._commits.close()

    def _days(self, role: str) -> int:
        item = self._items.get(self._of_role.get(role, ""))
        return item.days if item is not None and item.days else DAYS

    def _by_whom(self, one: Attestation, item: ChecklistItem) -> str:
        if item.role and item.role not in (one.role, self._groups.get(one.role)):
            return f"only somebody in the role {item.role} may attest this item" + (
                f", not {one.role}" if one.role else "; the statement names no role")
        return who.allowed(item.id, one.by, one.role, self._people.attesters, self._people.teams)

    def _when(self, day: str, until: str) -> str:
        if day > self._today:
            return f"its day, {day}, has not come yet"
        return f"it would end on {until}, before its day" if until < day else ""

    def _told(self, one: Attestation, entry: Written, key: str | None) -> Attestation:
        if one.fault:
            where = entry.layer.where((*entry.path, key)) if key is not None else one.where
            level = Level.WARNING
            self._notices.append(Notice(level, f"The attestation of {one.item_id} by {one.by} does not count.",
                                        one.fault[:1].upper() + one.fault[1:] + ".", where, STAGE))
        return one

    def _data(self, entry: Written, schema: str, what: str) -> dict[str, Any] | None:
        """The data of an entry that follows its schema and names days of the calendar; else None, and a notice."""
        found = failures(entry.data, schema)
        if found:
            path, problem = found[0].path, found[0].problem
        else:
            wrong = [key for key in ("date", "until") if key in entry.data and not is_day(entry.data[key])]
            if not wrong:
                return dict(entry.data)
            path, problem = (wrong[0],), f"'{entry.data[wrong[0]]}' is no day of the calendar"
        key = f"'{path[0]}': " if path else ""
        self._notices.append(Notice(Level.WARNING, f"{what} does not count, because it is malformed.",
                                    f"{key}{problem}.", entry.layer.where((*entry.path, *path)), STAGE))
        return None


def _where(entry: Written) -> Provenance:
    where: Provenance = entry.layer.where(entry.path)
    return where


def _later(day: str, days: int) -> str:
    """The day some days after a day; "" where the first is none."""
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return "9999-12-31"
