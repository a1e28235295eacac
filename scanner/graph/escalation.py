"""Who can take over the cluster, or read Secrets, by way of the rights of accounts: the shortest chain for each.

A workload acts as its account. Powers of an account lead to the goal at once, or to other accounts of a namespace (by
running pods there, say), whose powers go on from there. kube-system holds the accounts of the controllers, so what
leads to its accounts leads to everything. What admission would refuse (pod security, policies) is not taken into
account, and neither are Secrets and webhooks that already exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scanner.graph.links import numbered
from scanner.graph.relations.identity import account_of
from scanner.graph.rights import EVERYWHERE, Held, Rights, Subject, account
from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Doubt, Edge, PodTemplate, Relation, Step
from scanner.model.resource import Path, Resource, Resources, lookup
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

NAMES = {
    "takes_over": Relation("workload, ServiceAccount, RoleBinding, ClusterRoleBinding", "Role, ClusterRole, binding",
                           "the rights of the account (or of a user or group that is bound) lead to all rights",
                           "identity", shown=False),
    "reads_secrets": Relation("workload, ServiceAccount, RoleBinding, ClusterRoleBinding", "Role, ClusterRole, binding",
                              "the rights of the account (or of a user or group that is bound) lead to all Secrets of "
                              "a namespace", "identity", shown=False),
}

MAX_STEPS = 24
"""Most steps of a chain that are told."""

_SYSTEM = "kube-system"
_ADMINISTRATORS = frozenset({"system:masters"})

# Powers that lead to the accounts of the namespace they hold in, and in which way.
_RUNS, _ACTS = "run as the accounts there", "act as the accounts there"
_CAPTURES: dict[str, str] = {
    "everything": _ACTS, "pods": _RUNS, "controllers": _RUNS, "workloads": _RUNS, "jobs": _RUNS, "tokens": _ACTS,
    "impersonate accounts": _ACTS,
}
# The same for the accounts that pods of the namespace run as.
_ENTERS: dict[str, str] = dict.fromkeys(("exec", "debug", "change pods"), "act as the accounts of the pods there")
# Pairs of powers that together lead to all rights of a namespace, or of the cluster.
_PAIRS: tuple[tuple[str, str, str], ...] = (
    ("escalate", "change roles", "give itself all rights"),
    ("bind", "change bindings", "give itself all rights"),
    ("create secrets", "read secrets", "obtain the tokens of the accounts there"),
)
# What leads to all rights of the cluster where it holds everywhere.
_MIGHTY: tuple[tuple[tuple[str, ...], str], ...] = (
    (("everything",), ""),
    (("impersonate users",), "act as an administrator"),
    (("bind", "change cluster bindings"), "give itself all rights"),
    (("nodes",), "run commands in every pod"),
    (("request certificates", "approve certificates", "approve for signers"), "log in as any user"),
    (("mutate",), "change what others create"),
)
# Powers over objects without a namespace.
_CLUSTER_WIDE = frozenset({
    "impersonate users", "change cluster bindings", "nodes", "request certificates", "approve certificates",
    "approve for signers", "mutate", "volumes",
})
_READS: tuple[tuple[str, str], ...] = (
    ("everything", ""), ("read secrets", ""), ("pods", "mount any Secret there"),
    ("controllers", "mount any Secret there"), ("workloads", "mount any Secret there"),
    ("jobs", "mount any Secret there"),
)


class _Way(NamedTuple):
    """Powers that lead to the goal, or to another subject, from which it goes on; and what they are good for."""

    held: tuple[Held, ...]
    effect: str
    onward: Subject | None = None


_Ways = dict[Subject, _Way]


def find(
    resources: Resources, templates: Templates, edges: Iterable[Edge], complete: bool,
) -> Iterator[Edge | Doubt]:
    """The links of everyone who gets there, with their chains, and the doubts about workloads of which it cannot be
    said."""
    grants: dict[Resource, list[Edge]] = {}
    accounts: dict[Subject, Resource] = {account(one.unit, one.space, one.id.name): one
                                         for one in resources.of_kind("ServiceAccount")}
    for edge in edges:
        if edge.relation == "grants":
            grants.setdefault(edge.source, []).append(edge)
    actors = [*_actors(templates, accounts)]
    yield from _Climb(Rights(resources, grants, complete), actors, accounts, complete).links()


class _Actor(NamedTuple):
    """A workload with the account it acts as; `doubt` says what of that is not known."""

    workload: Resource
    because: Path
    subject: Subject
    doubt: Unknown | None = None


def _actors(templates: Templates, accounts: Mapping[Subject, Resource]) -> Iterator[_Actor]:
    """Every workload whose pods hold the token of an account, once for each account."""
    seen: set[tuple[Resource, Subject]] = set()
    for workload, template in pairs(templates):
        because, name = account_of(workload, template)
        doubt = name if isinstance(name, Unknown) else None
        subject = account(workload.unit, workload.space, name if isinstance(name, str) else "")
        token = _token(template, accounts.get(subject))
        if isinstance(token, Unknown):
            doubt = doubt or token
        if (name or doubt) and token is not False and (workload, subject) not in seen:
            seen.add((workload, subject))
            yield _Actor(workload, because, subject, doubt)


def _token(template: PodTemplate, holder: Resource | None) -> bool | Unknown:
    """Whether the pods hold a token: the field of the pod decides, then that of the account, then a volume does."""
    written = template.spec.get("automountServiceAccountToken")
    if written is None and holder is not None:
        written = holder.get("automountServiceAccountToken")
    if written is False:
        return any(lookup(source, ("serviceAccountToken",)) is not None
                   for _, volume in numbered(template.spec, "volumes")
                   for _, source in numbered(volume, "projected", "sources"))
    return written if isinstance(written, Unknown) else True


class _Climb:
    """All subjects of a graph and the ways between them."""

    def __init__(
        self, rights: Rights, actors: list[_Actor], accounts: Mapping[Subject, Resource], complete: bool,
    ) -> None:
        self._rights, self._actors, self._accounts, self._complete = rights, actors, accounts, complete
        self._by_subject: dict[Subject, list[_Actor]] = {}
        for actor in actors:
            self._by_subject.setdefault(actor.subject, []).append(actor)
        self._bindings = rights.subjects
        self._subjects = list(dict.fromkeys((*self._bindings, *self._by_subject, *accounts)))
        # Who gets from where to what: every account of a namespace, those that its pods run as, a single account.
        self._into: dict[tuple[str, str], list[tuple[Subject, _Way]]] = {}
        self._within: dict[tuple[str, str], list[tuple[Subject, _Way]]] = {}
        self._onto: dict[Subject, list[tuple[Subject, _Way]]] = {}
        self._powers: dict[Subject, dict[tuple[str, str], Held]] = {}
        for subject in self._subjects:
            self._add(subject)

    def links(self) -> Iterator[Edge | Doubt]:
        """Edges and doubts of the two relations, in the order of the workloads, accounts and bindings."""
        takers = self._solve({one: way for one in self._subjects if (way := self._takes(one)) is not None})
        readers = self._solve({one: way for one in self._subjects if (way := self._reads(one)) is not None})
        unclear = self._solve({one: _Way((), "") for one in self._subjects if self._doubt(one) is not None})
        yield from self._told("takes_over", takers, unclear)
        yield from self._told("reads_secrets", readers, unclear)

    def _told(self, relation: str, ways: _Ways, unclear: _Ways) -> Iterator[Edge | Doubt]:
        """The links of one relation, and the doubts about it."""
        for actor in self._actors:
            doubt = actor.doubt or self._why(actor.subject, unclear)
            if actor.subject in ways and actor.doubt is None:
                first = Step(actor.workload, actor.because, f"it runs as {_shown(actor.subject)}")
                yield self._edge(actor.workload, relation, actor.because, (first,), actor.subject, ways)
            elif doubt is not None:
                yield Doubt(actor.workload, relation, doubt)
        for subject, holder in self._accounts.items():
            if subject in ways:
                yield self._edge(holder, relation, (), self._users(subject), subject, ways)
            elif (why := self._why(subject, unclear)) is not None:
                yield Doubt(holder, relation, why)
        for subject, (binding, number) in self._bindings.items():
            if subject.kind != "ServiceAccount" and subject.name not in _ADMINISTRATORS and subject in ways:
                yield self._edge(binding, relation, ("subjects", number), (), subject, ways)

    def _users(self, subject: Subject) -> tuple[Step, ...]:
        """The first workload that acts as an account, standing for all of them."""
        users = self._by_subject.get(subject)
        if not users:
            return ()
        first, others = users[0], len(users) - 1
        more = f" and {others} more run" if others else " runs"
        return (Step(first.workload, first.because, f"{first.workload.id.short}{more} as it"),)

    def _edge(
        self, source: Resource, relation: str, because: Path, first: tuple[Step, ...], subject: Subject, ways: _Ways,
    ) -> Edge:
        steps = [*first, *self._chain(subject, ways)]
        return Edge(source, relation, steps[-1].resource, because, tuple(steps))

    def _chain(self, subject: Subject, ways: _Ways) -> Iterator[Step]:
        """The steps from a subject to the goal."""
        told = 0
        at: Subject | None = subject
        while at is not None:
            way = ways[at]
            for step in _steps(at, way):
                told += 1
                # The last steps say what it is good for, so those in the middle are left out.
                if told <= MAX_STEPS or way.onward is None:
                    yield step
            at = way.onward

    def _solve(self, direct: _Ways) -> _Ways:
        """A shortest way for every subject that has one, those of `direct` first."""
        found = dict(direct)
        pending = list(direct)
        done: set[tuple[str, str, bool]] = set()
        for target in pending:
            space = (target.unit, target.namespace)
            steps = [*self._onto.get(target, ()), *self._onto.get(target._replace(namespace=EVERYWHERE), ())]
            for ways, fits, running in ((self._into, target.kind == "ServiceAccount", False),
                                        (self._within, target in self._by_subject, True)):
                if fits and (*space, running) not in done:
                    done.add((*space, running))
                    steps += ways.get(space, ())
            for subject, way in steps:
                if subject not in found:
                    found[subject] = way._replace(onward=target)
                    pending.append(subject)
        return found

    def _add(self, subject: Subject) -> None:
        """Learn the powers of a subject, and where they lead."""
        powers: dict[tuple[str, str], Held] = {}
        for held in self._rights.of(subject):
            kind, unit = held.power.kind, subject.unit
            if held.power.names:
                for name in held.power.names:
                    self._onto.setdefault(account(unit, held.scope, name), []).append((subject, _Way((held,), _ACTS)))
            elif (kind, held.scope) not in powers:
                powers[kind, held.scope] = held
                for captures, ways in ((_CAPTURES, self._into), (_ENTERS, self._within)):
                    if kind in captures:
                        ways.setdefault((unit, held.scope), []).append((subject, _Way((held,), captures[kind])))
        for one, other, effect in _PAIRS:
            for scope in dict.fromkeys(scope for _, scope in powers):
                pair = _both(powers, (one, other), scope)
                if pair and scope != EVERYWHERE:
                    self._into.setdefault((subject.unit, scope), []).append((subject, _Way(pair, effect)))
        if powers:
            self._powers[subject] = powers

    def _takes(self, subject: Subject) -> _Way | None:
        """The fewest powers that lead to all rights at once."""
        powers = self._powers.get(subject)
        return min(_all_rights(powers), key=lambda way: len(way.held), default=None) if powers else None

    def _reads(self, subject: Subject) -> _Way | None:
        """Powers that lead to all Secrets of a namespace at once; those of every namespace first."""
        powers = self._powers.get(subject)
        if not powers:
            return None
        for scope in sorted(dict.fromkeys(scope for _, scope in powers), key=lambda one: one != EVERYWHERE):
            for kind, effect in _READS:
                if (kind, scope) in powers:
                    return _Way((powers[kind, scope],), effect)
        return None

    def _doubt(self, subject: Subject) -> Unknown | None:
        """What of the rights of a subject is not known; of an account that was not read, all of it."""
        known = (self._complete or subject.kind != "ServiceAccount" or subject.name in ("", "default")
                 or subject in self._accounts or subject in self._bindings)
        return self._rights.doubt(subject) if known else Unknown(
            f"what ServiceAccount/{subject.name} may do is not among what was read")

    def _why(self, subject: Subject, unclear: _Ways) -> Unknown | None:
        at: Subject | None = subject
        while at is not None and at in unclear:
            if unclear[at].onward is None:
                return self._doubt(at)
            at = unclear[at].onward
        return None


def _all_rights(powers: Mapping[tuple[str, str], Held]) -> Iterator[_Way]:
    """Every way from powers straight to all rights over the cluster."""
    for kinds, effect in _MIGHTY:
        found = _both(powers, kinds, EVERYWHERE)
        if found:
            yield _Way(found, effect)
    for scope in (EVERYWHERE, _SYSTEM):
        too = ", those of kube-system too" if scope == EVERYWHERE else ""
        for kind, effect in {**_CAPTURES, **_ENTERS}.items():
            if (kind, scope) in powers:
                yield _Way((powers[kind, scope],), effect + too)
        for one, other, effect in _PAIRS:
            found = _both(powers, (one, other), scope)
            if found:
                yield _Way(found, effect + too)
    volumes = powers.get(("volumes", EVERYWHERE))
    pods = next((held for (kind, _), held in powers.items() if kind == "pods"), None)
    if volumes is not None and pods is not None:
        yield _Way((volumes, pods), "reach the disks of the nodes")


def _both(powers: Mapping[tuple[str, str], Held], kinds: tuple[str, ...], scope: str) -> tuple[Held, ...]:
    """The powers of all kinds in a scope, where what holds everywhere holds there as well; none unless all are held."""
    found = tuple(powers.get((kind, scope)) or powers.get((kind, EVERYWHERE)) for kind in kinds)
    return tuple(one for one in found if one is not None) if all(found) else ()


def _steps(subject: Subject, way: _Way) -> Iterator[Step]:
    """What a way looks like from place to place."""
    last: Resource | None = None
    for number, held in enumerate(way.held):
        if held.binding is not last:
            yield Step(held.binding, ("subjects", held.subject),
                       f"{held.binding.id.short} grants {_role(held)} to {_shown(subject)}")
        last = held.binding
        power = held.power
        says = "may do everything" if power.kind == "everything" else f"may {power.verb} {power.resource}"
        effect = f" and so {way.effect}" if way.effect and number == len(way.held) - 1 else ""
        onward = f", {_shown(way.onward)} for one" if effect and way.onward is not None else ""
        where = "" if power.kind in _CLUSTER_WIDE else " in every namespace" if held.scope == EVERYWHERE else (
            f" in {held.scope}")
        yield Step(*held.place, f"which {says}{where}{effect}{onward}")


def _role(held: Held) -> str:
    kind = held.role.id.kind if held.role is not None else str(held.binding.get("roleRef", "kind"))
    return f"{kind}/{held.role_name}"


def _shown(subject: Subject) -> str:
    return f"{subject.kind}/{subject.name}"

