import pytest

from scanner.graph.build import build
from scanner.model.resource import Resource, identify
from scanner.model.unknown import Unknown
from tests.manifests import graph_of, links

ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s}\n---\n"


@pytest.mark.parametrize(("account", "spec", "edges", "wanted"), [
    ("web", "serviceAccountName: web", 1, []),
    ("web", "serviceAccount: web", 1, []),
    ("web", "serviceAccountName: ''", 0, []),
    ("web", "serviceAccountName: other", 0, ["ServiceAccount/other"]),
    ("default", "containers: []", 1, []),
    ("web", "containers: []", 0, []),
    ("web", "serviceAccountName: 3", 0, []),
])
def test_runs_as(account: str, spec: str, edges: int, wanted: list[str]) -> None:
    graph = graph_of(ACCOUNT % account + f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{{spec}}}\n")
    _, pod = graph.resources
    assert len(graph.outgoing(pod, "runs_as")) == edges
    assert [loose.wanted for loose in graph.missing(pod, "runs_as")] == wanted


def test_bindings_join_accounts_and_roles() -> None:
    graph = graph_of("""\
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: other}
roleRef: {kind: ClusterRole, name: reader}
subjects:
  - {kind: ServiceAccount, name: web, namespace: shop}
  - {kind: ServiceAccount, name: web}
  - {kind: User, name: web}
  - text
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: c}
roleRef: {kind: ClusterRole, name: nowhere}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: d}
roleRef: {kind: ClusterRole, name: view}
""")
    account, role, binding, lost, built_in = graph.resources
    assert [edge.target for edge in graph.outgoing(binding, "grants")] == [role]
    assert [(edge.target, edge.because) for edge in graph.outgoing(binding, "binds")] == [(account, ("subjects", 0))]
    assert [loose.wanted for loose in graph.missing(lost, "grants")] == ["ClusterRole/nowhere"]
    assert graph.missing(built_in, "grants") == []
    assert [loose.wanted for loose in graph.missing(binding, "binds")] == ["ServiceAccount/web"]


CLUSTER_ROLE = ("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"
                "metadata: {name: %s, labels: {%s}}\n%s---\n")
AGGREGATED = "aggregationRule: {clusterRoleSelectors: [{matchLabels: {%s: 'yes'}}, text]}\n"
BINDING = ("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n"
           "roleRef: {kind: ClusterRole, name: %s}\n")


def test_a_binding_grants_what_its_role_takes_in() -> None:
    text = (CLUSTER_ROLE % ("whole", "", AGGREGATED % "one") + CLUSTER_ROLE % ("part", "one: 'yes'", AGGREGATED % "two")
            + CLUSTER_ROLE % ("piece", "two: 'yes'", "") + CLUSTER_ROLE % ("other", "three: 'yes'", ""))
    assert links(text + BINDING % "whole", "grants")[0] == [
        f"ClusterRole/{name}" for name in ("whole", "part", "piece")]
    graph = graph_of(text)
    assert [(edge.source.id.name, edge.target.id.name) for edge in graph.edges if edge.relation == "aggregates"] == [
        ("whole", "part"), ("part", "piece")]


def test_roles_that_take_in_each_other_come_to_an_end() -> None:
    text = (CLUSTER_ROLE % ("a", "one: 'yes'", AGGREGATED % "two")
            + CLUSTER_ROLE % ("b", "two: 'yes'", AGGREGATED % "one"))
    assert links(text + BINDING % "a", "grants")[0] == ["ClusterRole/a", "ClusterRole/b"]


def test_the_roles_of_every_cluster_take_in_others() -> None:
    label = "rbac.authorization.k8s.io/aggregate-to-edit: 'true'"
    text = CLUSTER_ROLE % ("more", label, "")
    assert links(text + BINDING % "edit", "grants") == (["ClusterRole/more"], [])
    assert links(text + BINDING % "view", "grants") == ([], [])


@pytest.mark.parametrize(("spec", "found"), [
    ("{podTemplate: {spec: {containers: [{name: m}]}}, serviceAccount: web}", ["ServiceAccount/web"]),
    ("{podTemplate: {spec: {containers: [{name: m}], serviceAccountName: web}}, serviceAccount: x}",
     ["ServiceAccount/web"]),
    ("{podTemplate: {spec: {containers: [{name: m}]}}}", []),
    ("{podTemplate: {spec: {containers: [{name: m, image: i}]}}, serviceAccount: web}", []),
])
def test_operators_have_the_account_around_the_pods(spec: str, found: list[str]) -> None:
    text = ACCOUNT % "web" + ("apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeployment\n"
                              f"metadata: {{name: f}}\nspec: {spec}\n")
    assert links(text, "runs_as") == (found, [])


def test_an_account_that_is_not_known_is_not_taken_for_the_default_one() -> None:
    bodies = [{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}},
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
               "spec": {"serviceAccountName": Unknown("a value failed")}}]
    graph = build([Resource(identify(body), body) for body in bodies])
    assert [edge for edge in graph.edges if edge.relation == "runs_as"] == []


def test_secrets_of_an_account() -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: registry}\n---\n" + ACCOUNT % "web"
    text = text.removesuffix("---\n") + "imagePullSecrets: [{name: registry}, {name: gone}, text]\n"
    assert links(text, "pulls_with") == (["Secret/registry"], [])
