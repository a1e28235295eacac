import pytest

from tests.manifests import graph_of

CLUSTER = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n---\n"


@pytest.mark.parametrize(("group", "kind", "cluster", "relation", "edges"), [
    ("postgresql.cnpg.io", "ScheduledBackup", "{name: db}", "backs_up", 1),
    ("postgresql.cnpg.io", "Pooler", "{name: db}", "pools", 1),
    ("postgresql.cnpg.io", "Pooler", "{name: other}", "pools", 0),
    ("postgresql.cnpg.io", "Pooler", "text", "pools", 0),
    ("example.com", "Pooler", "{name: db}", "pools", 0),
])
def test_helpers_of_a_cluster(group: str, kind: str, cluster: str, relation: str, edges: int) -> None:
    graph = graph_of(
        f"{CLUSTER}apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{cluster: {cluster}}}\n")
    assert len(graph.incoming(graph.resources.items[0], relation)) == edges
