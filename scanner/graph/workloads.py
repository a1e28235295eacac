"""Pod templates of workloads, of the kinds of Kubernetes and of custom kinds with the same shape."""

from __future__ import annotations

from scanner.model.graph import PodTemplate
from scanner.model.resource import Path, Resource, lookup, text_map

# Path of the pod template (the map with metadata and spec) in a body, by kind.
_TEMPLATES: dict[str, Path] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Job": ("spec", "template"),
    "DeploymentConfig": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
# Knative Service and Configuration, and custom kinds of many operators, look like this; a Knative Revision like a pod.
_USUAL_SHAPE: Path = ("spec", "template")


def pod_template(resource: Resource) -> PodTemplate | None:
    """The pod template of a workload; None for other resources and for templates without a pod spec."""
    path = _TEMPLATES.get(resource.id.kind)
    if path is None:
        path = () if resource.id.kind == "Revision" else _USUAL_SHAPE
        if not isinstance(lookup(resource.body, (*path, "spec", "containers")), list):
            return None
    spec = lookup(resource.body, (*path, "spec"))
    if not isinstance(spec, dict):
        return None
    return PodTemplate(
        (*path, "spec"), spec,
        text_map(lookup(resource.body, (*path, "metadata", "labels"))),
        text_map(lookup(resource.body, (*path, "metadata", "annotations"))),
    )
