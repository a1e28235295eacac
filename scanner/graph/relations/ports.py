"""Ports of Services that the containers behind them do not open."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.labels import Labelled, equal
from scanner.graph.links import numbered
from scanner.graph.relations.selectors import pods_of
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, PodTemplate, Relation
from scanner.model.resource import Data, Resource, Resources

NAMES = {
    "reaches_name": Relation("Service", "workload", "a container declares the port that targetPort names; one workload "
                             "for each port", "traffic", shown=False),
    "reaches_number": Relation("Service", "workload", "a container declares the port of the number in targetPort, or "
                               "in port; one workload for each port", "traffic", shown=False, told=False),
}

# The first workload with each (name or number, protocol).
_Declared = dict[tuple[Data, str], Resource]


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links from ports of Services to ports of containers. A Service without pods reaches nothing that could be
    missing, and neither does one whose pods an operator completes."""
    services = resources.of_kind("Service")
    if not services:
        return
    pods = pods_of(templates)
    # Services with one selector, of which a hostile input has many, lead to the same ports.
    known: dict[tuple[str, str, tuple[tuple[str, str], ...]], _Declared | None] = {}
    for service in services:
        selector = service.get("spec", "selector")
        if isinstance(selector, dict) and selector and service.get("spec", "type") != "ExternalName":
            pairs = tuple(sorted((str(key), str(value)) for key, value in selector.items()))
            key = (service.unit, service.space, pairs)
            if key not in known:
                known[key] = _behind(service, selector, pods, templates)
            declared = known[key]
            if declared is not None:
                yield from _ports(service, declared)


def _behind(
    service: Resource, selector: dict[str, Data], pods: Labelled, templates: Templates,
) -> _Declared | None:
    """The first workload that declares each port, of those behind a Service; None when that cannot be said."""
    found: _Declared | None = None
    for workload in dict.fromkeys(workload for workload, _ in pods.candidates(service, selector)):
        for template in templates[workload]:
            if equal(selector, template.labels):
                if template.partial:
                    return None
                found = {} if found is None else found
                for port in _declared(template):
                    found.setdefault(port, workload)
    return found


def _ports(service: Resource, declared: _Declared) -> Iterator[Edge | Dangling]:
    for path, port in numbered(service.body, "spec", "ports"):
        wanted = port.get("targetPort", port.get("port"))
        path = (*path, "targetPort" if "targetPort" in port else "port")
        protocol = str(port.get("protocol") or "TCP")
        if isinstance(wanted, (str, int)) and not isinstance(wanted, bool):
            relation = "reaches_number" if isinstance(wanted, int) else "reaches_name"
            target = declared.get((wanted, protocol))
            yield Dangling(service, relation, f"port {wanted}", path) if target is None else Edge(
                service, relation, target, path)


def _declared(template: PodTemplate) -> Iterator[tuple[Data, str]]:
    """(name or number, protocol) of every port that a container of the pod declares."""
    for _, container in template.containers("init", "main"):
        for _, port in numbered(container, "ports"):
            for key in ("name", "containerPort"):
                if isinstance(port.get(key), (str, int)) and port[key] != "":
                    yield port[key], str(port.get("protocol") or "TCP")
