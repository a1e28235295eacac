"""What an application ships with beside its workloads: alerts, dashboards, agents.

Whether such things are there is asked once for everything that is deployed together, of its first workload.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scanner.graph.relations.references import items
from scanner.model.graph import Edge, PodTemplate
from scanner.model.resource import Data, Resource, Resources, lookup
from scanner.patterns import lazy

NAMES = ("leads", "warns", "promises", "shows", "counts", "measures", "collects", "detects", "notifies")

_LEADERS = ("Deployment", "StatefulSet", "DaemonSet")
_ALERTS = ("PrometheusRule", "VMRule")
_OBJECTIVES = ("PrometheusServiceLevel", "ServiceLevelObjective", "SLO")
_DASHBOARDS = ("GrafanaDashboard",)
_COLLECTORS = (
    "ClusterLogForwarder", "OpenTelemetryCollector", "FluentBit", "Fluentd", "Logging", "ClusterFluentBitConfig",
)

# Names of images, each of a program that does the work.
_OBJECT_COUNTERS = lazy(r"kube-state-metrics|/(?:datadog/)?(?:cluster-)?agent(?:[:@]|$)|newrelic|k8s-monitoring")
_NODE_METERS = lazy(r"node-exporter|windows-exporter|/agent(?:[:@]|$)|grafana/(?:agent|alloy)|telegraf|newrelic")
_LOG_AGENTS = lazy(r"fluent-?bit|fluentd|filebeat|vector|promtail|grafana/(?:agent|alloy)|opentelemetry-collector"
                   r"|logging-agent|splunk|datadog|newrelic|dynatrace|elastic-agent|logstash")
_DETECTORS = lazy(r"falco|tetragon|tracee|sysdig|neuvector|kubearmor|twistlock|prisma|aqua|enforcer|wazuh|falcon"
                  r"|osquery|stackrox|collector-slim|lacework|defender")
_LONGEST_DASHBOARD = 4_000_000


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge]:
    """leads: the first workload of what is deployed together, and the first object with alerts, to itself. To the
    workload lead, one edge for each relation:
    warns: rules with a critical alert; promises: rules or objects of a service level objective; shows: a dashboard;
    counts, measures, collects, detects: the agents that count objects, measure nodes, collect logs and watch for
    intruders; notifies: Alertmanager settings whose root route has a receiver, to the first object with alerts."""
    leaders = _first(resources.of_kind(*_LEADERS))
    for leader in leaders.values():
        yield Edge(leader, "leads", leader)
    yield from _to(leaders, "warns", (one for one in resources.of_kind(*_ALERTS) if _is_critical(one)))
    yield from _to(leaders, "promises", (one for one in resources.of_kind(*_ALERTS, *_OBJECTIVES)
                                         if one.id.kind in _OBJECTIVES or _is_objective(one)))
    yield from _to(leaders, "shows", (one for one in resources.of_kind(*_DASHBOARDS, "ConfigMap")
                                      if one.id.kind in _DASHBOARDS or _is_dashboard(one)))
    images = {one: _images(template) for one, template in templates.items() if one.id.kind in _LEADERS}
    for relation, pattern in (("counts", _OBJECT_COUNTERS), ("measures", _NODE_METERS), ("collects", _LOG_AGENTS),
                              ("detects", _DETECTORS)):
        nodes_only = relation != "counts"
        agents = [one for one, names in images.items()
                  if (one.id.kind == "DaemonSet" or not nodes_only) and any(pattern.search(name) for name in names)]
        if relation == "collects":
            agents += resources.of_kind(*_COLLECTORS)
        yield from _to(leaders, relation, agents)
    alerts = _first(resources.of_kind(*_ALERTS))
    for alert in alerts.values():
        yield Edge(alert, "leads", alert)
    if alerts:
        yield from _to(alerts, "notifies", _notifiers(resources))


def _first(resources: list[Resource]) -> dict[str, Resource]:
    """The first resource of each unit."""
    found: dict[str, Resource] = {}
    for resource in resources:
        found.setdefault(resource.unit, resource)
    return found


def _to(leaders: Mapping[str, Resource], relation: str, companions: Iterable[Resource]) -> Iterator[Edge]:
    seen: set[str] = set()
    for companion in companions:
        if companion.unit in leaders and companion.unit not in seen:
            seen.add(companion.unit)
            yield Edge(companion, relation, leaders[companion.unit])


def _rules(resource: Resource) -> Iterator[Data]:
    for group in items(resource.body, "spec", "groups"):
        yield from items(group, "rules")


def _is_critical(resource: Resource) -> bool:
    return any(lookup(rule, ("alert",)) is not None and lookup(rule, ("labels", "severity")) in ("critical", "page")
               for rule in _rules(resource))


def _is_objective(resource: Resource) -> bool:
    for rule in _rules(resource):
        name = str(lookup(rule, ("record",)) or lookup(rule, ("alert",)) or "").lower()
        if name.startswith(("slo:", "sli:")) or "burnrate" in name or "burn_rate" in name or "errorbudget" in name:
            return True
    return False


def _is_dashboard(resource: Resource) -> bool:
    """A ConfigMap that is labelled as one and holds a JSON text with panels."""
    if not any("dashboard" in key for key in resource.labels):
        return False
    data = resource.get("data")
    return any(_has_panels(text) for text in (data.values() if isinstance(data, dict) else ()))


def _has_panels(text: Data) -> bool:
    import json

    if not isinstance(text, str) or len(text) > _LONGEST_DASHBOARD or '"panels"' not in text:
        return False
    try:
        board = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(board, dict) and bool(board.get("panels"))


def _images(template: PodTemplate) -> list[str]:
    found = [lookup(container, ("image",)) for container in items(template.spec, "containers")]
    return [image for image in found if isinstance(image, str)]


def _notifiers(resources: Resources) -> Iterator[Resource]:
    from scanner.rules.alerting import alerting

    for holder in resources.of_kind("AlertmanagerConfig", "Secret", "ConfigMap"):
        if alerting(holder.body).get("receiver"):
            yield holder
