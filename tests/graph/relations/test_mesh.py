import pytest

from tests.manifests import graph_of

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n---\n"
BREAKER = "trafficPolicy: {outlierDetection: {}}"


@pytest.mark.parametrize(("space", "spec", "edges"), [
    ("shop", f"host: web, {BREAKER}", 1),
    ("mesh", f"host: web, {BREAKER}", 0),
    ("mesh", f"host: web.shop, {BREAKER}", 1),
    ("mesh", f"host: web.shop.svc.cluster.local, {BREAKER}", 1),
    ("shop", f"host: api, {BREAKER}", 0),
    ("shop", "host: web, trafficPolicy: {tls: {mode: SIMPLE}}", 0),
    ("shop", f"host: 3, {BREAKER}", 0),
])
def test_destination_rules_shield(space: str, spec: str, edges: int) -> None:
    graph = graph_of(f"{SERVICE}apiVersion: networking.istio.io/v1\nkind: DestinationRule\n"
                     f"metadata: {{name: web, namespace: {space}}}\nspec: {{{spec}}}\n")
    assert len(graph.incoming(graph.resources.items[0], "shields")) == edges


@pytest.mark.parametrize(("spec", "edges"), [
    ("circuitBreaker: {}, targetRef: {kind: Service, name: web}", 1),
    ("circuitBreaker: {}, targetRefs: [{kind: Service, name: web}, {kind: Gateway, name: web}]", 1),
    ("circuitBreaker: {}, targetRefs: [{kind: HTTPRoute, name: web}]", 1),
    ("circuitBreaker: {}, targetRefs: [{kind: HTTPRoute, name: other}]", 0),
    ("targetRef: {kind: Service, name: web}", 0),
    ("circuitBreaker: {}", 0),
])
def test_traffic_policies_shield(spec: str, edges: int) -> None:
    route = ("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: shop}\n"
             "spec: {rules: [{backendRefs: [{name: web}, {name: gone}, text]}, text]}\n---\n")
    graph = graph_of(f"{SERVICE}{route}apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: BackendTrafficPolicy\n"
                     f"metadata: {{name: web, namespace: shop}}\nspec: {{{spec}}}\n")
    assert len(graph.incoming(graph.resources.items[0], "shields")) == edges


@pytest.mark.parametrize(("group", "space", "edges"), [
    ("security.istio.io", "shop", 1), ("security.istio.io", "other", 0), ("policy.linkerd.io", "shop", 0)])
def test_authorization_of_a_namespace(group: str, space: str, edges: int) -> None:
    graph = graph_of("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n"
                     f"apiVersion: {group}/v1\nkind: AuthorizationPolicy\nmetadata: {{name: a, namespace: {space}}}\n")
    assert len(graph.incoming(graph.resources.items[0], "authorizes")) == edges


@pytest.mark.parametrize(("target", "edges", "wanted"), [
    ("{kind: Server, name: web}", 1, []), ("{kind: Server, name: api}", 0, ["Server/api"]),
    ("{kind: Namespace, name: shop}", 0, []), ("text", 0, [])])
def test_authorization_of_a_server(target: str, edges: int, wanted: list[str]) -> None:
    graph = graph_of("apiVersion: policy.linkerd.io/v1beta3\nkind: Server\nmetadata: {name: web}\n---\n"
                     "apiVersion: policy.linkerd.io/v1alpha1\nkind: AuthorizationPolicy\nmetadata: {name: a}\n"
                     f"spec: {{targetRef: {target}}}\n")
    server, policy = graph.resources
    assert len(graph.incoming(server, "authorizes")) == edges
    assert [loose.wanted for loose in graph.missing(policy, "authorizes")] == wanted
