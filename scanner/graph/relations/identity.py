"""Who a workload is for the API server, and what that identity may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import Resource, Resources

NAMES = ("runs_as", "grants", "binds")

# Roles that every cluster has: a binding to them is not a reference to nothing.
_BUILT_IN = frozenset({"cluster-admin", "admin", "edit", "view"})


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge | Dangling]:
    """runs_as: workload to ServiceAccount; grants: binding to role; binds: binding to the ServiceAccounts it names."""
    for workload, template in templates.items():
        yield from _account(workload, template, resources)
    accounts: dict[tuple[str, str], list[Resource]] = {}
    for account in resources.of_kind("ServiceAccount"):
        accounts.setdefault((account.unit, account.id.name), []).append(account)
    for binding in resources.of_kind("RoleBinding", "ClusterRoleBinding"):
        yield from _role(binding, resources)
        yield from _subjects(binding, accounts)


def _account(workload: Resource, template: PodTemplate, resources: Resources) -> Iterator[Edge | Dangling]:
    key = "serviceAccountName" if template.spec.get("serviceAccountName") else "serviceAccount"
    written = template.spec.get(key)
    name = written if isinstance(written, str) and written else "default"
    because = (*template.path, key)
    target = resources.named("ServiceAccount", name, workload)
    if target is not None:
        yield Edge(workload, "runs_as", target, because)
    elif name != "default":
        yield Dangling(workload, "runs_as", f"ServiceAccount/{name}", because)


def _role(binding: Resource, resources: Resources) -> Iterator[Edge | Dangling]:
    match binding.get("roleRef"):
        case {"kind": "Role" | "ClusterRole" as kind, "name": str(name)}:
            target = resources.named(kind, name, binding)
            if target is not None:
                yield Edge(binding, "grants", target, ("roleRef",))
            elif name not in _BUILT_IN and not name.startswith("system:"):
                yield Dangling(binding, "grants", f"{kind}/{name}", ("roleRef",))


def _subjects(
    binding: Resource, accounts: Mapping[tuple[str, str], list[Resource]],
) -> Iterator[Edge | Dangling]:
    subjects = binding.get("subjects")
    for number, subject in enumerate(subjects if isinstance(subjects, list) else ()):
        match subject:
            case {"kind": "ServiceAccount", "name": str(name)}:
                own = binding.id.namespace or "default"
                namespace = subject.get("namespace") or own
                found = [account for account in accounts.get((binding.unit, name), ())
                         if (account.id.namespace or "default") == namespace]
                for account in found:
                    yield Edge(binding, "binds", account, ("subjects", number))
                # The accounts of other namespaces are mostly deployed with something else.
                if not found and namespace == own and name != "default":
                    yield Dangling(binding, "binds", f"ServiceAccount/{name}", ("subjects", number))
