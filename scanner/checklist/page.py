"""The page of the documentation about the items: what counts as evidence for each, with its strength."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from scanner.checklist import evidence
from scanner.checklist.evidence import AllOf, Alternative, AnyOf, Asked, Book, Evidence, Node, Scoped, Together
from scanner.checklist.fold import MANUAL
from scanner.model.checklist import ChecklistItem
from scanner.reports import escape
from scanner.rules.finders import INSTALLERS, Finder

COMMAND = "readiness-scan docs checklist"
_MADE = f"<!-- not a page -->\n<!-- Made by `{COMMAND}`; do not edit. -->\n\n"

_MOST = 6

_INTRODUCTION = """# What counts as evidence

{count} items. For each this page says what a scan looks for, how much that says, when the item applies, and whether
people can attest it. `readiness-scan checklist PATH` shows what becomes of them in a repository.

- **proof**: what is found is what the item says. **strong**: it would be hard to have it otherwise. **indicative**: it
  points that way. The strongest alternative that holds decides, and reports keep its strength.
- *Against* an item speaks what makes it not met, whatever else there is.
- Files win over people: an attestation settles what files leave open, and never what they speak against. Items that
  only people can speak for are met by no file; what is found for them is shown beside.
- Thresholds are parameters: `checklist: {{params: {{ITEM: {{NAME: VALUE}}}}}}` in `.readiness.yaml` changes them.
- Whether a regulation, say, binds somebody only its owner can tell. Items with the parameter `applies` are not
  applicable where it is set to false, and `because` to the reason.

"""


def page(items: Iterable[ChecklistItem], book: Book) -> str:
    """The whole page."""
    items = tuple(items)
    parts = [_MADE, _INTRODUCTION.format(count=len(items))]
    for section, those in groupby(items, lambda item: item.section):
        parts.append(f"## {escape.markdown(section)}\n\n")
        for group, few in groupby(those, lambda item: item.group):
            parts.append(f"### {escape.markdown(group)}\n\n")
            parts += ["\n".join(_item(item, book)) + "\n\n" for item in few]
    return "".join(parts).rstrip("\n") + "\n"


def _item(item: ChecklistItem, book: Book) -> Iterator[str]:
    found = book.of(item)
    yield f"#### {escape.markdown(item.text)}"
    yield ""
    yield f"`{item.id}`"
    yield ""
    if found.applies is not None:
        yield f"*Applies:* {_sentence(found.applies.says)} Otherwise it is {found.otherwise}: {found.applies.otherwise}"
        yield ""
    if item.coverage == MANUAL:
        yield "Only people can say. What is found in files is shown beside what they say."
        yield ""
    if found.alternatives or found.against:
        yield "| | strength | is looked for in |"
        yield "| --- | --- | --- |"
        yield from (_row(one, book, item, one.strength.word) for one in found.alternatives)
        yield from (_row(one, book, item, "against") for one in found.against)
        yield ""
    if found.includes:
        named = ", ".join(f"`{child}`" for child in found.includes)
        yield f"*Rolls up:* {named}. The worst of them decides."
        yield ""
    if found.params:
        yield "*Thresholds:* " + ", ".join(f"`{name}: {value}`" for name, value in sorted(found.params.items())) + "."
        yield ""
    yield _attestation(found)


def _sentence(words: str) -> str:
    return escape.markdown(words if words.endswith(".") else words + ".")


def _attestation(found: Evidence) -> str:
    if not found.days:
        return "*Attestation:* none; files have to show it."
    role = f", by somebody in the role {found.role}" if found.role else ""
    return f"*Attestation:* holds for {found.days} days{role}."


def _row(one: Alternative, book: Book, item: ChecklistItem, strength: str) -> str:
    kinds, rules = _kinds(one.node, book), list(_rules(one.node))
    places = [f"`{kind}`" for kind in kinds[:_MOST]]
    places += [f"and {len(kinds) - _MOST} more"] if len(kinds) > _MOST else []
    places += [f"rule `{rule}`" for rule in rules[:_MOST]]
    places += [f"and {len(rules) - _MOST} more rules"] if len(rules) > _MOST else []
    return f"| {escape.markdown(one.says)} | {strength} | {', '.join(places)} |"


def _kinds(node: Node, book: Book) -> list[str]:
    """What the finders of a node look at, each once; releases of charts have one word."""
    found: dict[str, None] = {}
    for finder in evidence.found(node):
        found |= dict.fromkeys(["releases of charts"] if finder.rule.kinds == INSTALLERS else finder.rule.kinds)
    found |= dict.fromkeys(kind for name in _scopes(node) for kind in _kinds(book.scopes[name].node, book))
    return list(found)


def _scopes(node: Node) -> Iterator[str]:
    match node:
        case Scoped(name):
            yield name
        case AllOf(parts) | AnyOf(parts) | Together(parts):
            for part in parts:
                yield from _scopes(part)


def _rules(node: Node) -> Iterator[str]:
    match node:
        case Asked(rules):
            yield from rules or ["every one that names the item"]
        case AllOf(parts) | AnyOf(parts) | Together(parts):
            for part in parts:
                yield from _rules(part)
        case Finder() | Scoped():
            pass
