"""Workloads and autoscalers that get into each other's way."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Edge, PodTemplate, Relation
from scanner.model.resource import Resource, Resources, lookup

NAMES = {
    "shares_user": Relation("workload", "first workload", "it runs under the same user id", "conflict", shown=False),
    "rivals": Relation("autoscaler", "first autoscaler", "it acts on the same workload", "conflict"),
    "contends": Relation("VerticalPodAutoscaler", "autoscaler", "it sizes what the other one scales", "conflict"),
}

_TARGETS = {
    "HorizontalPodAutoscaler": "scaleTargetRef", "ScaledObject": "scaleTargetRef", "VerticalPodAutoscaler": "targetRef",
}
# Unit, namespace, kind and name of what an autoscaler acts on.
_Target = tuple[str, str, str, str]


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """The links of a later claimant to the first one."""
    users: dict[tuple[str, int], Resource] = {}
    for workload, template in pairs(templates):
        for user in sorted(_users(template)):
            holder = users.setdefault((workload.unit, user), workload)
            if holder is not workload:
                yield Edge(workload, "shares_user", holder)
    scalers: dict[_Target, Resource] = {}
    sizers: dict[_Target, Resource] = {}
    for autoscaler in resources.of_kind(*_TARGETS):
        target = _target(autoscaler)
        if target is not None:
            because = ("spec", _TARGETS[autoscaler.id.kind])
            first = (sizers if autoscaler.id.kind == "VerticalPodAutoscaler" else scalers).setdefault(
                target, autoscaler)
            if first is not autoscaler:
                yield Edge(autoscaler, "rivals", first, because)
    for sizer in resources.of_kind("VerticalPodAutoscaler"):
        target = _target(sizer)
        if target in scalers:
            yield Edge(sizer, "contends", scalers[target], ("spec", "targetRef"))


def _users(template: PodTemplate) -> set[int]:
    """The user ids that the containers of a pod run under, as far as they are written."""
    outer = lookup(template.spec, ("securityContext", "runAsUser"))
    own = (lookup(container, ("securityContext", "runAsUser")) for _, container in template.containers("main"))
    found = [outer if user is None else user for user in own]
    return {user for user in found if isinstance(user, int) and not isinstance(user, bool)}


def _target(autoscaler: Resource) -> _Target | None:
    reference = autoscaler.get("spec", _TARGETS[autoscaler.id.kind])
    name = lookup(reference, ("name",))
    kind = lookup(reference, ("kind",)) or "Deployment"  # as KEDA reads it
    if not isinstance(name, str) or not isinstance(kind, str):
        return None
    return autoscaler.unit, autoscaler.space, kind, name
