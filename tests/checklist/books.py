"""Small books of evidence for tests, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scanner.checklist import evidence, fold, look
from scanner.checklist.kinds import Realm
from scanner.graph.build import build
from scanner.inputs import manifests
from scanner.model.checklist import Attestation, ChecklistItem, ItemResult, Strength
from scanner.model.judgement import Judgement
from scanner.model.resource import Resource, ResourceId
from scanner.model.rule import NOTHING, AnyRule
from scanner.model.source import SourceFile
from scanner.rules.judge import Target

ITEM = ChecklistItem("a/b", "Section", "Group", "It is done", "automatic", Strength.PROOF)
DAY = "2026-01-31"


def fact(kind: str, **body: Any) -> Resource:
    """A fact of a repository."""
    return Resource(ResourceId("repository", "", kind, "", body.get("name", kind)), {"name": kind, "file": "x", **body})


def results(
    data: Mapping[str, Any] | None, manifest: str = "", *, facts: Iterable[Resource] = (),
    scopes: Mapping[str, Any] = NOTHING,
    items: Iterable[ChecklistItem] = (ITEM,), judgements: Iterable[Judgement] = (), rules: Iterable[AnyRule] = (),
    attestations: Mapping[str, Attestation] = NOTHING, params: Mapping[str, Any] = NOTHING, today: str = DAY,
    unread: Iterable[Realm] = (), more: Mapping[str, Any] = NOTHING,
) -> tuple[ItemResult, ...]:
    """The items by evidence for a/b, a manifest, facts and judgements; `more` is evidence of further items."""
    documents = {**({"a/b": data} if data is not None else {}), **more}
    book, items, facts = evidence.book(documents, scopes, params), tuple(items), tuple(facts)
    resources, notices = manifests.load([SourceFile("x.yaml", manifest)])
    assert not notices
    graph = build(resources)
    answers = look.ask(book.rules(items), [(graph, Target())], facts, today)
    seen = look.seen(answers, judgements, rules, (*graph.resources, *facts), unread)
    return fold.fold(items, book, seen, attestations)


def result(data: Mapping[str, Any] | None, manifest: str = "", **given: Any) -> ItemResult:
    """The first item."""
    return results(data, manifest, **given)[0]
