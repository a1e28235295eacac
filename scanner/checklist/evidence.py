"""What counts as evidence for the items: `policies/evidence/`, as finders that can be asked and nodes that fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from scanner import precompiled
from scanner.model.checklist import ChecklistItem, Strength
from scanner.model.resource import Data
from scanner.model.rule import NOTHING, Rule
from scanner.records import NamedTuple
from scanner.rules import finders
from scanner.rules.finders import Finder

ALWAYS = "always"
LINKED = "linked"
NOT_APPLICABLE, NOT_SCANNED, NOT_MET = "not applicable", "not scanned", "not met"

APPLIES = "applies"
"""The parameter of items of which only their owner can say whether they apply; `because` is why they do not."""

DAYS = 90
"""How long an attestation holds where the evidence does not say."""


class Asked(NamedTuple):
    """What rules of the packs say; no ids for all rules that name the item."""

    rules: tuple[str, ...] = ()


class Scoped(NamedTuple):
    """Whether a scope applies."""

    name: str


class AllOf(NamedTuple):
    """Holds where every part does."""

    parts: tuple[Node, ...]


class AnyOf(NamedTuple):
    """Holds where one part does."""

    parts: tuple[Node, ...]


class Together(NamedTuple):
    """Holds where one part does, and no part has found something that fails: every database of whatever kind."""

    parts: tuple[Node, ...]


Node = Finder | Asked | Scoped | AllOf | AnyOf | Together


class Scope(NamedTuple):
    """When something applies, in words; `otherwise` is the reason where it does not."""

    says: str
    otherwise: str
    node: Node


class Alternative(NamedTuple):
    """One way to show that an item is met; of `against`, that it is not."""

    says: str
    strength: Strength
    node: Node


class Evidence(NamedTuple):
    """What counts as evidence for one item.

    applies: None where it always does. otherwise: what the item is where it does not apply, one of NOT_APPLICABLE and
    NOT_SCANNED. absent: what it is where nothing was found of what evidence looks for, NOT_MET or NOT_SCANNED; "" where
    that depends on what was scanned. days: 0 where nobody can attest it. joint: the word of a person is wanted beside
    the items that it rolls up, and stands for none of them.
    """

    alternatives: tuple[Alternative, ...]
    against: tuple[Alternative, ...] = ()
    applies: Scope | None = None
    otherwise: str = NOT_APPLICABLE
    absent: str = ""
    params: Mapping[str, Data] = NOTHING
    days: int = DAYS
    role: str = ""
    includes: tuple[str, ...] = ()
    joint: bool = False

    @property
    def declined(self) -> str:
        """Why the item does not apply, in the words of whoever set its parameter `applies` to false; "" for nobody.

        Whether a regulation binds somebody is nothing that files tell, and no reason is no decision.
        """
        return str(self.params.get("because", "")).strip() if self.params.get(APPLIES) is False else ""


class Book(NamedTuple):
    """The evidence of all items, and the scopes they name."""

    items: Mapping[str, Evidence]
    scopes: Mapping[str, Scope]

    def of(self, item: ChecklistItem) -> Evidence:
        """The evidence of an item; where no file tells, it is what the rules say that name the item."""
        found = self.items.get(item.id)
        return found if found is not None else Evidence((_linked(item),))

    def rules(self, items: Iterable[ChecklistItem]) -> tuple[Rule, ...]:
        """The questions of the items and of all scopes, each once."""
        nodes = [one.node for one in self.scopes.values()]
        for item in items:
            evidence = self.of(item)
            nodes += [one.node for one in (*evidence.alternatives, *evidence.against)]
            nodes += [evidence.applies.node] if evidence.applies is not None else []
        return tuple({one.rule.id: one.rule for node in nodes for one in found(node)}.values())

    def on(self, item: ChecklistItem) -> ChecklistItem:
        """The item with what its evidence says of it."""
        evidence = self.of(item)
        applies = evidence.applies.says if evidence.applies is not None else ""
        return item._replace(params=evidence.params, includes=evidence.includes, days=evidence.days,
                             role=evidence.role, applies=applies)


def load(params: Mapping[str, Mapping[str, Data]] = NOTHING, further: Mapping[str, Any] = NOTHING) -> Book:
    """The built-in evidence and what there is for further items, with thresholds by item id that somebody chose."""
    built_in = _built_in()
    documents = {**precompiled.evidence().items, **further}
    changed = {item: _evidence(item, documents[item], built_in.scopes, params.get(item, NOTHING))
               for item in (*further, *params) if item in documents}
    return built_in._replace(items={**built_in.items, **changed}) if changed else built_in


@cache
def _built_in() -> Book:
    return book(precompiled.evidence().items, precompiled.evidence().scopes)


def book(
    items: Mapping[str, Any], scopes: Mapping[str, Any], params: Mapping[str, Mapping[str, Data]] = NOTHING,
) -> Book:
    """The evidence of documents that follow the schema."""
    named = {name: Scope(data["says"], data["otherwise"], _node(data, f"scope {name}", data["says"], NOTHING))
             for name, data in scopes.items()}
    return Book({item: _evidence(item, data, named, params.get(item, NOTHING)) for item, data in items.items()}, named)


def found(node: Node) -> Iterator[Finder]:
    """The finders in a node."""
    match node:
        case Finder():
            yield node
        case AllOf(parts) | AnyOf(parts) | Together(parts):
            for part in parts:
                yield from found(part)


def _evidence(item: str, data: Mapping[str, Any], scopes: Mapping[str, Scope], chosen: Mapping[str, Data]) -> Evidence:
    params = {**data.get("params", NOTHING), **chosen}
    attest = data.get("attest", True)
    days = DAYS if attest is True else 0 if attest is False else attest.get("days", DAYS)
    return Evidence(
        tuple(_alternatives(item, "evidence", data.get("evidence", ()), params)),
        tuple(_alternatives(item, "against", data.get("against", ()), params)),
        _applies(item, data.get("applies", ALWAYS), scopes, params),
        data.get("otherwise", NOT_APPLICABLE), data.get("absent", ""), params, days,
        attest.get("role", "") if isinstance(attest, Mapping) else "", tuple(data.get("includes", ())),
        isinstance(attest, Mapping) and attest.get("joint", False),
    )


def _alternatives(item: str, key: str, data: Any, params: Mapping[str, Data]) -> Iterator[Alternative]:
    for number, one in enumerate(data):
        strength = Strength[one.get("strength", "proof").upper()]
        yield Alternative(one["says"], strength, _node(one, f"{item} {key} {number + 1}", one["says"], params))


def _applies(item: str, data: Any, scopes: Mapping[str, Scope], params: Mapping[str, Data]) -> Scope | None:
    if data == ALWAYS:
        return None
    if isinstance(data, str):
        return scopes[data]._replace(node=Scoped(data))
    node = _node(data, f"{item} applies", data.get("says", ""), params)
    named = [scopes[one.name] for one in _scopes_in(node)]
    return Scope(data.get("says") or " ".join(dict.fromkeys(one.says for one in named)),
                 data.get("otherwise") or " ".join(dict.fromkeys(one.otherwise for one in named)), node)


def _scopes_in(node: Node) -> Iterator[Scoped]:
    match node:
        case Scoped():
            yield node
        case AllOf(parts) | AnyOf(parts) | Together(parts):
            for part in parts:
                yield from _scopes_in(part)


def _node(data: Any, name: str, says: str, params: Mapping[str, Data]) -> Node:
    """The node of a text (a scope), of a list (any of it) or of a map; `name` is what rules of finders are called."""
    if isinstance(data, str):
        return Scoped(data)
    if isinstance(data, list):
        return AnyOf(_parts(data, name, says, params))
    if "find" in data:
        return _node(data["find"], name, says, params)
    if "all" in data:
        return AllOf(_parts(data["all"], name, says, params))
    if "together" in data:
        return Together(_parts(data["together"], name, says, params))
    if "any" in data:
        return AnyOf(_parts(data["any"], name, says, params))
    if "rules" in data:
        return Asked(() if data["rules"] == LINKED else tuple(data["rules"]))
    return finders.of_map(data, name, says, params)


def _parts(data: list[Any], name: str, says: str, params: Mapping[str, Data]) -> tuple[Node, ...]:
    return tuple(_node(one, f"{name}.{number + 1}", says, params) for number, one in enumerate(data))


def _linked(item: ChecklistItem) -> Alternative:
    return Alternative("What rules say of it.", item.strength, Asked())
