import pytest

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
