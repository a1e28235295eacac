"""What evidence and attestations come to: the status of each item, with the reason.

Files win over people: what they prove is met, and what speaks against an item stands, whatever is attested. Where they
leave it open, a valid attestation says so. An item with nothing to look at is never met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from scanner.checklist import evidence as book_of
from scanner.checklist.evidence import AllOf, Alternative, AnyOf, Asked, Book, Evidence, Node, Scoped, Together
from scanner.checklist.kinds import realm_of
from scanner.checklist.look import Seen
from scanner.model.checklist import Attestation, ChecklistItem, Clue, ItemResult, Status, Strength
from scanner.model.judgement import Judgement, Outcome
from scanner.model.resource import Resource, lookup
from scanner.model.rule import EVIDENCE
from scanner.model.terraform import DIALECT as TERRAFORM
from scanner.records import NamedTuple
from scanner.rules.cel import Undecided
from scanner.rules.finders import Finder
from scanner.rules.judge import fill

_PASS, _FAIL, _UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

MANUAL = "manual"
"""The coverage of items that only people can speak for."""

_MAX_NAMED = 4

_BESIDE = frozenset({"ChartFile"})
"""Kinds of facts that every chart has by itself."""

# Of several children, the first of these that one has is what their parent is.
_WORST = (Status.NOT_MET, Status.EXPIRED, Status.UNKNOWN, Status.NOT_SCANNED, Status.WAIVED, Status.ATTESTED,
          Status.MET)
# What a person's word can settle.
_OPEN = frozenset({Status.UNKNOWN, Status.NOT_SCANNED, Status.NOT_APPLICABLE})


class _Found(NamedTuple):
    """What came of a node, as of Clue."""

    outcome: Outcome | None
    rules: tuple[str, ...] = ()
    passes: tuple[Judgement, ...] = ()
    fails: tuple[Judgement, ...] = ()
    unknowns: tuple[Judgement, ...] = ()
    waived: tuple[Judgement, ...] = ()


_ABSENT, _NOTHING = _Found(_FAIL), _Found(None)


def fold(
    items: Iterable[ChecklistItem], book: Book, seen: Seen, attestations: Mapping[str, Attestation],
) -> tuple[ItemResult, ...]:
    """Every item with its status, in the order of the items; `attestations` are by item id."""
    items = tuple(map(book.on, items))
    folder = _Fold(book, seen, attestations, {item.id: item for item in items})
    return tuple(folder.result(item.id) for item in items)


class _Fold:
    """The statuses of one report; items that others roll up are worked out once."""

    def __init__(
        self, book: Book, seen: Seen, attestations: Mapping[str, Attestation], items: Mapping[str, ChecklistItem],
    ) -> None:
        self.book, self.seen, self.attestations, self.items = book, seen, attestations, items
        self.scope = cache(lambda name: self._node(book.scopes[name].node, ""))
        self.result = cache(self._result)
        self.is_scanned = cache(lambda kinds: any(realm_of(kind) in seen.realms for kind in kinds))

    def _result(self, item_id: str) -> ItemResult:
        item = self.items[item_id]
        evidence = self.book.of(item)
        alternatives = tuple(self._clue(one, item.id) for one in evidence.alternatives)
        against = [self._clue(one, item.id, True) for one in evidence.against]
        # What could speak against the item and does not is no clue.
        against = [one for one in against if one.outcome in (_FAIL, _UNKNOWN)]
        clues = (*alternatives, *against, *self._linked(item, evidence))
        result = self._of_clues(item, evidence, tuple(one for one in clues if not one.beside))._replace(clues=clues)
        if evidence.includes and evidence.joint:
            said = _attested(result, self.attestations.get(item.id))
            return self._rolled_up(item, said, True)
        if evidence.includes:
            result = self._rolled_up(item, result, bool(evidence.alternatives))
        return _attested(result, self.attestations.get(item.id))

    def _of_clues(self, item: ChecklistItem, evidence: Evidence, clues: tuple[Clue, ...]) -> ItemResult:
        """The status by files alone."""
        holding = _strongest(one for one in clues if one.outcome is _PASS and not one.against)
        opposing = _strongest(one for one in clues if one.outcome is _FAIL and one.fails and _speaks(one))
        if opposing is not None and (opposing.against or holding is None or opposing.strength >= holding.strength):
            why = opposing.says if opposing.against else f"This does not hold everywhere: {opposing.says}"
            return ItemResult(item, Status.NOT_MET, why, opposing.strength, clues)
        if evidence.declined:
            return ItemResult(item, Status.NOT_APPLICABLE, evidence.declined, Strength.NONE, clues)
        applies = self.scope_of(evidence)
        if applies is _FAIL and evidence.applies is not None:
            status = Status.NOT_APPLICABLE if evidence.otherwise == book_of.NOT_APPLICABLE else Status.NOT_SCANNED
            if not self._is_unread(evidence.applies.node):
                return ItemResult(item, status, evidence.applies.otherwise, Strength.NONE, clues)
            return ItemResult(item, Status.UNKNOWN, _UNREAD, Strength.NONE, clues)
        if item.coverage == MANUAL:
            return ItemResult(item, Status.NOT_SCANNED, _ONLY_PEOPLE, Strength.NONE, clues)
        waived = _strongest(one for one in clues if one.outcome is _FAIL and one.waived and not one.fails)
        if waived is not None and (holding is None or waived.strength >= holding.strength):
            return ItemResult(item, Status.WAIVED, waived.waived[0].waiver.reason if waived.waived[0].waiver else "",
                              waived.strength, clues)
        if holding is not None:
            return ItemResult(item, Status.MET, holding.says, holding.strength, clues)
        return self._open(item, evidence, clues, applies)

    def _open(
        self, item: ChecklistItem, evidence: Evidence, clues: tuple[Clue, ...], applies: Outcome | None,
    ) -> ItemResult:
        """The status of an item of which nothing holds and against which nothing speaks."""
        undecided = next((one for one in clues if one.outcome is _UNKNOWN and not one.against), None)
        wanted = [one.says for one in clues if not one.against]
        if undecided is not None:
            why = f": {undecided.unknowns[0].message.rstrip('.')}" if undecided.unknowns else ""
            reason = f"It depends on what cannot be known offline{why}."
            return ItemResult(item, Status.UNKNOWN, reason, Strength.NONE, clues)
        if not clues:
            return ItemResult(item, Status.NOT_SCANNED, _ONLY_PEOPLE, Strength.NONE, clues)
        decided = any(one.outcome is _FAIL for one in clues if not one.against) and self._is_at_home(evidence)
        if evidence.absent == book_of.NOT_SCANNED or not decided and evidence.absent != book_of.NOT_MET:
            return ItemResult(item, Status.NOT_SCANNED, "Nothing of what it is about is among what was scanned.",
                              Strength.NONE, clues)
        if applies is _UNKNOWN:
            return ItemResult(item, Status.UNKNOWN, _UNSCOPED, Strength.NONE, clues)
        if any(self._is_unread(one.node) for one in evidence.alternatives):
            return ItemResult(item, Status.UNKNOWN, _UNREAD, Strength.NONE, clues)
        return ItemResult(item, Status.NOT_MET, _nothing_of(wanted), Strength.NONE, clues)

    def _is_unread(self, node: Node) -> bool:
        """Whether something could not be read of where the things would be written that a node looks for."""
        match node:
            case Finder(rule):
                return any(realm_of(kind) in self.seen.unread for kind in rule.kinds)
            case Scoped(name):
                return self._is_unread(self.book.scopes[name].node)
            case AllOf(parts) | AnyOf(parts) | Together(parts):
                return any(self._is_unread(part) for part in parts)
            case Asked():
                return bool(self.seen.unread)

    def _is_at_home(self, evidence: Evidence) -> bool:
        """Whether something was scanned of where the first alternative would be written.

        Where pipelines would tell, the absence of an operator in a chart says nothing.
        """
        asked = [one for alternative in evidence.alternatives[:1] for one in book_of.found(alternative.node)]
        realms = {realm_of(kind) for one in asked for kind in one.rule.kinds if kind not in _BESIDE}
        looked = any(one.rule.id in self.seen.answers for one in asked)
        return looked or not realms or not realms.isdisjoint(self.seen.realms)

    def scope_of(self, evidence: Evidence) -> Outcome | None:
        """Whether the scope of an item applies: fails where it does not."""
        if evidence.applies is None:
            return _PASS
        outcome = self._node(evidence.applies.node, "").outcome
        return _FAIL if outcome is None else outcome

    def _linked(self, item: ChecklistItem, evidence: Evidence) -> Iterable[Clue]:
        """Failures of rules that name the item and that its evidence does not ask; they are told and decide nothing,
        since many rules name items that they are only remotely about."""
        if item.id not in self.book.items:
            refuting = self._of_rules(self.seen.refuting.get(item.id, ()))
            if refuting.outcome is _FAIL:
                yield _clue(_says(refuting), Strength.PROOF, refuting._replace(passes=(), unknowns=()), True)
            return
        nodes = (one.node for one in (*evidence.alternatives, *evidence.against))
        asked = {rule for node in nodes for rule in self._rules_in(node, item.id)}
        naming = (*self.seen.naming.get(item.id, ()), *self.seen.refuting.get(item.id, ()))
        found = self._of_rules(rule for rule in naming if rule not in asked)
        if found.outcome is _FAIL:
            yield _clue(_says(found), Strength.INDICATIVE, found._replace(passes=(), unknowns=()))._replace(beside=True)

    def _rules_in(self, node: Node, item: str) -> Iterable[str]:
        match node:
            case Asked(rules):
                yield from rules or self.seen.naming.get(item, ())
            case AllOf(parts) | AnyOf(parts) | Together(parts):
                for part in parts:
                    yield from self._rules_in(part, item)

    def _clue(self, one: Alternative, item: str, against: bool = False) -> Clue:
        found = self._node(one.node, item)
        if against and not isinstance(one.node, Asked):
            # What it looks for is what speaks against the item.
            outcome = {_PASS: _FAIL, _FAIL: _PASS}.get(found.outcome, found.outcome) if found.outcome else None
            found = found._replace(outcome=outcome, passes=(), fails=found.passes)
        return _clue(one.says, one.strength, found, against)

    def _node(self, node: Node, item: str) -> _Found:
        match node:
            case Finder():
                return self._of_finder(node)
            case Asked(rules):
                return self._of_rules(rules or self.seen.naming.get(item, ()))
            case Scoped(name):
                found: _Found = self.scope(name)
                return found
            case AllOf(parts):
                return _all([self._node(part, item) for part in parts])
            case AnyOf(parts):
                return _any([self._node(part, item) for part in parts])
            case Together(parts):
                return _together([self._node(part, item) for part in parts])

    def _of_finder(self, finder: Finder) -> _Found:
        answers = self.seen.answers.get(finder.rule.id)
        if answers is None:
            return _ABSENT if self.is_scanned(finder.rule.kinds) else _NOTHING
        passes, fails, unknowns = (_distinct(answers, outcome) for outcome in (_PASS, _FAIL, _UNKNOWN))
        said = tuple(_said(finder, one) for one in passes)
        if finder.sum:
            return _summed(finder, said, unknowns)
        if finder.every:
            if fails:
                return _Found(_FAIL, passes=said, fails=fails, unknowns=unknowns)
            if unknowns:
                return _Found(_UNKNOWN, passes=said, unknowns=unknowns)
        if len(passes) >= finder.at_least:
            return _Found(_PASS, passes=said)
        if len(passes) + len(unknowns) >= finder.at_least and unknowns:
            return _Found(_UNKNOWN, passes=said, unknowns=unknowns)
        return _ABSENT

    def _of_rules(self, rules: Iterable[str]) -> _Found:
        rules = tuple(sorted(rules))
        if not any(rule in self.seen.judged for rule in rules):
            return _Found(None, rules)
        judged = [one for rule in rules for one in self.seen.judged.get(rule, ())]
        waived = tuple(one for one in judged if one.waiver is not None)
        passes, fails, unknowns = (
            tuple(one for one in judged if one.outcome is outcome and one.waiver is None)
            for outcome in (_PASS, _FAIL, _UNKNOWN))
        outcome = _FAIL if fails or waived else _UNKNOWN if unknowns else _PASS if passes else None
        return _Found(outcome, rules, passes, fails, unknowns, waived)

    def _rolled_up(self, item: ChecklistItem, own: ItemResult, has_own: bool) -> ItemResult:
        """The worst of the children, and of what the item has of its own."""
        children = [self.result(child) for child in item.includes if child in self.items]
        parts = [*children, own] if has_own or own.status is Status.NOT_MET else children
        for status in _WORST:
            those = [one for one in parts if one.status is status]
            if those:
                break
        else:
            return own._replace(status=Status.NOT_APPLICABLE, reason="None of its items applies.",
                                strength=Strength.NONE)
        deciding = tuple(one.item.id for one in those if one is not own)
        strength = min(one.strength for one in those) if status in (Status.MET, Status.NOT_MET) else Strength.NONE
        reason = own.reason if own in those and not deciding else _of_children(status, those, len(parts))
        return own._replace(status=status, reason=reason, strength=strength, children=deciding)


_UNSCOPED = "Whether it applies depends on what cannot be known offline."
_UNREAD = "Not everything that was to be scanned could be read."
_ONLY_PEOPLE = "Only people can say."
_CHILDREN = {
    Status.NOT_MET: "not met", Status.EXPIRED: "attested until a day that has passed", Status.UNKNOWN: "undecided",
    Status.NOT_SCANNED: "not scanned", Status.WAIVED: "waived", Status.ATTESTED: "attested", Status.MET: "met",
}


def _of_children(status: Status, those: list[ItemResult], count: int) -> str:
    named = "; ".join(one.item.text for one in those[:_MAX_NAMED])
    more = f" and {len(those) - _MAX_NAMED} more" if len(those) > _MAX_NAMED else ""
    return f"{len(those)} of its {count} parts {'is' if len(those) == 1 else 'are'} {_CHILDREN[status]}: {named}{more}."


def _attested(result: ItemResult, attestation: Attestation | None) -> ItemResult:
    """The item with what a person says of it."""
    if attestation is None:
        return result
    result = result._replace(attestation=attestation)
    if attestation.refused and not attestation.fault:
        return result._replace(status=Status.NOT_MET, reason=f"{attestation.by} rejects it.", strength=Strength.NONE)
    against = result.status is Status.NOT_MET and _is_opposed(result)
    supported = result.status is Status.MET and result.strength <= Strength.INDICATIVE
    missing = result.status is Status.NOT_MET and not against
    if result.item.days == 0 or not (result.status in _OPEN or supported or missing):
        return result
    if not attestation.fault:
        still = f", on condition: {'; '.join(attestation.conditions)}" if attestation.conditions else ""
        return result._replace(status=Status.ATTESTED, strength=Strength.NONE,
                               reason=f"{attestation.by} says so, until {attestation.until}{still}.")
    if attestation.expired and not supported:
        return result._replace(status=Status.EXPIRED, reason=f"It was attested until {attestation.until}.")
    return result


def _is_opposed(result: ItemResult) -> bool:
    """Whether something speaks against the item, or against a part of it, beside that nothing was found for it."""
    return bool(result.children) or any(
        one.outcome is _FAIL and one.fails and _speaks(one) and not one.beside for one in result.clues)


def _says(found: _Found) -> str:
    failing = sorted({one.rule.id for one in (*found.fails, *found.waived)})
    more = f" and {len(failing) - _MAX_NAMED} more" if len(failing) > _MAX_NAMED else ""
    return f"Rules about it find something: {', '.join(failing[:_MAX_NAMED])}{more}."


def _speaks(clue: Clue) -> bool:
    """Whether the failure of a clue speaks against the item: rules and what is named as such do.

    What an alternative wants of every thing of a kind only means that this alternative does not hold.
    """
    return clue.against or any(one.rule.category != EVIDENCE for one in clue.fails)


def _clue(says: str, strength: Strength, found: _Found, against: bool = False) -> Clue:
    return Clue(says, strength, found.outcome, found.rules, found.passes, found.fails, found.unknowns, found.waived,
                against)


def _strongest(clues: Iterable[Clue]) -> Clue | None:
    return max(clues, key=lambda one: (one.against, one.strength), default=None)


def _all(parts: list[_Found]) -> _Found:
    outcomes = {one.outcome for one in parts}
    if outcomes == {None}:
        outcome = None
    elif _FAIL in outcomes or None in outcomes:
        outcome = _FAIL
    else:
        outcome = _UNKNOWN if _UNKNOWN in outcomes else _PASS
    return _joined(outcome, parts)


def _any(parts: list[_Found]) -> _Found:
    for outcome in (_PASS, _UNKNOWN, _FAIL):
        those = [one for one in parts if one.outcome is outcome]
        if those:
            return _joined(outcome, those)
    return _Found(None)


def _together(parts: list[_Found]) -> _Found:
    """As of `any`, unless one has found something that fails."""
    failing = [one for one in parts if one.outcome is _FAIL and (one.fails or one.waived)]
    if failing:
        return _joined(_FAIL, failing)
    undecided = [one for one in parts if one.outcome is _UNKNOWN]
    return _joined(_UNKNOWN, undecided) if undecided else _any(parts)


def _joined(outcome: Outcome | None, parts: list[_Found]) -> _Found:
    return _Found(
        outcome, tuple(rule for one in parts for rule in one.rules),
        *(tuple(judgement for one in parts for judgement in getattr(one, name))
          for name in ("passes", "fails", "unknowns", "waived")),
    )


def _distinct(judgements: Iterable[Judgement], outcome: Outcome) -> tuple[Judgement, ...]:
    """Those with the outcome; what several environments have in common once."""
    found = {(one.resource.id, _home(one.resource), one.path): one
             for one in judgements if one.outcome is outcome and one.resource is not None}
    return tuple(found.values())


def _home(resource: Resource) -> str:
    """What tells a resource from another one with its identity: of Terraform the root module."""
    return resource.unit if resource.id.dialect == TERRAFORM else resource.file


def _summed(finder: Finder, passes: tuple[Judgement, ...], unknowns: tuple[Judgement, ...]) -> _Found:
    """What came of a finder that adds up: undecided where what cannot be told might make the difference."""
    total, doubtful = 0.0, list(unknowns)
    for one in passes:
        number = finder.number(one.resource) if one.resource is not None else 0.0
        if isinstance(number, Undecided):
            doubtful.append(one._replace(outcome=_UNKNOWN, message=number.reason))
        else:
            total += number
    if total >= finder.at_least:
        return _Found(_PASS, passes=passes)
    return _Found(_UNKNOWN, passes=passes, unknowns=tuple(doubtful)) if doubtful else _ABSENT


def _said(finder: Finder, judgement: Judgement) -> Judgement:
    """A judgement with words for what was found."""
    resource = judgement.resource
    if not finder.says or resource is None:
        return judgement
    data = {"object": resource.body, "self": lookup(resource.body, judgement.path), "kind": resource.id.kind,
            "address": resource.id.short, "params": dict(finder.rule.params)}
    return judgement._replace(message=fill(finder.says, data))


def _nothing_of(wanted: list[str]) -> str:
    those = [one.rstrip(".") for one in wanted]
    if len(those) == 1:
        return f"This was not found: {those[0]}."
    return f"None of these was found: {'; '.join(those[:_MAX_NAMED])}{' ...' if len(those) > _MAX_NAMED else ''}."
