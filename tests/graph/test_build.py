from scanner.graph.build import build, meanings
from tests.manifests import graph_of

TEXT = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: lost}
spec: {selector: {app: lost}}
"""


def test_edges_can_be_walked_both_ways() -> None:
    graph = graph_of(TEXT)
    pod, web, lost = graph.resources
    assert [edge.source for edge in graph.incoming(pod, "serves")] == [web]
    assert [edge.target for edge in graph.outgoing(web, "serves")] == [pod]
    assert graph.incoming(pod, "guards") == [] == graph.outgoing(lost, "serves")
    assert [loose.wanted for loose in graph.missing(lost, "serves")] == ["pods labelled app=lost"]


def test_only_workloads_have_templates() -> None:
    graph = graph_of(TEXT)
    assert [bool(graph.pods(one)) for one in graph.resources] == [True, False, False]


def test_nothing_gives_an_empty_graph() -> None:
    assert len(build([]).resources) == 0


def test_every_edge_has_a_listed_relation() -> None:
    graph = graph_of(TEXT)
    assert {edge.relation for edge in graph.edges} | {loose.relation for loose in graph.dangling} <= meanings().keys()
