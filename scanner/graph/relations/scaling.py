"""Autoscalers and the workloads they scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Resource, Resources

NAMES = ("scales", "sizes")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """scales: HorizontalPodAutoscaler or KEDA ScaledObject to the workload that its scaleTargetRef names; sizes:
    VerticalPodAutoscaler to the workload that its targetRef names."""
    for sizer in resources.of_kind("VerticalPodAutoscaler"):
        match sizer.get("spec", "targetRef"):
            case {"kind": str(kind), "name": str(name)}:
                target = resources.named(kind, name, sizer)
                yield Dangling(sizer, "sizes", f"{kind}/{name}", ("spec", "targetRef")) if target is None else Edge(
                    sizer, "sizes", target, ("spec", "targetRef"))
    for scaler in resources.of_kind("HorizontalPodAutoscaler", "ScaledObject"):
        because = ("spec", "scaleTargetRef")
        match scaler.get(*because):
            case {"kind": str(kind), "name": str(name)}:
                pass
            case {"name": str(name)} if scaler.id.kind == "ScaledObject":
                kind = "Deployment"
            case _:
                continue
        target = resources.named(kind, name, scaler)
        if target is None:
            yield Dangling(scaler, "scales", f"{kind}/{name}", because)
        else:
            yield Edge(scaler, "scales", target, because)
