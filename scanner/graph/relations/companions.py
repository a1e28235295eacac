"""What an application ships with beside its workloads: alerts, dashboards, agents.

Whether such things are there is asked once for everything that is deployed together, of its first workload.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from scanner.graph.links import items
from scanner.graph.workloads import Templates
from scanner.model.graph import Edge, Relation
from scanner.model.resource import Data, Resource, Resources, lookup

NAMES = {
    "leads": Relation("first workload, first object with alerts", "itself", "it stands for all that is deployed "
                      "together", shown=False),
    "warns": Relation("PrometheusRule, VMRule", "first workload", "it has a critical alert", "observation",
                      shown=False),
    "promises": Relation("PrometheusRule, VMRule, service level objective", "first workload", "it states an objective",
                         "observation", shown=False),
    "shows": Relation("GrafanaDashboard, ConfigMap", "first workload", "it holds a dashboard", "observation",
                      shown=False),
    "counts": Relation("workload", "first workload", "it runs an agent that counts objects", "observation",
                       shown=False),
    "measures": Relation("DaemonSet", "first workload", "it runs an agent that measures nodes", "observation",
                         shown=False),
    "collects": Relation("DaemonSet, operator's object", "first workload", "it collects logs", "observation",
                         shown=False),
    "detects": Relation("DaemonSet", "first workload", "it watches for intruders", "observation", shown=False),
    "notifies": Relation("AlertmanagerConfig, Secret, ConfigMap", "first object with alerts", "the root route of its "
                         "Alertmanager settings has a receiver", "observation", shown=False),
}

_LEADERS = ("Deployment", "StatefulSet", "DaemonSet")
_ALERTS = ("PrometheusRule", "VMRule")
_OBJECTIVES = ("PrometheusServiceLevel", "ServiceLevelObjective", "SLO")
_DASHBOARDS = ("GrafanaDashboard",)
_COLLECTORS = (
    "ClusterLogForwarder", "OpenTelemetryCollector", "FluentBit", "Fluentd", "Logging", "ClusterFluentBitConfig",
)

# Words in the names of images, each of a program that does the work.
_OBJECT_COUNTERS = ("kube-state-metrics", "datadog", "newrelic", "k8s-monitoring", "dynatrace")
_NODE_METERS = ("node-exporter", "windows-exporter", "datadog", "grafana/agent", "grafana/alloy", "telegraf",
                "newrelic", "dynatrace")
_LOG_AGENTS = ("fluent-bit", "fluentbit", "fluentd", "filebeat", "timberio/vector", "promtail", "grafana/agent",
               "grafana/alloy", "opentelemetry-collector", "logging-agent", "splunk", "datadog", "newrelic",
               "dynatrace", "elastic-agent", "logstash")
_DETECTORS = ("falco", "tetragon", "tracee", "sysdig", "neuvector", "kubearmor", "twistlock", "aquasec", "enforcer",
              "wazuh", "osquery", "stackrox", "lacework", "defender")
_LONGEST_DASHBOARD = 4_000_000


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """One link for each relation and all that is deployed together, to its first workload or alert."""
    leaders = _first(resources.of_kind(*_LEADERS))
    for leader in leaders.values():
        yield Edge(leader, "leads", leader)
    yield from _to(leaders, "warns", resources.of_kind(*_ALERTS), _is_critical)
    yield from _to(leaders, "promises", resources.of_kind(*_ALERTS, *_OBJECTIVES), _is_objective)
    yield from _to(leaders, "shows", resources.of_kind(*_DASHBOARDS, "ConfigMap"), _is_dashboard)
    yield from _to(leaders, "counts", resources.of_kind(*_LEADERS), lambda one: _runs(templates, one, _OBJECT_COUNTERS))
    yield from _to(leaders, "collects", resources.of_kind(*_COLLECTORS, "DaemonSet"),
                   lambda one: one.id.kind in _COLLECTORS or _runs(templates, one, _LOG_AGENTS))
    for relation, words in (("measures", _NODE_METERS), ("detects", _DETECTORS)):
        yield from _to(leaders, relation, resources.of_kind("DaemonSet"),
                       lambda one, words=words: _runs(templates, one, words))
    alerts = _first(resources.of_kind(*_ALERTS))
    for alert in alerts.values():
        yield Edge(alert, "leads", alert)
    yield from _to(alerts, "notifies", resources.of_kind("AlertmanagerConfig", "Secret", "ConfigMap"), _notifies)


def _first(resources: list[Resource]) -> dict[str, Resource]:
    """The first resource of each unit."""
    found: dict[str, Resource] = {}
    for resource in resources:
        found.setdefault(resource.unit, resource)
    return found


def _to(
    leaders: Mapping[str, Resource], relation: str, candidates: Iterable[Resource], test: Callable[[Resource], bool],
) -> Iterator[Edge]:
    """An edge from the first candidate of each unit that passes the test; those after it are not looked at."""
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.unit in leaders and candidate.unit not in seen and test(candidate):
            seen.add(candidate.unit)
            yield Edge(candidate, relation, leaders[candidate.unit])


def _rules(resource: Resource) -> Iterator[Data]:
    for group in items(resource.body, "spec", "groups"):
        yield from items(group, "rules")


def _is_critical(resource: Resource) -> bool:
    return any(lookup(rule, ("alert",)) is not None and lookup(rule, ("labels", "severity")) in ("critical", "page")
               for rule in _rules(resource))


def _is_objective(resource: Resource) -> bool:
    if resource.id.kind in _OBJECTIVES:
        return True
    for rule in _rules(resource):
        name = str(lookup(rule, ("record",)) or lookup(rule, ("alert",)) or "").lower()
        if name.startswith(("slo:", "sli:")) or "burnrate" in name or "burn_rate" in name or "errorbudget" in name:
            return True
    return False


def _is_dashboard(resource: Resource) -> bool:
    """A dashboard of an operator, or a ConfigMap that is labelled as one and holds a JSON text with panels."""
    if resource.id.kind in _DASHBOARDS:
        return True
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


def _runs(templates: Templates, workload: Resource, words: tuple[str, ...]) -> bool:
    """Whether a container of the workload has an image with one of the words in its name."""
    images = (lookup(container, ("image",)) for template in templates.get(workload, ())
              for _, container in template.containers("main"))
    return any(isinstance(image, str) and any(word in image for word in words) for image in images)


def _notifies(holder: Resource) -> bool:
    from scanner.located.yaml import load_or_none
    from scanner.model.alerting import alerting

    return bool(alerting(holder.body, load_or_none).get("receiver"))
