"""Things that two resources claim although one of them should: accounts, selectors, hosts and paths."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from scanner.graph.relations.references import items
from scanner.model.graph import Edge, PodTemplate
from scanner.model.resource import Path, Resource, Resources, lookup

NAMES = ("shares_account", "shares_selector", "shares_host", "shares_path")

# What is claimed, by whom, and where it is written.
_Claim = tuple[Hashable, Resource, Path]


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge]:
    """shares_account: workload to another one under its service account; shares_selector: Service to another one with
    its selector; shares_host, shares_path: Ingress to another one with a host, or a host and path, of its own.

    Each relation leads from a later resource to the first one that claims the same.
    """
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


def _accounts(templates: Mapping[Resource, PodTemplate]) -> Iterator[_Claim]:
    for workload, template in templates.items():
        key = "serviceAccountName" if template.spec.get("serviceAccountName") else "serviceAccount"
        name = template.spec.get(key)
        if isinstance(name, str) and name not in ("", "default"):
            yield (workload.unit, workload.id.namespace or "default", name), workload, (*template.path, key)


def _selectors(services: Iterable[Resource]) -> Iterator[_Claim]:
    for service in services:
        selector = service.get("spec", "selector")
        if isinstance(selector, dict) and selector:
            pairs = frozenset((str(key), str(value)) for key, value in selector.items())
            # A headless Service beside an ordinary one is a usual pair.
            headless = service.get("spec", "clusterIP") == "None"
            yield (service.unit, service.id.namespace or "default", headless, pairs), service, ("spec", "selector")


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
