"""Who a workload is for the API server, and what that identity may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.labels import Labelled, selects
from scanner.graph.links import items, missing, numbered, reference, text
from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Dangling, Edge, PodTemplate, Relation
from scanner.model.resource import Data, Path, Resource, Resources, lookup

NAMES = {
    "runs_as": Relation("workload", "ServiceAccount", "its pods run under the account", "identity"),
    "binds": Relation("RoleBinding, ClusterRoleBinding", "ServiceAccount", "the account is one of its subjects",
                      "identity"),
    "grants": Relation("RoleBinding, ClusterRoleBinding", "Role, ClusterRole",
                       "roleRef names the role, or one that is aggregated from it", "identity"),
    "aggregates": Relation("ClusterRole", "ClusterRole", "its aggregationRule selects the labels of the other",
                           "identity"),
    "pulls_with": Relation("ServiceAccount", "Secret", "it is listed among the secrets or imagePullSecrets",
                           "configuration"),
}

AGGREGATED = ("admin", "edit", "view")
"""Roles of every cluster that take in the rules of each ClusterRole with the label for it."""

_LABEL = "rbac.authorization.k8s.io/aggregate-to-"
_FIELDS = ("serviceAccountName", "serviceAccount")


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of accounts, bindings and roles."""
    for workload, template in pairs(templates):
        yield from _account(workload, template, resources)
    parts: dict[Resource, list[Edge]] = {}
    roles = resources.of_kind("ClusterRole")
    known = Labelled((one, one.labels) for one in roles)
    for role in roles:
        parts[role] = list(_parts(role, known))
        yield from parts[role]
    built_in = _built_in(resources)
    for binding in resources.of_kind("RoleBinding", "ClusterRoleBinding"):
        for link in _role(binding, resources):
            yield link
            if isinstance(link, Edge):
                yield from (Edge(binding, "grants", part, ("roleRef",)) for part in _taken_in(link.target, parts))
        if text(binding.body, "roleRef", "kind") == "ClusterRole":
            for part in built_in.get((binding.unit, text(binding.body, "roleRef", "name")), ()):
                yield Edge(binding, "grants", part, ("roleRef",))
        yield from _subjects(binding, resources)
    for account in resources.of_kind("ServiceAccount"):
        for field in ("secrets", "imagePullSecrets"):
            for path, one in numbered(account.body, field):
                # Tokens and passwords of accounts are mostly made in the cluster, so a missing one says nothing.
                links = reference(account, "pulls_with", "Secret", one.get("name"), path, resources)
                yield from (link for link in links if isinstance(link, Edge))


def account_of(workload: Resource, template: PodTemplate) -> tuple[Path, Data]:
    """(path, value) of the name of the account; the value is "default" where none is written, "" where nobody knows.

    The objects of operators may have it around the pod spec instead of inside.
    """
    for field in _FIELDS:
        if template.spec.get(field):
            return (*template.path, field), template.spec[field]
    if template.partial:
        for end in range(len(template.path) - 1, -1, -1):
            for field in _FIELDS:
                name = lookup(workload.body, (*template.path[:end], field))
                if name:
                    return (*template.path[:end], field), name
        return (*template.path, _FIELDS[0]), ""
    return (*template.path, _FIELDS[1]), "default"


def _account(workload: Resource, template: PodTemplate, resources: Resources) -> Iterator[Edge | Dangling]:
    path, name = account_of(workload, template)
    yield from reference(workload, "runs_as", "ServiceAccount", name, path, resources)


def _role(binding: Resource, resources: Resources) -> Iterator[Edge | Dangling]:
    kind = text(binding.body, "roleRef", "kind")
    if kind in ("Role", "ClusterRole"):
        yield from reference(binding, "grants", kind, binding.get("roleRef", "name"), ("roleRef",), resources)


def _parts(role: Resource, known: Labelled) -> Iterator[Edge]:
    """The roles whose rules a ClusterRole takes in."""
    seen = {role}
    for path, selector in numbered(role.body, "aggregationRule", "clusterRoleSelectors"):
        for other, labels in known.everywhere(role.unit, selector):
            if other not in seen and selects(selector, labels):
                seen.add(other)
                yield Edge(role, "aggregates", other, path)


def _taken_in(role: Resource, parts: Mapping[Resource, list[Edge]]) -> Iterator[Resource]:
    """The roles whose rules end up in a role, through any number of aggregations."""
    seen = {role}
    pending = [role]
    while pending:
        for edge in parts.get(pending.pop(), ()):
            if edge.target not in seen:
                seen.add(edge.target)
                pending.append(edge.target)
                yield edge.target


def _built_in(resources: Resources) -> dict[tuple[str, str], list[Resource]]:
    """The ClusterRoles that the roles of every cluster take in, by unit and name of those."""
    found: dict[tuple[str, str], list[Resource]] = {}
    for role in resources.of_kind("ClusterRole"):
        for name in AGGREGATED:
            if role.labels.get(_LABEL + name) == "true" and resources.named("ClusterRole", name, role) is None:
                found.setdefault((role.unit, name), []).append(role)
    return found


def _subjects(binding: Resource, resources: Resources) -> Iterator[Edge | Dangling]:
    for number, subject in enumerate(items(binding.body, "subjects")):
        match subject:
            case {"kind": "ServiceAccount", "name": str(name)}:
                namespace = subject.get("namespace") or binding.space
                account = resources.at("ServiceAccount", name, str(namespace), binding)
                path = ("subjects", number)
                if account is not None:
                    yield Edge(binding, "binds", account, path)
                # The accounts of other namespaces are mostly deployed with something else.
                elif namespace == binding.space and name != "default":
                    yield missing(binding, "binds", "ServiceAccount", name, path)
