"""Kinds that a group of the built-in API does not have, or not in the target version."""

from __future__ import annotations

from scanner.apischema.tables import Tables, group_of

# What is written with `apiVersion: v1` and is no object of the core group: files of clients, answers of the server,
# and the kinds that OpenShift once served there.
_OTHERS = frozenset({
    "APIGroup", "APIVersions", "Config", "DeleteOptions", "Policy", "Status", "WatchEvent",
    "Build", "BuildConfig", "DeploymentConfig", "Group", "Identity", "ImageStream", "ImageStreamTag", "NetNamespace",
    "OAuthClient", "Project", "ProjectRequest", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "Route",
    "SecurityContextConstraints", "Template", "User",
})

_MAX_SHOWN = 4


def is_judged(tables: Tables, api_version: str, kind: str) -> bool:
    """Whether the table of built-in kinds has the word on a kind; it has it on everything in its groups but lists."""
    if kind.endswith("List") or group_of(api_version) not in tables.groups:
        return False
    return not (api_version == "v1" and kind in _OTHERS)


def stranger(tables: Tables, minor: int, api_version: str, kind: str) -> tuple[str, str] | None:
    """What is wrong with a kind, and which field says it; None for one that the target version serves."""
    found = tables.kind(api_version, kind)
    if found is not None:
        if found.is_in(minor):
            return None
        when = f"exists since Kubernetes 1.{found.first}"
        if minor > found.last:
            when = f"was removed in Kubernetes 1.{found.last + 1}"
        return "apiVersion", f"{api_version} {kind} {when}; the target is 1.{minor}"
    return _advised(tables, minor, api_version, kind)


def _advised(tables: Tables, minor: int, api_version: str, kind: str) -> tuple[str, str]:
    """What to say about a kind that no version has."""
    from scanner.apischema.names import listed, nearest

    known = tables.kinds.get(api_version)
    said = f"{api_version} has no kind {kind}" if known else f"{api_version} is no API version"
    elsewhere = [one for one in tables.kinds if _serves(tables, minor, one, kind)]
    if elsewhere:
        return "apiVersion", f"{said}; {kind} is in {listed(elsewhere[:_MAX_SHOWN])}"
    everywhere = {name for one in tables.kinds for name in tables.kinds[one] if _serves(tables, minor, one, name)}
    near = nearest(kind, known or everywhere) or nearest(kind, everywhere)
    return "kind", f"{said}; the nearest known kind is {near}" if near else said


def _serves(tables: Tables, minor: int, api_version: str, kind: str) -> bool:
    found = tables.kind(api_version, kind)
    return found is not None and found.is_in(minor)
