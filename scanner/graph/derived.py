"""Relations that follow from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scanner.model.graph import Edge
from scanner.model.resource import Resource

NAMES = ("guards_scaled_by", "empowers", "may", "exposes", "scrapes")

_OPEN_TYPES = ("NodePort", "LoadBalancer")
_Ends = Mapping[Resource, list[Resource]]


def find(edges: Iterable[Edge]) -> Iterator[Edge]:
    """guards_scaled_by: PodDisruptionBudget to the autoscalers of the workloads it guards; empowers: binding to the
    workloads that run under an account it binds; may: workload to the roles it gets that way; exposes: Service,
    Ingress or route to the workloads it makes reachable from outside; scrapes: ServiceMonitor to workload."""
    by_name: dict[str, list[Edge]] = {}
    for edge in edges:
        by_name.setdefault(edge.relation, []).append(edge)
    yield from _scalers(by_name)
    yield from _rights(by_name)
    served = _ends(by_name.get("serves", ()))
    yield from _through("exposes", (*by_name.get("routes", ()), *by_name.get("forwards", ())), served)
    for edge in by_name.get("serves", ()):
        if edge.source.get("spec", "type") in _OPEN_TYPES:
            yield Edge(edge.source, "exposes", edge.target, ("spec", "type"))
    yield from _through("scrapes", by_name.get("monitors", ()), served)


def _ends(edges: Iterable[Edge]) -> dict[Resource, list[Resource]]:
    """The targets of each source."""
    found: dict[Resource, list[Resource]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge.target)
    return found


def _through(relation: str, edges: Iterable[Edge], onward: _Ends) -> Iterator[Edge]:
    """Edges from the sources of `edges` to what their targets lead to, each once."""
    seen: set[tuple[Resource, Resource]] = set()
    for edge in edges:
        if (edge.source, edge.target) not in seen:
            seen.add((edge.source, edge.target))
            for end in onward.get(edge.target, ()):
                yield Edge(edge.source, relation, end, edge.because)


def _scalers(by_name: Mapping[str, list[Edge]]) -> Iterator[Edge]:
    scalers: dict[Resource, list[Resource]] = {}
    for edge in by_name.get("scales", ()):
        scalers.setdefault(edge.target, []).append(edge.source)
    for guard in by_name.get("guards", ()):
        for scaler in scalers.get(guard.target, ()):
            yield Edge(guard.source, "guards_scaled_by", scaler, guard.because)


def _rights(by_name: Mapping[str, list[Edge]]) -> Iterator[Edge]:
    workloads: dict[Resource, list[Resource]] = {}
    for edge in by_name.get("runs_as", ()):
        workloads.setdefault(edge.target, []).append(edge.source)
    roles = _ends(by_name.get("grants", ()))
    for binding in by_name.get("binds", ()):
        for workload in workloads.get(binding.target, ()):
            yield Edge(binding.source, "empowers", workload, binding.because)
            for role in roles.get(binding.source, ()):
                yield Edge(workload, "may", role)
