"""Objects that database operators read beside a database cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.graph import Edge, PodTemplate
from scanner.model.resource import Resource, Resources

NAMES = ("backs_up", "pools")

_RELATIONS = (("ScheduledBackup", "backs_up"), ("Pooler", "pools"))


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge]:
    """backs_up, pools: ScheduledBackup and Pooler of CloudNativePG to their Cluster."""
    for kind, relation in _RELATIONS:
        for one in resources.of_kind(kind):
            name = one.get("spec", "cluster", "name")
            cluster = resources.named("Cluster", name, one) if isinstance(name, str) else None
            if cluster is not None and cluster.id.group == one.id.group:
                yield Edge(one, relation, cluster, ("spec", "cluster", "name"))
