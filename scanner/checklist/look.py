"""Asks the questions of the evidence about everything that was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scanner.checklist.kinds import Realm, scanned
from scanner.model.graph import Graph
from scanner.model.judgement import Judgement
from scanner.model.resource import Resource, Resources
from scanner.model.rule import AnyRule, Rule
from scanner.records import NamedTuple
from scanner.rules.finders import FACTS_FIRST
from scanner.rules.judge import Target, judge


class Seen(NamedTuple):
    """What was seen: answers by the id of their question, and judgements of ordinary rules by rule id.

    naming: by item, the rules that name it; refuting: those of them whose passes say nothing.

    realms: where absence means something. unread: those of which something could not be read.
    """

    answers: Mapping[str, list[Judgement]]
    judged: Mapping[str, list[Judgement]]
    naming: Mapping[str, list[str]]
    refuting: Mapping[str, list[str]]
    realms: frozenset[Realm] = frozenset()
    unread: frozenset[Realm] = frozenset()


def ask(
    rules: Iterable[Rule], graphs: Iterable[tuple[Graph, Target]], facts: tuple[Resource, ...], today: str,
) -> dict[str, list[Judgement]]:
    """The answers to the questions over all graphs, and over the facts of the repository, by the id of the question.

    What is in several environments is an answer in each.
    """
    found: dict[str, list[Judgement]] = {}
    rules = tuple(rules)
    of_objects = tuple(filter(None, map(_of_objects, rules)))
    about_facts = (Graph(Resources(facts)), Target())
    for (graph, target), asked in (*((one, of_objects) for one in graphs), (about_facts, rules)):
        for judgement in judge(graph, asked, target._replace(params={}, today=today)):
            found.setdefault(judgement.rule.id, []).append(judgement)
    return found


def _of_objects(rule: Rule) -> Rule | None:
    """The question without kinds that are asked of facts; None where it is about such alone."""
    if FACTS_FIRST.isdisjoint(rule.kinds):
        return rule
    kinds = tuple(kind for kind in rule.kinds if kind not in FACTS_FIRST)
    return rule._replace(match=rule.match._replace(kinds=kinds)) if kinds else None


def seen(
    answers: Mapping[str, list[Judgement]], judgements: Iterable[Judgement], rules: Iterable[AnyRule],
    resources: Iterable[Resource], unread: Iterable[Realm] = (),
) -> Seen:
    """All that the fold needs; `rules` are those that were asked."""
    judged: dict[str, list[Judgement]] = {}
    for one in judgements:
        judged.setdefault(one.rule.id, []).append(one)
    naming: dict[str, list[str]] = {}
    refuting: dict[str, list[str]] = {}
    for rule in rules:
        for item in rule.checklist:
            naming.setdefault(item, []).append(rule.id)
        for item in rule.refutes:
            refuting.setdefault(item, []).append(rule.id)
    return Seen(answers, judged, naming, refuting, scanned(resources), frozenset(unread))
