"""Levels of tests, by the words that name them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scanner.patterns import lazy

LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "integration": "integration-test",
        "e2e": "e2e-test",
        "end-to-end": "e2e-test",
        "end_to_end": "e2e-test",
        "endtoend": "e2e-test",
        "acceptance": "e2e-test",
        "smoke": "smoke-test",
        "contract": "contract-test",
        "pact": "contract-test",
        "performance": "load-test",
        "benchmark": "load-test",
        "benchmarks": "load-test",
        "perf": "load-test",
        "stress": "load-test",
        "chaos": "chaos-test",
        "accessibility": "accessibility-test",
        "a11y": "accessibility-test",
        "unit": "unit-test",
        "functional": "integration-test",
        "security": "security-test",
    }
)
_LOAD_TEST = lazy(r"\bload(?:[-_ /]?tests?\b|$)|/load/")
_LEVEL_WORDS = lazy(r"[a-z0-9]+(?:[-_]to[-_]end)?")


def level_of(text: str) -> str:
    """The level of tests that a name tells, such as `integration-test` for tests/integration; "" for none."""
    text = text.lower()
    if "end-to-end" in text or "end_to_end" in text or "end to end" in text:
        return "e2e-test"
    if _LOAD_TEST.search(text):
        return "load-test"  # a load balancer has a load too
    for word in _LEVEL_WORDS.findall(text):
        if word in LEVELS:
            return LEVELS[word]
    return ""
