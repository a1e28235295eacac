import pytest

from scanner.model.graph import Wanted
from tests.manifests import graph_of

BASE = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {selector: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
"""


@pytest.mark.parametrize(("spec", "found"), [
    ("{selector: {matchLabels: {app: web}}, namespaceSelector: {matchNames: [shop]}}", 1),
    ("{selector: {matchLabels: {app: web}}, namespaceSelector: {any: true}}", 1),
    ("{selector: {matchLabels: {app: web}}}", 0),
    ("{selector: {matchLabels: {app: db}}, namespaceSelector: {any: true}}", 0),
    ("{namespaceSelector: {any: true}}", 1),
])
@pytest.mark.parametrize(("kind", "relation"), [("ServiceMonitor", "monitors"), ("PodMonitor", "scrapes")])
def test_monitors(kind: str, relation: str, spec: str, found: int) -> None:
    graph = graph_of(f"{BASE}apiVersion: monitoring.coreos.com/v1\nkind: {kind}\n"
                     f"metadata: {{name: m, namespace: watch}}\nspec: {spec}\n")
    monitor = list(graph.resources)[-1]
    assert len(graph.outgoing(monitor, relation)) == found
    assert len(graph.missing(monitor, relation)) == 1 - found
    assert len(graph.incoming(list(graph.resources)[1], "scrapes")) == found


@pytest.mark.parametrize(("spec", "labels", "namespace", "found"), [
    ("{serviceMonitorSelector: {}}", "{}", "watch", 1),
    ("{serviceMonitorSelector: {matchLabels: {release: x}}}", "{release: x}", "watch", 1),
    ("{serviceMonitorSelector: {matchLabels: {release: x}}}", "{}", "watch", 0),
    ("{}", "{}", "watch", 0),
    ("{serviceMonitorSelector: {}}", "{}", "shop", 0),
    ("{serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}}", "{}", "shop", 1),
    ("{serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {matchLabels: {a: b}}}", "{}", "shop", 0),
    ("{serviceMonitorSelector: {},"
     " serviceMonitorNamespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}", "{}", "shop", 1),
])
def test_what_gathers_the_monitors(spec: str, labels: str, namespace: str, found: int) -> None:
    graph = graph_of(f"apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n"
                     f"metadata: {{name: m, namespace: {namespace}, labels: {labels}}}\n---\n"
                     "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\n"
                     f"metadata: {{name: p, namespace: watch}}\nspec: {spec}\n")
    assert len(graph.outgoing(list(graph.resources)[1], "gathers")) == found


def test_what_a_monitor_wants_can_be_named_by_its_labels() -> None:
    graph = graph_of("apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: m}\n"
                     "spec: {selector: {matchLabels: {app: x}}, namespaceSelector: {matchNames: [a]}}\n")
    (loose,) = graph.dangling
    assert loose.wanted == "Services labelled app=x"
    assert loose.to == Wanted("Service", "a", selector={"matchLabels": {"app": "x"}})
