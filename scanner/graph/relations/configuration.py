"""What pods need beside their image: ConfigMaps and Secrets in variables and volumes, claims, pull secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.links import is_given, items, missing, numbered, text
from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Dangling, Edge, PodTemplate, Relation
from scanner.model.resource import Data, Path, Resource, Resources, lookup, together
from scanner.records import NamedTuple

NAMES = {
    "configured_by": Relation("workload", "ConfigMap, Secret, or what makes the Secret",
                              "env or envFrom of a container reads it, and the key it names is there", "configuration"),
    "mounts": Relation("workload", "ConfigMap, Secret, PersistentVolumeClaim, SecretProviderClass, ResourceClaim",
                       "a volume or an image pull needs it, and the keys it names are there", "configuration"),
}


class _Need(NamedTuple):
    """Something a pod needs, and the keys that it must have, each with the path that names it."""

    path: Path
    kind: str
    name: str
    keys: tuple[tuple[Path, str], ...] = ()
    optional: bool = False


# (path in a volume or in a source of a projected one, kind): what a volume is made from.
_VOLUMES: tuple[tuple[Path, str], ...] = (
    (("configMap", "name"), "ConfigMap"), (("secret", "secretName"), "Secret"), (("secret", "name"), "Secret"),
    (("persistentVolumeClaim", "claimName"), "PersistentVolumeClaim"), (("azureFile", "secretName"), "Secret"),
    (("dataVolume", "name"), "DataVolume"), (("csi", "nodePublishSecretRef", "name"), "Secret"),
    (("csi", "volumeAttributes", "secretProviderClass"), "SecretProviderClass"),
    *(((driver, "secretRef", "name"), "Secret") for driver in ("cephfs", "flexVolume", "iscsi", "rbd", "scaleIO")),
)
_WHOLE = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
_KEYS = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))
_CLAIMS = (("resourceClaimName", "ResourceClaim"), ("resourceClaimTemplateName", "ResourceClaimTemplate"))
# Lists of names in the objects of the Prometheus operator.
_LISTS = (("configMaps", "ConfigMap"), ("secrets", "Secret"))

# Objects that operators turn into a Secret: kind and the paths of its name, of which the first present one holds.
_MAKERS: dict[str, tuple[Path, ...]] = {
    "ExternalSecret": (("spec", "target", "name"), ("metadata", "name")),
    "ClusterExternalSecret": (("spec", "externalSecretSpec", "target", "name"), ("spec", "externalSecretName"),
                              ("metadata", "name")),
    "SealedSecret": (("spec", "template", "metadata", "name"), ("metadata", "name")),
    "Certificate": (("spec", "secretName"),),
    "VaultStaticSecret": (("spec", "destination", "name"),),
    "VaultDynamicSecret": (("spec", "destination", "name"),),
    "OnePasswordItem": (("metadata", "name"),),
    "KafkaUser": (("metadata", "name"),),
}
# Clusters of databases whose operator makes Secrets with names of its own: (group, kind), endings.
_FAMILIES: dict[tuple[str, str], tuple[str, ...]] = {
    ("postgresql.cnpg.io", "Cluster"): ("-app", "-superuser", "-ca", "-server", "-replication"),
    ("elasticsearch.k8s.elastic.co", "Elasticsearch"): ("-es-elastic-user", "-es-http-certs-public"),
}


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links to what pods read. A Secret may be made by another object, such as an ExternalSecret, which is the
    target then. What is optional is never missing."""
    makers = secret_makers(resources)
    for workload, template in pairs(templates):
        for need in _variables(template):
            yield from _met(workload, "configured_by", need, resources, makers)
        for need in _volumes(workload, template):
            yield from _met(workload, "mounts", need, resources, makers)


def secret_makers(resources: Resources) -> dict[str, list[Resource]]:
    """The objects that operators turn into Secrets, by the name of the Secret."""
    found: dict[str, list[Resource]] = {}
    for kind, paths in _MAKERS.items():
        for maker in resources.of_kind(kind):
            name = next((name for path in paths if (name := maker.get(*path)) is not None), None)
            if isinstance(name, str):
                found.setdefault(name, []).append(maker)
    for provider in resources.of_kind("SecretProviderClass"):
        for _, copy in numbered(provider.body, "spec", "secretObjects"):
            found.setdefault(text(copy, "secretName"), []).append(provider)
    for (group, kind), endings in _FAMILIES.items():
        for cluster in resources.of_kind(kind):
            for ending in endings if cluster.id.group == group else ():
                found.setdefault(cluster.id.name + ending, []).append(cluster)
    return found


