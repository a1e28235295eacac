"""What selects pods by label: Services, PodDisruptionBudgets, NetworkPolicies, and workloads themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from scanner.graph.labels import Labelled, describe, equal, selects
from scanner.graph.links import items, numbered
from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Dangling, Edge, PodTemplate, Relation, Wanted
from scanner.model.resource import CLUSTER_SCOPED, Data, Path, Resource, Resources, lookup

NAMES = {
    "serves": Relation("Service", "workload", "its selector holds for the labels of the pods", "traffic"),
    "guards": Relation("PodDisruptionBudget", "workload", "its selector holds for the labels of the pods", "scaling"),
    "isolates": Relation("NetworkPolicy, CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy", "workload",
                         "its pod selector holds for the labels of the pods", "policy"),
    "isolates_ingress": Relation("network policy", "workload", "the policy limits who may reach the pods", "policy",
                                 shown=False),
    "isolates_egress": Relation("network policy", "workload", "the policy limits what the pods may reach", "policy",
                                shown=False),
    "owns": Relation("workload", "itself", "its selector holds for the labels of its own pods", "scaling", shown=False),
    "spreads": Relation("workload", "itself", "an anti-affinity or a spread constraint keeps its own pods apart",
                        "scaling", shown=False),
}

_Test = Callable[[Data, Mapping[str, str]], bool]
# Kinds that select their pods, with a selector of their own beside the template; what others have there is not known.
_OWNERS = frozenset({
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "DeploymentConfig",
    "Rollout", "CloneSet",
})


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of what selects pods."""
    pods = pods_of(templates)
    for service in resources.of_kind("Service"):
        selector = service.get("spec", "selector")
        if isinstance(selector, dict) and selector and service.get("spec", "type") != "ExternalName":
            yield from _link(service, "serves", ("spec", "selector"), selector, equal, pods)
    for budget in resources.of_kind("PodDisruptionBudget"):
        selector = budget.get("spec", "selector")
        # The empty selector meant "none" in policy/v1beta1 and means "all" in policy/v1.
        if selector or (selector == {} and budget.body.get("apiVersion") != "policy/v1beta1"):
            yield from _link(budget, "guards", ("spec", "selector"), selector, selects, pods)
    for policy, path, selector, directions in _policies(resources):
        found = list(_link(policy, "isolates", path, selector, selects, pods))
        yield from found
        for direction in directions:
            yield from (one._replace(relation=f"isolates_{direction}") for one in found if isinstance(one, Edge))
    for workload, template in pairs(templates):
        yield from _own(workload, template)
        if any(selects(selector, template.labels) for selector in _apart(template.spec)):
            yield Edge(workload, "spreads", workload)


def pods_of(templates: Templates) -> Labelled:
    """The workloads by the labels of their pods; one with several templates stands there several times in a row."""
    return Labelled((workload, template.labels) for workload, template in pairs(templates))


def loose(source: Resource, relation: str, selector: Data, path: Path, namespace: str) -> Dangling:
    """A selector of pods that holds for none that was read; "" for the namespace means any."""
    plain = isinstance(selector, dict) and not {"matchLabels", "matchExpressions"} & selector.keys()
    wanted = Wanted("Pod", namespace, selector={"matchLabels": selector} if plain else selector)
    return Dangling(source, relation, f"pods labelled {describe(selector)}", path, wanted)


def _link(
    source: Resource, relation: str, path: Path, selector: Data, test: _Test, pods: Labelled,
) -> Iterator[Edge | Dangling]:
    last: Resource | None = None
    for target, labels in pods.candidates(source, selector):
        if target is not last and test(selector, labels):
            last = target
            yield Edge(source, relation, target, path)
    if last is None:
        yield loose(source, relation, selector, path, "" if source.id.kind in CLUSTER_SCOPED else source.space)


def _own(workload: Resource, template: PodTemplate) -> Iterator[Edge | Dangling]:
    selector = workload.get("spec", "selector")
    if workload.id.kind not in _OWNERS or not isinstance(selector, dict) or not selector:
        return
    path: Path = ("spec", "selector")
    plain = not {"matchLabels", "matchExpressions"} & selector.keys()
    if (equal if plain else selects)(selector, template.labels):
        yield Edge(workload, "owns", workload, path)
    else:
        # Not a matter of what else is deployed: the API server refuses such a workload.
        yield Dangling(workload, "owns", f"pods labelled {describe(selector)}", path)


def _apart(spec: Data) -> Iterator[Data]:
    """Label selectors of everything in a pod spec that keeps pods apart."""
    for constraint in items(spec, "topologySpreadConstraints"):
        yield lookup(constraint, ("labelSelector",))
    for term in items(spec, "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"):
        yield lookup(term, ("labelSelector",))
    for weighted in items(spec, "affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution"):
        yield lookup(weighted, ("podAffinityTerm", "labelSelector"))


def _policies(resources: Resources) -> Iterator[tuple[Resource, Path, Data, list[str]]]:
    """(policy, path of the selector, selector, directions) of the network policies of Kubernetes and Cilium."""
    for policy in resources.of_kind("NetworkPolicy"):
        if "projectcalico.org" in policy.id.group:
            continue  # of the same name, with a selector in a language of its own
        written = policy.get("spec", "policyTypes")
        directions = [str(one).lower() for one in written] if isinstance(written, list) else ["ingress"]
        if not isinstance(written, list) and policy.get("spec", "egress"):
            directions.append("egress")
        yield policy, ("spec", "podSelector"), policy.get("spec", "podSelector") or {}, directions
    for policy in resources.of_kind("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"):
        specs: list[tuple[Path, Data]] = [(("spec",), policy.get("spec")), *numbered(policy.body, "specs")]
        for path, spec in specs:
            if isinstance(spec, dict) and "endpointSelector" in spec:
                directions = [one for one in ("ingress", "egress") if one in spec or f"{one}Deny" in spec]
                yield policy, (*path, "endpointSelector"), _bare(spec["endpointSelector"] or {}), directions


def _bare(selector: Data) -> Data:
    """A selector of Cilium without the label sources that may stand before its keys."""
    labels = selector.get("matchLabels") if isinstance(selector, dict) else None
    if not isinstance(labels, dict):
        return selector
    return {**selector, "matchLabels": {
        str(key).removeprefix("k8s:").removeprefix("any:"): value for key, value in labels.items()}}
