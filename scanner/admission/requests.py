"""The request that the API server would see when a resource is created."""

from __future__ import annotations

from typing import Any

from scanner.admission.defaults import defaulted
from scanner.admission.kinds import Kinds
from scanner.admission.records import Kind
from scanner.model.resource import Data, Resource
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple
from scanner.rules import cel

METADATA_NAME = "kubernetes.io/metadata.name"
"""The label with its name that every Namespace has."""

NO_NAMESPACE = Unknown("its namespace is decided when it is deployed")


class Request(NamedTuple):
    """A creation. plural: the resource of the kind; namespace: "" for objects without one; body: plain data of the
    object as the API server completes it; custom: nobody knows which defaults its definition has."""

    resource: Resource
    kind: Kind
    plural: str
    namespaced: bool | None
    namespace: str | Unknown
    name: str | Unknown
    body: dict[str, Data]
    custom: bool = False

    @property
    def bound(self) -> dict[str, Any]:
        """The value of `request` in expressions, without what no file tells."""
        kind = {"group": self.kind.group, "version": self.kind.version, "kind": self.kind.kind}
        resource = {"group": self.kind.group, "version": self.kind.version, "resource": self.plural}
        return {
            "kind": kind, "resource": resource, "subResource": "", "requestKind": kind, "requestResource": resource,
            "requestSubResource": "", "name": self.name, "namespace": self.namespace, "operation": "CREATE",
            "dryRun": False,
        }


def request_for(resource: Resource, kinds: Kinds, release_namespace: str = "") -> Request:
    """The request that creates a resource. `release_namespace` is where a chart goes, "" when nobody said so."""
    known = kinds.find(resource.id.group, resource.id.kind)
    if known.namespaced is None and resource.id.namespace:
        known = known._replace(namespaced=True)
    api_version = resource.body.get("apiVersion")
    version = api_version.rpartition("/")[2] if isinstance(api_version, str) else ""
    namespace = _namespace(resource, known.namespaced, release_namespace)
    body = cel.plain(resource.body)
    if known.built_in:
        body = defaulted(body)
    return Request(
        resource, Kind(resource.id.group, version, resource.id.kind), known.plural, known.namespaced, namespace,
        _name(resource), _completed(body, namespace), not known.built_in,
    )


def _namespace(resource: Resource, namespaced: bool | None, release_namespace: str) -> str | Unknown:
    if resource.id.kind == "Namespace" and not resource.id.group:
        return resource.id.name
    if namespaced is False:
        return ""
    written = resource.get("metadata", "namespace")
    if isinstance(written, Unknown):
        return written
    namespace = resource.id.namespace or release_namespace
    if namespace:
        return namespace
    return NO_NAMESPACE if namespaced else Unknown("it is not known whether such objects have a namespace")


def _name(resource: Resource) -> str | Unknown:
    written = resource.get("metadata", "name")
    if isinstance(written, Unknown):
        return written
    return "" if not written else resource.id.name


def _completed(body: dict[str, Data], namespace: str | Unknown) -> dict[str, Data]:
    """The body with what every object has by the time policies see it."""
    metadata = body.get("metadata")
    if not isinstance(metadata, dict):
        return body
    more: dict[str, Data] = {}
    if body.get("kind") == "Namespace" and isinstance(metadata.get("name"), str):
        labels = metadata.get("labels")
        more["labels"] = {**(labels if isinstance(labels, dict) else {}), METADATA_NAME: metadata["name"]}
    elif namespace != "" and "namespace" not in metadata:
        more["namespace"] = namespace
    return {**body, "metadata": {**metadata, **more}} if more else body
