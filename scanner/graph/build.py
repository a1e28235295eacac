"""Builds the graph: asks every relation module about all resources."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from types import ModuleType
from typing import TypeVar

from scanner.graph import derived, escalation
from scanner.graph.external import Elsewhere
from scanner.graph.relations import (
    bounds,
    callbacks,
    certificates,
    classes,
    companions,
    configuration,
    control_plane,
    delivery,
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
    rollouts,
    scaling,
    selectors,
    sharing,
    stores,
    volumes,
)
from scanner.graph.workloads import MAX_PODS, pod_templates
from scanner.model.graph import Dangling, Doubt, Edge, External, Graph, Relation
from scanner.model.resource import Resource, Resources

MAX_LINKS = 20_000
"""Most links that one relation module may find: everything may select everything, and derived links multiply."""

_Link = TypeVar("_Link")

# Each has NAMES, the relations it knows with what they mean, and find(resources, templates), yielding edges and
# dangling references.
RELATIONS: tuple[ModuleType, ...] = (
    selectors, scaling, identity, references, configuration, gateway, certificates, monitoring, peers, ports, sharing,
    namespaces, companions, mesh, operators, hostnames, control_plane,
    rivals, bounds, classes, callbacks, stores, volumes, rollouts, delivery,
)

# What every relation means.
MEANINGS: dict[str, Relation] = {
    name: relation for module in (*RELATIONS, derived, escalation) for name, relation in module.NAMES.items()}

# Every relation that a rule may name under `uses`.
NAMES: frozenset[str] = frozenset(MEANINGS)


def build(resources: Iterable[Resource], external: Iterable[External] = (), complete: bool = False) -> Graph:
    """The graph of the resources; the order of the resources is kept.  Above `MAX_LINKS` it is truncated.

    external: objects that lie elsewhere, references to which are no defect. complete: everything that is deployed
    together is among the resources.
    """
    known = Resources(tuple(resources))
    found = {one: templates for one in known if (templates := pod_templates(one))}
    truncated = any(len(several) > MAX_PODS for several in found.values())
    templates = {one: several[:MAX_PODS] for one, several in found.items()} if truncated else found
    edges: list[Edge] = []
    loose: list[Dangling] = []
    doubts: list[Doubt] = []
    links: Iterable[Edge | Dangling | Doubt]
    for relation in RELATIONS:
        links, whole = _some(relation.find(known, templates))
        truncated = truncated or not whole
        for link in links:
            if isinstance(link, Edge):
                edges.append(link)
            else:
                loose.append(link)
    for more in (derived.find(tuple(edges)), escalation.find(known, templates, tuple(edges), complete)):
        links, whole = _some(more)
        truncated = truncated or not whole
        for link in links:
            if isinstance(link, Edge):
                edges.append(link)
            else:
                doubts.append(link)
    elsewhere = Elsewhere(external)
    lost: list[Dangling] = []
    outside: list[Dangling] = []
    for reference in loose:
        (outside if elsewhere.has(reference) else lost).append(reference)
    return Graph(
        known, tuple(edges), tuple(lost), templates, external=tuple(outside), doubts=tuple(doubts), complete=complete,
        truncated=truncated, relations=MEANINGS,
    )


def _some(links: Iterable[_Link]) -> tuple[list[_Link], bool]:
    """The links up to the bound, and whether those are all."""
    found = list(islice(links, MAX_LINKS + 1))
    return found[:MAX_LINKS], len(found) <= MAX_LINKS
