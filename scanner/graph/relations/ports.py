"""Ports of Services that the containers behind them do not open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.labels import equal
from scanner.graph.relations.references import items
from scanner.graph.relations.selectors import Pods
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Data, Path, Resource, Resources

NAMES = ("reaches_name", "reaches_number")

# The first workload with each (name or number, protocol).
_Declared = dict[tuple[Data, str], Resource]


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """reaches_name: Service to the first workload that declares the port its targetPort names; reaches_number: the
    same for numbers. A Service without pods reaches nothing that could be missing."""
    services = resources.of_kind("Service")
    if not services:
        return
    pods = Pods(templates)
    # Services with one selector, of which a hostile input has many, lead to the same ports.
    known: dict[tuple[str, str, tuple[tuple[str, str], ...]], _Declared | None] = {}
    for service in services:
        selector = service.get("spec", "selector")
        if isinstance(selector, dict) and selector and service.get("spec", "type") != "ExternalName":
            pairs = tuple(sorted((str(key), str(value)) for key, value in selector.items()))
            key = (service.unit, service.id.namespace or "default", pairs)
            if key not in known:
                known[key] = _behind(service, selector, pods, templates)
            declared = known[key]
            if declared is not None:
                yield from _ports(service, declared)


def _behind(
    service: Resource, selector: dict[str, Data], pods: Pods, templates: Mapping[Resource, PodTemplate],
) -> _Declared | None:
    """The first workload that declares each port, of those behind a Service; None when there is none behind it."""
    found: _Declared | None = None
    for workload in pods.candidates(service, selector):
        if equal(selector, pods.labels(workload)):
            found = {} if found is None else found
            for port in _declared(templates[workload]):
                found.setdefault(port, workload)
    return found


def _ports(service: Resource, declared: _Declared) -> Iterator[Edge | Dangling]:
    for number, port in enumerate(items(service.body, "spec", "ports")):
        if not isinstance(port, dict):
            continue
        wanted = port.get("targetPort", port.get("port"))
        path: Path = ("spec", "ports", number, "targetPort" if "targetPort" in port else "port")
        protocol = str(port.get("protocol") or "TCP")
        if isinstance(wanted, (str, int)) and not isinstance(wanted, bool):
            relation = "reaches_number" if isinstance(wanted, int) else "reaches_name"
            target = declared.get((wanted, protocol))
            yield Dangling(service, relation, f"port {wanted}", path) if target is None else Edge(
                service, relation, target, path)


def _declared(template: PodTemplate) -> Iterator[tuple[Data, str]]:
    """(name or number, protocol) of every port that a container of the pod declares."""
    for group in ("initContainers", "containers"):
        for container in items(template.spec, group):
            for port in items(container, "ports"):
                if isinstance(port, dict):
                    for key in ("name", "containerPort"):
                        if isinstance(port.get(key), (str, int)) and port[key] != "":
                            yield port[key], str(port.get("protocol") or "TCP")
