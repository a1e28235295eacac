"""What a chart may ask about the cluster and the program: `.Capabilities`.

The API versions are those that the Kubernetes client of Helm 4.1 registers, in its
order; the default Kubernetes version is that client's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from scanner.gotemplate.strconv import quote
from scanner.gotemplate.values import GoObject, StringList, register_type
from scanner.helm.errors import ArgumentError
from scanner.patterns import lazy

DEFAULT_KUBE_VERSIONS = {3: "v1.32.0", 4: "v1.35.0"}
"""Helm's major version to the Kubernetes version it assumes (3.17 and 4.1)."""

_API_VERSIONS = """
v1
admissionregistration.k8s.io: v1 v1alpha1 v1beta1
internal.apiserver.k8s.io: v1alpha1
apps: v1 v1beta1 v1beta2
authentication.k8s.io: v1 v1alpha1 v1beta1
authorization.k8s.io: v1 v1beta1
autoscaling: v1 v2 v2beta1 v2beta2
batch: v1 v1beta1
certificates.k8s.io: v1 v1beta1 v1alpha1
coordination.k8s.io: v1alpha2 v1beta1 v1
discovery.k8s.io: v1 v1beta1
events.k8s.io: v1 v1beta1
extensions: v1beta1
flowcontrol.apiserver.k8s.io: v1 v1beta1 v1beta2 v1beta3
networking.k8s.io: v1 v1beta1
node.k8s.io: v1 v1alpha1 v1beta1
policy: v1 v1beta1
rbac.authorization.k8s.io: v1 v1beta1 v1alpha1
resource.k8s.io: v1 v1beta2 v1beta1 v1alpha3
scheduling.k8s.io: v1alpha1 v1beta1 v1
storage.k8s.io: v1beta1 v1 v1alpha1
storagemigration.k8s.io: v1beta1
apiextensions.k8s.io: v1beta1 v1
"""


def default_api_versions() -> list[str]:
    """Helm's built-in API versions (``v1``, ``apps/v1``, ...), no kinds among them."""
    found = []
    for line in _API_VERSIONS.split("\n"):
        group, _, versions = line.partition(": ")
        found += [f"{group}/{version}" for version in versions.split()] if versions else group.split()
    return found


class VersionSet(StringList):
    """common.VersionSet: a []string with a method."""

    __slots__ = ()

    go_methods: ClassVar[Mapping[str, str]] = {"Has": "func(string) bool"}

    def Has(self, api_version: str) -> bool:  # noqa: N802 - the name templates use
        """Whether the cluster has that API version."""
        return api_version in self


register_type(VersionSet, "common.VersionSet", "slice")


class KubeVersion(GoObject):
    """common.KubeVersion; `normalized` is the version without suffixes, kubeVersion constraints are held against it."""

    go_type: ClassVar[str] = "common.KubeVersion"
    go_methods: ClassVar[Mapping[str, str]] = {"String": "func() string", "GitVersion": "func() string"}

    __slots__ = ("version", "normalized", "major", "minor")

    def __init__(self, version: str, normalized: str, major: str, minor: str) -> None:
        self.version, self.normalized, self.major, self.minor = version, normalized, major, minor

    def go_fields(self) -> Mapping[str, Any]:
        """The fields; the lower-case one is printed, but neither templates nor encoders can read it."""
        return {
            "Version": self.version, "normalizedVersion": self.normalized, "Major": self.major, "Minor": self.minor,
        }  # fmt: skip

    def go_pointer_string(self) -> str:
        """String() has a pointer receiver: it serves where the value itself is printed, not as an argument."""
        return self.normalized

    def String(self) -> str:  # noqa: N802
        """The version without suffixes."""
        return self.normalized

    def GitVersion(self) -> str:  # noqa: N802
        """The version as it was given."""
        return self.version


