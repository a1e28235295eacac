import pytest

from tests.manifests import graph_of, links

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, name: http}]}\n---\n"


def routes(spec: str, version: str = "networking.k8s.io/v1", service: str = SERVICE) -> tuple[int, list[str]]:
    graph = graph_of(f"{service}apiVersion: {version}\nkind: Ingress\nmetadata: {{name: i}}\nspec: {spec}\n")
    ingress = list(graph.resources)[-1]
    return len(graph.outgoing(ingress, "routes")), [loose.wanted for loose in graph.missing(ingress, "routes")]


@pytest.mark.parametrize(("spec", "expected"), [
    ("{defaultBackend: {service: {name: web, port: {number: 80}}}}", (1, [])),
    ("{defaultBackend: {service: {name: web, port: {name: http}}}}", (1, [])),
    ("{defaultBackend: {service: {name: web}}}", (1, [])),
    ("{defaultBackend: {service: {name: web, port: {number: 8080}}}}", (0, ["port 8080 of Service/web"])),
    ("{defaultBackend: {service: {name: other}}}", (0, ["Service/other"])),
    ("{defaultBackend: {resource: {name: bucket}}}", (0, [])),
    ("{rules: [{http: {paths: [{backend: {service: {name: web}}}, {backend: {service: {name: other}}}, 3]}}]}",
     (1, ["Service/other"])),
    ("{rules: [{host: a}, text]}", (0, [])),
    ("{defaultBackend: {serviceName: web, servicePort: 80}}",
     (0, ["a backend in the form of networking.k8s.io/v1beta1"])),
])
def test_routes(spec: str, expected: tuple[int, list[str]]) -> None:
    assert routes(spec) == expected


def test_routes_of_the_old_form() -> None:
    assert routes("{backend: {serviceName: web, servicePort: http}}", "networking.k8s.io/v1beta1") == (1, [])


def test_a_service_without_ports_offers_all() -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n---\n"
    assert routes("{defaultBackend: {service: {name: web, port: {number: 5}}}}", service=service) == (1, [])


def test_the_service_of_a_stateful_set() -> None:
    text = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {serviceName: %s}\n"
    graph = graph_of(SERVICE + text % "web")
    assert [edge.target.id.name for edge in graph.edges if edge.relation == "governed_by"] == ["web"]
    assert [loose.wanted for loose in graph_of(text % "web").dangling] == ["Service/web"]


@pytest.mark.parametrize(("spec", "expected"), [
    ("{to: {kind: Service, name: web}, alternateBackends: [{kind: Service, name: gone}]}",
     (["Service/web"], ["Service/gone"])),
    ("{to: {name: web}}", (["Service/web"], [])),
    ("{}", ([], [])),
])
def test_routes_of_openshift(spec: str, expected: tuple[list[str], list[str]]) -> None:
    text = f"apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {{name: r}}\nspec: {spec}\n"
    assert links(SERVICE + text, "routes") == expected
