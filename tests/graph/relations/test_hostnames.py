import pytest

from tests.manifests import graph_of


def service(name: str, hosts: str) -> str:
    return (f"apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n"
            f"  annotations: {{external-dns.alpha.kubernetes.io/hostname: {hosts}}}\n---\n")


def route(name: str, spec: str) -> str:
    return f"apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n---\n"


@pytest.mark.parametrize(("one", "two", "edges"), [
    ("a.example", "a.example", 1), ("a.example", "b.example", 0), ('"b.example, A.example"', "a.example", 1),
    ('""', '""', 0), ("3", "3", 0)])
def test_records(one: str, two: str, edges: int) -> None:
    graph = graph_of(service("one", one) + service("two", two))
    first, second = graph.resources
    assert [edge.target for edge in graph.outgoing(second, "shares_record")] == [first] * edges


@pytest.mark.parametrize(("one", "two", "edges"), [
    ("host: a.example", "host: a.example", 1), ("host: a.example", "host: a.example, path: /api", 0),
    ("host: a.example", "host: a.example, path: /", 1), ("to: {}", "to: {}", 0)])
def test_routes(one: str, two: str, edges: int) -> None:
    graph = graph_of(route("one", one) + route("two", two))
    first, second = graph.resources
    assert [edge.target for edge in graph.outgoing(second, "shares_route")] == [first] * edges
