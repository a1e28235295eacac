"""What the judgements say about the items of the checklist."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.model.checklist import ChecklistItem, Evidence, ItemResult, State
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
        _result(item, _evidence(item.id, rules_of.get(item.id, []), judged.get(item.id, []))) for item in items
    )


def _evidence(item_id: str, rules: list[str], judged: list[Judgement]) -> Evidence:
    if not judged:
        return Evidence(item_id, tuple(sorted(rules)))

    def those(outcome: Outcome) -> tuple[Judgement, ...]:
        return tuple(one for one in judged if one.outcome is outcome and one.waiver is None)

    return Evidence(item_id, tuple(sorted(rules)), those(Outcome.PASS), those(Outcome.FAIL), those(Outcome.UNKNOWN),
                    tuple(one for one in judged if one.waiver is not None))


def _result(item: ChecklistItem, evidence: Evidence) -> ItemResult:
    if evidence.fails or evidence.waived:
        state = State.NOT_MET
    elif evidence.unknowns:
        state = State.UNKNOWN
    elif evidence.passes:
        state = State.MET
    else:
        state = State.MANUAL if item.coverage == "manual" else State.NOT_SCANNED
    return ItemResult(item, state, evidence)
