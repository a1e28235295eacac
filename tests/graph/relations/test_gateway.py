import pytest

from tests.manifests import graph_of

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
