import pytest

from tests.manifests import graph_of, links

BASE = """\
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata: {name: yesterday}
---
apiVersion: v1
"""


@pytest.mark.parametrize(("relation", "text", "expected"), [
    ("bound_to", "kind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {volumeName: disk}",
     (["PersistentVolume/disk"], [])),
    ("bound_to", "kind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {volumeName: gone}",
     ([], ["PersistentVolume/gone"])),
    ("bound_to", "kind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {}", ([], [])),
    ("copies", "kind: PersistentVolumeClaim\nmetadata: {name: c}\n"
     "spec: {dataSource: {kind: VolumeSnapshot, name: yesterday}}", (["VolumeSnapshot/yesterday"], [])),
    ("copies", "kind: PersistentVolumeClaim\nmetadata: {name: c}\n"
     "spec: {dataSourceRef: {kind: PersistentVolumeClaim, name: gone}}", ([], ["PersistentVolumeClaim/gone"])),
    ("copies", "kind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {dataSource: {kind: Image, name: x}}",
     ([], [])),
    ("copies", "kind: VolumeSnapshot\nmetadata: {name: s}\nspec: {source: {persistentVolumeClaimName: data}}",
     (["PersistentVolumeClaim/data"], [])),
])
def test_claims(relation: str, text: str, expected: tuple[list[str], list[str]]) -> None:
    assert links(f"{BASE}{text}\n", relation) == expected


def test_a_volume_names_its_claim() -> None:
    graph = graph_of("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n---\napiVersion: v1\n"
                     "kind: PersistentVolume\nmetadata: {name: disk}\nspec: {claimRef: {name: data}}\n")
    assert [(edge.source.id.name, edge.target.id.name) for edge in graph.edges] == [("data", "disk")]
