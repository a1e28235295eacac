import pytest

from tests.manifests import graph_of

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: web}]}\n"
CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: shop}\nspec: {}\n"


def bound(kind: str, namespace: str = "shop", name: str = "x", spec: str = "{}") -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"


def edges(relation: str, *manifests: str) -> list[tuple[str, str]]:
    graph = graph_of("---\n".join(manifests))
    return [(one.source.id.name, one.target.id.name) for one in graph.edges if one.relation == relation]


@pytest.mark.parametrize(("relation", "kind"), [("ranges", "LimitRange"), ("rations", "ResourceQuota")])
def test_bounds_hold_in_their_namespace(relation: str, kind: str) -> None:
    assert edges(relation, POD, CLAIM, bound(kind), bound(kind, name="second")) == [("x", "web"), ("x", "data")]
    assert edges(relation, POD, CLAIM, bound(kind, "other")) == []


@pytest.mark.parametrize(("policy", "expected"), [
    (bound("ClusterImagePolicy"), [("x", "web")]),
    (bound("ClusterPolicy", spec="{rules: [{name: a, verifyImages: [{}]}]}"), [("x", "web")]),
    (bound("ClusterPolicy", spec="{rules: [{name: a, validate: {}}, text]}"), []),
    (bound("Policy", spec="{rules: text}"), []),
])
def test_policies_that_check_signatures(policy: str, expected: list[tuple[str, str]]) -> None:
    assert edges("verifies", POD, policy) == expected
