"""Where operators fetch Secrets from."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import numbered, reference, text
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Path, Resource, Resources, lookup

NAMES = {
    "fetches_from": Relation("ExternalSecret, ClusterExternalSecret, PushSecret, VaultStaticSecret, VaultDynamicSecret",
                             "SecretStore, ClusterSecretStore, VaultAuth", "a reference to the store names it",
                             "configuration"),
}


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links to stores of Secrets."""
    for source, path in _references(resources):
        one = lookup(source.body, path)
        kind = text(one, "kind") or "SecretStore"
        if kind in ("SecretStore", "ClusterSecretStore"):
            yield from reference(source, "fetches_from", kind, text(one, "name"), path, resources)
    for secret in resources.of_kind("VaultStaticSecret", "VaultDynamicSecret"):
        path = ("spec", "vaultAuthRef")
        namespace, _, name = text(secret.body, *path).rpartition("/")
        yield from reference(secret, "fetches_from", "VaultAuth", name, path, resources, namespace)


def _references(resources: Resources) -> Iterator[tuple[Resource, Path]]:
    for kind, base in (("ExternalSecret", ("spec",)), ("ClusterExternalSecret", ("spec", "externalSecretSpec"))):
        for secret in resources.of_kind(kind):
            yield secret, (*base, "secretStoreRef")
            for path, _ in numbered(secret.body, *base, "data"):
                yield secret, (*path, "sourceRef", "storeRef")
            for path, _ in numbered(secret.body, *base, "dataFrom"):
                yield secret, (*path, "sourceRef", "storeRef")
    for secret in resources.of_kind("PushSecret"):
        for path, _ in numbered(secret.body, "spec", "secretStoreRefs"):
            yield secret, path
