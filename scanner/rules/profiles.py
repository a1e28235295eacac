"""Named choices of rules, and the parameters that go with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from scanner.model.resource import Data
from scanner.model.rule import NOTHING, AnyRule, Rule, RuleHead, Severity
from scanner.records import NamedTuple

_R = TypeVar("_R", Rule, RuleHead)

JUDGING = frozenset(["cel", "schema"])
"""Engines of the rules that judge resources."""

RELIABILITY_CATEGORIES = frozenset([
    "availability", "probes", "resources", "scaling", "jobs", "scheduling",
    # Of the rules about Terraform.
    "ha", "backup", "deletion-protection", "reliability", "autoscaling", "dns-failover", "replication", "versioning",
])

# The controls of the Pod Security Standards, https://kubernetes.io/docs/concepts/security/pod-security-standards/
PSS_BASELINE = frozenset([
    "apparmor-unconfined", "capabilities-baseline", "host-ipc", "host-network", "host-path-volume", "host-pid",
    "host-port", "host-probes", "privileged-container", "seccomp-unconfined", "selinux-custom-options",
    "unsafe-proc-mount", "unsafe-sysctls", "windows-host-process",
])
# The list of volume types takes the place of the ban on hostPath, as in the admission of Kubernetes itself.
PSS_RESTRICTED = PSS_BASELINE - {"host-path-volume"} | {
    "capabilities-restricted", "privilege-escalation", "restricted-volume-types", "run-as-non-root",
    "run-as-user-root", "seccomp-profile",
}

# What a service in production must have beyond what every team should look at.
PRODUCTION = frozenset([
    # It survives the loss of a node or a zone, an update, and a bad release.
    "max-unavailable-full", "pdb-has-policy", "pdb-min-available-exceeds-hpa-min", "postgres-backup",
    "postgres-cluster-instances", "redis-high-availability", "revision-history", "statefulset-service-name",
    "storage-class-reclaim-policy", "topology-spread",
    # It is taken out of service when it cannot answer, and its jobs do not pile up.
    "cronjob-concurrency", "cronjob-deadline", "pod-probes",
    # Everything it refers to is there.
    "dangling-service-monitor", "ingress-unique-host", "missing-config-reference", "missing-volume-reference",
    "non-existent-service-account", "tls-secret-missing",
    # Its namespace limits what it takes and whom it reaches.
    "default-deny-network-policy", "limit-range-missing", "load-balancer-source-ranges", "resource-quota-missing",
    # Nobody gets the cluster through it.
    "administrative-role", "argocd-project-cluster-scope", "cloud-credential-mount",
    "cluster-role-binding-privileged-role", "eks-aws-auth-write", "legacy-token-secret", "limit-vulnerable-component",
    "manage-rbac", "manage-webhooks", "nginx-controller-version", "nginx-snippet-annotation", "node-proxy",
    "role-binding-privileged-role", "scc-privileged", "service-account-token-create", "wildcard-all",
    # What it sends and stores is encrypted.
    "ingress-host-match-tls", "istio-destination-tls", "openshift-route-tls", "pv-encryption", "tls-min-version",
    # Somebody notices when it fails.
    "alert-critical-present", "alert-inhibition-grouping", "alertmanager-receiver", "alertmanager-route",
    "log-retention", "log-to-stdout", "prometheus-scrape",
])

# Folders with modules of Terraform that nobody deploys from there: they have no state of their own, and no versions of
# providers for good.
_UNDEPLOYED: Data = ["modules", "examples", "example", "test", "tests", "fixtures"]

# Rules judge to the letter. Who looks at charts of others all day wants what can be acted on: no finding where the
# remedy would be refused or would change nothing, and none that another rule tells as well. docs/noise.md has the
# figures behind each.
_QUIET: dict[str, dict[str, Data]] = {
    "anti-affinity": {"unstated": 1},
    "automount-service-account-token": {"excuse_bound": True},
    "default-service-account": {"excuse_without_token": True},
    "drop-all-capabilities": {"excuse_privileged": True},
    "liveness-probe": {"each_container": False},
    "minimum-replicas": {"stateful": False},
    "pod-disruption-budget": {"unstated": 1},
    "privilege-escalation": {"excuse_privileged": True},
    "readiness-probe": {"each_container": False, "served_only": True},
    "rolling-update-strategy": {"served_only": True},
    "seccomp-profile": {"excuse_privileged": True},
    "sensitive-host-path": {
        "exact": ["/", "/boot", "/dev", "/etc", "/lib", "/proc", "/root", "/run", "/sys", "/usr", "/var", "/var/lib",
                  "/var/lib/containerd", "/var/lib/docker", "/var/lib/kubelet", "/var/lib/kubelet/pods", "/var/run"],
        "below": ["/etc/kubernetes", "/root", "/var/lib/etcd", "/var/lib/kubelet/pki"],
    },
    "termination-grace-period": {"maximum": 86400},
    "tf-backend-remote": {"undeployed": _UNDEPLOYED},
    "tf-lock-file": {"undeployed": _UNDEPLOYED},
    "tf-required-version": {"undeployed": _UNDEPLOYED},
}

# Rules that ask for a CPU limit, and the one that forbids it; teams disagree, so that none is on by itself.
_CPU_LIMIT_RULES = frozenset(["cpu-limits", "cpu-requests-equal-limits", "no-cpu-limits", "requests-equal-limits"])
CPU_LIMITS: Mapping[str, frozenset[str]] = {
    "require": frozenset(["cpu-limits"]), "ignore": frozenset(), "forbid": frozenset(["no-cpu-limits"]),
}


def _weighty(rule: AnyRule) -> bool:
    """Rules that are on anyway, and those whose defect matters; matters of taste have to be asked for."""
    return rule.enabled or rule.severity >= Severity.MEDIUM


class Profile(NamedTuple):
    """Who it is for, which rules belong to it, and by rule id the parameters that differ from those of the rules."""

    description: str
    belongs: Callable[[AnyRule], bool]
    params: Mapping[str, Mapping[str, Data]] = NOTHING


PROFILES: dict[str, Profile] = {
    "default": Profile("what every team should look at: few and important findings", lambda rule: rule.enabled,
                       _QUIET),
    "pss-baseline": Profile(
        "the baseline level of the Pod Security Standards, control by control", lambda rule: rule.id in PSS_BASELINE,
        {"host-path-volume": {"pods_only": True}}),
    "pss-restricted": Profile(
        "the restricted level of the Pod Security Standards, control by control",
        lambda rule: rule.id in PSS_RESTRICTED,
        {"run-as-non-root": {"accept_run_as_user": False}, "unsafe-proc-mount": {"strict": True}}),
    "security": Profile("security, from severity medium on", lambda rule: rule.security and _weighty(rule), _QUIET),
    "reliability": Profile(
        "availability, probes, resources, scaling, jobs and scheduling, from severity medium on",
        lambda rule: rule.category in RELIABILITY_CATEGORIES and _weighty(rule),
        {**_QUIET, "readiness-probe": {"each_container": False}}),
    "production": Profile(
        "what a service in production must have: default, and more about reliability, security and observability",
        lambda rule: rule.enabled or rule.id in PRODUCTION,
        {**_QUIET, "minimum-replicas": {"stateful": True}, "network-policy-missing": {"egress": True}}),
    "all": Profile("every rule there is, also those that contradict each other", lambda rule: True),
}  # fmt: skip


def select(
    rules: Iterable[_R], profile: str, cpu_limits: str = "", switched: Mapping[str, bool] = NOTHING,
) -> tuple[_R, ...]:
    """The rules of a profile.

    `switched` says of single rules whether they are asked, whatever the profile; `cpu_limits`, a key of CPU_LIMITS or
    "", does so for those about CPU limits. What a chart does when it is rendered is told in every profile, as far as
    its rules are on, and so are rules of one's own: who brings a rule along wants it asked.
    """
    wanted = PROFILES[profile]

    def asked(rule: AnyRule) -> bool:
        if rule.id in switched:
            return switched[rule.id]
        if cpu_limits and rule.id in _CPU_LIMIT_RULES:
            return rule.id in CPU_LIMITS[cpu_limits]
        return wanted.belongs(rule) or bool(rule.engine == "helm" or rule.pack) and rule.enabled

    return tuple(rule for rule in rules if asked(rule))


def params(
    profile: str, chosen: Mapping[str, Mapping[str, Data]] = NOTHING,
) -> dict[str, Mapping[str, Data]]:
    """Parameters by rule id: those of the profile, and on top of them those that somebody chose."""
    of_profile = PROFILES[profile].params
    return {rule: {**of_profile.get(rule, NOTHING), **chosen.get(rule, NOTHING)}
            for rule in sorted({*of_profile, *chosen})}


def names(rule: AnyRule) -> tuple[str, ...]:
    """The profiles to which a rule belongs as it stands in its file."""
    return tuple(name for name in PROFILES if select([rule], name))
