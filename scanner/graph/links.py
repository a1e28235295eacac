"""What the relation modules share: references by name, what every cluster has, and lists that may not be lists."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.graph import Dangling, Edge, Wanted
from scanner.model.resource import CLUSTER_SCOPED, Data, Path, Resource, Resources, lookup

# By kind, the names that every cluster has: a reference to one of them leads to something, read or not.
_GIVEN: dict[str, frozenset[str]] = {
    "ClusterRole": frozenset({"cluster-admin", "admin", "edit", "view"}),
    "Role": frozenset({"extension-apiserver-authentication-reader"}),
    "ServiceAccount": frozenset({"default"}),
    "ConfigMap": frozenset({"kube-root-ca.crt"}),
    "Namespace": frozenset({"default", "kube-system", "kube-public", "kube-node-lease"}),
    "PriorityClass": frozenset({"system-cluster-critical", "system-node-critical"}),
    "Service": frozenset({"kubernetes"}),
    "AppProject": frozenset({"default"}),
}
_ROLES = frozenset({"Role", "ClusterRole"})


def is_given(kind: str, name: str) -> bool:
    """Whether every cluster (or every installation of the operator) has an object of that kind and name."""
    return name in _GIVEN.get(kind, ()) or kind in _ROLES and name.startswith("system:")


def reference(
    source: Resource, relation: str, kind: str, name: Data, because: Path, resources: Resources,
    namespace: Data = None,
) -> Iterator[Edge | Dangling]:
    """The link to the object of a kind and name, beside the source or in a namespace; none for a name that is no
    text, and none to what every cluster has and was not read."""
    if not isinstance(name, str) or not name:
        return
    elsewhere = isinstance(namespace, str) and namespace != ""
    target = resources.at(kind, name, namespace, source) if elsewhere else resources.named(kind, name, source)
    if target is not None:
        yield Edge(source, relation, target, because)
    elif not is_given(kind, name):
        yield missing(source, relation, kind, name, because, namespace if elsewhere else "")


def missing(
    source: Resource, relation: str, kind: str, name: str, because: Path, namespace: str = "",
) -> Dangling:
    """A reference to an object that was not read; without a namespace, to one beside the source."""
    space = "" if kind in CLUSTER_SCOPED else namespace or source.space
    return Dangling(source, relation, f"{kind}/{name}", because, Wanted(kind, space, name))


def items(data: Data, *path: str | int) -> list[Data]:
    """The list at a path; an empty one where there is none."""
    found = lookup(data, path)
    return found if isinstance(found, list) else []


def numbered(data: Data, *path: str | int) -> Iterator[tuple[Path, dict[str, Data]]]:
    """(path, map) of the maps in the list at a path."""
    for number, one in enumerate(items(data, *path)):
        if isinstance(one, dict):
            yield (*path, number), one


def text(data: Data, *path: str | int) -> str:
    """The text at a path; "" where there is none."""
    found = lookup(data, path)
    return found if isinstance(found, str) else ""
