import pytest

from tests.manifests import graph_of

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
