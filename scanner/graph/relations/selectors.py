"""What selects pods by label: Services, PodDisruptionBudgets, NetworkPolicies, and workloads themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from scanner.graph.labels import describe, equal, selects
from scanner.model.graph import Dangling, Edge, PodTemplate
from scanner.model.resource import CLUSTER_SCOPED, Data, Path, Resource, Resources, lookup, together

NAMES = ("serves", "guards", "isolates", "isolates_ingress", "isolates_egress", "owns", "spreads")

_Test = Callable[[Data, Mapping[str, str]], bool]
_Templates = Mapping[Resource, PodTemplate]


def find(resources: Resources, templates: _Templates) -> Iterator[Edge | Dangling]:
    """serves: Service to workload; guards: PodDisruptionBudget to workload; isolates, isolates_ingress,
    isolates_egress: network policy to workload, in any direction and by direction; owns: a workload to itself, when
    its own selector matches its own pods; spreads: a workload to itself, when an anti-affinity or a spread constraint
    keeps its own pods apart."""
    pods = Pods(templates)
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
        yield from _link(policy, "isolates", path, selector, selects, pods)
        for direction in directions:
            yield from (one for one in _link(policy, f"isolates_{direction}", path, selector, selects, pods)
                        if isinstance(one, Edge))
    for workload, template in templates.items():
        yield from _own(workload, template)
        if any(selects(selector, template.labels) for selector in _apart(template.spec)):
            yield Edge(workload, "spreads", workload)


class Pods:
    """Workloads by unit, namespace and label, so that a selector is compared with few of them."""

    def __init__(self, templates: _Templates) -> None:
        self._templates = templates
        self._all: dict[tuple[str, ...], list[Resource]] = {}
        self._labelled: dict[tuple[str, ...], list[Resource]] = {}
        for workload, template in templates.items():
            space = (workload.unit, workload.id.namespace or "default")
            self._all.setdefault(space, []).append(workload)
            for key, value in template.labels.items():
                self._labelled.setdefault((*space, key, value), []).append(workload)

    def labels(self, workload: Resource) -> Mapping[str, str]:
        """The labels of the pods of a workload."""
        return self._templates[workload].labels

    def candidates(self, source: Resource, selector: Data) -> Iterable[Resource]:
        """The workloads `source` can see that may match: all that do, and perhaps others."""
        if source.id.kind in CLUSTER_SCOPED:
            return (one for one in self._templates if together(source, one))
        return self.inside(source.unit, source.id.namespace or "default", selector)

    def inside(self, unit: str, namespace: str, selector: Data) -> Iterable[Resource]:
        """The workloads of a namespace that may match: all that do, and perhaps others."""
        space = (unit, namespace)
        wanted = selector.get("matchLabels", selector) if isinstance(selector, dict) else None
        for key, value in wanted.items() if isinstance(wanted, dict) else ():
            if isinstance(key, str) and isinstance(value, str):
                return self._labelled.get((*space, key, value), ())
        return self._all.get(space, ())


def _link(
    source: Resource, relation: str, path: Path, selector: Data, test: _Test, pods: Pods,
) -> Iterator[Edge | Dangling]:
    found = False
    for target in pods.candidates(source, selector):
        if test(selector, pods.labels(target)):
            found = True
            yield Edge(source, relation, target, path)
    if not found:
        yield Dangling(source, relation, f"pods labelled {describe(selector)}", path)


def _own(workload: Resource, template: PodTemplate) -> Iterator[Edge | Dangling]:
    selector = workload.get("spec", "selector")
    if workload.id.kind in ("Pod", "CronJob", "PodTemplate") or not isinstance(selector, dict) or not selector:
        return
    path: Path = ("spec", "selector")
    plain = not {"matchLabels", "matchExpressions"} & selector.keys()
    if (equal if plain else selects)(selector, template.labels):
        yield Edge(workload, "owns", workload, path)
    else:
        yield Dangling(workload, "owns", f"pods labelled {describe(selector)}", path)


def _apart(spec: Data) -> Iterator[Data]:
    """Label selectors of everything in a pod spec that keeps pods apart."""
    for constraint in _list(spec, "topologySpreadConstraints"):
        yield lookup(constraint, ("labelSelector",))
    for term in _list(spec, "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"):
        yield lookup(term, ("labelSelector",))
    for weighted in _list(spec, "affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution"):
        yield lookup(weighted, ("podAffinityTerm", "labelSelector"))


def _list(data: Data, *path: str) -> list[Data]:
    found = lookup(data, path)
    return found if isinstance(found, list) else []


def _policies(resources: Resources) -> Iterator[tuple[Resource, Path, Data, list[str]]]:
    """(policy, path of the selector, selector, directions) of the network policies of Kubernetes and Cilium."""
    for policy in resources.of_kind("NetworkPolicy"):
        written = policy.get("spec", "policyTypes")
        directions = [str(one).lower() for one in written] if isinstance(written, list) else ["ingress"]
        if not isinstance(written, list) and policy.get("spec", "egress"):
            directions.append("egress")
        yield policy, ("spec", "podSelector"), policy.get("spec", "podSelector") or {}, directions
    for policy in resources.of_kind("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"):
        specs = [(("spec",), policy.get("spec")), *((("specs", number), spec) for number, spec
                                                    in enumerate(_list(policy.body, "specs")))]
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
