"""Kubernetes objects (and, later, others) with a way back to their source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol, TypeAlias

from scanner.model.provenance import NOWHERE, Provenance

PathKey: TypeAlias = str | int
Path: TypeAlias = tuple[PathKey, ...]

# Plain data: dict with text keys, list, str, int, float, bool, None; an Unknown may stand for any value.
Data: TypeAlias = Any

CLUSTER_SCOPED = frozenset({
    "Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
    "StorageClass", "IngressClass", "PriorityClass", "RuntimeClass", "CSIDriver", "CSINode", "VolumeAttachment",
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "APIService",
    "CertificateSigningRequest", "FlowSchema", "PriorityLevelConfiguration", "GatewayClass", "ClusterIssuer",
    "PodSecurityPolicy", "ClusterPolicy", "ClusterSecretStore", "ClusterExternalSecret",
    "CiliumClusterwideNetworkPolicy",
})


class Locator(Protocol):
    """Knows where the parts of one resource stand. Asked only for findings, so it may do its work late."""

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest present parent."""


class Fixed(NamedTuple):
    """A locator that knows one place only, for resources without a parsed text."""

    where: Provenance = NOWHERE

    def place(self, path: Path) -> Provenance:
        """The one place, whatever the path."""
        return self.where


class ResourceId(NamedTuple):
    """Identity of an object; `namespace` is "" when it is not written or the kind has none."""

    dialect: str
    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        kind = f"{self.group}/{self.kind}" if self.group else self.kind
        return f"{self.dialect}:{kind}/{self.namespace}/{self.name}"

    @property
    def short(self) -> str:
        """`Kind/name`, as people write it; of Terraform the address."""
        if self.dialect == "terraform":
            return f"{self.namespace}.{self.name}" if self.namespace else self.name
        return f"{self.kind}/{self.name}"


class Resource:
    """One object. `body` must not be changed; two resources are equal only when they are the same one.

    `unit` names what was read together, a chart with one set of values for instance: resources of different units
    do not meet in a cluster at the same time, so they are never linked with each other.
    """

    __slots__ = ("id", "body", "locator", "unit")

    def __init__(
        self, id: ResourceId, body: dict[str, Data], locator: Locator | None = None, unit: str = "",  # noqa: A002
    ) -> None:
        self.id, self.body, self.unit = id, body, unit
        self.locator: Locator = locator if locator is not None else Fixed()

    def get(self, *path: PathKey) -> Data:
        """The value at `path`, or None when there is none."""
        return lookup(self.body, path)

    def place(self, *path: PathKey) -> Provenance:
        """Where the value at `path`, or its nearest present parent, comes from."""
        return self.locator.place(path)

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the object; malformed ones are left out."""
        return text_map(self.get("metadata", "labels"))


def identify(body: dict[str, Data], default_namespace: str = "") -> ResourceId:
    """The identity of a Kubernetes object; the name may be "" where the server is asked to make one up."""
    api_version, kind = body.get("apiVersion"), body.get("kind")
    kind = kind if isinstance(kind, str) else ""
    group, slash, _ = api_version.partition("/") if isinstance(api_version, str) else ("", "", "")
    metadata = body.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    name = metadata.get("name") or metadata.get("generateName") or ""
    namespace = "" if kind in CLUSTER_SCOPED else metadata.get("namespace") or default_namespace
    return ResourceId(
        "kubernetes", group if slash else "", kind, namespace if isinstance(namespace, str) else "",
        str(name) if isinstance(name, (str, int, float)) else "",
    )


def lookup(data: Data, path: Iterable[PathKey]) -> Data:
    """The value at `path` inside `data`, or None when a step is absent or does not fit."""
    for key in path:
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and -1 < key < len(data):
            data = data[key]
        else:
            return None
    return data


def text_map(data: Data) -> dict[str, str]:
    """`data` as a map from text to text: what a label or annotation map may hold."""
    if not isinstance(data, dict):
        return {}
    return {key: value for key, value in data.items() if isinstance(key, str) and isinstance(value, str)}


class Resources:
    """Resources in reading order, with look-ups by kind and name."""

    __slots__ = ("items", "_by_kind", "_by_name")

    def __init__(self, items: tuple[Resource, ...]) -> None:
        self.items = items
        self._by_kind: dict[str, list[Resource]] = {}
        self._by_name: dict[tuple[str, str], list[Resource]] = {}
        for resource in self.items:
            self._by_kind.setdefault(resource.id.kind, []).append(resource)
            self._by_name.setdefault((resource.id.kind, resource.id.name), []).append(resource)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def of_kind(self, *kinds: str) -> list[Resource]:
        """All resources of the kinds, in reading order of each kind."""
        return [resource for kind in kinds for resource in self._by_kind.get(kind, ())]

    def named(self, kind: str, name: str, beside: Resource) -> Resource | None:
        """The resource of that kind and name that `beside` would reach: same unit, same namespace if it has one."""
        found = self._by_name.get((kind, name), ())
        return next((resource for resource in found if together(resource, beside)), None)


def together(one: Resource, other: Resource) -> bool:
    """Whether two resources are read together and can see each other by namespace."""
    if one.unit != other.unit:
        return False
    if one.id.kind in CLUSTER_SCOPED or other.id.kind in CLUSTER_SCOPED:
        return True
    # A namespace that is not written is the one of the release or of kubectl; both are "default" by default.
    return (one.id.namespace or "default") == (other.id.namespace or "default")
