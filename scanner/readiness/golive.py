"""The decision about going live: approved, conditional or rejected, by rules that the report states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scanner.model.checklist import GoLive, ItemResult, SignOff, Status, Strength
from scanner.readiness.gates import gates, members
from scanner.records import NamedTuple

APPROVED, CONDITIONAL, REJECTED = "approved", "conditional", "rejected"
GROUPS = ("technical", "business", "operations")
_MAX_NAMED = 3


class Bar(NamedTuple):
    """What stands in the way of something: gates that are missed, and items that are not met where files say so with
    a strength or a greater one. Both are by words as gates have them."""

    gates: Mapping[str, int] = {}
    not_met: Mapping[str, Strength] = {}


class Rules(NamedTuple):
    """How it is decided: `roles` (or groups of roles) have to sign; what stands in `rejected` rejects, what stands in
    `conditional` leaves it conditional."""

    roles: tuple[str, ...] = GROUPS
    rejected: Bar = Bar({"all": 80, "security": 90}, {"security": Strength.PROOF})
    conditional: Bar = Bar({"all": 95}, {"all": Strength.INDICATIVE})


def decide(
    rules: Rules, results: Sequence[ItemResult], sign_offs: Iterable[SignOff], groups: Mapping[str, str],
    commit: str = "",
) -> GoLive:
    """The decision. `groups` names the group of each role. Only sign-offs without a fault count.

    GateError: a rule names items that no section or group has.
    """
    counting = [one for one in sign_offs if not one.fault]
    roles = tuple((role, _signed(role, counting, groups)) for role in rules.roles)
    against = [*_signing(roles, counting), *_barred(rules.rejected, results)]
    conditions = [*_conditions(counting), *_barred(rules.conditional, results)]
    word = REJECTED if against else CONDITIONAL if conditions else APPROVED
    return GoLive(word, tuple(dict.fromkeys(against or conditions)), tuple(_stated(rules)), roles, commit)


def _signed(role: str, sign_offs: list[SignOff], groups: Mapping[str, str]) -> SignOff | None:
    """The sign-off that speaks for a role or for a group: a rejection first, then an approval, then a condition."""
    fitting = [one for one in sign_offs if one.role == role or groups.get(one.role, one.group) == role]
    order = (REJECTED, APPROVED, CONDITIONAL)
    return min(fitting, key=lambda one: order.index(one.decision), default=None)


def _signing(roles: Iterable[tuple[str, SignOff | None]], sign_offs: list[SignOff]) -> Iterator[str]:
    for role, one in roles:
        if one is None:
            yield f"Nobody has signed off for {role}."
    for one in sign_offs:
        if one.decision == REJECTED:
            yield f"{one.by} ({one.role}) rejects it."


def _conditions(sign_offs: Iterable[SignOff]) -> Iterator[str]:
    for one in sign_offs:
        if one.decision == CONDITIONAL:
            yield f"{one.by} ({one.role}) approves on condition: {'; '.join(one.conditions) or 'none is written'}."


def _barred(bar: Bar, results: Sequence[ItemResult]) -> Iterator[str]:
    for gate in gates(bar.gates, results):
        if not gate.passed:
            yield f"{gate.reached}% of {_items(gate.word)} are met or attested; {gate.wanted}% are wanted."
    for word, strength in bar.not_met.items():
        found = [one for one in members(word, results) if one.status is Status.NOT_MET and _strength(one) >= strength]
        if found:
            names = ", ".join(one.item.text for one in found[:_MAX_NAMED])
            more = f" and {len(found) - _MAX_NAMED} more" if len(found) > _MAX_NAMED else ""
            yield f"Not met of {_items(word)}, by evidence that is {strength.word} or more: {names}{more}."


def _strength(result: ItemResult) -> Strength:
    """Of the evidence against an item; what is missing weighs as much as what was looked for."""
    return max(result.strength, max((one.strength for one in result.clues if one.fails), default=Strength.NONE),
               result.item.strength if result.strength is Strength.NONE else Strength.NONE)


def _items(word: str) -> str:
    return "all items" if word == "all" else f"the items of {word}"


def _stated(rules: Rules) -> Iterator[str]:
    """The rules in words."""
    if rules.roles:
        yield f"Signed off for this state by {', '.join(rules.roles)}, or rejected; any rejection rejects it."
    for word, bar in ((REJECTED, rules.rejected), (CONDITIONAL, rules.conditional)):
        for name, percent in bar.gates.items():
            yield f"Less than {percent}% of {_items(name)} met or attested: {word}."
        for name, strength in bar.not_met.items():
            yield f"One of {_items(name)} not met, by evidence that is {strength.word} or more: {word}."
    yield "A sign-off on condition: conditional. Otherwise: approved."
