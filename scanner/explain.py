"""Rules as text for people, and as a list for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from scanner.model.resource import Data
from scanner.model.rule import Rule
from scanner.rules import profiles

_WIDTH = 100


def searched(
    rules: Iterable[Rule], words: Iterable[str] = (), categories: Iterable[str] = (), severities: Iterable[str] = (),
    items: Iterable[str] = (),
) -> list[Rule]:
    """The rules that meet every kind of demand: all words (in id, title, reasons and what they are evidence for), one
    of the categories, one of the severities, evidence for one of the checklist items or sections."""
    words = [word.casefold() for word in words]
    categories, severities, items = set(categories), set(severities), tuple(items)
    return [
        rule for rule in rules
        if all(word in _text(rule) for word in words)
        and (not categories or rule.category in categories)
        and (not severities or rule.severity.word in severities)
        and (not items or any(_lies_in(item, items) for item in (*rule.checklist, *rule.refutes)))
    ]


def _text(rule: Rule) -> str:
    parts = (rule.id, rule.title, rule.why, rule.remediation, *rule.checklist, *rule.refutes, *rule.frameworks)
    return "\n".join(parts).casefold()


def _lies_in(item: str, sections: tuple[str, ...]) -> bool:
    return any(item == one or item.startswith(one.rstrip("/") + "/") for one in sections)


def rules_json(rules: Iterable[Rule]) -> str:
    """The rules as a JSON list of objects with `id`."""
    found = [
        {
            "id": rule.id,
            "title": rule.title,
            "category": rule.category,
            "severity": rule.severity.word,
            "confidence": rule.confidence.word,
            "enabled": rule.enabled,
            "engine": rule.engine,
            "since": rule.since,
            "frameworks": list(rule.frameworks),
            "checklist": list(rule.checklist),
            "params": dict(rule.params),
            "profiles": list(profiles.names(rule)),
            **({"pack": rule.pack} if rule.pack else {}),
        }
        for rule in rules
    ]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def rules_text(rules: Iterable[Rule]) -> str:
    """The rules by category, one line each."""
    lines: list[str] = []
    ordered = sorted(rules, key=lambda rule: (rule.category, rule.id))
    for category, group in groupby(ordered, key=lambda rule: rule.category):
        lines += ["", category]
        for rule in group:
            off = "" if rule.enabled else "  (off by default)"
            lines.append(f"  {rule.severity.word:<9} {rule.id:<34} {rule.title}{off}")
    return "\n".join(lines[1:]) + "\n"


def explanation(rule: Rule) -> str:
    """Everything a rule says of itself."""
    return "\n".join(_explained(rule)) + "\n"


def _explained(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield ", ".join(_facts(rule))
    yield f"profiles: {', '.join(profiles.names(rule))}"
    yield from _section("Why", [rule.why])
    yield from _section("How to repair", [rule.remediation])
    if rule.remediation_helm and rule.remediation_helm != rule.remediation:
        yield from _section("How to repair in a Helm chart", [rule.remediation_helm])
    if rule.params:
        yield from _section("Parameters", [*_params(rule.params), *_params_of_profiles(rule)])
    if rule.checklist:
        yield from _section("Checklist items", list(rule.checklist))
    if rule.frameworks:
        yield from _section("Frameworks", list(rule.frameworks))
    if rule.aliases:
        yield from _section("Known elsewhere as", [", ".join(rule.aliases)])
    for example in rule.examples:
        yield ""
        yield f"Example, {'passes' if example.passes else 'fails'}: {example.name}"
        yield from ("    " + line for line in example.text.rstrip("\n").split("\n"))
    if rule.references:
        yield from _section("Read more", list(rule.references))


def _params(params: Mapping[str, Data]) -> list[str]:
    return [f"{name}: {value}" for name, value in sorted(params.items())]


def _params_of_profiles(rule: Rule) -> Iterator[str]:
    """What the parameters are in the profiles that change them."""
    changed: dict[str, list[str]] = {}
    for name in profiles.names(rule):
        if rule.id in profiles.PROFILES[name].params:
            changed.setdefault(", ".join(_params(profiles.PROFILES[name].params[rule.id])), []).append(name)
    for params, names in changed.items():
        yield f"in the profile{'s' if len(names) > 1 else ''} {', '.join(names)}: {params}"


def _facts(rule: Rule) -> Iterator[str]:
    yield f"severity {rule.severity.word}"
    yield f"confidence {rule.confidence.word}"
    yield f"category {rule.category}"
    if rule.since:
        yield f"since {rule.since}"
    if rule.pack:
        yield f"of the pack {rule.pack}"
    if not rule.enabled:
        yield "off by default"


def _section(title: str, paragraphs: list[str]) -> Iterator[str]:
    yield ""
    yield title
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, _WIDTH - 2, break_long_words=False, break_on_hyphens=False) or [""]:
            yield "  " + line
