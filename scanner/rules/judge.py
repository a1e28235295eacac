"""Asks every rule about everything it looks at. Three-valued: a rule that cannot be decided says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from functools import cache
from typing import Any

from scanner.model.components import components
from scanner.model.graph import Edge, Graph, PodTemplate
from scanner.model.judgement import Judgement, Outcome, Related
from scanner.model.resource import Data, Path, Resource, lookup
from scanner.model.rule import EVIDENCE, NOTHING, AnyRule, Rule
from scanner.model.terraform import DIALECT as TERRAFORM
from scanner.model.terraform import is_symbolic
from scanner.model.unknown import Unknown
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.rules import cel, unknowns
from scanner.rules.match import Catalogue, Item, effective, is_lasting, items, place_of, places_of

_PLACEHOLDER = lazy(r"\{([a-z_]+(?:\.[A-Za-z0-9_]+)*)\}")
_DECIDED = {True: Outcome.PASS, False: Outcome.FAIL}
_MAX_VALUE = 80
_MAX_REASON = 1_200

_MAX_WORK = 5_000_000
"""Most values handed to the runtime by one call of `judge`: those of each resource, once for each of its parts."""

_MAX_SIZE = 200_000
"""Most values of one resource, counted once for each of its parts, since each is judged with all of it at hand."""

_MAX_EXHAUSTED = 20
"""How often a rule may ask for more than it may, before it is asked no more."""

_TOO_MANY = Unknown("there are more links between the resources than are followed")
_TOO_LARGE = Unknown("it is too large to be judged")
_NO_DAY = "it is not known which day it is"
_RELATED = ("params", "incoming", "outgoing", "dangling", "reasons")
_FILLED_IN = "the operator fills in what is not written here"


class Target(NamedTuple):
    """What the resources are meant for. `kubernetes` is "major.minor"; `environment` is a name that people gave, "" for
    none, and `production` says that it serves users.

    `complete` says that everything which will be deployed together was read: a reference to nothing is only a
    finding then. `today` is the day (YYYY-MM-DD) for questions about age, "" where it is not known, as for all rules.
    """

    kubernetes: str = "1.35"
    complete: bool = True
    environment: str = ""
    production: bool = True
    params: Mapping[str, Mapping[str, Data]] = NOTHING
    today: str = ""

    def bound(self, chart: bool) -> dict[str, Data]:
        """The value of `target` in expressions; `chart`: the namespace of the resource comes from outside."""
        minor = re.search(r"\d+\.(\d+)", self.kubernetes)
        return {
            "minor": int(minor.group(1)) if minor else 0, "chart": chart, "complete": self.complete,
            "environment": self.environment, "production": self.production,
        }


def judge(graph: Graph, rules: Iterable[AnyRule], target: Target = Target()) -> tuple[Judgement, ...]:
    """One judgement for each rule and each thing it applies to, by resource in reading order, then by rule id.

    ExpressionError: a rule that is asked does not compile.
    """
    catalogue = Catalogue(rule for rule in rules if rule.engine == "cel")
    found: list[Judgement] = []
    plain = cache(_plain)
    blurred = cache(lambda unit: _blurred(graph, unit, plain))
    about = {chart: target.bound(chart) for chart in (False, True)}
    left = _MAX_WORK
    exhausted: Counter[str] = Counter()
    for resource in graph.resources:
        templates = graph.pods(resource)
        runs = tuple(components(resource.body)) if catalogue.asks_for_components else ()
        lasting = any(is_lasting(resource, template) for template in templates)
        asked = catalogue.rules(resource.id.kind, bool(templates), lasting, runs, resource.id.dialect)
        if not asked:
            continue
        said: list[Judgement] = []
        subject = _Subject(graph, resource, plain, target, about[resource.release is not None], bool(runs))
        for template in templates or (None,):
            bench = _Bench(subject, template, blurred, left, exhausted)
            said.extend(bench.judge(asked))
            left = bench.left
        found.extend(said if len(templates) < 2 else _once(said))
    return tuple(found)


_Plain = Callable[[Resource], tuple[Data, dict[Path, Unknown]]]


def _once(judgements: list[Judgement]) -> list[Judgement]:
    """What was asked of each of several pod templates: by rule, and what is said about the object as a whole once."""
    different = {(one.rule.id, one.outcome, one.path, one.container, one.message): one for one in judgements}
    return sorted(different.values(), key=lambda one: one.rule.id)


class _Verdict(NamedTuple):
    """What a rule says about an item.

    failed: its expression ended in an error although everything was known; limit: that was a bound of ours.
    """

    outcome: Outcome
    reason: str = ""
    failed: bool = False
    limit: bool = False


# An item, what is bound to the names of expressions about it, and the activations made from that so far.
_Prepared = tuple[Item, dict[str, Data], dict[frozenset[str], Any]]


class _Subject:
    """A resource, with what all benches about it share: its plain data, what of it is not known, how large it is."""

    def __init__(
        self, graph: Graph, resource: Resource, plain: _Plain, target: Target, about: dict[str, Data],
        runs_components: bool,
    ) -> None:
        self.graph, self.resource, self.plain, self.about = graph, resource, plain, about
        self.params, self.today = target.params, target.today
        self.body, self.unknown = plain(resource)
        self.size = _size(self.body)
        self.runs_components = runs_components


class _Bench:
    """One resource with one of its pod templates, and everything its rules have in common: plain data and activations,
    made once."""

    def __init__(
        self, subject: _Subject, template: PodTemplate | None, blurred: Callable[[str], Unknown | None], left: int,
        exhausted: Counter[str],
    ) -> None:
        self.graph, self.resource, self.plain, self.params = subject.graph, subject.resource, subject.plain, subject.params
        self.body, self.unknown, self.size, self.about = subject.body, subject.unknown, subject.size, subject.about
        self.runs_components, self.today = subject.runs_components, subject.today
        self.template = template
        self.blurred, self.exhausted = blurred, exhausted
        self.left = left
        self.is_trial = False
        self._marked: Data = None
        self._activations: dict[tuple[Path, frozenset[str]], Any] = {}
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
                    yield self._judgement(rule, item, data, self._settled(rule, item, verdict))

    def _unblurred(self, rule: Rule, item: Item, data: dict[str, Data], verdict: _Verdict) -> _Verdict:
        """The verdict of a rule that asks for relations, unless a relation may be hidden or may not come to be."""
        if self.resource.id.dialect != TERRAFORM:
            verdict = self._certain(rule, item, data, verdict)
            blurred = self.blurred(self.resource.unit) if verdict.outcome is Outcome.FAIL else None
            return verdict if blurred is None else _Verdict(Outcome.UNKNOWN, blurred.reason)
        verdict = self._certain(rule, item, data, verdict)
        if verdict.outcome is Outcome.FAIL:
            if self.graph.truncated:
                return _Verdict(Outcome.UNKNOWN, _TOO_MANY.reason)
            hidden = next((one for name in rule.uses if (one := self.graph.loose(self.resource, name)) is not None), None)
            return verdict if hidden is None else _Verdict(Outcome.UNKNOWN, hidden.reason)
        return verdict

    def _certain(self, rule: Rule, item: Item, data: dict[str, Data], verdict: _Verdict) -> _Verdict:
        """The verdict, unless it rests on a related resource of which it is not known whether there is one."""
        doubtful = None if is_symbolic(self.resource) else self._doubtful(rule)
        if doubtful is not None and verdict.outcome is not Outcome.UNKNOWN:
            without = self._verdict(rule, item, {**data, **self._relations(rule, certain=True)}, {}, certain=True)
            if without is None or without.outcome is not verdict.outcome:
                return _Verdict(Outcome.UNKNOWN, f"it is not known which instances of {doubtful.title} there are")
        return verdict

    def _doubtful(self, rule: Rule) -> Resource | None:
        """A related resource of which it is not known whether there is one."""
        edges = (edge for name in rule.uses for edge in self._edges(name))
        ends = (edge.source if edge.target is self.resource else edge.target for edge in edges)
        return next((end for end in ends if is_symbolic(end)), None)

    def _settled(self, rule: Rule, item: Item, verdict: _Verdict) -> _Verdict:
        """The verdict, unless it is that something is left out which an operator fills in."""
        template = self.template
        if verdict.outcome is Outcome.FAIL and template is not None and template.partial:
            inside = [path for path in places_of(rule, item, template) if path[:len(template.path)] == template.path]
            if inside and all(lookup(self.resource.body, path) is None for path in inside):
                return _Verdict(Outcome.UNKNOWN, _FILLED_IN)
        return verdict

    def _prepared(self, each: str) -> list[_Prepared]:
        if each not in self._items:
            found = list(items(each, self.body, self.template))
            size = self.size * len(found)
            if size > min(_MAX_SIZE, self.left):
                found, size = [Item(_TOO_LARGE, ())], 0  # nothing of it is handed over
            self.left -= size
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
            "params": {}, "target": self.about, "incoming": {}, "outgoing": {}, "dangling": {}, "reasons": {},
            "components": components(body) if self.runs_components else {},
            "kind": self.resource.id.kind, "address": (self.resource.declared or self.resource).id.short,
            "today": self.today,
        }

    def _extras(self, rule: Rule) -> dict[str, Data]:
        """The parameters of a rule and the resources its relations lead to."""
        params = {"params": {**rule.params, **self.params.get(rule.id, {})}}
        return {**params, **self._relations(rule)} if rule.uses else params

    def _relations(self, rule: Rule, certain: bool = False) -> dict[str, Data]:
        """What the relations of a rule lead to; only to what is certain to be there, if asked so."""
        graph, resource = self.graph, self.resource
        return {
            "incoming": {name: self._bodies((e.source for e in graph.incoming(resource, name)), certain)
                         for name in rule.uses},
            "outgoing": {name: self._targets(name, certain) for name in rule.uses},
            "dangling": {name: [one.wanted for one in graph.missing(resource, name)] for name in rule.uses},
            "reasons": {name: [e.reason for e in graph.outgoing(resource, name) if e.chain] for name in rule.uses},
        }

    def _bodies(self, resources: Iterable[Resource], certain: bool) -> list[Data]:
        return [self.plain(resource)[0] for resource in resources if not (certain and is_symbolic(resource))]

    def _elsewhere(self, rule: Rule, certain: bool = False) -> dict[Path, Unknown]:
        """The unknown values in the related resources, by their path in the bindings of `_relations`."""
        found: dict[Path, Unknown] = {}
        for name in rule.uses:
            outgoing = self.graph.outgoing(self.resource, name)
            doubt = None if outgoing else self.graph.doubt(self.resource, name)
            if doubt is not None:
                found["outgoing", name] = doubt
            for side, related in (("incoming", [e.source for e in self.graph.incoming(self.resource, name)]),
                                  ("outgoing", [e.target for e in outgoing])):
                kept = [one for one in related if not (certain and is_symbolic(one))]
                for number, resource in enumerate(kept):
                    for path, unknown in self.plain(resource)[1].items():
                        found[side, name, number, *path] = unknown
        return found

    def _targets(self, name: str, certain: bool) -> Data:
        """The bodies that a relation leads to; what is not known where it may lead to some and to none that is."""
        edges = self.graph.outgoing(self.resource, name)
        doubt = None if edges else self.graph.doubt(self.resource, name)
        return self._bodies((edge.target for edge in edges), certain) if doubt is None else doubt

    def _verdict(
        self, rule: Rule, item: Item, data: dict[str, Data], ready: dict[frozenset[str], Any], certain: bool = False,
    ) -> _Verdict | None:
        """None when the rule does not apply.

        `ready` holds the activations of the item by the names that are bound in them; `certain` says that the relations
        in the data lead only to what is certain to be there.
        """
        if isinstance(item.value, Unknown):
            return _Verdict(Outcome.UNKNOWN, item.value.reason)
        if not self.today and "today" in cel.names_in(rule.assertion):
            return _Verdict(Outcome.UNKNOWN, _NO_DAY)
        elsewhere = self._elsewhere(rule, certain) if rule.uses else {}
        if self.unknown or elsewhere:
            return self._guessless(rule, item, data, elsewhere)
        if self.exhausted[rule.id] >= _MAX_EXHAUSTED:
            return _Verdict(Outcome.UNKNOWN, _TOO_LARGE.reason, True, True)
        names = cel.names_in(f"{rule.match.when} {rule.assertion}")
        if names not in ready:
            ready[names] = cel.activation({name: data[name] for name in names})
        verdict = _ask(rule, ready[names])
        if verdict is not None and verdict.limit:
            self.exhausted[rule.id] += 1
        return verdict

    def _guessless(
        self, rule: Rule, item: Item, data: dict[str, Data], elsewhere: dict[Path, Unknown],
    ) -> _Verdict | None:
        """With unknown values: a verdict only when every value they may turn out to have gives the same one."""
        ways = [] if self.is_trial else unknowns.ways(self.body, self.unknown)
        if ways:
            return self._whichever(rule, item, data, elsewhere, ways)
        text = f"{rule.match.when} {rule.assertion} {dict(data['params'])!r}"
        if self.resource.id.dialect == TERRAFORM and not unknowns.looks_directly(f"{rule.match.when} {rule.assertion}"):
            return self._with_holes(rule, item, data, elsewhere, text)
        named = unknowns.words(text)
        bases = self._bases(named, item)
        seen = [unknowns.reach(named, bases, path) for path in self.unknown]
        seen += [unknowns.reach(named, [path[:3]], path) for path in elsewhere]
        names = cel.names_in(f"{rule.match.when} {rule.assertion}")
        verdicts: set[_Verdict | None] = set()
        drafts = any(one.draft for one in (*self.unknown.values(), *elsewhere.values()))
        for stand_in in unknowns.trials(text, max(seen), drafts):
            bound = self._supposed(item, data, elsewhere, stand_in)
            verdict = _ask(rule, cel.activation({name: bound[name] for name in names}))
            # A stand-in of the wrong type says nothing about values of the right type.
            if verdict is None or verdict.outcome is not Outcome.UNKNOWN:
                verdicts.add(verdict)
            if len(verdicts) > 1:
                break
        if len(verdicts) == 1:
            return verdicts.pop()
        first = next(iter({**self.unknown, **elsewhere}.values()))
        return _Verdict(Outcome.UNKNOWN, first.reason)

    def _whichever(
        self, rule: Rule, item: Item, data: dict[str, Data], elsewhere: dict[Path, Unknown], ways: list[Data],
    ) -> _Verdict | None:
        """The verdict that every one of several bodies gets."""
        verdicts: list[_Verdict | None] = []
        for body in ways:
            bench = copy(self)
            bench.body, bench.unknown, bench.is_trial = body, dict(unknowns.find(body)), True
            bench._marked, bench._activations = None, {}
            tried = item._replace(value=lookup(body, item.path))
            bound = {**self._bindings(tried, body), **{key: data[key] for key in _RELATED}}
            if bench.unknown or elsewhere:
                verdicts.append(bench._guessless(rule, tried, bound, elsewhere))
            else:
                names = cel.names_in(f"{rule.match.when} {rule.assertion}")
                verdicts.append(_ask(rule, cel.activation({name: bound[name] for name in names})))
        if len({one and one.outcome for one in verdicts}) == 1:
            return verdicts[0]
        undecided = [one for one in verdicts if one is not None and one.outcome is Outcome.UNKNOWN]
        first = next(one for one in self.unknown.values() if one.blocks)
        return undecided[0] if undecided else _Verdict(Outcome.UNKNOWN, first.reason)

    def _with_holes(
        self, rule: Rule, item: Item, data: dict[str, Data], elsewhere: dict[Path, Unknown], text: str,
    ) -> _Verdict | None:
        """A verdict of an expression that looks into bodies with functions: these fail on what is not known, and `||`
        and `&&` pass over a failure where the other side decides. Only what is open in drafts is tried out."""
        names = cel.names_in(f"{rule.match.when} {rule.assertion}")
        named = unknowns.words(text)
        drafts = {path: one for path, one in self.unknown.items() if one.draft and unknowns.is_read(named, path)}
        far = {path: one for path, one in elsewhere.items() if one.draft and unknowns.is_read(named, path[3:])}
        body = self._with_marks()
        if not drafts and not elsewhere:
            found = _ask(rule, self._about(item, data, body, names))
            return found if found is None else found._replace(failed=False)
        relations = unknowns.unsettled({key: data[key] for key in _RELATED}, elsewhere)
        verdicts: dict[_Verdict | None, None] = {}
        for stand_in in unknowns.texts_of(text) if drafts or far else ("",):
            tried = unknowns.supposed(body, drafts, stand_in)
            bound = {**self._bindings(item._replace(value=lookup(tried, item.path)), tried),
                     **unknowns.supposed(relations, far, stand_in)}
            verdict = _ask(rule, cel.activation({name: bound[name] for name in names}))
            verdicts[verdict if verdict is None else verdict._replace(failed=False)] = None
            if len(verdicts) > 1:
                break
        if len(verdicts) == 1:
            return verdicts.popitem()[0]
        undecided = [one for one in verdicts if one is not None and one.outcome is Outcome.UNKNOWN]
        first = next(iter({**drafts, **far}.values()))
        whole = len(undecided) == len(verdicts)
        return undecided[0] if undecided and whole else _Verdict(Outcome.UNKNOWN, first.reason)

    def _with_marks(self) -> Data:
        """The body with marks in the place of what is not known; made once."""
        if self._marked is None:
            self._marked = unknowns.unsettled(self.body, self.unknown)
        return self._marked

    def _about(self, item: Item, data: dict[str, Data], body: Data, names: frozenset[str]) -> Any:
        """The activation of an item in the body with marks; made once where the rule brings nothing of its own."""
        own = names.isdisjoint(_RELATED)
        key = (item.path, names)
        if not own or key not in self._activations:
            bound = {**self._bindings(item._replace(value=lookup(body, item.path)), body), **{one: data[one] for one in _RELATED}}
            made = cel.activation({name: bound[name] for name in names})
            if not own:
                return made
            self._activations[key] = made
        return self._activations[key]

    def _bases(self, named: frozenset[str], item: Item) -> list[Path]:
        """The places in the body of what an expression of those words can look at."""
        pod = self.template.path if self.template else ()
        container = item.around or item.path
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
        around = lookup(body, item.around) if item.container is not None else None
        trial = item._replace(value=lookup(body, item.path), container=around)
        relations = {key: data[key] for key in _RELATED}
        return {**self._bindings(trial, body), **unknowns.supposed(relations, elsewhere, stand_in)}

    def _judgement(self, rule: Rule, item: Item, data: dict[str, Data], verdict: _Verdict) -> Judgement:
        container = item.container.get("name", "") if item.container else ""
        outcome, message, related = verdict.outcome, verdict.reason, ()
        if outcome is Outcome.FAIL:
            message, related = fill(rule.message, data), self._related(rule)
        whole = outcome is Outcome.PASS and rule.category != EVIDENCE
        path = item.path if whole else place_of(rule, item, self.resource, self.template)
        return Judgement(
            rule, outcome, self.resource, path, container if isinstance(container, str) else "", message,
            related=related, failed=verdict.failed,
        )

    def _related(self, rule: Rule) -> tuple[Related, ...]:
        """The resources that the relations of the rule lead to, and what is on the way to them."""
        edges = [edge for name in rule.uses for edge in self._edges(name) if edge.source is not edge.target]
        found: dict[Related, None] = {}
        for edge in edges:
            for step in edge.chain:
                if step.resource is not self.resource:
                    found[Related(step.resource, step.because)] = None
            if not edge.chain:
                leads_here = edge.target is self.resource
                found[Related(edge.source, edge.because) if leads_here else Related(edge.target)] = None
        return tuple(found)

    def _edges(self, name: str) -> list[Edge]:
        return self.graph.incoming(self.resource, name) + self.graph.outgoing(self.resource, name)


def _ask(rule: Rule, ready: Any) -> _Verdict | None:
    if rule.match.when:
        applies = cel.compile_text(rule.match.when).run(ready)
        if applies is False:
            return None
        if applies is not True:
            return _Verdict(Outcome.UNKNOWN, applies.reason, True, applies.limit)
    truth = cel.compile_text(rule.assertion).run(ready)
    if isinstance(truth, cel.Undecided):
        return _Verdict(Outcome.UNKNOWN, truth.reason, True, truth.limit)
    return _Verdict(_DECIDED[truth])


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


def _plain(resource: Resource) -> tuple[Data, dict[Path, Unknown]]:
    """A body as plain data, and the unknown values in it."""
    body = cel.plain(resource.body)
    return body, dict(unknowns.find(body))


def _blurred(graph: Graph, unit: str, plain: _Plain) -> Unknown | None:
    """An unknown value among the resources read together that may hide a link: nothing can be said to be missing."""
    if graph.truncated:
        return _TOO_MANY
    for resource in graph.resources:
        if resource.unit == unit and resource.id.dialect != TERRAFORM:
            found = plain(resource)[1]
            path = unknowns.blurs_links(found)
            if path is not None:
                return found[path]
    return None


def fill(message: str, data: Mapping[str, Data]) -> str:
    """A message with its placeholders, dotted paths such as {self.name}, replaced by what they lead to."""
    def value(match: re.Match[str]) -> str:
        found = lookup(data, match.group(1).split("."))
        if isinstance(found, dict) and all(isinstance(one, list) for one in found.values()):
            found = [one for several in found.values() for one in several]  # {dangling}: of all relations
        if isinstance(found, list):
            found = ", ".join(str(one) for one in found)
        if isinstance(found, Unknown):
            found = "(unknown)"
        text = "?" if found is None else str(found).lower() if isinstance(found, bool) else str(found)
        most = _MAX_REASON if match.group(1).startswith("reasons.") else _MAX_VALUE
        return text if len(text) <= most else text[:most - 1] + "…"

    return _PLACEHOLDER.sub(value, message)
