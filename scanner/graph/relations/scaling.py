"""Autoscalers, the workloads they scale, and how they log in to what they measure."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import numbered, reference, text
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Path, Resources

NAMES = {
    "scales": Relation("HorizontalPodAutoscaler, ScaledObject", "workload", "scaleTargetRef names it", "scaling"),
    "sizes": Relation("VerticalPodAutoscaler", "workload", "targetRef names it", "scaling"),
    "authenticates": Relation("ScaledObject, ScaledJob", "TriggerAuthentication, ClusterTriggerAuthentication",
                              "the authenticationRef of a trigger names it", "scaling"),
}


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of autoscalers; a ScaledJob makes the pods of its own template and scales nothing else."""
    path: Path
    for relation, kind, path in (
        ("scales", "HorizontalPodAutoscaler", ("spec", "scaleTargetRef")),
        ("scales", "ScaledObject", ("spec", "scaleTargetRef")),
        ("sizes", "VerticalPodAutoscaler", ("spec", "targetRef")),
    ):
        for scaler in resources.of_kind(kind):
            default = "Deployment" if kind == "ScaledObject" else ""
            target = text(scaler.body, *path, "kind") or default
            if target:
                yield from reference(scaler, relation, target, scaler.get(*path, "name"), path, resources)
    for scaler in resources.of_kind("ScaledObject", "ScaledJob"):
        for path, trigger in numbered(scaler.body, "spec", "triggers"):
            path = (*path, "authenticationRef")
            kind = text(trigger, "authenticationRef", "kind") or "TriggerAuthentication"
            name = text(trigger, "authenticationRef", "name")
            yield from reference(scaler, "authenticates", kind, name, path, resources)
