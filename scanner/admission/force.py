"""Which policies are in force, and what a person should know about the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scanner.admission.records import BINDING, POLICY, Binding, Bound, Policy
from scanner.conform import nearest
from scanner.graph.workloads import pod_templates
from scanner.model.provenance import NOWHERE
from scanner.model.report import Level, Notice
from scanner.model.resource import Resource
from scanner.records import NamedTuple

STAGE = "admission"


class InForce(NamedTuple):
    """Policies with their bindings, and notices about those without and about what is passed over."""

    bound: tuple[Bound, ...]
    notices: tuple[Notice, ...]


def in_force(policies: Iterable[Policy], bindings: Iterable[Binding]) -> InForce:
    """Put bindings to the policies they name. Of policies with one name the first counts, as of bindings."""
    notices: list[Notice] = []
    by_name: dict[str, Policy] = {}
    for policy in policies:
        if policy.name in by_name:
            notices.append(_twice(POLICY, policy.name, policy.resource))
        else:
            by_name[policy.name] = policy
    bound: dict[str, dict[str, Binding]] = {name: {} for name in by_name}
    for binding in bindings:
        if binding.policy not in bound:
            near = nearest(binding.policy, sorted(bound))
            notices.append(_notice(
                Level.WARNING, f"The binding {binding.name} names a policy that is not among the files.",
                f"It names {binding.policy}{near}", binding.resource))
        elif binding.name in bound[binding.policy]:
            notices.append(_twice(BINDING, binding.name, binding.resource))
        else:
            bound[binding.policy][binding.name] = binding
    for name, policy in by_name.items():
        notices += _about(policy, bool(bound[name]))
    found = tuple(Bound(by_name[name], tuple(those.values())) for name, those in bound.items() if those)
    return InForce(found, tuple(notices))


def _twice(kind: str, name: str, resource: Resource | None) -> Notice:
    return _notice(Level.WARNING, f"The {kind} {name} is there twice; the first one counts.", "", resource)


def _about(policy: Policy, is_bound: bool) -> Iterator[Notice]:
    if not is_bound:
        yield _notice(
            Level.WARNING, f"The policy {policy.name} is not in force, because no binding names it.",
            f"A {BINDING} with policyName {policy.name} puts it in force.", policy.resource)
    operations = {word for rule in policy.constraints.rules for word in rule.operations}
    if not operations & {"*", "CREATE"}:
        yield _notice(
            Level.INFO, f"The policy {policy.name} says nothing about files.",
            f"It looks at {', '.join(sorted(operations))}; files are judged as if they were created.", policy.resource)
    if policy.resource.get("spec", "auditAnnotations"):
        yield _notice(Level.INFO, f"The audit annotations of the policy {policy.name} are not made.",
                      "They are written to the audit log of a cluster.", policy.resource)


def about_pods(bound: Iterable[Bound], resources: Sequence[Resource]) -> Iterator[Notice]:
    """That policies about pods do not see the workloads that make them: a cluster judges each pod when it is made."""
    blind = [one.policy for one in bound if _only_pods(one.policy)]
    makers = [one for one in resources if one.id.kind != "Pod" and pod_templates(one)]
    if blind and makers:
        names = ", ".join(policy.name for policy in blind[:5]) + (" and others" if len(blind) > 5 else "")
        many = "1 workload" if len(makers) == 1 else f"{len(makers)} workloads"
        yield _notice(
            Level.WARNING, f"Pods that are made from templates are judged by the cluster only: {many} among the files.",
            f"These policies look at pods and not at what makes them: {names}.", blind[0].resource)


def _only_pods(policy: Policy) -> bool:
    names = {word.partition("/")[0] for rule in policy.constraints.rules for word in rule.resources}
    return "pods" in names and names.isdisjoint(
        {"*", "deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs", "replicationcontrollers"})


def _notice(level: Level, summary: str, detail: str, resource: Resource | None) -> Notice:
    where = resource.place("metadata", "name") if resource is not None else NOWHERE
    return Notice(level, summary, detail, where, STAGE)
