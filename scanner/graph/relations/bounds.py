"""What is set for all pods at once: limits and quotas of their namespace, and checks of their images."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.workloads import Templates
from scanner.model.graph import Edge, Relation
from scanner.model.resource import Resource, Resources

NAMES = {
    "ranges": Relation("LimitRange", "workload, PersistentVolumeClaim", "it holds for their namespace; the first one "
                       "for each", "policy", shown=False),
    "rations": Relation("ResourceQuota", "workload, PersistentVolumeClaim", "it holds for their namespace; the first "
                        "one for each", "policy", shown=False),
    "verifies": Relation("policy that checks signatures of images", "workload", "they are read together; the first one "
                         "for each", "policy", shown=False),
}

_BY_NAMESPACE = (("ranges", "LimitRange"), ("rations", "ResourceQuota"))
# Policies that check signatures of images by their nature; those of Kyverno do where a rule says so.
_VERIFIERS = ("ClusterImagePolicy", "ImagePolicy", "ImageValidatingPolicy", "ImageVerificationPolicy")
_KYVERNO = ("ClusterPolicy", "Policy")


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """One link for each workload and relation."""
    bounded = [*templates, *resources.of_kind("PersistentVolumeClaim")]
    for relation, kind in _BY_NAMESPACE:
        first: dict[tuple[str, str], Resource] = {}
        for bound in resources.of_kind(kind):
            first.setdefault((bound.unit, bound.space), bound)
        for one in bounded if first else ():
            found = first.get((one.unit, one.space))
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
