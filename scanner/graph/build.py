"""Builds the graph: asks every relation module about all resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType

from scanner.graph import derived
from scanner.graph.relations import (
    bounds,
    certificates,
    companions,
    configuration,
    control_plane,
    gateway,
    hostnames,
    identity,
    mesh,
    monitoring,
    namespaces,
    operators,
    peers,
    ports,
    references,
    rivals,
    scaling,
    selectors,
    sharing,
)
from scanner.graph.workloads import pod_template
from scanner.model.graph import Dangling, Edge, Graph, PodTemplate
from scanner.model.resource import Resource, Resources

# Each has find(resources, templates), yielding edges and dangling references.
RELATIONS: tuple[ModuleType, ...] = (
    selectors, scaling, identity, references, configuration, gateway, certificates, monitoring, peers, ports, sharing,
    namespaces, companions, mesh, operators, hostnames, control_plane,
    rivals, bounds,
)

# Every relation that a rule may name under `uses`.
NAMES: frozenset[str] = frozenset(name for module in (*RELATIONS, derived) for name in module.NAMES)


def build(resources: Iterable[Resource]) -> Graph:
    """The graph of the resources; the order of the resources is kept."""
    known = Resources(tuple(resources))
    templates = {one: template for one in known if (template := pod_template(one)) is not None}
    edges: list[Edge] = []
    dangling: list[Dangling] = []
    for link in _links(known, templates):
        if isinstance(link, Edge):
            edges.append(link)
        else:
            dangling.append(link)
    edges.extend(derived.find(tuple(edges)))
    return Graph(known, tuple(edges), tuple(dangling), templates)


def _links(resources: Resources, templates: dict[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    for relation in RELATIONS:
        yield from relation.find(resources, templates)