def made(name: str, beside: Resource, makers: Mapping[str, list[Resource]]) -> Resource | None:
    """The object that makes a Secret of that name for `beside`."""
    return next((maker for maker in makers.get(name, ()) if together(maker, beside)), None)


def _met(
    workload: Resource, relation: str, need: _Need, resources: Resources, makers: Mapping[str, list[Resource]],
) -> Iterator[Edge | Dangling]:
    target = resources.named(need.kind, need.name, workload)
    keys = need.keys
    if target is None and need.kind == "Secret":
        target, keys = made(need.name, workload, makers), ()
    if target is None and need.kind == "PersistentVolumeClaim" and _is_own_claim(workload, need):
        target = workload  # claims of its own templates are made with the pods
    if target is None:
        if not need.optional and not is_given(need.kind, need.name):
            yield missing(workload, relation, need.kind, need.name, need.path)
        return
    lost = [(path, key) for path, key in keys if not _holds(target, key)]
    if not lost:
        yield Edge(workload, relation, target, need.path)
    for path, key in lost if not need.optional else ():
        yield Dangling(workload, relation, f"key {key} of {need.kind}/{need.name}", path)


def _is_own_claim(workload: Resource, need: _Need) -> bool:
    """Whether a StatefulSet makes the claim itself, or puts a claim of its own in the place of the volume."""
    volume = lookup(workload.body, need.path[:-2])
    for _, template in numbered(workload.body, "spec", "volumeClaimTemplates"):
        name = text(template, "metadata", "name")
        if name and (text(volume, "name") == name or need.name.startswith(f"{name}-{workload.id.name}-")):
            return True
    return False


def _holds(source: Resource, key: str) -> bool:
    parts = [source.get(part) for part in ("data", "stringData", "binaryData")]
    # What is not a map is not known offline, or filled in by somebody else.
    return not any(isinstance(part, dict) for part in parts) or any(
        part is not None and (not isinstance(part, dict) or key in part) for part in parts)


def _variables(template: PodTemplate) -> Iterator[_Need]:
    """Everything that environment variables must have."""
    for base, container in template.containers("init", "main"):
        for path, entry in numbered(container, "envFrom"):
            for reference, kind in _WHOLE:
                yield from _need((*base, *path, reference, "name"), kind, lookup(entry, (reference,)))
        for path, entry in numbered(container, "env"):
            for reference, kind in _KEYS:
                yield from _need((*base, *path, "valueFrom", reference, "name"), kind,
                                 lookup(entry, ("valueFrom", reference)))


def _need(path: Path, kind: str, reference: Data) -> Iterator[_Need]:
    name, key = text(reference, "name"), text(reference, "key")
    if name:
        keys = ((path, key),) if key else ()
        yield _Need(path, kind, name, keys, lookup(reference, ("optional",)) is True)


def _volumes(workload: Resource, template: PodTemplate) -> Iterator[_Need]:
    """Everything that must exist for the volumes and the image pulls of a pod."""
    for path, volume in numbered(template.spec, "volumes"):
        base = (*template.path, *path)
        yield from _sources(volume, base)
        for inner, source in numbered(volume, "projected", "sources"):
            yield from _sources(source, (*base, *inner))
    for path, entry in numbered(template.spec, "imagePullSecrets"):
        if text(entry, "name"):
            yield _Need((*template.path, *path, "name"), "Secret", entry["name"])
    for path, entry in numbered(template.spec, "resourceClaims"):
        for field, kind in _CLAIMS:
            if text(entry, field):
                yield _Need((*template.path, *path, field), kind, entry[field])
    if workload.id.group == "monitoring.coreos.com":
        for field, kind in _LISTS:
            for number, name in enumerate(items(template.spec, field)):
                if isinstance(name, str) and name:
                    yield _Need((*template.path, field, number), kind, name)


def _sources(holder: dict[str, Data], base: Path) -> Iterator[_Need]:
    """What a volume is made from, and the keys of it that are named."""
    for steps, kind in _VOLUMES:
        name = text(holder, *steps)
        if name:
            source = lookup(holder, steps[:-1])
            keys = tuple(((*base, *steps[:-1], *path, "key"), key) for path, item in numbered(source, "items")
                         if (key := text(item, "key")))
            yield _Need((*base, *steps), kind, name, keys, lookup(source, ("optional",)) is True)
