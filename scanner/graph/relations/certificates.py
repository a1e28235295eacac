"""Certificates, who issues them, and where the TLS sections of Ingresses and Gateways get theirs from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.relations.configuration import made, secret_makers
from scanner.graph.relations.references import items
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Path, Resource, Resources, lookup

NAMES = ("issued_by", "secured_by")

_ANNOTATIONS = (("cert-manager.io/issuer", "Issuer"), ("cert-manager.io/cluster-issuer", "ClusterIssuer"))
_AUTOMATIC = frozenset({"cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme"})
_OWN_GROUP = (None, "", "cert-manager.io")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """issued_by: Certificate, Ingress or Gateway to Issuer or ClusterIssuer; secured_by: Ingress or Gateway to the
    Secret of its TLS section, or to what makes it."""
    for certificate in resources.of_kind("Certificate"):
        match certificate.get("spec", "issuerRef"):
            case {"name": str(name)} as reference if reference.get("group") in _OWN_GROUP:
                kind = reference.get("kind") or "Issuer"
                if kind in ("Issuer", "ClusterIssuer"):
                    yield _issuer(certificate, str(kind), name, ("spec", "issuerRef"), resources)
    makers = secret_makers(resources)
    for entry in resources.of_kind("Ingress", "Gateway"):
        annotations = entry.get("metadata", "annotations")
        annotations = annotations if isinstance(annotations, dict) else {}
        for key, kind in _ANNOTATIONS:
            name = annotations.get(key)
            if isinstance(name, str) and annotations.get("cert-manager.io/issuer-group") in _OWN_GROUP:
                yield _issuer(entry, kind, name, ("metadata", "annotations", key), resources)
        if _AUTOMATIC.isdisjoint(annotations):
            for path, name in _secrets(entry):
                target = resources.named("Secret", name, entry) or made(name, entry, makers)
                yield Dangling(entry, "secured_by", f"Secret/{name}", path) if target is None else Edge(
                    entry, "secured_by", target, path)


def _issuer(source: Resource, kind: str, name: str, path: Path, resources: Resources) -> Edge | Dangling:
    target = resources.named(kind, name, source)
    return Dangling(source, "issued_by", f"{kind}/{name}", path) if target is None else Edge(
        source, "issued_by", target, path)


def _secrets(entry: Resource) -> Iterator[tuple[Path, str]]:
    """(path, name) of the Secrets in the own namespace that TLS needs."""
    for at, section in enumerate(items(entry.body, "spec", "tls")):
        name = lookup(section, ("secretName",))
        if isinstance(name, str) and name:
            yield ("spec", "tls", at, "secretName"), name
    for at, listener in enumerate(items(entry.body, "spec", "listeners")):
        for number, reference in enumerate(items(listener, "tls", "certificateRefs")):
            name = lookup(reference, ("name",))
            if (isinstance(name, str) and reference.get("kind", "Secret") == "Secret"
                    and reference.get("namespace") in (None, entry.id.namespace)):
                yield ("spec", "listeners", at, "tls", "certificateRefs", number, "name"), name
