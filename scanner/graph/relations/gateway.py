"""Routes of the Gateway API, of Istio, Traefik and Contour: where they lead to, and the Gateways they hang on."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.labels import selects
from scanner.graph.links import items, missing, numbered, text
from scanner.graph.relations.references import offers, to_port
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Data, Path, Resource, Resources, lookup

NAMES = {
    "forwards": Relation("HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute, VirtualService, IngressRoute, HTTPProxy",
                         "Service", "a backend names the Service, and a port it has", "traffic"),
    "attaches": Relation("HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute, VirtualService", "Gateway",
                         "parentRefs or gateways names it, with a listener that admits the route", "traffic"),
}

_ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
_PROXIES = ("IngressRoute", "IngressRouteTCP", "IngressRouteUDP", "HTTPProxy")


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of routes; a VirtualService may lead out of the cluster, so the Service it names is never missing."""
    grants = _grants(resources)
    spaces = {(one.unit, one.id.name): one for one in resources.of_kind("Namespace")}
    for route in resources.of_kind(*_ROUTES):
        for path, backend in _references(route):
            yield from _backend(route, path, backend, resources, grants)
        for path, parent in numbered(route.body, "spec", "parentRefs"):
            yield from _parent(route, path, parent, resources, spaces)
    for proxy in resources.of_kind(*_PROXIES):
        for path, service in _services(proxy):
            if service.get("kind", "Service") == "Service":
                yield from to_port(proxy, "forwards", service.get("name"), service.get("port"), path, resources,
                                   text(service, "namespace"))
    for route in resources.of_kind("VirtualService"):
        yield from _destinations(route, resources)
        for number, name in enumerate(items(route.body, "spec", "gateways")):
            if isinstance(name, str) and name != "mesh":
                yield from _istio_gateway(route, name, ("spec", "gateways", number), resources)


def _references(route: Resource) -> Iterator[tuple[Path, dict[str, Data]]]:
    """(path, reference) of the backends of a route, and of what it copies requests to."""
    for at, rule in numbered(route.body, "spec", "rules"):
        yield from ((at + path, reference) for path, reference in numbered(rule, "backendRefs"))
        for path, one in numbered(rule, "filters"):
            mirror = lookup(one, ("requestMirror", "backendRef"))
            if isinstance(mirror, dict):
                yield (*at, *path, "requestMirror", "backendRef"), mirror


def _backend(
    route: Resource, path: Path, reference: dict[str, Data], resources: Resources,
    grants: set[tuple[str, str, str, str]],
) -> Iterator[Edge | Dangling]:
    name = reference.get("name")
    if (not isinstance(name, str) or reference.get("kind", "Service") != "Service"
            or reference.get("group", "") not in ("", "core")):
        return
    own = route.space
    namespace = text(reference, "namespace") or own
    service = resources.at("Service", name, namespace, route)
    port = reference.get("port")
    if service is None:
        yield missing(route, "forwards", "Service", name, path, namespace)
    elif namespace != own and (route.unit, namespace, route.id.kind, own) not in grants:
        yield Dangling(route, "forwards", f"a ReferenceGrant for Service/{name} in {namespace}", path)
    elif port is not None and not offers(service, port):
        yield Dangling(route, "forwards", f"port {port} of Service/{name}", path)
    else:
        yield Edge(route, "forwards", service, path)


def _grants(resources: Resources) -> set[tuple[str, str, str, str]]:
    """(unit, namespace of the Services, kind of the routes, namespace of the routes) of each ReferenceGrant."""
    return {
        (grant.unit, grant.space, str(one.get("kind")), str(one.get("namespace")))
        for grant in resources.of_kind("ReferenceGrant")
        if any(lookup(to, ("kind",)) == "Service" for to in items(grant.body, "spec", "to"))
        for one in items(grant.body, "spec", "from") if isinstance(one, dict)
    }


def _parent(
    route: Resource, path: Path, parent: dict[str, Data], resources: Resources,
    spaces: dict[tuple[str, str], Resource],
) -> Iterator[Edge | Dangling]:
    """The link to a Gateway; of other parents, such as a Service in a mesh, none."""
    name = parent.get("name")
    if not isinstance(name, str) or parent.get("kind", "Gateway") != "Gateway":
        return
    namespace = text(parent, "namespace") or route.space
    gateway = resources.at("Gateway", name, namespace, route)
    if gateway is None:
        yield missing(route, "attaches", "Gateway", name, path, namespace)
        return
    section, port = parent.get("sectionName"), parent.get("port")
    listeners = [one for _, one in numbered(gateway.body, "spec", "listeners")
                 if section in (None, one.get("name")) and port in (None, one.get("port"))]
    if not listeners and items(gateway.body, "spec", "listeners"):
        wanted = f"listener {section}" if section is not None else f"port {port}"
        yield Dangling(route, "attaches", f"{wanted} of Gateway/{name}", path)
    elif not listeners or any(_admits(one, gateway, route, spaces) for one in listeners):
        yield Edge(route, "attaches", gateway, path)
    else:
        yield Dangling(route, "attaches", f"a listener of Gateway/{name} that admits routes of its namespace", path)


def _admits(
    listener: dict[str, Data], gateway: Resource, route: Resource, spaces: dict[tuple[str, str], Resource],
) -> bool:
    allowed = lookup(listener, ("allowedRoutes", "namespaces"))
    source = text(allowed, "from") or "Same"
    if source == "All" or route.space == gateway.space and source == "Same":
        return True
    if source != "Selector":
        return False
    space = spaces.get((route.unit, route.space))
    # The labels of a namespace that was not read may well be the right ones.
    return space is None or selects(lookup(allowed, ("selector",)) or {}, {
        "kubernetes.io/metadata.name": space.id.name, **space.labels})


def _services(proxy: Resource) -> Iterator[tuple[Path, dict[str, Data]]]:
    """(path, Service with its port) of the routes of Traefik and Contour."""
    for at, rule in numbered(proxy.body, "spec", "routes"):
        yield from ((at + path, one) for path, one in numbered(rule, "services"))
    yield from numbered(proxy.body, "spec", "tcpproxy", "services")


def _destinations(route: Resource, resources: Resources) -> Iterator[Edge]:
    for protocol in ("http", "tls", "tcp"):
        for at, rule in numbered(route.body, "spec", protocol):
            for path, target in numbered(rule, "route"):
                # service, service.namespace or service.namespace.svc.domain
                name, _, rest = text(target, "destination", "host").partition(".")
                space = rest.partition(".")[0] or route.space
                service = resources.at("Service", name, space, route) if name else None
                if service is not None:
                    yield Edge(route, "forwards", service, (*at, *path, "destination"))


def _istio_gateway(route: Resource, name: str, path: Path, resources: Resources) -> Iterator[Edge | Dangling]:
    namespace, slash, rest = name.rpartition("/")
    space = namespace if slash else route.space
    gateway = resources.at("Gateway", rest, space, route)
    if gateway is not None:
        yield Edge(route, "attaches", gateway, path)
    else:
        yield missing(route, "attaches", "Gateway", rest, path, space)
