"""Objects that database operators read beside a database cluster."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.workloads import Templates
from scanner.model.graph import Edge, Relation
from scanner.model.resource import Resources

NAMES = {
    "backs_up": Relation("ScheduledBackup", "Cluster of CloudNativePG", "spec.cluster names it", "storage"),
    "pools": Relation("Pooler", "Cluster of CloudNativePG", "spec.cluster names it", "traffic"),
}

_RELATIONS = (("ScheduledBackup", "backs_up"), ("Pooler", "pools"))


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """The links of what belongs to a database cluster."""
    for kind, relation in _RELATIONS:
        for one in resources.of_kind(kind):
            name = one.get("spec", "cluster", "name")
            cluster = resources.named("Cluster", name, one) if isinstance(name, str) else None
            if cluster is not None and cluster.id.group == one.id.group:
                yield Edge(one, relation, cluster, ("spec", "cluster", "name"))
