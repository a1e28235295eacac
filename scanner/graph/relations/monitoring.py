"""Who collects the metrics of whom: the monitors of the Prometheus operator, and what gathers the monitors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from scanner.graph.labels import Labelled, describe, selects
from scanner.graph.links import items
from scanner.graph.relations.selectors import pods_of
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation, Wanted
from scanner.model.resource import Data, Path, Resource, Resources, lookup

NAMES = {
    "monitors": Relation("ServiceMonitor, VMServiceScrape", "Service",
                         "its selector holds for the labels of the Service", "observation"),
    "scrapes": Relation("PodMonitor, VMPodScrape; by way of Services also ServiceMonitor", "workload",
                        "its selector holds for the labels of the pods", "observation"),
    "gathers": Relation("Prometheus, PrometheusAgent, VMAgent, ThanosRuler, VMAlert",
                        "ServiceMonitor, PodMonitor, Probe, ScrapeConfig, PrometheusRule",
                        "its selector of them holds for the labels of the other", "observation"),
}

# Fields of those that gather: (kind gathered, selector of objects, selector of namespaces).
_GATHERED = (
    ("ServiceMonitor", "serviceMonitorSelector", "serviceMonitorNamespaceSelector"),
    ("PodMonitor", "podMonitorSelector", "podMonitorNamespaceSelector"),
    ("Probe", "probeSelector", "probeNamespaceSelector"),
    ("ScrapeConfig", "scrapeConfigSelector", "scrapeConfigNamespaceSelector"),
    ("PrometheusRule", "ruleSelector", "ruleNamespaceSelector"),
    ("VMServiceScrape", "serviceScrapeSelector", "serviceScrapeNamespaceSelector"),
    ("VMPodScrape", "podScrapeSelector", "podScrapeNamespaceSelector"),
    ("VMRule", "ruleSelector", "ruleNamespaceSelector"),
)


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of monitors, and of what gathers them."""
    services = Labelled((one, one.labels) for one in resources.of_kind("Service"))
    for monitor in resources.of_kind("ServiceMonitor", "VMServiceScrape"):
        yield from _links(monitor, "monitors", services, "Service", "Services")
    pods = pods_of(templates)
    for monitor in resources.of_kind("PodMonitor", "VMPodScrape"):
        yield from _links(monitor, "scrapes", pods, "Pod", "pods")
    spaces = {(one.unit, one.id.name): one.labels for one in resources.of_kind("Namespace")}
    gatherers = resources.of_kind("Prometheus", "PrometheusAgent", "VMAgent", "ThanosRuler", "VMAlert")
    for kind, field, space_field in _GATHERED if gatherers else ():
        known = Labelled((one, one.labels) for one in resources.of_kind(kind))
        for gatherer in gatherers:
            selector = gatherer.get("spec", field)
            for one, labels in known.everywhere(gatherer.unit, selector) if isinstance(selector, dict) else ():
                if _reaches(gatherer, gatherer.get("spec", space_field), one, spaces) and selects(selector, labels):
                    yield Edge(gatherer, "gathers", one, ("spec", field))


def _links(
    monitor: Resource, relation: str, known: Labelled, kind: str, noun: str,
) -> Iterator[Edge | Dangling]:
    path: Path = ("spec", "selector")
    selector = monitor.get(*path) or {}
    spaces = _spaces(monitor)
    seen = (known.inside(monitor.unit, space, selector) for space in spaces) if spaces else (
        known.everywhere(monitor.unit, selector),)
    last: Resource | None = None
    for target, labels in chain.from_iterable(seen):
        if target is not last and selects(selector, labels):
            last = target
            yield Edge(monitor, relation, target, path)
    if last is None:
        wanted = Wanted(kind, spaces[0] if len(spaces) == 1 else "", selector=selector)
        yield Dangling(monitor, relation, f"{noun} labelled {describe(selector)}", path, wanted)


def _spaces(monitor: Resource) -> list[str]:
    """The namespaces that a monitor looks into; none for all."""
    spaces = monitor.get("spec", "namespaceSelector")
    if lookup(spaces, ("any",)) is True:
        return []
    return [one for one in items(spaces, "matchNames") if isinstance(one, str)] or [monitor.space]


def _reaches(
    gatherer: Resource, selector: Data, target: Resource, spaces: Mapping[tuple[str, str], Mapping[str, str]],
) -> bool:
    """Whether what gathers looks into the namespace of the target; without a selector, into its own one."""
    if not isinstance(selector, dict):
        return gatherer.space == target.space
    name = target.space
    return selects(selector, {"kubernetes.io/metadata.name": name, **spaces.get((target.unit, name), {})})
