"""Things that two resources claim although one of them should: accounts, selectors, hosts and paths."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from scanner.graph.links import items
from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Edge, Relation
from scanner.model.resource import Path, Resource, Resources, lookup

NAMES = {
    "shares_account": Relation("workload", "first workload", "it runs under the same service account", "conflict",
                               shown=False),
    "shares_selector": Relation("Service", "first Service", "it has the same selector", "conflict"),
    "shares_host": Relation("Ingress", "first Ingress", "it claims the same host", "conflict", shown=False),
    "shares_path": Relation("Ingress", "first Ingress", "it claims the same host and path", "conflict"),
}

# What is claimed, by whom, and where it is written.
_Claim = tuple[Hashable, Resource, Path]


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """The links of a later claimant to the first one."""
    ingresses = resources.of_kind("Ingress")
    yield from _repeated("shares_account", _accounts(templates))
    yield from _repeated("shares_selector", _selectors(resources.of_kind("Service")))
    yield from _repeated("shares_host", (one for ingress in ingresses for one in _hosts(ingress)))
    yield from _repeated("shares_path", (one for ingress in ingresses for one in _paths(ingress)))


def _repeated(relation: str, claims: Iterable[_Claim]) -> Iterator[Edge]:
    first: dict[Hashable, Resource] = {}
    for claim, resource, path in claims:
        holder = first.setdefault(claim, resource)
        if holder is not resource:
            yield Edge(resource, relation, holder, path)


def _accounts(templates: Templates) -> Iterator[_Claim]:
    for workload, template in pairs(templates):
        key = "serviceAccountName" if template.spec.get("serviceAccountName") else "serviceAccount"
        name = template.spec.get(key)
        if isinstance(name, str) and name not in ("", "default"):
            yield (workload.unit, workload.space, name), workload, (*template.path, key)


def _selectors(services: Iterable[Resource]) -> Iterator[_Claim]:
    for service in services:
        selector = service.get("spec", "selector")
        if isinstance(selector, dict) and selector:
            pairs = frozenset((str(key), str(value)) for key, value in selector.items())
            # A headless Service beside an ordinary one is a usual pair.
            headless = service.get("spec", "clusterIP") == "None"
            yield (service.unit, service.space, headless, pairs), service, ("spec", "selector")


def _hosts(ingress: Resource) -> Iterator[_Claim]:
    if not _is_canary(ingress):
        for at, rule in enumerate(items(ingress.body, "spec", "rules")):
            host = lookup(rule, ("host",))
            if isinstance(host, str):
                yield (ingress.unit, _class(ingress), host.lower()), ingress, ("spec", "rules", at, "host")


def _paths(ingress: Resource) -> Iterator[_Claim]:
    if not _is_canary(ingress):
        for at, rule in enumerate(items(ingress.body, "spec", "rules")):
            host = lookup(rule, ("host",))
            for number, entry in enumerate(items(rule, "http", "paths")):
                if isinstance(host, str):
                    path = str(lookup(entry, ("path",)) or "/")
                    yield ((ingress.unit, _class(ingress), host.lower(), path), ingress,
                           ("spec", "rules", at, "http", "paths", number))


def _class(ingress: Resource) -> str:
    return str(ingress.get("spec", "ingressClassName")
               or ingress.get("metadata", "annotations", "kubernetes.io/ingress.class") or "")


def _is_canary(ingress: Resource) -> bool:
    # Such an Ingress takes a part of the requests of another one, whose host and path it repeats.
    return ingress.get("metadata", "annotations", "nginx.ingress.kubernetes.io/canary") == "true"
