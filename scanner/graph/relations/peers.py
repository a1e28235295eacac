"""The pods that the rules of a NetworkPolicy name as peers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.labels import describe, selects
from scanner.graph.relations.references import items
from scanner.graph.relations.selectors import Pods
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Data, Path, Resource, Resources

NAMES = ("admits",)


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """admits: NetworkPolicy to the first workload of each pod selector of its peers.

    A peer in a namespace that is not among the resources leads out of what was read and is left out.
    """
    policies = resources.of_kind("NetworkPolicy")
    if not policies:
        return
    pods = Pods(templates)
    for policy in policies:
        for path, peer in _peers(policy):
            spaces = _spaces(policy, peer, resources)
            if "podSelector" in peer and spaces:
                selector = peer["podSelector"] or {}
                target = next((workload for space in spaces for workload in pods.inside(policy.unit, space, selector)
                               if selects(selector, pods.labels(workload))), None)
                yield Dangling(policy, "admits", f"pods labelled {describe(selector)}", path) if target is None else (
                    Edge(policy, "admits", target, path))


def _peers(policy: Resource) -> Iterator[tuple[Path, dict[str, Data]]]:
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for at, rule in enumerate(items(policy.body, "spec", direction)):
            for number, peer in enumerate(items(rule, side)):
                if isinstance(peer, dict):
                    yield ("spec", direction, at, side, number, "podSelector"), peer


def _spaces(policy: Resource, peer: Mapping[str, Data], resources: Resources) -> list[str]:
    """The namespaces among the resources that a peer admits."""
    if "namespaceSelector" not in peer:
        return [policy.id.namespace or "default"]
    selector = peer["namespaceSelector"] or {}
    return [
        space.id.name for space in resources.of_kind("Namespace")
        if space.unit == policy.unit
        and selects(selector, {"kubernetes.io/metadata.name": space.id.name, **space.labels})
    ]
