"""Classes that the platform defines and objects choose by name: of storage, ingress, gateways, priority, runtimes."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import numbered, reference, text
from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Dangling, Edge, PodTemplate, Relation
from scanner.model.resource import Path, Resource, Resources

NAMES = {
    "uses_class": Relation(
        "workload, PersistentVolumeClaim, Ingress, Gateway, VolumeSnapshot, ResourceClaim",
        "StorageClass, IngressClass, GatewayClass, PriorityClass, RuntimeClass, VolumeSnapshotClass, "
        "VolumeAttributesClass, DeviceClass", "a field for the class names it", "class"),
}

# (kind, path of the name, kind of the class).
_FIELDS: tuple[tuple[str, Path, str], ...] = (
    ("PersistentVolumeClaim", ("spec", "storageClassName"), "StorageClass"),
    ("PersistentVolumeClaim", ("spec", "volumeAttributesClassName"), "VolumeAttributesClass"),
    ("PersistentVolumeClaim", ("metadata", "annotations", "volume.beta.kubernetes.io/storage-class"), "StorageClass"),
    ("VolumeSnapshot", ("spec", "volumeSnapshotClassName"), "VolumeSnapshotClass"),
    ("Ingress", ("spec", "ingressClassName"), "IngressClass"),
    ("Gateway", ("spec", "gatewayClassName"), "GatewayClass"),
)
# The annotation names what a controller answers to, for which there need not be an object.
_ANNOTATION: Path = ("metadata", "annotations", "kubernetes.io/ingress.class")
_POD_FIELDS = (("priorityClassName", "PriorityClass"), ("runtimeClassName", "RuntimeClass"))
# Claim templates of objects whose operator makes the claims.
_TEMPLATES: tuple[Path, ...] = (
    ("spec", "storage", "volumeClaimTemplate"), ("spec", "storage"),
)
_TEMPLATE_GROUPS = ("monitoring.coreos.com", "postgresql.cnpg.io", "operator.victoriametrics.com")


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links to classes; a class of storage that a PersistentVolume is of needs no object."""
    by_hand = {(one.unit, text(one.body, "spec", "storageClassName")) for one in resources.of_kind("PersistentVolume")}
    for source, path, name, kind in _uses(resources, templates):
        for link in reference(source, "uses_class", kind, name, path, resources):
            if isinstance(link, Edge) or path != _ANNOTATION and (source.unit, name) not in by_hand:
                yield link


def _uses(resources: Resources, templates: Templates) -> Iterator[tuple[Resource, Path, str, str]]:
    """(who, path, name, kind of the class) wherever a class is named."""
    for kind, path, class_kind in (*_FIELDS, ("Ingress", _ANNOTATION, "IngressClass")):
        for one in resources.of_kind(kind):
            yield one, path, text(one.body, *path), class_kind
    for workload, template in pairs(templates):
        for field, class_kind in _POD_FIELDS:
            yield workload, (*template.path, field), text(template.spec, field), class_kind
        for path in _claims(workload, template):
            path = (*path, "spec", "storageClassName")
            yield workload, path, text(workload.body, *path), "StorageClass"
    for cluster in resources.of_kind("Cluster"):
        if cluster.id.group in _TEMPLATE_GROUPS:
            path = ("spec", "storage", "storageClass")
            yield cluster, path, text(cluster.body, *path), "StorageClass"
    for claim in resources.of_kind("ResourceClaim"):
        for at, request in numbered(claim.body, "spec", "devices", "requests"):
            for path in (("deviceClassName",), ("exactly", "deviceClassName")):
                yield claim, (*at, *path), text(request, *path), "DeviceClass"


def _claims(workload: Resource, template: PodTemplate) -> Iterator[Path]:
    """The paths of the claim templates of a workload."""
    for path, _ in numbered(workload.body, "spec", "volumeClaimTemplates"):
        yield path
    for path, _ in numbered(template.spec, "volumes"):
        yield (*template.path, *path, "ephemeral", "volumeClaimTemplate")
    if workload.id.group in _TEMPLATE_GROUPS:
        yield from _TEMPLATES
