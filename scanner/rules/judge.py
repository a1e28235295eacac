"""Asks every rule about everything it looks at. Three-valued: a rule that cannot be decided says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from scanner.model.graph import Edge, Graph, PodTemplate
from scanner.model.judgement import Judgement, Outcome, Related
from scanner.model.resource import Data, Path, Resource, lookup
from scanner.model.rule import NOTHING, AnyRule, Rule
from scanner.model.terraform import is_symbolic
from scanner.model.unknown import Unknown
from scanner.patterns import lazy
from scanner.rules import cel, unknowns
from scanner.rules.match import Catalogue, Item, effective, items, place_of
from scanner.rules.waivers import waiver

_PLACEHOLDER = lazy(r"\{([a-z_]+(?:\.[A-Za-z0-9_]+)*)\}")
_DECIDED = {True: Outcome.PASS, False: Outcome.FAIL}
_MAX_VALUE = 80

_MAX_WORK = 5_000_000
"""Most values handed to the runtime by one call of `judge`: those of each resource, once for each of its parts."""

_MAX_SIZE = 200_000
"""Most values of one resource, counted once for each of its parts, since each is judged with all of it at hand."""

_TOO_MANY = Unknown("there are more links between the resources than are followed")
_TOO_LARGE = Unknown("it is too large to be judged")


class Target(NamedTuple):
    """What the resources are meant for. `kubernetes` is "major.minor"; `chart`: the namespace comes from outside.

    `complete` says that everything which will be deployed together was read: a reference to nothing is only a
    finding then.
    """

    kubernetes: str = "1.35"
    chart: bool = False
    complete: bool = True
    params: Mapping[str, Mapping[str, Data]] = NOTHING

    @property
    def bound(self) -> dict[str, Data]:
        """The value of `target` in expressions."""
        minor = re.search(r"\d+\.(\d+)", self.kubernetes)
        return {"minor": int(minor.group(1)) if minor else 0, "chart": self.chart, "complete": self.complete}


def judge(graph: Graph, rules: Iterable[AnyRule], target: Target = Target()) -> tuple[Judgement, ...]:
    """One judgement for each rule and each thing it applies to, by resource in reading order, then by rule id.

    ExpressionError: a rule that is asked does not compile.
    """
    catalogue = Catalogue(rule for rule in rules if rule.engine == "cel")
    found: list[Judgement] = []
    blurred = cache(lambda unit: _blurred(graph, unit))
    plain = cache(lambda resource: cel.plain(resource.body))
    left = _MAX_WORK
    for resource in graph.resources:
        template = graph.pod(resource)
        asked = catalogue.rules(resource.id.kind, template is not None, resource.id.dialect)
        if asked:
            bench = _Bench(graph, resource, template, target, blurred, plain, left)
            found.extend(bench.judge(asked))
            left = bench.left
    return tuple(found)


_RELATED = ("params", "incoming", "outgoing", "dangling")

# An item, what is bound to the names of expressions about it, and the activations made from that so far.
_Prepared = tuple[Item, dict[str, Data], dict[frozenset[str], Any]]


class _Bench:
    """One resource with everything its rules have in common: plain data and activations, made once."""

    def __init__(
        self, graph: Graph, resource: Resource, template: PodTemplate | None, target: Target,
        blurred: Callable[[str], Unknown | None], plain: Callable[[Resource], Data], left: int,
    ) -> None:
        self.graph, self.resource, self.template, self.target = graph, resource, template, target
        self.blurred, self.plain = blurred, plain
        self.left = left
        self.body = plain(resource)
        self.unknown = dict(unknowns.find(self.body))
        self.size = _size(self.body)
        self._items: dict[str, list[_Prepared]] = {}

    def judge(self, rules: tuple[Rule, ...]) -> Iterator[Judgement]:
        """All judgements about the resource."""
        for rule in rules:
            extras = self._extras(rule) if rule.params or rule.uses else None
            for item, data, ready in self._prepared(rule.match.each):
                if extras is not None:
                    data, ready = {**data, **extras}, {}
                verdict = self._verdict(rule, item, data, ready)
                if rule.uses and verdict is not None:
                    verdict = self._unblurred(rule, item, data, verdict)
                if verdict is not None:
                    yield self._judgement(rule, item, data, *verdict)

    def _unblurred(
        self, rule: Rule, item: Item, data: dict[str, Data], verdict: tuple[Outcome, str],
    ) -> tuple[Outcome, str] | None:  # fmt: skip
        """The verdict of a rule that asks for relations, unless a relation may be hidden or may not come to be."""
        if self.resource.id.dialect != "terraform":
            blurred = self.blurred(self.resource.unit) if verdict[0] is Outcome.FAIL else None
            return verdict if blurred is None else (Outcome.UNKNOWN, blurred.reason)
        doubtful = None if is_symbolic(self.resource) else self._doubtful(rule)
        if doubtful is not None and verdict[0] is not Outcome.UNKNOWN:
            without = self._verdict(rule, item, {**data, **self._relations(rule, certain=True)}, {})
            if without is None or without[0] is not verdict[0]:
                return Outcome.UNKNOWN, f"it is not known which instances of {doubtful.id.short} there are"
        if verdict[0] is Outcome.FAIL:
            hidden = next((one for name in rule.uses if (one := self.graph.loose(self.resource, name)) is not None), None)
            return verdict if hidden is None else (Outcome.UNKNOWN, hidden.reason)
        return verdict

    def _doubtful(self, rule: Rule) -> Resource | None:
        """A related resource of which it is not known whether there is one."""
        edges = (edge for name in rule.uses for edge in self._edges(name))
        ends = (edge.source if edge.target is self.resource else edge.target for edge in edges)
        return next((end for end in ends if is_symbolic(end)), None)

    def _prepared(self, each: str) -> list[_Prepared]:
        if each not in self._items:
            found = list(items(each, self.body, self.template))
            self.left -= self.size * len(found)
            if found and (self.left < 0 or self.size * len(found) > _MAX_SIZE):
                found = [Item(_TOO_LARGE, ())]
            self._items[each] = [(item, self._bindings(item, self.body), {}) for item in found]
        return self._items[each]

    def _bindings(self, item: Item, body: Data) -> dict[str, Data]:
        pod = lookup(body, self.template.path) if self.template else {}
        container = item.container or {}
        return {
            "object": body, "self": item.value, "container": container,
            "effective": effective(container, pod) if item.container is not None else {},
            "pod": pod,
            "pod_labels": dict(self.template.labels) if self.template else {},
            "pod_annotations": dict(self.template.annotations) if self.template else {},
            "kind": self.resource.id.kind, "address": self.resource.id.short,
            "params": {}, "target": self.target.bound, "incoming": {}, "outgoing": {}, "dangling": {},
        }

    def _extras(self, rule: Rule) -> dict[str, Data]:
        """The parameters of a rule and the resources its relations lead to."""
        return {"params": {**rule.params, **self.target.params.get(rule.id, {})}, **self._relations(rule)}

    def _relations(self, rule: Rule, certain: bool = False) -> dict[str, Data]:
        """What the relations of a rule lead to; only to what is certain to be there, if asked so."""
        graph, resource = self.graph, self.resource

        def bodies(ends: Iterable[Resource]) -> list[Data]:
            return [self.plain(end) for end in ends if not (certain and is_symbolic(end))]

        return {
            "incoming": {name: bodies(e.source for e in graph.incoming(resource, name)) for name in rule.uses},
            "outgoing": {name: bodies(e.target for e in graph.outgoing(resource, name)) for name in rule.uses},
            "dangling": {name: [one.wanted for one in graph.missing(resource, name)] for name in rule.uses},
        }

    def _verdict(
        self, rule: Rule, item: Item, data: dict[str, Data], ready: dict[frozenset[str], Any],
    ) -> tuple[Outcome, str] | None:
        """Outcome and, where there is none to speak of, the reason; None when the rule does not apply.

        `ready` holds the activations of the item by the names that are bound in them.
        """
        if isinstance(item.value, Unknown):
            return Outcome.UNKNOWN, item.value.reason
        relations = {key: data[key] for key in ("incoming", "outgoing")} if rule.uses else {}
        elsewhere = dict(unknowns.find(relations))
        if self.unknown or elsewhere:
            return self._guessless(rule, item, data, elsewhere)
        names = cel.names_in(f"{rule.match.when} {rule.assertion}")
        if names not in ready:
            ready[names] = cel.activation({name: data[name] for name in names})
        return _ask(rule, ready[names])

    def _guessless(
        self, rule: Rule, item: Item, data: dict[str, Data], elsewhere: dict[Path, Unknown],
    ) -> tuple[Outcome, str] | None:
        """With unknown values: a verdict only when every value they may turn out to have gives the same one."""
        text = f"{rule.match.when} {rule.assertion} {dict(data['params'])!r}"
        if self.resource.id.dialect == "terraform" and not unknowns.looks_directly(f"{rule.match.when} {rule.assertion}"):
            return self._with_holes(rule, item, data, elsewhere, text)
        named = unknowns.words(text)
        bases = self._bases(named, item)
        seen = [unknowns.reach(named, bases, path) for path in self.unknown]
        seen += [unknowns.reach(named, [path[:3]], path) for path in elsewhere]
        names = cel.names_in(f"{rule.match.when} {rule.assertion}")
        verdicts: set[tuple[Outcome, str] | None] = set()
        drafts = any(one.draft for one in (*self.unknown.values(), *elsewhere.values()))
        for stand_in in unknowns.trials(text, max(seen), drafts):
            bound = self._supposed(item, data, elsewhere, stand_in)
            verdict = _ask(rule, cel.activation({name: bound[name] for name in names}))
            # A stand-in of the wrong type says nothing about values of the right type.
            if verdict is None or verdict[0] is not Outcome.UNKNOWN:
                verdicts.add(verdict)
            if len(verdicts) > 1:
                break
        if len(verdicts) == 1:
            return verdicts.pop()
        first = next(iter({**self.unknown, **elsewhere}.values()))
        return Outcome.UNKNOWN, first.reason

    def _with_holes(
        self, rule: Rule, item: Item, data: dict[str, Data], elsewhere: dict[Path, Unknown], text: str,
    ) -> tuple[Outcome, str] | None:  # fmt: skip
        """A verdict of an expression that looks into bodies with functions: these fail on what is not known, and `||`
        and `&&` pass over a failure where the other side decides.  Only what is open in drafts is tried out."""
        names = cel.names_in(f"{rule.match.when} {rule.assertion}")
        drafts = {path: one for path, one in self.unknown.items() if one.draft}
        far = {path: one for path, one in elsewhere.items() if one.draft}
        body = unknowns.unsettled(self.body, self.unknown)
        relations = unknowns.unsettled({key: data[key] for key in _RELATED}, elsewhere)
        verdicts: dict[tuple[Outcome, str] | None, None] = {}
        for stand_in in unknowns.texts_of(text) if drafts or far else ("",):
            tried = unknowns.supposed(body, drafts, stand_in)
            bound = {**self._bindings(Item(lookup(tried, item.path), item.path), tried),
                     **unknowns.supposed(relations, far, stand_in)}
            verdict = _ask(rule, cel.activation({name: bound[name] for name in names}))
            verdicts[verdict] = None
            if len(verdicts) > 1:
                break
        if len(verdicts) == 1:
            return verdicts.popitem()[0]
        undecided = [one for one in verdicts if one is not None and one[0] is Outcome.UNKNOWN]
        first = next(iter({**drafts, **far}.values()))
        return undecided[0] if undecided and len(undecided) == len(verdicts) else (Outcome.UNKNOWN, first.reason)

    def _bases(self, named: frozenset[str], item: Item) -> list[Path]:
        """The places in the body of what an expression of those words can look at."""
        pod = self.template.path if self.template else ()
        container = _container_path(item)
        known = {
            "object": [()], "self": [item.path], "pod": [pod], "container": [container],
            "effective": [(*pod, "securityContext"), (*container, "securityContext")],
        }
        return [base for name, bases in known.items() if name in named for base in bases]

    def _supposed(
        self, item: Item, data: dict[str, Data], elsewhere: Mapping[Path, Unknown], stand_in: Data,
    ) -> dict[str, Data]:
        """The bindings of an item if all that is unknown were `stand_in`."""
        body = unknowns.supposed(self.body, self.unknown, stand_in)
        around = lookup(body, _container_path(item)) if item.container is not None else None
        trial = Item(lookup(body, item.path), item.path, around)
        relations = {key: data[key] for key in _RELATED}
        return {**self._bindings(trial, body), **unknowns.supposed(relations, elsewhere, stand_in)}

    def _judgement(self, rule: Rule, item: Item, data: dict[str, Data], outcome: Outcome, reason: str) -> Judgement:
        container = item.container.get("name", "") if item.container else ""
        message, related = reason, ()
        if outcome is Outcome.FAIL:
            message, related = fill(rule.message, data), self._related(rule)
        path = item.path if outcome is Outcome.PASS else place_of(rule, item, self.resource, self.template)
        return Judgement(
            rule, outcome, self.resource, path, container if isinstance(container, str) else "", message,
            related=related, waiver=waiver(rule, self.resource, self.template) if outcome is Outcome.FAIL else None,
        )

    def _related(self, rule: Rule) -> tuple[Related, ...]:
        edges = [edge for name in rule.uses for edge in self._edges(name) if edge.source is not edge.target]
        return tuple(
            Related(edge.source, edge.because) if edge.target is self.resource else Related(edge.target)
            for edge in edges
        )

    def _edges(self, name: str) -> list[Edge]:
        return self.graph.incoming(self.resource, name) + self.graph.outgoing(self.resource, name)


def _ask(rule: Rule, ready: Any) -> tuple[Outcome, str] | None:
    if rule.match.when:
        applies = cel.compile_text(rule.match.when).run(ready)
        if applies is False:
            return None
        if applies is not True:
            return Outcome.UNKNOWN, applies.reason
    truth = cel.compile_text(rule.assertion).run(ready)
    if isinstance(truth, cel.Undecided):
        return Outcome.UNKNOWN, truth.reason
    return _DECIDED[truth], ""


def _size(body: Data) -> int:
    """How many values there are in plain data."""
    count, pending = 0, [body]
    while pending:
        value = pending.pop()
        count += 1
        if type(value) is dict:
            pending.extend(value.values())
        elif type(value) is list:
            pending.extend(value)
    return count


def _container_path(item: Item) -> Path:
    """The path of the container that an item is or lies in."""
    for end in range(len(item.path), 1, -1):
        if item.path[end - 2] in ("containers", "initContainers", "ephemeralContainers"):
            return item.path[:end]
    return item.path


def _blurred(graph: Graph, unit: str) -> Unknown | None:
    """An unknown value among the resources read together that may hide a link: nothing can be said to be missing."""
    if not graph.complete:
        return _TOO_MANY
    for resource in graph.resources:
        if resource.unit == unit:
            found = dict(unknowns.find(cel.plain(resource.body)))
            path = unknowns.blurs_links(found)
            if path is not None:
                return found[path]
    return None


def fill(message: str, data: Mapping[str, Data]) -> str:
    """A message with its placeholders, dotted paths such as {self.name}, replaced by what they lead to."""
    def value(match: re.Match[str]) -> str:
        found = lookup(data, match.group(1).split("."))
        if isinstance(found, list):
            found = ", ".join(str(one) for one in found)
        if isinstance(found, Unknown):
            found = "(unknown)"
        text = "?" if found is None else str(found).lower() if isinstance(found, bool) else str(found)
        return text if len(text) <= _MAX_VALUE else text[:_MAX_VALUE - 1] + "…"

    return _PLACEHOLDER.sub(value, message)
