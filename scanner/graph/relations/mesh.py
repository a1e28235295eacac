"""Policies of service meshes, and what they are for."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import reference
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Resource, Resources, lookup

NAMES = {
    "shields": Relation("DestinationRule, BackendTrafficPolicy", "Service", "it breaks circuits of the Service",
                        "policy"),
    "authorizes": Relation("AuthorizationPolicy", "Namespace, Server", "of Istio: it is for the Namespace; of Linkerd: "
                           "it names the Server", "policy"),
}


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of mesh policies."""
    services = {(one.unit, one.space, one.id.name): one for one in resources.of_kind("Service")}
    for rule in resources.of_kind("DestinationRule"):
        host = rule.get("spec", "host")
        if isinstance(host, str) and rule.get("spec", "trafficPolicy", "outlierDetection") is not None:
            name, _, rest = host.partition(".")
            space = rest.partition(".")[0] or rule.space
            service = services.get((rule.unit, space, name))
            if service is not None:
                yield Edge(rule, "shields", service, ("spec", "host"))
    yield from _gateway(resources)
    for policy in resources.of_kind("AuthorizationPolicy"):
        if policy.id.group == "policy.linkerd.io":
            yield from _server(policy, resources)
        elif policy.id.group == "security.istio.io":
            space_of = resources.named("Namespace", policy.space, policy)
            if space_of is not None:
                yield Edge(policy, "authorizes", space_of)


def _gateway(resources: Resources) -> Iterator[Edge]:
    """Policies of Envoy Gateway, as far as they are for Services themselves."""
    for policy in resources.of_kind("BackendTrafficPolicy"):
        if policy.get("spec", "circuitBreaker") is None:
            continue
        several = policy.get("spec", "targetRefs")
        references = several if isinstance(several, list) else [policy.get("spec", "targetRef")]
        for one in references:
            match one:
                case {"kind": "Service", "name": str(name)}:
                    service = resources.named("Service", name, policy)
                    if service is not None:
                        yield Edge(policy, "shields", service, ("spec",))
                case {"kind": "HTTPRoute" | "GRPCRoute" as kind, "name": str(name)}:
                    route = resources.named(kind, name, policy)
                    yield from _behind(policy, route, resources) if route is not None else ()


def _behind(policy: Resource, route: Resource, resources: Resources) -> Iterator[Edge]:
    """A policy for a route covers all Services of the route in its namespace."""
    rules = route.get("spec", "rules")
    for rule in rules if isinstance(rules, list) else ():
        backends = lookup(rule, ("backendRefs",))
        for backend in backends if isinstance(backends, list) else ():
            name = lookup(backend, ("name",))
            service = resources.named("Service", name, route) if isinstance(name, str) else None
            if service is not None:
                yield Edge(policy, "shields", service, ("spec",))


def _server(policy: Resource, resources: Resources) -> Iterator[Edge | Dangling]:
    match policy.get("spec", "targetRef"):
        case {"kind": "Server", "name": str(name)}:
            path = ("spec", "targetRef", "name")
            yield from reference(policy, "authorizes", "Server", name, path, resources)
