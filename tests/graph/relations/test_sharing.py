import pytest

from tests.manifests import graph_of

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: %s}\nspec: {%s}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {%s}\n"
INGRESS = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: %s%s}\nspec: {rules: [%s]}\n"


def pairs(one: str, other: str, relation: str) -> list[tuple[str, str]]:
    graph = graph_of(f"{one}---\n{other}")
    return [(edge.source.id.name, edge.target.id.name) for edge in graph.edges if edge.relation == relation]


@pytest.mark.parametrize(("other", "found"), [
    (("b", "shop", "serviceAccountName: web"), [("b", "a")]),
    (("b", "shop", "serviceAccount: web"), [("b", "a")]),
    (("b", "other", "serviceAccountName: web"), []),
    (("b", "shop", "serviceAccountName: db"), []),
])
def test_accounts(other: tuple[str, str, str], found: list[tuple[str, str]]) -> None:
    assert pairs(POD % ("a", "shop", "serviceAccountName: web"), POD % other, "shares_account") == found


def test_the_default_account_is_nobodys() -> None:
    one, other = (POD % (name, "shop", "serviceAccountName: default") for name in "ab")
    assert pairs(one, other, "shares_account") == []


@pytest.mark.parametrize(("spec", "found"), [
    ("selector: {app: web}", [("b", "a")]),
    ("selector: {app: web}, clusterIP: None", []),
    ("selector: {app: db}", []),
    ("selector: {}", []),
])
def test_selectors(spec: str, found: list[tuple[str, str]]) -> None:
    assert pairs(SERVICE % ("a", "selector: {app: web}"), SERVICE % ("b", spec), "shares_selector") == found


@pytest.mark.parametrize(("metadata", "rule", "hosts", "paths"), [
    ("", "{host: A.example, http: {paths: [{path: /}]}}", 1, 1),
    ("", "{host: a.example, http: {paths: [{path: /x}]}}", 1, 0),
    ("", "{host: b.example, http: {paths: [{path: /}]}}", 0, 0),
    ("", "text", 0, 0),
    (", annotations: {nginx.ingress.kubernetes.io/canary: 'true'}", "{host: a.example}", 0, 0),
    (", annotations: {kubernetes.io/ingress.class: inner}", "{host: a.example}", 0, 0),
])
def test_hosts_and_paths(metadata: str, rule: str, hosts: int, paths: int) -> None:
    one = INGRESS % ("a", "", "{host: a.example, http: {paths: [{path: /}]}}")
    other = INGRESS % ("b", metadata, rule)
    assert (len(pairs(one, other, "shares_host")), len(pairs(one, other, "shares_path"))) == (hosts, paths)
