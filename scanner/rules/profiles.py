"""Named choices of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from scanner.model.rule import AnyRule, Rule, RuleHead, Severity

_R = TypeVar("_R", Rule, RuleHead)

RELIABILITY_CATEGORIES = frozenset([
    "availability", "probes", "resources", "scaling", "jobs", "scheduling",
    "ha", "backup", "deletion-protection", "reliability", "autoscaling", "dns-failover", "replication", "versioning",
])


def _weighty(rule: AnyRule) -> bool:
    """Rules that are on anyway, and those whose defect matters; matters of taste have to be asked for."""
    return rule.enabled or rule.severity >= Severity.MEDIUM


PROFILES: dict[str, tuple[str, Callable[[AnyRule], bool]]] = {
    "default": ("what every team should look at: few and important findings", lambda rule: rule.enabled),
    "security": ("security, from severity medium on", lambda rule: rule.security and _weighty(rule)),
    "reliability": ("availability, probes, resources, scaling, jobs and scheduling, from severity medium on",
                    lambda rule: rule.category in RELIABILITY_CATEGORIES and _weighty(rule)),
    "all": ("every rule there is, also those that contradict each other", lambda rule: True),
}  # fmt: skip


def select(rules: Iterable[_R], profile: str) -> tuple[_R, ...]:
    """The rules of a profile.  Rules that a stage of the scan reports by itself belong to all of them."""
    belongs = PROFILES[profile][1]
    return tuple(rule for rule in rules if rule.engine != "cel" or belongs(rule))
