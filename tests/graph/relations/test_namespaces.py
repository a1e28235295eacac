import pytest

from tests.manifests import graph_of

SPACES = """\
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {tier: gold}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: disk, namespace: shop}
---
"""


def edges(text: str, relation: str) -> list[tuple[str, str]]:
    return [(edge.source.id.name, edge.target.id.name) for edge in graph_of(text).edges if edge.relation == relation]


@pytest.mark.parametrize(("space", "found"), [("shop", [("deny", "shop")]), ("other", [])])
def test_policies_of_a_namespace(space: str, found: list[tuple[str, str]]) -> None:
    text = f"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: deny, namespace: {space}}}\n"
    assert edges(SPACES + text, "polices") == found


@pytest.mark.parametrize(("selector", "found"), [("{}", 1), ("{matchLabels: {}}", 1), ("{matchLabels: {a: b}}", 0)])
def test_policies_of_the_whole_cluster(selector: str, found: int) -> None:
    text = ("apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: all}\n"
            f"specs: [{{endpointSelector: {selector}}}]\n")
    assert len(edges(SPACES + text, "polices")) == found


@pytest.mark.parametrize(("head", "spec", "covered"), [
    ("velero.io/v1\nkind: Schedule", "{template: {includedNamespaces: [shop]}}", ["shop", "disk"]),
    ("velero.io/v1\nkind: Schedule", "{template: {}}", ["shop", "disk"]),
    ("velero.io/v1\nkind: Schedule", "{template: {includedNamespaces: ['*'], excludedNamespaces: [shop]}}", []),
    ("velero.io/v1\nkind: Schedule", "{template: {includedNamespaces: [other]}}", []),
    ("config.kio.kasten.io/v1alpha1\nkind: Policy",
     "{actions: [{action: backup}], selector: {matchLabels: {tier: gold}}}", ["shop", "disk"]),
    ("config.kio.kasten.io/v1alpha1\nkind: Policy", "{actions: [{action: export}], selector: {}}", []),
    ("kyverno.io/v1\nkind: Policy", "{}", []),
    ("volsync.backube/v1alpha1\nkind: ReplicationSource", "{sourcePVC: disk}", ["disk"]),
    ("snapscheduler.backube/v1\nkind: SnapshotSchedule", "{schedule: '@daily'}", ["shop", "disk"]),
])
def test_backups(head: str, spec: str, covered: list[str]) -> None:
    text = f"{SPACES}apiVersion: {head}\nmetadata: {{name: s, namespace: shop}}\nspec: {spec}\n"
    assert edges(text, "saves") == [("s", name) for name in covered]


def test_places_of_backups() -> None:
    text = "---\n".join(
        "apiVersion: velero.io/v1\nkind: BackupStorageLocation\n"
        f"metadata: {{name: {name}}}\nspec: {{objectStorage: {{bucket: {bucket}}}}}\n"
        for name, bucket in (("a", "one"), ("b", "one"), ("c", "two")))
    assert edges(text, "replicates") == [("a", "c"), ("b", "c"), ("c", "a")]
    assert edges(text.partition("metadata: {name: c")[0] + "metadata: {name: c}\n", "replicates") == [
        ("a", "c"), ("b", "c"), ("c", "a")]
