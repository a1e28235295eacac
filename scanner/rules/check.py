"""Everything that is wrong with a rule file, told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from scanner import precompiled
from scanner.conform import failures, nearest, shown
from scanner.located.document import Document
from scanner.model.mistake import Mistake
from scanner.model.resource import lookup
from scanner.patterns import lazy
from scanner.rules import cel, extended
from scanner.rules.match import FAMILIES

SCHEMA = "rule.schema.json"

_MAX_OF_A_KIND = 30

_BRACES = lazy(r"\{[^{}]*\}|[{}]")
_PLACEHOLDER = lazy(r"\{([a-z_]+)(?:\.[A-Za-z0-9_]+)*\}")
_FIELD = lazy(r"(?:[^.\[\]\s'][^.\[\]]*|\['[^']*'\])(?:\.[^.\[\]\s'][^.\[\]]*|\['[^']*'\]|\[\d{1,6}\])*")
_RELATION = lazy(r"\b(?:incoming|outgoing|dangling)\.(\w+)")
_PARAMETER = lazy(r"\bparams\.(\w+)")
_TODAY = lazy(r"(?<![\w.'\"])today\b(?!['\"])")
_FAMILY = lazy(r"[a-z-]+")

# Where expressions stand in a rule.
_EXPRESSIONS = (("match", "when"), ("assert",))


def mistakes(document: Document, stem: str, relations: frozenset[str] | None = None) -> list[Mistake]:
    """What is wrong with the rule of a document, by place.

    stem: the name of the file without its ending; relations: what may stand under `uses`, if that is to be checked.
    """
    data = document.data
    if not isinstance(data, dict):
        return [document.mistake((), f"a rule is a map with id, match, assert and so on, found {shown(data)}")]
    found = [document.mistake(one.path, one.problem, on_key=one.on_key) for one in failures(data, SCHEMA)]
    for check in (_expressions, _kinds, _checklist, _fields, _message, _parameters):
        found += islice(check(document), _MAX_OF_A_KIND)
    found += _name(document, stem)
    found += _question(document)
    found += islice(_relations(document, relations), _MAX_OF_A_KIND)
    return sorted(set(found), key=lambda one: (one.line, one.column, one.problem))


def _name(document: Document, stem: str) -> Iterator[Mistake]:
    name = document.data.get("id")
    if isinstance(name, str) and name != stem:
        yield document.mistake(["id"], f"id {shown(name)} differs from the file name {shown(stem)}")


def _question(document: Document) -> Iterator[Mistake]:
    """Rules of the engine `schema` are asked by functions of their ids; one without would never be asked."""
    from scanner.rules.schemas import ENGINE, QUESTIONS

    if document.data.get("engine") == ENGINE and document.data.get("id") not in QUESTIONS:
        wanted = ", ".join(sorted(QUESTIONS))
        yield document.mistake(["engine"], f"no such rule is asked by the engine {ENGINE!r}, only {wanted}")


def _texts(document: Document) -> Iterator[tuple[tuple[str, ...], str]]:
    for path in _EXPRESSIONS:
        text = lookup(document.data, path)
        if isinstance(text, str):
            yield path, text


def _expressions(document: Document) -> Iterator[Mistake]:
    for path, text in _texts(document):
        for problem in extended.check(text, extended.RULES):
            yield document.mistake(path, f"{path[-1]}: {problem.text}", at=problem.offset)
        for match in _TODAY.finditer(text):
            what = f"{path[-1]}: the day is known to evidence of the checklist only; a rule says the same every day"
            yield document.mistake(path, what, at=match.start())


def _words(document: Document, *path: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The texts of a value that is one text or a list of them, with their paths."""
    value = lookup(document.data, path)
    for at, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
        if isinstance(one, str):
            yield (*path, at) if at is not None else path, one


def _kinds(document: Document) -> Iterator[Mistake]:
    """Families that are nearly spelt right; any other word may be a kind, for some kinds are in lower case."""
    for path, kind in _words(document, "match", "kind"):
        near = nearest(kind, FAMILIES, 0.75) if _FAMILY.fullmatch(kind) and kind not in FAMILIES else ""
        if near:
            yield document.mistake(path, f"unknown family {shown(kind)}{near}")


def _checklist(document: Document) -> Iterator[Mistake]:
    known = None
    for key in ("checklist", "refutes"):
        for path, item in (*_words(document, key), *_items(document, key)):
            if known is None:
                known = {one["id"] for one in precompiled.policies().checklist}
            if item not in known:
                yield document.mistake(path, f"there is no checklist item {shown(item)}{nearest(item, sorted(known))}")


def _items(document: Document, key: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The items that stand in a map with their strength."""
    entries = lookup(document.data, (key,))
    for number, one in enumerate(entries if isinstance(entries, list) else ()):
        item = one.get("item") if isinstance(one, dict) else None
        if isinstance(item, str):
            yield (key, number, "item"), item


def _fields(document: Document) -> Iterator[Mistake]:
    for path, field in _words(document, "field"):
        if field and not _FIELD.fullmatch(field):
            yield document.mistake(path, f"expected a path such as spec.containers[0] or metadata.labels['a.b/c'], "
                                         f"found {shown(field)}")


def _message(document: Document) -> Iterator[Mistake]:
    for path, message in _words(document, "message"):
        for match in _BRACES.finditer(message):
            placeholder = _PLACEHOLDER.fullmatch(match[0])
            if placeholder is None:
                problem = f"expected a placeholder such as {{self.name}}, found {shown(match[0])}"
            elif placeholder[1] not in cel.NAMES:
                problem = f"unknown name {shown(placeholder[1])} in a placeholder{nearest(placeholder[1], cel.NAMES)}"
            else:
                continue
            yield document.mistake(path, problem, at=match.start())


def _parameters(document: Document) -> Iterator[Mistake]:
    known = document.data.get("params")
    known = known if isinstance(known, Mapping) else {}
    for path, text in _texts(document):
        for match in _PARAMETER.finditer(text):
            if match[1] not in known:
                near = nearest(match[1], sorted(map(str, known)))
                yield document.mistake(path, f"{path[-1]}: there is no parameter {shown(match[1])} under params{near}",
                                       at=match.start(1))


def _relations(document: Document, relations: frozenset[str] | None) -> Iterator[Mistake]:
    used: set[Any] = set()
    for place, name in _words(document, "uses"):
        used.add(name)
        if relations is not None and name not in relations:
            yield document.mistake(place, f"there is no relation {shown(name)}{nearest(name, sorted(relations))}")
    for path, text in _texts(document):
        for match in _RELATION.finditer(text):
            if match[1] not in used:
                used.add(match[1])
                yield document.mistake(path, f"{path[-1]}: the relation {shown(match[1])} does not stand under uses",
                                       at=match.start(1))
