"""Routes of the Gateway API and of Istio, and the Services they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.relations.references import items, offers
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Data, Path, Resource, Resources, lookup

NAMES = ("forwards",)

_ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """forwards: a route or VirtualService to a Service; a VirtualService may lead out of the cluster, so what it
    names is never missing."""
    services = _Services(resources)
    grants = _grants(resources)
    for route in resources.of_kind(*_ROUTES):
        for path, reference in _references(route):
            yield from _backend(route, path, reference, services, grants)
    for route in resources.of_kind("VirtualService"):
        yield from _destinations(route, services)


class _Services:
    """Services by unit, namespace and name."""

    def __init__(self, resources: Resources) -> None:
        self._all = {(one.unit, one.id.namespace or "default", one.id.name): one
                     for one in reversed(resources.of_kind("Service"))}

    def named(self, beside: Resource, namespace: str, name: str) -> Resource | None:
        """The Service of that name and namespace that is deployed with `beside`."""
        return self._all.get((beside.unit, namespace, name))


def _references(route: Resource) -> Iterator[tuple[Path, Data]]:
    for at, rule in enumerate(items(route.body, "spec", "rules")):
        for number, reference in enumerate(items(rule, "backendRefs")):
            yield ("spec", "rules", at, "backendRefs", number), reference


def _backend(
    route: Resource, path: Path, reference: Data, services: _Services, grants: set[tuple[str, str, str, str]],
) -> Iterator[Edge | Dangling]:
    name = lookup(reference, ("name",))
    if (not isinstance(name, str) or reference.get("kind", "Service") != "Service"
            or reference.get("group", "") not in ("", "core")):
        return
    own = route.id.namespace or "default"
    namespace = str(reference.get("namespace") or own)
    service = services.named(route, namespace, name)
    port = reference.get("port")
    if service is None:
        yield Dangling(route, "forwards", f"Service/{name}", path)
    elif namespace != own and (route.unit, namespace, route.id.kind, own) not in grants:
        yield Dangling(route, "forwards", f"a ReferenceGrant for Service/{name} in {namespace}", path)
    elif port is not None and not offers(service, port):
        yield Dangling(route, "forwards", f"port {port} of Service/{name}", path)
    else:
        yield Edge(route, "forwards", service, path)


def _grants(resources: Resources) -> set[tuple[str, str, str, str]]:
    """(unit, namespace of the Services, kind of the routes, namespace of the routes) of each ReferenceGrant."""
    return {
        (grant.unit, grant.id.namespace or "default", str(one.get("kind")), str(one.get("namespace")))
        for grant in resources.of_kind("ReferenceGrant")
        if any(lookup(to, ("kind",)) == "Service" for to in items(grant.body, "spec", "to"))
        for one in items(grant.body, "spec", "from") if isinstance(one, dict)
    }


def _destinations(route: Resource, services: _Services) -> Iterator[Edge]:
    own = route.id.namespace or "default"
    for protocol in ("http", "tls", "tcp"):
        for at, rule in enumerate(items(route.body, "spec", protocol)):
            for number, target in enumerate(items(rule, "route")):
                host = lookup(target, ("destination", "host"))
                if isinstance(host, str):
                    # service, service.namespace or service.namespace.svc.domain
                    name, _, rest = host.partition(".")
                    service = services.named(route, rest.partition(".")[0] or own, name)
                    if service is not None:
                        yield Edge(route, "forwards", service, ("spec", protocol, at, "route", number, "destination"))
