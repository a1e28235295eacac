"""The boxes of a Markdown checklist as items with their status, and the text with those boxes filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanner.model.checklist import Attestation, ChecklistItem, ItemResult, Status, Strength
from scanner.records import NamedTuple
from scanner.tasklists.markdown import Document, Task, parts
from scanner.tasklists.match import Match, Matcher, plain

OWN_DAYS = 90
"""How long a statement about a box counts that no built-in item stands behind."""

_DONE = frozenset({Status.MET, Status.ATTESTED})
_MAX_NOTED = 20
_WORST = (Status.NOT_MET, Status.EXPIRED, Status.UNKNOWN, Status.NOT_SCANNED, Status.WAIVED)


class Filled(NamedTuple):
    """Results in the order of the boxes, whether each is ticked, and what a person should know."""

    results: tuple[ItemResult, ...]
    ticks: tuple[bool, ...]
    notes: tuple[str, ...]


def own_items(document: Document, known: Mapping[str, ChecklistItem]) -> tuple[ChecklistItem, ...]:
    """Items for the boxes whose id comment names none that is known: people can attest those."""
    return tuple(_own(task, task.id) for task in {task.id: task for task in document.tasks}.values()
                 if task.id and task.id not in known)


def results(
    document: Document, found: Sequence[ItemResult], aliases: Mapping[str, str],
    attestations: Mapping[str, Attestation],
) -> Filled:
    """What is known of each box; `found` are the results of the built-in items."""
    by_id = {one.item.id: one for one in found}
    matcher = Matcher((one.item for one in found), aliases)
    matches = [matcher.match(task) for task in document.tasks]
    made = [_result(number, task, match, by_id, attestations)
            for number, (task, match) in enumerate(zip(document.tasks, matches, strict=True))]
    for number, inner in parts(document):
        made[number] = _whole(made[number], [made[one] for one in inner], matches[number].item is not None)
    ticks = tuple(map(is_ticked, made))
    return Filled(tuple(made), ticks, tuple(_notes(document, matches, ticks)))


def is_ticked(result: ItemResult) -> bool:
    """Whether the box of an item is ticked: an indication alone is not enough, nor what somebody says on condition."""
    if result.attestation is not None and result.status is Status.ATTESTED and result.attestation.conditions:
        return False
    return result.status is Status.ATTESTED or result.status is Status.MET and result.strength >= Strength.STRONG


def _result(
    number: int, task: Task, match: Match, by_id: Mapping[str, ItemResult], attestations: Mapping[str, Attestation],
) -> ItemResult:
    section, group = _headings(task)
    if match.item is not None:
        known = by_id[match.item.id]
        return known._replace(item=known.item._replace(section=section, group=group, text=task.text))
    item = _own(task, task.id or f"line-{task.line}")
    said = attestations.get(item.id) if task.id else None
    if said is not None and not said.fault:
        return ItemResult(item, Status.ATTESTED, f"{said.by} says so, until {said.until}.", attestation=said)
    if said is not None and said.expired:
        return ItemResult(item, Status.EXPIRED, f"It was attested until {said.until}.", attestation=said)
    return ItemResult(item, Status.NOT_SCANNED, f"No item of the built-in checklist has these words{_or(match)}.",
                      attestation=said)


def _or(match: Match) -> str:
    return "; near are " + ", ".join(f"{one.text} ({one.id})" for one in match.near) if match.near else ""


def _own(task: Task, item_id: str) -> ChecklistItem:
    section, group = _headings(task)
    return ChecklistItem(item_id, section, group, task.text, "manual", Strength.NONE, days=OWN_DAYS)


def _headings(task: Task) -> tuple[str, str]:
    """Section and group; the title of the document is neither."""
    names = task.headings[1:] if len(task.headings) > 1 else task.headings
    return (names[0] if names else "Checklist"), " / ".join(names[1:])


def _whole(result: ItemResult, inner: list[ItemResult], matched: bool) -> ItemResult:
    """A box with boxes inside: the worst of them decides, together with what is known of itself."""
    applying = [one for one in inner if one.status is not Status.NOT_APPLICABLE]
    own = [result] if matched and result.status is not Status.NOT_APPLICABLE else []
    ids = tuple(one.item.id for one in applying)
    if not applying:
        return result if own or result.status is Status.NOT_APPLICABLE else result._replace(
            status=Status.NOT_APPLICABLE, reason="None of its parts applies.")
    for status in _WORST:
        those = [one for one in (*own, *applying) if one.status is status]
        if those and those != own:
            named = "; ".join(one.item.text for one in those if one is not result)[:300]
            return result._replace(status=status, strength=Strength.NONE, children=ids,
                                   reason=f"Of its parts, {status.value}: {named}.")
        if those:
            return result
    everything = [*own, *applying]
    if all(one.status is Status.MET for one in everything):
        return result._replace(status=Status.MET, strength=min(one.strength for one in everything), children=ids,
                               reason=result.reason if own else "All of its parts are met.")
    return result._replace(status=Status.ATTESTED, strength=Strength.NONE, children=ids,
                           reason=result.reason if own else "All of its parts are met or attested.")


def _notes(document: Document, matches: Sequence[Match], ticks: Sequence[bool]) -> list[str]:
    """What could not be matched, with what is near, and ticks that nothing stands behind."""
    with_parts = {number for number, _ in parts(document)}
    missing = [(task, match) for number, (task, match) in enumerate(zip(document.tasks, matches, strict=True))
               if match.item is None and number not in with_parts]
    notes = []
    if missing:
        notes.append(f"{len(missing)} of {len(document.tasks)} boxes match no item of the built-in checklist; a "
                     "comment <!-- readiness: ID --> behind a box, or an alias in the configuration, says which is "
                     "meant.")
    for task, match in missing[:_MAX_NOTED]:
        near = "; near are " + ", ".join(one.id for one in match.near) if match.near else ""
        notes.append(f"line {task.line}: {task.text[:120]}{near}")
    if len(missing) > _MAX_NOTED:
        notes.append(f"and {len(missing) - _MAX_NOTED} more")
    undone = [task for task, tick in zip(document.tasks, ticks, strict=True) if task.ticked and not tick]
    if undone:
        lines = ", ".join(str(task.line) for task in undone[:_MAX_NOTED])
        more = ", ..." if len(undone) > _MAX_NOTED else ""
        notes.append(f"{len(undone)} boxes were ticked without evidence, and are not any more: lines {lines}{more}.")
    twice = _twice(document, matches)
    notes += [f"{text}: {count} boxes mean this item." for text, count in twice[:_MAX_NOTED]]
    return notes


def _twice(document: Document, matches: Sequence[Match]) -> list[tuple[str, int]]:
    counts: dict[str, list[Task]] = {}
    for task, match in zip(document.tasks, matches, strict=True):
        if match.item is not None:
            counts.setdefault(match.item.id, []).append(task)
    return [(tasks[0].text, len(tasks)) for tasks in counts.values() if len({plain(one.text) for one in tasks}) > 1]
