"""References by name to Services: of Ingresses and Routes, and of StatefulSets whose pods a Service names."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import items, missing, numbered, reference, text
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Data, Path, Resource, Resources, lookup

NAMES = {
    "routes": Relation("Ingress, Route of OpenShift", "Service", "a backend names the Service, and a port it has",
                       "traffic"),
    "governed_by": Relation("StatefulSet", "Service", "serviceName names it", "traffic", shown=False),
}


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links to Services by name."""
    for ingress in resources.of_kind("Ingress"):
        for path, backend in _backends(ingress):
            yield from _route(ingress, path, backend, resources)
    for route in resources.of_kind("Route"):
        if route.id.group == "route.openshift.io":
            targets = [(("spec", "to"), route.get("spec", "to")), *numbered(route.body, "spec", "alternateBackends")]
            for path, target in targets:
                if isinstance(target, dict) and target.get("kind", "Service") == "Service":
                    yield from to_port(route, "routes", target.get("name"), None, path, resources)
    for workload in resources.of_kind("StatefulSet"):
        path = ("spec", "serviceName")
        yield from reference(workload, "governed_by", "Service", workload.get(*path), path, resources)


def _backends(ingress: Resource) -> Iterator[tuple[Path, Data]]:
    for key in ("defaultBackend", "backend"):
        if isinstance(ingress.get("spec", key), dict):
            yield ("spec", key), ingress.get("spec", key)
    for at, rule in enumerate(items(ingress.body, "spec", "rules")):
        for number, path in enumerate(items(rule, "http", "paths")):
            if isinstance(path, dict) and isinstance(path.get("backend"), dict):
                yield ("spec", "rules", at, "http", "paths", number, "backend"), path["backend"]


def _route(ingress: Resource, path: Path, backend: Data, resources: Resources) -> Iterator[Edge | Dangling]:
    if ingress.body.get("apiVersion") == "networking.k8s.io/v1" and "serviceName" in backend:
        yield Dangling(ingress, "routes", "a backend in the form of networking.k8s.io/v1beta1", path)
    elif text(backend, "service", "name"):
        port = lookup(backend, ("service", "port", "number")) or lookup(backend, ("service", "port", "name"))
        yield from to_port(ingress, "routes", backend["service"]["name"], port, path, resources)
    elif text(backend, "serviceName"):  # networking.k8s.io/v1beta1
        yield from to_port(ingress, "routes", backend["serviceName"], backend.get("servicePort"), path, resources)


def to_port(
    source: Resource, relation: str, name: Data, port: Data, path: Path, resources: Resources, namespace: str = "",
) -> Iterator[Edge | Dangling]:
    """The link to a port of a Service, beside the source or in a namespace; no port means any."""
    if not isinstance(name, str) or not name:
        return
    service = resources.at("Service", name, namespace or source.space, source)
    if service is None:
        yield missing(source, relation, "Service", name, path, namespace)
    elif port is not None and not offers(service, port):
        yield Dangling(source, relation, f"port {port} of Service/{name}", path)
    else:
        yield Edge(source, relation, service, path)


def offers(service: Resource, port: Data) -> bool:
    """Whether a Service has a port of that number or name."""
    ports = items(service.body, "spec", "ports")
    # A Service without written ports (headless or ExternalName) forwards all of them.
    return not ports or any(isinstance(one, dict) and port in (one.get("port"), one.get("name")) for one in ports)
