"""Claims, the volumes they are bound to, and what they are filled from."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import reference, text
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Path, Resources

NAMES = {
    "bound_to": Relation("PersistentVolumeClaim", "PersistentVolume",
                         "volumeName names the volume, or claimRef of the volume the claim", "storage"),
    "copies": Relation("PersistentVolumeClaim, VolumeSnapshot", "PersistentVolumeClaim, VolumeSnapshot",
                       "dataSource, dataSourceRef or source names it", "storage"),
}

_SOURCES = ("PersistentVolumeClaim", "VolumeSnapshot")


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of claims."""
    for claim in resources.of_kind("PersistentVolumeClaim"):
        path: Path = ("spec", "volumeName")
        yield from reference(claim, "bound_to", "PersistentVolume", claim.get(*path), path, resources)
        for field in ("dataSourceRef", "dataSource"):
            path = ("spec", field)
            kind = text(claim.body, *path, "kind")
            if kind in _SOURCES:
                yield from reference(claim, "copies", kind, claim.get(*path, "name"), path, resources,
                                     claim.get(*path, "namespace"))
                break  # the API server keeps both alike
    for volume in resources.of_kind("PersistentVolume"):
        path = ("spec", "claimRef")
        bound = resources.at("PersistentVolumeClaim", text(volume.body, *path, "name"),
                             text(volume.body, *path, "namespace") or "default", volume)
        if bound is not None and not bound.get("spec", "volumeName"):
            yield Edge(bound, "bound_to", volume)
    for snapshot in resources.of_kind("VolumeSnapshot"):
        path = ("spec", "source", "persistentVolumeClaimName")
        yield from reference(snapshot, "copies", "PersistentVolumeClaim", snapshot.get(*path), path, resources)
