"""References by name: Ingress backends, StatefulSets and their Services, ConfigMaps, Secrets and claims of pods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Data, Path, Resource, Resources, lookup

NAMES = ("routes", "governed_by", "reads")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """routes: Ingress to Service; governed_by: StatefulSet to its Service; reads: workload to ConfigMap or Secret."""
    for ingress in resources.of_kind("Ingress"):
        for path, backend in _backends(ingress):
            yield from _route(ingress, path, backend, resources)
    for workload in resources.of_kind("StatefulSet"):
        name = workload.get("spec", "serviceName")
        if isinstance(name, str) and name:
            yield _named(workload, "governed_by", "Service", name, ("spec", "serviceName"), resources)
    for workload, template in templates.items():
        for path, kind, name in _configuration(template):
            yield _named(workload, "reads", kind, name, path, resources)


def _named(
    source: Resource, relation: str, kind: str, name: str, because: Path, resources: Resources,
) -> Edge | Dangling:
    target = resources.named(kind, name, source)
    return Dangling(source, relation, f"{kind}/{name}", because) if target is None else Edge(
        source, relation, target, because)


def _items(data: Data, *path: str | int) -> list[Data]:
    found = lookup(data, path)
    return found if isinstance(found, list) else []


def _backends(ingress: Resource) -> Iterator[tuple[Path, Data]]:
    for key in ("defaultBackend", "backend"):
        if isinstance(ingress.get("spec", key), dict):
            yield ("spec", key), ingress.get("spec", key)
    for at, rule in enumerate(_items(ingress.body, "spec", "rules")):
        for number, path in enumerate(_items(rule, "http", "paths")):
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
    elif port is not None and not _offers(service, port):
        yield Dangling(ingress, "routes", f"port {port} of Service/{name}", path)
    else:
        yield Edge(ingress, "routes", service, path)


def _offers(service: Resource, port: Data) -> bool:
    ports = _items(service.body, "spec", "ports")
    # A Service without written ports (headless or ExternalName) forwards all of them.
    return not ports or any(isinstance(one, dict) and port in (one.get("port"), one.get("name")) for one in ports)


def _configuration(template: PodTemplate) -> Iterator[tuple[Path, str, str]]:
    """(path, kind, name) of every ConfigMap and Secret that must exist for the pods to start."""
    base = template.path
    for number, volume in enumerate(_items(template.spec, "volumes")):
        for key, field, kind in (("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret")):
            name = lookup(volume, (key, field))
            if isinstance(name, str) and lookup(volume, (key, "optional")) is not True:
                yield (*base, "volumes", number, key, field), kind, name
    for group in ("initContainers", "containers"):
        for at, container in enumerate(_items(template.spec, group)):
            for list_key, sources in (("envFrom", (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))),
                                      ("env", (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")))):
                for number, entry in enumerate(_items(container, list_key)):
                    steps: Path = (list_key, number) if list_key == "envFrom" else (list_key, number, "valueFrom")
                    holder = entry if list_key == "envFrom" else lookup(entry, ("valueFrom",))
                    for key, kind in sources:
                        name = lookup(holder, (key, "name"))
                        if isinstance(name, str) and lookup(holder, (key, "optional")) is not True:
                            yield (*base, group, at, *steps, key, "name"), kind, name
