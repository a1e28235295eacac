import pytest

from tests.manifests import graph_of

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - {name: web, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]}
---
"""


@pytest.mark.parametrize(("port", "names", "numbers"), [
    ("{port: 80, targetPort: http}", [], []),
    ("{port: 80, targetPort: web}", ["port web"], []),
    ("{port: 80, targetPort: 8080}", [], []),
    ("{port: 8080}", [], []),
    ("{port: 80}", [], ["port 80"]),
    ("{port: 53, targetPort: dns, protocol: UDP}", [], []),
    ("{port: 53, targetPort: dns}", ["port dns"], []),
    ("{targetPort: true}", [], []),
    ("text", [], []),
])
def test_ports(port: str, names: list[str], numbers: list[str]) -> None:
    graph = graph_of(POD + "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
                     f"spec: {{selector: {{app: web}}, ports: [{port}]}}\n")
    service = list(graph.resources)[-1]
    assert [loose.wanted for loose in graph.missing(service, "reaches_name")] == names
    assert [loose.wanted for loose in graph.missing(service, "reaches_number")] == numbers


def test_a_service_without_pods_misses_no_port() -> None:
    graph = graph_of(POD + "apiVersion: v1\nkind: Service\nmetadata: {name: db}\n"
                     "spec: {selector: {app: db}, ports: [{port: 1}]}\n")
    assert not [loose for loose in graph.dangling if loose.relation.startswith("reaches")]


def test_pods_that_an_operator_completes_may_open_any_port() -> None:
    graph = graph_of("apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: main}\nspec: {}\n---\n"
                     "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
                     "spec: {selector: {prometheus: main}, ports: [{port: 9090, targetPort: web}]}\n")
    prometheus, service = graph.resources
    assert [edge.target for edge in graph.outgoing(service, "serves")] == [prometheus]
    assert graph.dangling == ()
