"""What the judgements say about the items of the checklist."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.model.checklist import ChecklistItem, Clue, ItemResult, Status, Strength
from scanner.model.judgement import Judgement, Outcome
from scanner.model.rule import AnyRule


def assess(
    items: Iterable[ChecklistItem], judgements: Iterable[Judgement], rules: Iterable[AnyRule],
) -> tuple[ItemResult, ...]:
    """Every item with its state and the judgements behind it, in the order of the items.

    A rule is evidence for the items it names, also where the finding was waived: a waiver is a decision to live with
    a defect and does not make an item met.
    """
    rules_of: dict[str, list[str]] = {}
    for rule in rules:
        for item_id in (*rule.checklist, *rule.refutes):
            rules_of.setdefault(item_id, []).append(rule.id)
    judged: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        for item_id in judgement.rule.checklist:
            judged.setdefault(item_id, []).append(judgement)
        if judgement.outcome is Outcome.FAIL:
            for item_id in judgement.rule.refutes:
                judged.setdefault(item_id, []).append(judgement)
    return tuple(
        _result(item, _clue(item, rules_of.get(item.id, []), judged.get(item.id, []))) for item in items
    )


def _clue(item: ChecklistItem, rules: list[str], judged: list[Judgement]) -> Clue:
    if not judged:
        return Clue("What rules say of it.", item.strength, None, tuple(sorted(rules)))

    def those(outcome: Outcome) -> tuple[Judgement, ...]:
        return tuple(one for one in judged if one.outcome is outcome and one.waiver is None)

    passes, fails, unknowns = those(Outcome.PASS), those(Outcome.FAIL), those(Outcome.UNKNOWN)
    waived = tuple(one for one in judged if one.waiver is not None)
    outcome = (Outcome.FAIL if fails or waived else Outcome.UNKNOWN if unknowns else Outcome.PASS if passes else None)
    return Clue("What rules say of it.", item.strength, outcome, tuple(sorted(rules)), passes, fails, unknowns, waived)


_STATUSES = {Outcome.PASS: Status.MET, Outcome.UNKNOWN: Status.UNKNOWN, None: Status.NOT_SCANNED}


def _result(item: ChecklistItem, clue: Clue) -> ItemResult:
    if clue.outcome is Outcome.FAIL:
        return ItemResult(item, Status.NOT_MET if clue.fails else Status.WAIVED, "", clue.strength, (clue,))
    strength = clue.strength if clue.outcome is not None else Strength.NONE
    return ItemResult(item, _STATUSES[clue.outcome], "", strength, (clue,))
