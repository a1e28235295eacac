"""Objects of Kubernetes and others, with a way back to their source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, KeysView
from typing import Any, Protocol, TypeAlias

from scanner.model.provenance import NOWHERE, Provenance
from scanner.records import NamedTuple

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
    "CiliumClusterwideNetworkPolicy", "VolumeSnapshotClass", "VolumeSnapshotContent", "VolumeAttributesClass",
    "DeviceClass", "ClusterTriggerAuthentication", "ClusterWorkflowTemplate", "ClusterTask", "ClusterTrainingRuntime",
    "SecurityContextConstraints",
})


class Locator(Protocol):
    """Knows where the parts of one resource stand. Asked only for findings, so it may do its work late."""

    @property
    def file(self) -> str:
        """The file that the resource is written in (of a chart: the template), known at no cost; "" for none."""

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest present parent."""

    def place_of_key(self, path: Path) -> Provenance:
        """The place of the key whose value is at `path`; of an item of a list, where it begins."""


class Fixed(NamedTuple):
    """A locator that knows one place only, for resources without a parsed text."""

    where: Provenance = NOWHERE

    @property
    def file(self) -> str:
        """The file of the one place."""
        primary = self.where.primary
        return primary.span.path if primary is not None and primary.span is not None else ""

    def place(self, path: Path) -> Provenance:
        """The one place, whatever the path."""
        return self.where

    def place_of_key(self, path: Path) -> Provenance:
        """The one place, whatever the path."""
        return self.where


KUBERNETES = "kubernetes"
"""The dialect of objects of Kubernetes."""


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


class Release(NamedTuple):
    """The release of a chart that an object belongs to.

    `chart` is the path of the chart in reports; `dependency` names the chart of somebody else that brings the object,
    "" for those of the chart itself and of its own subcharts.
    """

    chart: str
    name: str = ""
    namespace: str = ""
    dependency: str = ""


class Resource:
    """One object. `body` must not be changed; two resources are equal only when they are the same one.

    `unit` names what was read together, a chart with one set of values for instance: resources of different units
    do not meet in a cluster at the same time, so they are never linked with each other. `release` is set where the
    object comes out of a chart, `declared` where a resource of Terraform makes it: that resource.
    """

    __slots__ = ("id", "body", "locator", "unit", "release", "declared")

    def __init__(
        self, id: ResourceId, body: dict[str, Data], locator: Locator | None = None, unit: str = "",  # noqa: A002
        release: Release | None = None, declared: Resource | None = None,
    ) -> None:
        self.id, self.body, self.unit, self.release, self.declared = id, body, unit, release, declared
        self.locator: Locator = locator if locator is not None else Fixed()

    @property
    def title(self) -> str:
        """`Kind/name`, with the address of the resource of Terraform behind it."""
        return self.id.short if self.declared is None else f"{self.id.short} ({self.declared.id.short})"

    @property
    def home(self) -> str:
        """The namespace that an object without a written one lands in: that of the release, or of kubectl."""
        return self.release.namespace if self.release is not None and self.release.namespace else "default"

    def get(self, *path: PathKey) -> Data:
        """The value at `path`, or None when there is none."""
        return lookup(self.body, path)

    def place(self, *path: PathKey) -> Provenance:
        """Where the value at `path`, or its nearest present parent, comes from."""
        return self.locator.place(path)

    def place_of_key(self, *path: PathKey) -> Provenance:
        """Where the key of the value at `path` comes from."""
        return self.locator.place_of_key(path)

    @property
    def file(self) -> str:
        """The file that it is written in; of a chart, the template. "" where there is none."""
        return self.locator.file

    @property
    def space(self) -> str:
        """The namespace it lands in; what has no namespace is in none, whatever this says."""
        return self.id.namespace or self.home

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the object; malformed ones are left out."""
        return text_map(self.get("metadata", "labels"))


class Deferred(NamedTuple):
    """A document whose resources are read when somebody needs them."""

    text: str
    read: Callable[[], tuple[Resource, ...]]


class DeferredFile(NamedTuple):
    """A file whose documents are told apart, and read, when somebody needs them."""

    text: str
    split: Callable[[], tuple[Deferred, ...]]


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
        KUBERNETES, group if slash else "", kind, namespace if isinstance(namespace, str) else "",
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
    """Resources in reading order, with look-ups by kind and name that take the same time however many there are."""

    __slots__ = ("items", "_by_kind", "_by_name", "_by_space")

    def __init__(self, items: tuple[Resource, ...]) -> None:
        self.items = items
        self._by_kind: dict[str, list[Resource]] = {}
        # Of several that a look-up may mean, the first one read counts.
        self._by_name: dict[tuple[str, str, str], Resource] = {}
        self._by_space: dict[tuple[str, str, str, str], Resource] = {}
        for resource in self.items:
            kind, name = resource.id.kind, resource.id.name
            self._by_kind.setdefault(kind, []).append(resource)
            self._by_name.setdefault((resource.unit, kind, name), resource)
            self._by_space.setdefault((resource.unit, kind, name, resource.space), resource)

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def kinds(self) -> KeysView[str]:
        """The kinds that occur."""
        return self._by_kind.keys()

    def of_kind(self, *kinds: str) -> list[Resource]:
        """All resources of the kinds, in reading order of each kind."""
        return [resource for kind in kinds for resource in self._by_kind.get(kind, ())]

    def named(self, kind: str, name: str, beside: Resource) -> Resource | None:
        """The resource of that kind and name that `beside` would reach: same unit, same namespace if it has one."""
        if kind in CLUSTER_SCOPED or beside.id.kind in CLUSTER_SCOPED:
            return self._by_name.get((beside.unit, kind, name))
        return self._by_space.get((beside.unit, kind, name, beside.space))

    def at(self, kind: str, name: str, namespace: str, beside: Resource) -> Resource | None:
        """The resource of that kind, name and namespace that is read together with `beside`."""
        if kind in CLUSTER_SCOPED:
            return self._by_name.get((beside.unit, kind, name))
        return self._by_space.get((beside.unit, kind, name, namespace))


def together(one: Resource, other: Resource) -> bool:
    """Whether two resources are read together and can see each other by namespace."""
    if one.unit != other.unit:
        return False
    if one.id.kind in CLUSTER_SCOPED or other.id.kind in CLUSTER_SCOPED:
        return True
    return one.space == other.space
