import pytest

from tests.manifests import graph_of

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: %s
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: %s
"""
PLAIN = "{containers: [{name: main}]}"


def edges(source: str, workload: str = DEPLOYMENT % ("{matchLabels: {app: web}}", PLAIN)) -> set[str]:
    graph = graph_of(f"{workload}---\n{source}")
    other = list(graph.resources)[1]
    return {edge.relation for edge in graph.edges if edge.source is other}


@pytest.mark.parametrize(("source", "expected"), [
    ("apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {selector: {app: web}}", {"serves"}),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: web}}", set()),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {selector: {}}", set()),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\n"
     "spec: {type: ExternalName, selector: {app: web}}", set()),
    ("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {namespace: shop}\nspec: {selector: {}}", {"guards"}),
    ("apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {namespace: shop}\nspec: {selector: {}}", set()),
    ("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {namespace: shop}\n"
     "spec: {selector: {matchExpressions: [{key: tier, operator: In, values: [front]}]}}", {"guards"}),
    ("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop}\nspec: {podSelector: {}}",
     {"isolates", "isolates_ingress"}),
    ("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop}\n"
     "spec: {podSelector: {}, egress: [{}]}", {"isolates", "isolates_ingress", "isolates_egress"}),
    ("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop}\n"
     "spec: {podSelector: {}, policyTypes: [Egress]}", {"isolates", "isolates_egress"}),
    ("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop}\n"
     "spec: {podSelector: {matchLabels: {app: db}}}", set()),
    ("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {namespace: shop}\n"
     "spec: {endpointSelector: {matchLabels: {'k8s:app': web}}, ingress: []}", {"isolates", "isolates_ingress"}),
    ("apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: all}\n"
     "specs: [{endpointSelector: {}, egressDeny: [{}]}]", {"isolates", "isolates_egress"}),
])
def test_who_selects_the_pods(source: str, expected: set[str]) -> None:
    assert edges(source) == expected


def outgoing(text: str, relation: str) -> tuple[int, int]:
    graph = graph_of(text)
    workload = next(iter(graph.resources))
    return len(graph.outgoing(workload, relation)), len(graph.missing(workload, relation))


@pytest.mark.parametrize(("selector", "expected"), [
    ("{matchLabels: {app: web}}", (1, 0)),
    ("{matchLabels: {app: db}}", (0, 1)),
    ("{app: web}", (1, 0)),
    ("{app: db}", (0, 1)),
    ("{}", (0, 0)),
    ("null", (0, 0)),
])
def test_a_workload_selects_its_own_pods_or_not(selector: str, expected: tuple[int, int]) -> None:
    assert outgoing(DEPLOYMENT % (selector, PLAIN), "owns") == expected


@pytest.mark.parametrize(("spec", "expected"), [
    (PLAIN, 0),
    ("{topologySpreadConstraints: [{labelSelector: {matchLabels: {app: web}}}]}", 1),
    ("{topologySpreadConstraints: [{labelSelector: {matchLabels: {app: db}}}]}", 0),
    ("{topologySpreadConstraints: [{maxSkew: 1}]}", 0),
    ("{affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {}}]}}}", 1),
    ("{affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: "
     "[{podAffinityTerm: {labelSelector: {matchLabels: {tier: front}}}}]}}}", 1),
    ("{affinity: {podAntiAffinity: 3}}", 0),
])
def test_what_keeps_pods_apart(spec: str, expected: int) -> None:
    assert outgoing(DEPLOYMENT % ("{}", spec), "spreads") == (expected, 0)


def test_a_selector_finds_a_workload_of_several_pods_once() -> None:
    template = "{metadata: {labels: {ray: web}}, spec: {containers: [{name: m, image: i}]}}"
    graph = graph_of("apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r}\n"
                     f"spec: {{head: {{template: {template}}}, workers: [{{template: {template}}}]}}\n---\n"
                     "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {ray: web}}\n")
    cluster, service = graph.resources
    assert [edge.target for edge in graph.outgoing(service, "serves")] == [cluster]


def test_a_policy_of_calico_has_a_selector_of_its_own() -> None:
    assert edges("apiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop}\n"
                 "spec: {selector: app == 'db'}") == set()
