"""Host names outside of Ingresses that two resources claim."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.workloads import Templates
from scanner.model.graph import Edge, Relation
from scanner.model.resource import Path, Resource, Resources

NAMES = {
    "shares_record": Relation("Service, Ingress", "first claimant",
                              "its annotation asks External DNS for the same name", "conflict"),
    "shares_route": Relation("Route of OpenShift", "first claimant", "it has the same host and path", "conflict"),
}

_ANNOTATION = "external-dns.alpha.kubernetes.io/hostname"


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """The links of a later claimant to the first one."""
    first: dict[tuple[str, str, str], Resource] = {}
    for relation, name, resource, path in _claims(resources):
        holder = first.setdefault((relation, resource.unit, name), resource)
        if holder is not resource:
            yield Edge(resource, relation, holder, path)


def _claims(resources: Resources) -> Iterator[tuple[str, str, Resource, Path]]:
    """(relation, what is claimed, by whom, where it is written)."""
    for one in resources.of_kind("Service", "Ingress"):
        path = ("metadata", "annotations", _ANNOTATION)
        names = one.get(*path)
        for name in names.split(",") if isinstance(names, str) else ():
            if name.strip():
                yield "shares_record", name.strip().lower(), one, path
    for route in resources.of_kind("Route"):
        host = route.get("spec", "host")
        if isinstance(host, str) and host:
            yield "shares_route", f"{host.lower()}{route.get('spec', 'path') or '/'}", route, ("spec", "host")
