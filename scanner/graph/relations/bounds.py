"""What is set for all pods at once: limits and quotas of their namespace, and checks of their images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.graph import Edge, PodTemplate
from scanner.model.resource import Resource, Resources

NAMES = ("ranges", "rations", "verifies")

_BY_NAMESPACE = (("ranges", "LimitRange"), ("rations", "ResourceQuota"))
# Policies that check signatures of images by their nature; those of Kyverno do where a rule says so.
_VERIFIERS = ("ClusterImagePolicy", "ImagePolicy", "ImageValidatingPolicy", "ImageVerificationPolicy")
_KYVERNO = ("ClusterPolicy", "Policy")


def find(resources: Resources, templates: Mapping[Resource, PodTemplate]) -> Iterator[Edge]:
    """ranges: LimitRange to the workloads and claims of its namespace; rations: ResourceQuota to them; verifies:
    policy that checks signatures of images to the workloads read with it. One edge for each workload and relation."""
    bounded = [*templates, *resources.of_kind("PersistentVolumeClaim")]
    for relation, kind in _BY_NAMESPACE:
        first: dict[tuple[str, str], Resource] = {}
        for bound in resources.of_kind(kind):
            first.setdefault((bound.unit, bound.id.namespace or "default"), bound)
        for one in bounded if first else ():
            found = first.get((one.unit, one.id.namespace or "default"))
            if found is not None:
                yield Edge(found, relation, one)
    verifiers: dict[str, Resource] = {}
    for policy in (*resources.of_kind(*_VERIFIERS), *filter(_verifies, resources.of_kind(*_KYVERNO))):
        verifiers.setdefault(policy.unit, policy)
    for workload in templates if verifiers else ():
        if workload.unit in verifiers:
            yield Edge(verifiers[workload.unit], "verifies", workload)


def _verifies(policy: Resource) -> bool:
    rules = policy.get("spec", "rules")
    return isinstance(rules, list) and any(isinstance(rule, dict) and "verifyImages" in rule for rule in rules)
