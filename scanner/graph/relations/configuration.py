"""What pods need beside their image: ConfigMaps and Secrets in variables and volumes, claims, pull secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.relations.references import items
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Data, Path, Resource, Resources, lookup, together

NAMES = ("configured_by", "mounts")

# (path in a volume or in a source of a projected one, kind): what a volume is made from.
_VOLUMES: tuple[tuple[tuple[str, str], str], ...] = (
    (("configMap", "name"), "ConfigMap"), (("secret", "secretName"), "Secret"), (("secret", "name"), "Secret"),
    (("persistentVolumeClaim", "claimName"), "PersistentVolumeClaim"),
)
_WHOLE = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
_KEYS = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))

# Objects that operators turn into a Secret: kind and the paths of its name, of which the first present one holds.
_MAKERS: dict[str, tuple[Path, ...]] = {
    "ExternalSecret": (("spec", "target", "name"), ("metadata", "name")),
    "SealedSecret": (("spec", "template", "metadata", "name"), ("metadata", "name")),
    "Certificate": (("spec", "secretName"),),
    "VaultStaticSecret": (("spec", "destination", "name"),),
    "VaultDynamicSecret": (("spec", "destination", "name"),),
    "OnePasswordItem": (("metadata", "name"),),
}


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """configured_by: workload to a ConfigMap or Secret of its variables; mounts: workload to what its volumes and
    image pulls need. A Secret may be made by another object, such as an ExternalSecret, which is the target then."""
    makers = secret_makers(resources)
    for workload, template in templates.items():
        for path, kind, name, key in _variables(template):
            yield _need(workload, "configured_by", (kind, name, key), path, resources, makers)
        for path, kind, name in _volumes(template):
            yield _need(workload, "mounts", (kind, name, ""), path, resources, makers)


def secret_makers(resources: Resources) -> dict[str, list[Resource]]:
    """The objects that operators turn into Secrets, by the name of the Secret."""
    found: dict[str, list[Resource]] = {}
    for kind, paths in _MAKERS.items():
        for maker in resources.of_kind(kind):
            name = next((name for path in paths if (name := maker.get(*path)) is not None), None)
            if isinstance(name, str):
                found.setdefault(name, []).append(maker)
    return found


def made(name: str, beside: Resource, makers: Mapping[str, list[Resource]]) -> Resource | None:
    """The object that makes a Secret of that name for `beside`."""
    return next((maker for maker in makers.get(name, ()) if together(maker, beside)), None)


def _need(
    workload: Resource, relation: str, wanted: tuple[str, str, str], path: Path, resources: Resources,
    makers: Mapping[str, list[Resource]],
) -> Edge | Dangling:
    kind, name, key = wanted
    target = resources.named(kind, name, workload)
    if target is None and kind == "Secret":
        target = made(name, workload, makers)
        key = ""
    if target is None and kind == "PersistentVolumeClaim" and workload.id.kind == "StatefulSet":
        return Edge(workload, relation, workload, path)  # claims of its own templates are made with the pods
    if target is None:
        return Dangling(workload, relation, f"{kind}/{name}", path)
    if key and not _holds(target, key):
        return Dangling(workload, relation, f"key {key} of {kind}/{name}", path)
    return Edge(workload, relation, target, path)


def _holds(source: Resource, key: str) -> bool:
    parts = [source.get(part) for part in ("data", "stringData", "binaryData")]
    # What is not a map is not known offline, or filled in by somebody else.
    return not any(isinstance(part, dict) for part in parts) or any(
        part is not None and (not isinstance(part, dict) or key in part) for part in parts)


def _variables(template: PodTemplate) -> Iterator[tuple[Path, str, str, str]]:
    """(path, kind, name, key) of everything that environment variables must have; the key is "" for all keys."""
    for group in ("initContainers", "containers"):
        for at, container in enumerate(items(template.spec, group)):
            base: Path = (*template.path, group, at)
            for number, entry in enumerate(items(container, "envFrom")):
                for reference, kind in _WHOLE:
                    if (name := _required(lookup(entry, (reference,)))) is not None:
                        yield (*base, "envFrom", number, reference, "name"), kind, name, ""
            for number, entry in enumerate(items(container, "env")):
                for reference, kind in _KEYS:
                    holder = lookup(entry, ("valueFrom", reference))
                    if (name := _required(holder)) is not None:
                        key = lookup(holder, ("key",))
                        yield ((*base, "env", number, "valueFrom", reference, "name"), kind, name,
                               key if isinstance(key, str) else "")


def _required(reference: Data) -> str | None:
    name = lookup(reference, ("name",))
    return name if isinstance(name, str) and name and lookup(reference, ("optional",)) is not True else None


def _volumes(template: PodTemplate) -> Iterator[tuple[Path, str, str]]:
    """(path, kind, name) of everything that must exist for the volumes and the image pulls of a pod."""
    for number, volume in enumerate(items(template.spec, "volumes")):
        base: Path = (*template.path, "volumes", number)
        yield from _sources(volume, base)
        for at, source in enumerate(items(volume, "projected", "sources")):
            yield from _sources(source, (*base, "projected", "sources", at))
    for number, entry in enumerate(items(template.spec, "imagePullSecrets")):
        name = lookup(entry, ("name",))
        if isinstance(name, str) and name:
            yield (*template.path, "imagePullSecrets", number, "name"), "Secret", name


def _sources(holder: Data, base: Path) -> Iterator[tuple[Path, str, str]]:
    for (key, field), kind in _VOLUMES:
        name = lookup(holder, (key, field))
        if isinstance(name, str) and name and lookup(holder, (key, "optional")) is not True:
            yield (*base, key, field), kind, name
