import pytest

from tests.manifests import links

CLASSES = "".join(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: fast}}\n---\n" for version, kind in (
    ("storage.k8s.io/v1", "StorageClass"), ("networking.k8s.io/v1", "IngressClass"),
    ("gateway.networking.k8s.io/v1", "GatewayClass"), ("scheduling.k8s.io/v1", "PriorityClass"),
    ("node.k8s.io/v1", "RuntimeClass"), ("resource.k8s.io/v1", "DeviceClass"),
    ("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass"),
))
CLAIM = "volumeClaimTemplate: {spec: {storageClassName: %s}}"


@pytest.mark.parametrize(("kind", "version", "spec", "cls"), [
    ("PersistentVolumeClaim", "v1", "{storageClassName: %s}", "StorageClass"),
    ("StatefulSet", "apps/v1", "{template: {spec: {}}, volumeClaimTemplates: [{spec: {storageClassName: %s}}]}",
     "StorageClass"),
    ("Pod", "v1", "{volumes: [{ephemeral: {" + CLAIM + "}}]}", "StorageClass"),
    ("Prometheus", "monitoring.coreos.com/v1", "{storage: {" + CLAIM + "}}", "StorageClass"),
    ("Cluster", "postgresql.cnpg.io/v1", "{storage: {storageClass: %s}}", "StorageClass"),
    ("Ingress", "networking.k8s.io/v1", "{ingressClassName: %s}", "IngressClass"),
    ("Gateway", "gateway.networking.k8s.io/v1", "{gatewayClassName: %s}", "GatewayClass"),
    ("Pod", "v1", "{priorityClassName: %s}", "PriorityClass"),
    ("Pod", "v1", "{runtimeClassName: %s}", "RuntimeClass"),
    ("VolumeSnapshot", "snapshot.storage.k8s.io/v1", "{volumeSnapshotClassName: %s}", "VolumeSnapshotClass"),
    ("ResourceClaim", "resource.k8s.io/v1", "{devices: {requests: [{exactly: {deviceClassName: %s}}]}}", "DeviceClass"),
])
def test_classes_by_name(kind: str, version: str, spec: str, cls: str) -> None:
    text = f"{CLASSES}apiVersion: {version}\nkind: {kind}\nmetadata: {{name: it}}\nspec: {spec}\n"
    assert links(text % "fast", "uses_class") == ([f"{cls}/fast"], [])
    assert links(text % "gone", "uses_class") == ([], [f"{cls}/gone"])
    assert links(text % "''", "uses_class") == ([], [])


@pytest.mark.parametrize(("text", "expected"), [
    ("kind: Pod\nmetadata: {name: p}\nspec: {priorityClassName: system-node-critical}", ([], [])),
    ("kind: Ingress\nmetadata: {name: i, annotations: {kubernetes.io/ingress.class: fast}}",
     (["IngressClass/fast"], [])),
    ("kind: Ingress\nmetadata: {name: i, annotations: {kubernetes.io/ingress.class: nginx}}", ([], [])),
    ("kind: PersistentVolume\nmetadata: {name: v}\nspec: {storageClassName: manual}\n---\napiVersion: v1\n"
     "kind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {storageClassName: manual}", ([], [])),
])
def test_what_need_not_exist(text: str, expected: tuple[list[str], list[str]]) -> None:
    assert links(f"{CLASSES}apiVersion: v1\n{text}\n", "uses_class") == expected
