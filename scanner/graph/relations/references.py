"""References by name to Services: Ingress backends, and StatefulSets with the Service that names their pods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Data, Path, Resource, Resources, lookup

NAMES = ("routes", "governed_by")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """routes: Ingress to Service; governed_by: StatefulSet to its Service."""
    for ingress in resources.of_kind("Ingress"):
        for path, backend in _backends(ingress):
            yield from _route(ingress, path, backend, resources)
    for workload in resources.of_kind("StatefulSet"):
        name = workload.get("spec", "serviceName")
        if isinstance(name, str) and name:
            yield named(workload, "governed_by", "Service", name, ("spec", "serviceName"), resources)


def named(
    source: Resource, relation: str, kind: str, name: str, because: Path, resources: Resources,
) -> Edge | Dangling:
    """The edge to the resource of that kind and name, or what is missing."""
    target = resources.named(kind, name, source)
    return Dangling(source, relation, f"{kind}/{name}", because) if target is None else Edge(
        source, relation, target, because)


def items(data: Data, *path: str | int) -> list[Data]:
    """The list at a path; an empty one where there is none."""
    found = lookup(data, path)
    return found if isinstance(found, list) else []


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
        return
    match backend:
        case {"service": {"name": str(name)}}:
            port = lookup(backend, ("service", "port", "number")) or lookup(backend, ("service", "port", "name"))
        case {"serviceName": str(name)}:  # networking.k8s.io/v1beta1
            port = backend.get("servicePort")
        case _:
            return
    service = resources.named("Service", name, ingress)
    if service is None:
        yield Dangling(ingress, "routes", f"Service/{name}", path)
    elif port is not None and not offers(service, port):
        yield Dangling(ingress, "routes", f"port {port} of Service/{name}", path)
    else:
        yield Edge(ingress, "routes", service, path)


def offers(service: Resource, port: Data) -> bool:
    """Whether a Service has a port of that number or name."""
    ports = items(service.body, "spec", "ports")
    # A Service without written ports (headless or ExternalName) forwards all of them.
    return not ports or any(isinstance(one, dict) and port in (one.get("port"), one.get("name")) for one in ports)
