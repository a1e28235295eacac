"""Relations that follow from others; each link has the chain of those that it follows from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scanner.model.graph import Edge, Relation, Step
from scanner.model.resource import Resource

NAMES = {
    "guards_scaled_by": Relation("PodDisruptionBudget", "autoscaler", "it guards what the other one scales", "scaling",
                                 shown=False),
    "empowers": Relation("RoleBinding, ClusterRoleBinding", "workload", "the workload runs under an account it binds",
                         "identity", shown=False),
    "may": Relation("workload", "Role, ClusterRole", "a binding grants the role to the account of the workload",
                    "identity", shown=False),
    "exposes": Relation("Service, Ingress, route", "workload", "it makes the pods reachable from outside", "traffic",
                        shown=False),
}

_OPEN_TYPES = ("NodePort", "LoadBalancer")
_Edges = Mapping[str, list[Edge]]


def find(edges: Iterable[Edge]) -> Iterator[Edge]:
    """The links that follow from the links found so far."""
    by_name: dict[str, list[Edge]] = {}
    for edge in edges:
        by_name.setdefault(edge.relation, []).append(edge)
    yield from _scalers(by_name)
    yield from _rights(by_name)
    served = _by_source(by_name.get("serves", ()))
    yield from _through("exposes", (*by_name.get("routes", ()), *by_name.get("forwards", ())), served)
    for edge in by_name.get("serves", ()):
        if edge.source.get("spec", "type") in _OPEN_TYPES:
            yield Edge(edge.source, "exposes", edge.target, ("spec", "type"), (step(edge),))
    yield from _through("scrapes", by_name.get("monitors", ()), served)


def step(edge: Edge) -> Step:
    """A link as a reason for another one."""
    return Step(edge.source, edge.because, f"{edge.source.id.short} {edge.relation} {edge.target.id.short}")


def _by_source(edges: Iterable[Edge]) -> dict[Resource, list[Edge]]:
    found: dict[Resource, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge)
    return found


def _by_target(edges: Iterable[Edge]) -> dict[Resource, list[Edge]]:
    found: dict[Resource, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.target, []).append(edge)
    return found


def _through(relation: str, edges: Iterable[Edge], onward: Mapping[Resource, list[Edge]]) -> Iterator[Edge]:
    """Links from the sources of `edges` to what their targets lead to, each once."""
    seen: set[tuple[Resource, Resource]] = set()
    for edge in edges:
        if (edge.source, edge.target) not in seen:
            seen.add((edge.source, edge.target))
            for next_edge in onward.get(edge.target, ()):
                yield Edge(edge.source, relation, next_edge.target, edge.because, (step(edge), step(next_edge)))


def _scalers(by_name: _Edges) -> Iterator[Edge]:
    scalers = _by_target(by_name.get("scales", ()))
    for guard in by_name.get("guards", ()):
        for scaled in scalers.get(guard.target, ()):
            yield Edge(guard.source, "guards_scaled_by", scaled.source, guard.because, (step(guard), step(scaled)))


def _rights(by_name: _Edges) -> Iterator[Edge]:
    workloads = _by_target(by_name.get("runs_as", ()))
    grants = _by_source(by_name.get("grants", ()))
    for bound in by_name.get("binds", ()):
        for run in workloads.get(bound.target, ()):
            yield Edge(bound.source, "empowers", run.source, bound.because, (step(bound), step(run)))
            for granted in grants.get(bound.source, ()):
                yield Edge(run.source, "may", granted.target, run.because, (step(run), step(bound), step(granted)))
