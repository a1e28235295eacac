"""Everything that is wrong with a file of evidence, told at once with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from scanner.checklist.evidence import ALWAYS, APPLIES, LINKED
from scanner.checklist.kinds import FACT_KINDS
from scanner.conform import failures, nearest, shown
from scanner.located.document import Document
from scanner.model.mistake import Mistake
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.rules import cel, extended, finders
from scanner.rules.match import FAMILIES

SCHEMA, SCOPES_SCHEMA = "evidence.schema.json", "scopes.schema.json"

_NESTED = ("find", "all", "any", "together")
_PLACEHOLDER = lazy(r"\{([^{}]*)\}")
_PARAMETER = lazy(r"\bparams\.(\w+)")
_PATH = lazy(r"([a-z_]+)(?:\.[A-Za-z0-9_]+)*")

_Place = tuple[str | int, ...]


class Known(NamedTuple):
    """What files of evidence may name: items, scopes, rules, relations (None: not checked)."""

    items: Collection[str]
    scopes: Collection[str]
    rules: Collection[str]
    relations: Collection[str] | None = None


def mistakes(document: Document, item: str, known: Known) -> list[Mistake]:
    """What is wrong with the evidence of a document, by place; `item` is the id that its path says."""
    data = document.data
    if not isinstance(data, dict):
        what = f"evidence is a map with evidence, attest, examples and so on, found {shown(data)}"
        return [document.mistake((), what)]
    found = [document.mistake(one.path, one.problem, on_key=one.on_key) for one in failures(data, SCHEMA)]
    if item not in known.items:
        near = nearest(item, sorted(known.items))
        found.append(document.mistake((), f"there is no checklist item {shown(item)}{near}"))
    for number, child in enumerate(data.get("includes", ())):
        if child not in known.items or child == item:
            near = nearest(str(child), sorted(known.items))
            what = f"there is no other checklist item {shown(child)}{near}"
            found.append(document.mistake(("includes", number), what))
    params = data.get("params")
    params = sorted(map(str, params)) if isinstance(params, dict) else []
    applies = data.get("applies", ALWAYS)
    if applies != ALWAYS:
        found += _node(document, applies, ("applies",), known, params)
    for key in ("evidence", "against"):
        for number, one in enumerate(data.get(key) or ()):
            found += _node(document, one, (key, number), known, params)
    found += _sense(document)
    return sorted(set(found), key=lambda one: (one.line, one.column, one.problem))


def mistakes_in_scopes(document: Document, known: Known) -> list[Mistake]:
    """What is wrong with the file of scopes, by place."""
    differing = failures(document.data, SCOPES_SCHEMA)
    found = [document.mistake(one.path, one.problem, on_key=one.on_key) for one in differing]
    for name, scope in document.data.get("scopes", {}).items() if isinstance(document.data, dict) else ():
        found += _node(document, scope, ("scopes", name), known, [])
    return sorted(set(found), key=lambda one: (one.line, one.column, one.problem))


def _sense(document: Document) -> Iterator[Mistake]:
    """What fits the schema and could never be met."""
    data = document.data
    params = data.get("params")
    always = data.get("applies", ALWAYS) == ALWAYS and not data.get("includes") and not (
        isinstance(params, dict) and APPLIES in params)
    if not data.get("evidence") and not data.get("includes") and data.get("attest") is False:
        yield document.mistake((), "it has neither evidence nor items to roll up, and nobody can attest it")
    for number, one in enumerate(data.get("examples") or ()):
        if always and isinstance(one, dict) and one.get("status") == "not applicable":
            yield document.mistake(("examples", number, "status"), "the item always applies")


def _node(document: Document, data: Any, path: _Place, known: Known, params: list[str]) -> Iterator[Mistake]:
    if isinstance(data, str):
        if data not in known.scopes:
            yield document.mistake(path, f"there is no scope {shown(data)}{nearest(data, sorted(known.scopes))}")
        return
    if isinstance(data, list):
        for number, one in enumerate(data):
            yield from _node(document, one, (*path, number), known, params)
        return
    if not isinstance(data, dict):
        return
    asks = [key for key in (*_NESTED, "rules") if key in data]
    if finders.is_finder(data):
        asks.append("finder")
        yield from _finder(document, data, path, known, params)
    if len(asks) != 1:
        what = "expected one of a finder (kind, release or runs), find, all, any, together and rules"
        yield document.mistake(path, what)
    for key in _NESTED:
        if key in data:
            yield from _node(document, data[key], (*path, key), known, params)
    rules = data.get("rules")
    for number, rule in enumerate(rules if isinstance(rules, list) else ()):
        if rule not in known.rules:
            near = nearest(str(rule), sorted(known.rules))
            yield document.mistake((*path, "rules", number), f"there is no rule {shown(rule)}{near}")
    if isinstance(rules, str) and rules != LINKED:
        yield document.mistake((*path, "rules"), f"expected {LINKED} or a list of rules")


def _finder(
    document: Document, data: dict[str, Any], path: _Place, known: Known, params: list[str],
) -> Iterator[Mistake]:
    least = data.get("at_least")
    if isinstance(least, str) and least.removeprefix("params.") not in params:
        near = nearest(least.removeprefix("params."), params)
        yield document.mistake((*path, "at_least"), f"there is no parameter {shown(least)}{near}")
    for key in ("where", "when", "sum"):
        text = data.get(key)
        if not isinstance(text, str):
            continue
        for problem in extended.check(text, extended.RULES):
            yield document.mistake((*path, key), f"{key}: {problem.text}", at=problem.offset)
        for match in _PARAMETER.finditer(text):
            if match[1] not in params:
                yield document.mistake((*path, key), f"there is no parameter {shown(match[1])} under params"
                                       f"{nearest(match[1], params)}", at=match.start(1))
    kinds = data.get("kind", ())
    for number, kind in enumerate([kinds] if isinstance(kinds, str) else kinds):
        place = (*path, "kind") if isinstance(kinds, str) else (*path, "kind", number)
        near = nearest(str(kind), [*FAMILIES, *sorted(FACT_KINDS)], 0.9) if kind not in (*FAMILIES, *FACT_KINDS) else ""
        if near:
            yield document.mistake(place, f"unknown kind {shown(kind)}{near}")
    relations = data.get("uses", ())
    for relation in [relations] if isinstance(relations, str) else relations:
        if known.relations is not None and relation not in known.relations and "_" not in str(relation):
            near = nearest(str(relation), sorted(known.relations))
            yield document.mistake((*path, "uses"), f"there is no relation {shown(relation)}{near}")
    for key in ("says", "fails"):
        for match in _PLACEHOLDER.finditer(str(data.get(key, ""))):
            name = _PATH.fullmatch(match[1])
            if name is None or name[1] not in cel.NAMES:
                what = f"expected a placeholder such as {{object.name}}, found {shown(match[0])}"
                yield document.mistake((*path, key), what, at=match.start())
