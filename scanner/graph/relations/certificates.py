"""Certificates, who issues them, and where the TLS sections of Ingresses and Gateways get theirs from."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import missing, numbered, reference, text
from scanner.graph.relations.configuration import made, secret_makers
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Path, Resource, Resources

NAMES = {
    "issued_by": Relation("Certificate, CertificateRequest, Ingress, Gateway", "Issuer, ClusterIssuer",
                          "issuerRef or an annotation of cert-manager names it", "security"),
    "secured_by": Relation("Ingress, Gateway", "Secret, or what makes it", "a TLS section names the Secret",
                           "security"),
    "signs_with": Relation("Issuer, ClusterIssuer", "Secret, or what makes it",
                           "the issuer is an authority whose key is in the Secret", "security"),
}

_ANNOTATIONS = (("cert-manager.io/issuer", "Issuer"), ("cert-manager.io/cluster-issuer", "ClusterIssuer"))
_AUTOMATIC = frozenset({"cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme"})
_OWN_GROUP = (None, "", "cert-manager.io")


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of certificates; issuers of other groups than cert-manager's are not known."""
    for certificate in resources.of_kind("Certificate", "CertificateRequest"):
        path: Path = ("spec", "issuerRef")
        kind = text(certificate.body, *path, "kind") or "Issuer"
        if certificate.get(*path, "group") in _OWN_GROUP and kind in ("Issuer", "ClusterIssuer"):
            yield from reference(certificate, "issued_by", kind, certificate.get(*path, "name"), path, resources)
    makers = secret_makers(resources)
    for entry in resources.of_kind("Ingress", "Gateway"):
        annotations = entry.get("metadata", "annotations")
        annotations = annotations if isinstance(annotations, dict) else {}
        for key, kind in _ANNOTATIONS:
            if annotations.get("cert-manager.io/issuer-group") in _OWN_GROUP:
                path = ("metadata", "annotations", key)
                yield from reference(entry, "issued_by", kind, annotations.get(key), path, resources)
        if _AUTOMATIC.isdisjoint(annotations):
            for path, name in _secrets(entry):
                target = resources.named("Secret", name, entry) or made(name, entry, makers)
                yield missing(entry, "secured_by", "Secret", name, path) if target is None else Edge(
                    entry, "secured_by", target, path)
    for issuer in resources.of_kind("Issuer", "ClusterIssuer"):
        path = ("spec", "ca", "secretName")
        name = text(issuer.body, *path)
        if name:
            # The key of a ClusterIssuer lies in the namespace that cert-manager was told, whichever that is.
            target = resources.named("Secret", name, issuer) or made(name, issuer, makers)
            if target is not None:
                yield Edge(issuer, "signs_with", target, path)
            elif issuer.id.kind == "Issuer":
                yield missing(issuer, "signs_with", "Secret", name, path)


def _secrets(entry: Resource) -> Iterator[tuple[Path, str]]:
    """(path, name) of the Secrets in the own namespace that TLS needs."""
    for path, section in numbered(entry.body, "spec", "tls"):
        if text(section, "secretName"):
            yield (*path, "secretName"), section["secretName"]
    for at, listener in numbered(entry.body, "spec", "listeners"):
        for path, one in numbered(listener, "tls", "certificateRefs"):
            if (text(one, "name") and one.get("kind", "Secret") == "Secret"
                    and one.get("namespace") in (None, entry.id.namespace)):
                yield (*at, *path, "name"), one["name"]
