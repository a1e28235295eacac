import pytest

from tests.manifests import graph_of, links

SERVICES = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: far, namespace: other}
spec: {ports: [{port: 80}]}
---
"""
GRANT = """\
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: g, namespace: other}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]
  to: [{group: "", kind: Service}]
---
"""
ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec: {rules: [{backendRefs: [%s]}, text]}
"""


def forwards(text: str) -> tuple[list[str], list[str]]:
    graph = graph_of(text)
    route = list(graph.resources)[-1]
    return ([edge.target.id.name for edge in graph.outgoing(route, "forwards")],
            [loose.wanted for loose in graph.missing(route, "forwards")])


@pytest.mark.parametrize(("reference", "expected"), [
    ("{name: web, port: 80}", (["web"], [])),
    ("{name: web}", (["web"], [])),
    ("{name: web, port: 81}", ([], ["port 81 of Service/web"])),
    ("{name: gone, port: 80}", ([], ["Service/gone"])),
    ("{name: bucket, kind: Bucket, group: cloud.example}", ([], [])),
    ("{name: far, namespace: other, port: 80}", ([], ["a ReferenceGrant for Service/far in other"])),
    ("text", ([], [])),
])
def test_routes(reference: str, expected: tuple[list[str], list[str]]) -> None:
    assert forwards(SERVICES + ROUTE % reference) == expected


def test_a_grant_opens_another_namespace() -> None:
    assert forwards(SERVICES + GRANT + ROUTE % "{name: far, namespace: other, port: 80}") == (["far"], [])


@pytest.mark.parametrize(("host", "found"), [
    ("web", ["web"]), ("far.other.svc.cluster.local", ["far"]), ("far", []), ("shop.example", []),
])
def test_virtual_services(host: str, found: list[str]) -> None:
    assert forwards(SERVICES + "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n"
                    f"spec: {{http: [{{route: [{{destination: {{host: {host}}}}}]}}]}}\n") == (found, [])


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: g}
spec:
  listeners:
    - {name: web, port: 80}
    - {name: all, port: 443, allowedRoutes: {namespaces: {from: All}}}
    - {name: some, port: 8443, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: a}}}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: a, labels: {team: a}}
---
apiVersion: v1
kind: Namespace
metadata: {name: b, labels: {team: b}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: r, namespace: %s}
spec: {parentRefs: [%s]}
"""


@pytest.mark.parametrize(("namespace", "parent", "expected"), [
    ("default", "{name: g}", (["Gateway/g"], [])),
    ("default", "{name: g, sectionName: web}", (["Gateway/g"], [])),
    ("default", "{name: g, sectionName: gone}", ([], ["listener gone of Gateway/g"])),
    ("default", "{name: g, port: 81}", ([], ["port 81 of Gateway/g"])),
    ("default", "{name: gone}", ([], ["Gateway/gone"])),
    ("default", "{kind: Service, group: '', name: web}", ([], [])),
    ("a", "{name: g}", ([], ["Gateway/g"])),
    ("a", "{name: g, namespace: default}", (["Gateway/g"], [])),
    ("a", "{name: g, namespace: default, sectionName: web}",
     ([], ["a listener of Gateway/g that admits routes of its namespace"])),
    ("a", "{name: g, namespace: default, sectionName: some}", (["Gateway/g"], [])),
    ("b", "{name: g, namespace: default, sectionName: some}",
     ([], ["a listener of Gateway/g that admits routes of its namespace"])),
    ("c", "{name: g, namespace: default, sectionName: some}", (["Gateway/g"], [])),
])
def test_routes_hang_on_gateways(namespace: str, parent: str, expected: tuple[list[str], list[str]]) -> None:
    assert links(GATEWAY % (namespace, parent), "attaches") == expected


def test_mirrors_are_backends() -> None:
    text = ROUTE.replace("backendRefs: [%s]", "filters: [{requestMirror: {backendRef: {name: gone}}}]")
    assert forwards(SERVICES + text) == ([], ["Service/gone"])


@pytest.mark.parametrize(("gateway", "expected"), [
    ("g", (["Gateway/g"], [])), ("other/g", ([], ["Gateway/g"])), ("mesh", ([], [])),
])
def test_gateways_of_istio(gateway: str, expected: tuple[list[str], list[str]]) -> None:
    assert links("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\n---\n"
                 "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\n"
                 f"spec: {{gateways: [{gateway}]}}\n", "attaches") == expected


@pytest.mark.parametrize(("kind", "spec", "expected"), [
    ("IngressRoute", "{routes: [{services: [{name: web, port: 80}, {name: web, port: 81}]}]}",
     (["Service/web"], ["port 81 of Service/web"])),
    ("IngressRoute", "{routes: [{services: [{kind: TraefikService, name: x}]}]}", ([], [])),
    ("IngressRouteTCP", "{routes: [{services: [{name: far, namespace: other}]}]}", (["Service/far"], [])),
    ("HTTPProxy", "{tcpproxy: {services: [{name: gone, port: 1}]}}", ([], ["Service/gone"])),
])
def test_proxies(kind: str, spec: str, expected: tuple[list[str], list[str]]) -> None:
    text = f"apiVersion: x.example/v1\nkind: {kind}\nmetadata: {{name: r}}\nspec: {spec}\n"
    assert links(SERVICES + text, "forwards") == expected
