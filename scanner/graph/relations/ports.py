"""Ports of Services that the containers behind them do not open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.labels import equal
from scanner.graph.relations.references import items
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Data, Path, Resource, Resources

NAMES = ("reaches_name", "reaches_number")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """reaches_name: Service to the first workload that declares the port its targetPort names; reaches_number: the
    same for numbers. A Service without pods reaches nothing that could be missing."""
    pods: dict[tuple[str, str], list[tuple[Resource, PodTemplate]]] = {}
    for workload, template in templates.items():
        pods.setdefault((workload.unit, workload.id.namespace or "default"), []).append((workload, template))
    for service in resources.of_kind("Service"):
        selector = service.get("spec", "selector")
        if isinstance(selector, dict) and selector and service.get("spec", "type") != "ExternalName":
            behind = [(workload, template) for workload, template
                      in pods.get((service.unit, service.id.namespace or "default"), ())
                      if equal(selector, template.labels)]
            if behind:
                yield from _ports(service, behind)


def _ports(service: Resource, behind: list[tuple[Resource, PodTemplate]]) -> Iterator[Edge | Dangling]:
    declared = [(workload, set(_declared(template))) for workload, template in behind]
    for number, port in enumerate(items(service.body, "spec", "ports")):
        if not isinstance(port, dict):
            continue
        wanted = port.get("targetPort", port.get("port"))
        path: Path = ("spec", "ports", number, "targetPort" if "targetPort" in port else "port")
        protocol = str(port.get("protocol") or "TCP")
        if isinstance(wanted, (str, int)) and not isinstance(wanted, bool):
            relation = "reaches_number" if isinstance(wanted, int) else "reaches_name"
            target = next((workload for workload, known in declared if (wanted, protocol) in known), None)
            yield Dangling(service, relation, f"port {wanted}", path) if target is None else Edge(
                service, relation, target, path)


def _declared(template: PodTemplate) -> Iterator[tuple[Data, str]]:
    """(name or number, protocol) of every port that a container of the pod declares."""
    for group in ("initContainers", "containers"):
        for container in items(template.spec, group):
            for port in items(container, "ports"):
                if isinstance(port, dict):
                    for key in ("name", "containerPort"):
                        if isinstance(port.get(key), (str, int)):
                            yield port[key], str(port.get("protocol") or "TCP")
