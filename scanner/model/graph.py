"""Resources and how they relate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from scanner.model.resource import Data, Path, Resource, Resources
from scanner.model.terraform import is_symbolic
from scanner.model.unknown import Unknown


class PodTemplate(NamedTuple):
    """The pods a workload makes: where the pod spec stands in the body, the spec, and the labels of the pods."""

    path: Path
    spec: dict[str, Data]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


class Edge(NamedTuple):
    """`source` relates to `target`; `because` is the path in the source that says so."""

    source: Resource
    relation: str
    target: Resource
    because: Path = ()


class Dangling(NamedTuple):
    """A reference of `source` to nothing that was read; `wanted` says to what (`Kind/name` or a selector)."""

    source: Resource
    relation: str
    wanted: str
    because: Path = ()


class Loose(NamedTuple):
    """`source` may refer to a resource of that kind, or to `target` alone; which one it is cannot be known offline."""

    source: Resource
    kind: str
    reason: Unknown
    target: Resource | None = None


REFERS = "refers"
"""The relation of Terraform: rules look it up by the type of the other end (see `Graph.incoming`)."""


ANY_TYPE = "any_resource"
"""The relation to resources of Terraform whatever their type."""


BESIDE = "beside/"
"""Before a type: all resources of that type in the same root module, whether they refer to each other or not."""


def relation_of(kind: str) -> str:
    """How rules call the relation to a Terraform type: data sources as `data_aws_ami`."""
    return kind.replace(".", "_")


class Graph:
    """All of it; look-ups give edges in the order in which they were found.

    References between resources of Terraform have the type of the other end as their relation: `incoming(bucket,
    "aws_s3_bucket_policy")` are the policies that refer to the bucket.  Several types with slashes between them lead on
    from there, over references in either direction.
    """

    __slots__ = (
        "resources", "edges", "dangling", "templates", "complete", "_incoming", "_outgoing", "_missing", "_loose", "_around",
    )

    def __init__(
        self,
        resources: Resources,
        edges: tuple[Edge, ...] = (),
        dangling: tuple[Dangling, ...] = (),
        templates: Mapping[Resource, PodTemplate] | None = None,
        complete: bool = True,
        loose: tuple[Loose, ...] = (),
    ) -> None:
        self.resources, self.edges, self.dangling = resources, edges, dangling
        self.complete = complete
        self._around: dict[Resource, list[Resource]] = {}
        self._loose: dict[Resource | str, list[Loose]] = {}
        for one in loose:
            self._loose.setdefault(one.target if one.target is not None else one.kind, []).append(one)
            self._loose.setdefault(one.source, []).append(one)
        self.templates: Mapping[Resource, PodTemplate] = templates if templates is not None else {}
        self._incoming: dict[tuple[Resource, str], list[Edge]] = {}
        self._outgoing: dict[tuple[Resource, str], list[Edge]] = {}
        self._missing: dict[tuple[Resource, str], list[Dangling]] = {}
        for edge in self.edges:
            towards = onwards = edge.relation
            if edge.relation == REFERS:
                towards, onwards = relation_of(edge.source.id.kind), relation_of(edge.target.id.kind)
                self._around.setdefault(edge.source, []).append(edge.target)
                self._around.setdefault(edge.target, []).append(edge.source)
                self._incoming.setdefault((edge.target, ANY_TYPE), []).append(edge)
                self._outgoing.setdefault((edge.source, ANY_TYPE), []).append(edge)
            self._incoming.setdefault((edge.target, towards), []).append(edge)
            self._outgoing.setdefault((edge.source, onwards), []).append(edge)
        for loose in self.dangling:
            self._missing.setdefault((loose.source, loose.relation), []).append(loose)

    def incoming(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that end at the resource."""
        if relation.startswith(BESIDE):
            kind = relation.removeprefix(BESIDE)
            return [Edge(one, relation, resource) for one in self.resources.of_kind(kind) if one is not resource]
        if "/" in relation:
            return self._onwards(self.incoming, resource, relation, lambda end: Edge(end, relation, resource))
        return self._incoming.get((resource, relation), [])

    def outgoing(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that start at the resource."""
        if "/" in relation and not relation.startswith(BESIDE):
            return self._onwards(self.outgoing, resource, relation, lambda end: Edge(resource, relation, end))
        return self._outgoing.get((resource, relation), [])

    def _onwards(
        self, first: Callable[[Resource, str], list[Edge]], resource: Resource, relation: str, edge: Callable[[Resource], Edge],
    ) -> list[Edge]:  # fmt: skip
        """Edges to what lies at the end of a relation of several types."""
        steps = relation.split("/")
        ends = [one.target if one.source is resource else one.source for one in first(resource, steps[0])]
        for kind in steps[1:]:
            onwards = dict.fromkeys(near for end in ends for near in self._around.get(end, ()) if relation_of(near.id.kind) == kind)
            ends = [near for near in onwards if near is not resource]
        return [edge(end) for end in dict.fromkeys(ends)]

    def loose(self, resource: Resource, relation: str) -> Unknown | None:
        """Why a reference of Terraform between the resource and one of the relation's types may be hidden, if it may."""
        if relation.startswith(BESIDE):
            opaque = next((one for one in self.resources.of_kind("module") if is_symbolic(one)), None)
            return Unknown(f"{opaque.id.short} is a module that is not part of what is scanned") if opaque is not None else None
        kinds = relation.split("/")
        for one in (*self._loose.get(resource, ()), *self._loose.get(resource.id.kind, ())):
            if one.source is resource and relation_of(one.kind) in kinds:
                return one.reason
            if one.source is not resource and (relation_of(one.source.id.kind) == kinds[0] or kinds[0] == ANY_TYPE or one.source.id.kind == "module"):
                return one.reason
        for first in kinds[:-1]:
            for edge in (*self.incoming(resource, first), *self.outgoing(resource, first)):
                other = edge.source if edge.target is resource else edge.target
                found = self.loose(other, kinds[kinds.index(first) + 1])
                if found is not None:
                    return found
        return None

    def missing(self, resource: Resource, relation: str) -> list[Dangling]:
        """References of the relation from the resource to nothing."""
        return self._missing.get((resource, relation), [])

    def pod(self, resource: Resource) -> PodTemplate | None:
        """The pod template of a workload; None for every other resource."""
        return self.templates.get(resource)
