"""Who collects the metrics of whom: the monitors of the Prometheus operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.labels import describe, selects
from scanner.graph.relations.references import items
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Resource, Resources, lookup

NAMES = ("monitors", "scrapes")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """monitors: ServiceMonitor to the Services it selects; scrapes: PodMonitor to the workloads it selects."""
    for monitor in resources.of_kind("ServiceMonitor"):
        services = [one for one in resources.of_kind("Service") if _sees(monitor, one)]
        selector = monitor.get("spec", "selector") or {}
        chosen = [one for one in services if selects(selector, one.labels)]
        yield from _links(monitor, "monitors", chosen, f"Services labelled {describe(selector)}")
    for monitor in resources.of_kind("PodMonitor"):
        selector = monitor.get("spec", "selector") or {}
        chosen = [one for one, template in templates.items()
                  if _sees(monitor, one) and selects(selector, template.labels)]
        yield from _links(monitor, "scrapes", chosen, f"pods labelled {describe(selector)}")


def _links(monitor: Resource, relation: str, chosen: list[Resource], wanted: str) -> Iterator[Edge | Dangling]:
    for target in chosen:
        yield Edge(monitor, relation, target, ("spec", "selector"))
    if not chosen:
        yield Dangling(monitor, relation, wanted, ("spec", "selector"))


def _sees(monitor: Resource, target: Resource) -> bool:
    if monitor.unit != target.unit:
        return False
    spaces = monitor.get("spec", "namespaceSelector")
    if lookup(spaces, ("any",)) is True:
        return True
    names = items(spaces, "matchNames") or [monitor.id.namespace or "default"]
    return (target.id.namespace or "default") in names
