"""The pods that the rules of a NetworkPolicy name as peers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.labels import Labelled, selects
from scanner.graph.links import numbered
from scanner.graph.relations.selectors import loose, pods_of
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Data, Path, Resource, Resources

NAMES = {
    "admits": Relation("NetworkPolicy", "workload", "a pod selector among its peers holds for the labels of the pods; "
                       "one workload for each peer", "policy", shown=False, told=False),
}


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links from policies to peers.

    A peer in a namespace that is not among the resources leads out of what was read and is left out.
    """
    policies = [one for one in resources.of_kind("NetworkPolicy") if "projectcalico.org" not in one.id.group]
    if not policies:
        return
    pods = pods_of(templates)
    spaces = Labelled((one, {"kubernetes.io/metadata.name": one.id.name, **one.labels})
                      for one in resources.of_kind("Namespace"))
    for policy in policies:
        for path, peer in _peers(policy):
            found = _spaces(policy, peer, spaces)
            if "podSelector" in peer and found:
                selector = peer["podSelector"] or {}
                target = next((workload for space in found
                               for workload, labels in pods.inside(policy.unit, space, selector)
                               if selects(selector, labels)), None)
                namespace = found[0] if len(found) == 1 else ""
                yield loose(policy, "admits", selector, path, namespace) if target is None else Edge(
                    policy, "admits", target, path)


def _peers(policy: Resource) -> Iterator[tuple[Path, dict[str, Data]]]:
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for at, rule in numbered(policy.body, "spec", direction):
            for path, peer in numbered(rule, side):
                yield (*at, *path, "podSelector"), peer


def _spaces(policy: Resource, peer: Mapping[str, Data], known: Labelled) -> list[str]:
    """The namespaces among the resources that a peer admits."""
    if "namespaceSelector" not in peer:
        return [policy.space]
    selector = peer["namespaceSelector"] or {}
    return [space.id.name for space, labels in known.everywhere(policy.unit, selector) if selects(selector, labels)]
