"""Resources and how they relate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scanner.model.resource import Data, Path, Resource, Resources


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


class Graph:
    """All of it; look-ups give edges in the order in which they were found."""

    __slots__ = ("resources", "edges", "dangling", "templates", "complete", "_incoming", "_outgoing", "_missing")

    def __init__(
        self,
        resources: Resources,
        edges: tuple[Edge, ...] = (),
        dangling: tuple[Dangling, ...] = (),
        templates: Mapping[Resource, PodTemplate] | None = None,
        complete: bool = True,
    ) -> None:
        self.resources, self.edges, self.dangling = resources, edges, dangling
        self.complete = complete
        self.templates: Mapping[Resource, PodTemplate] = templates if templates is not None else {}
        self._incoming: dict[tuple[Resource, str], list[Edge]] = {}
        self._outgoing: dict[tuple[Resource, str], list[Edge]] = {}
        self._missing: dict[tuple[Resource, str], list[Dangling]] = {}
        for edge in self.edges:
            self._incoming.setdefault((edge.target, edge.relation), []).append(edge)
            self._outgoing.setdefault((edge.source, edge.relation), []).append(edge)
        for loose in self.dangling:
            self._missing.setdefault((loose.source, loose.relation), []).append(loose)

    def incoming(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that end at the resource."""
        return self._incoming.get((resource, relation), [])

    def outgoing(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that start at the resource."""
        return self._outgoing.get((resource, relation), [])

    def missing(self, resource: Resource, relation: str) -> list[Dangling]:
        """References of the relation from the resource to nothing."""
        return self._missing.get((resource, relation), [])

    def pod(self, resource: Resource) -> PodTemplate | None:
        """The pod template of a workload; None for every other resource."""
        return self.templates.get(resource)
