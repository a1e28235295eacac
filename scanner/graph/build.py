"""Builds the graph: asks every relation module about all resources."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from types import ModuleType
from typing import TypeVar

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
    terraform,
)
from scanner.graph.workloads import pod_template
from scanner.model.graph import Dangling, Edge, Graph
from scanner.model.resource import Resource, Resources

MAX_LINKS = 20_000
"""Most links that one relation module may find: everything may select everything, and derived links multiply."""

_Link = TypeVar("_Link")

# Each has find(resources, templates), yielding edges and dangling references.
RELATIONS: tuple[ModuleType, ...] = (
    selectors, scaling, identity, references, configuration, gateway, certificates, monitoring, peers, ports, sharing,
    namespaces, companions, mesh, operators, hostnames, control_plane,
    rivals, bounds, terraform,
)

# Every relation that a rule may name under `uses`.
NAMES: frozenset[str] = frozenset(name for module in (*RELATIONS, derived) for name in module.NAMES)


def build(resources: Iterable[Resource]) -> Graph:
    """The graph of the resources; the order of the resources is kept.  Above `MAX_LINKS` it is not complete."""
    known = Resources(tuple(resources))
    templates = {one: template for one in known if (template := pod_template(one)) is not None}
    edges: list[Edge] = []
    dangling: list[Dangling] = []
    complete = True
    for relation in RELATIONS:
        links, whole = _some(relation.find(known, templates), getattr(relation, "MAX_LINKS", MAX_LINKS))
        complete = complete and whole
        for link in links:
            if isinstance(link, Edge):
                edges.append(link)
            else:
                dangling.append(link)
    more, whole = _some(derived.find(tuple(edges)))
    edges.extend(more)
    hidden, seen = _some(terraform.loose(known, edges), terraform.MAX_LINKS)
    return Graph(known, tuple(edges), tuple(dangling), templates, complete and whole and seen, tuple(hidden))


def _some(links: Iterable[_Link], most: int | None = None) -> tuple[list[_Link], bool]:
    """The links up to the bound, and whether those are all."""
    most = MAX_LINKS if most is None else most
    found = list(islice(links, most + 1))
    return found[:most], len(found) <= most
