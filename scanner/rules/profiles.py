"""Named choices of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from scanner.model.rule import AnyRule, Rule, RuleHead

_R = TypeVar("_R", Rule, RuleHead)

RELIABILITY_CATEGORIES = frozenset(["availability", "probes", "resources", "scaling"])

PROFILES: dict[str, tuple[str, Callable[[AnyRule], bool]]] = {
    "default": ("what every team should look at: few and important findings", lambda rule: rule.enabled),
    "security": ("rules about security only", lambda rule: rule.security),
    "reliability": ("rules about availability, probes, resources and scaling only",
                    lambda rule: rule.category in RELIABILITY_CATEGORIES),
    "all": ("every rule there is", lambda rule: True),
}  # fmt: skip


def select(rules: Iterable[_R], profile: str) -> tuple[_R, ...]:
    """The rules of a profile.  Rules that a stage of the scan reports by itself belong to all of them."""
    belongs = PROFILES[profile][1]
    return tuple(rule for rule in rules if rule.engine != "cel" or belongs(rule))