class HelmVersion(GoObject):
    """version.BuildInfo: which Helm the chart believes to run under."""

    go_type: ClassVar[str] = "version.BuildInfo"
    go_json_names: ClassVar[Mapping[str, str]] = {
        "Version": "version", "GitCommit": "git_commit", "GitTreeState": "git_tree_state",
        "GoVersion": "go_version", "KubeClientVersion": "kube_client_version",
    }  # fmt: skip

    __slots__ = ("version", "commit", "go_version", "kube_client")

    def __init__(self, version: str, commit: str, go_version: str, kube_client: str) -> None:
        self.version, self.commit, self.go_version, self.kube_client = version, commit, go_version, kube_client

    def go_fields(self) -> Mapping[str, Any]:
        """The fields in Go's order."""
        return {
            "Version": self.version, "GitCommit": self.commit, "GitTreeState": "clean",
            "GoVersion": self.go_version, "KubeClientVersion": self.kube_client,
        }  # fmt: skip


_HELM_VERSIONS = {
    3: HelmVersion("v3.17.3", "e4da49785aa6e6ee2b86efd5dd9e43400318262b", "go1.23.7", "v1.32"),
    4: HelmVersion("v4.1.4", "05fa37973dc9e42b76e1d2883494c87174b6074f", "go1.25.9", "v1.35"),
}


class Capabilities(GoObject):
    """*common.Capabilities."""

    go_type: ClassVar[str] = "*common.Capabilities"
    go_kind: ClassVar[str] = "ptr"

    __slots__ = ("kube_version", "api_versions", "helm_version")

    def __init__(self, kube_version: KubeVersion, api_versions: VersionSet, helm_version: HelmVersion) -> None:
        self.kube_version, self.api_versions, self.helm_version = kube_version, api_versions, helm_version

    def go_fields(self) -> Mapping[str, Any]:
        """The fields in Go's order."""
        return {
            "KubeVersion": self.kube_version, "APIVersions": self.api_versions, "HelmVersion": self.helm_version,
        }  # fmt: skip


def capabilities(kube_version: str = "", api_versions: Iterable[str] = (), helm_version: int = 4) -> Capabilities:
    """The cluster as the flags describe it: `kube_version` "" is Helm's default, `api_versions` are further ones."""
    return Capabilities(
        parse_kube_version(kube_version or DEFAULT_KUBE_VERSIONS[helm_version]),
        VersionSet([*default_api_versions(), *api_versions]),
        _HELM_VERSIONS[helm_version],
    )


_KUBE_VERSION = lazy(r"[\t\n\f\r ]*v?([0-9]+(?:\.[0-9]+)*)")


def parse_kube_version(text: str) -> KubeVersion:
    """Read a Kubernetes version as k8s.io/apimachinery does: two or more numbers, anything may follow them."""
    match = _KUBE_VERSION.match(text)
    if not match or "\n" in text[match.end() :]:
        raise _bad_version(text, f"could not parse {quote(text)} as version")
    parts = match[1].split(".")
    if len(parts) < 2:
        raise _bad_version(text, f"illegal version string {quote(text)}")
    if parts[0].startswith("0") and parts[0] != "0":
        raise _bad_version(text, f"illegal zero-prefixed version component {quote(parts[0])} in {quote(text)}")
    for part in parts:
        if len(part.lstrip("0")) > 20 or int(part.lstrip("0") or 0) >= 1 << 64:
            reason = f"strconv.ParseUint: parsing {quote(part)}: value out of range"
            raise _bad_version(text, f"illegal non-numeric version component {quote(part)} in {quote(text)}: {reason}")
    numbers = [part.lstrip("0") or "0" for part in parts]
    version = text if text.startswith("v") else "v" + text
    return KubeVersion(version, "v" + ".".join(numbers), numbers[0], numbers[1])


def _bad_version(text: str, reason: str) -> ArgumentError:
    return ArgumentError(f"invalid kube version '{text}': {reason}")
