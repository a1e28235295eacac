import pytest

from tests.manifests import graph_of

BASE = """\
apiVersion: v1
kind: Namespace
metadata: {name: edge, labels: {zone: dmz}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: proxy, namespace: edge, labels: {app: proxy}}
spec: {containers: [{name: proxy}]}
---
"""


@pytest.mark.parametrize(("peer", "targets", "wanted"), [
    ("{podSelector: {matchLabels: {app: web}}}", ["web"], []),
    ("{podSelector: {}}", ["web"], []),
    ("{podSelector: {matchLabels: {app: proxy}}}", [], ["pods labelled app=proxy"]),
    ("{podSelector: {matchLabels: {app: proxy}}, namespaceSelector: {matchLabels: {zone: dmz}}}", ["proxy"], []),
    ("{podSelector: {matchLabels: {app: web}}, namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}",
     [], ["pods labelled app=web"]),
    ("{podSelector: {matchLabels: {app: x}}, namespaceSelector: {matchLabels: {zone: elsewhere}}}", [], []),
    ("{namespaceSelector: {}}", [], []),
    ("text", [], []),
])
@pytest.mark.parametrize(("direction", "side"), [("ingress", "from"), ("egress", "to")])
def test_peers(direction: str, side: str, peer: str, targets: list[str], wanted: list[str]) -> None:
    graph = graph_of(f"{BASE}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\n"
                     f"spec: {{{direction}: [{{{side}: [{peer}]}}]}}\n")
    policy = list(graph.resources)[-1]
    assert [edge.target.id.name for edge in graph.outgoing(policy, "admits")] == targets
    assert [loose.wanted for loose in graph.missing(policy, "admits")] == wanted
