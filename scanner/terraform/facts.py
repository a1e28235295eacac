"""What is known about types of resources without asking their providers."""

from __future__ import annotations

from scanner.hcl.types import ANY, STRING, Type
from scanner.patterns import lazy

CLOSED: dict[tuple[str, str], dict[str, Type]] = {
    ("resource", "terraform_data"): {"id": STRING, "input": ANY, "output": ANY, "triggers_replace": ANY},
}
"""Types of which every attribute is known, by mode and type; other attributes do not exist."""

ALWAYS_COMPUTED = frozenset({"id", "arn", "self_link"})
"""Attributes that no provider knows before it has made something."""

IDENTIFYING = lazy(
    r"(?:^|[_.])(?:id|arn|name|result|url|uri|endpoint|address|bucket|domain|hex|b64|json|ip|key|pem|hash|identifier"
    r"|fingerprint|token|password|prefix|link|value|string|email|zone|rendered)$")
"""Names of attributes that a provider gives a text, one that is never empty."""


def named(address: str, attribute: str) -> str:
    """What stands for an attribute of a resource where the provider gives it a text; "" where it may be no text."""
    return f"${{{address}.{attribute}}}" if IDENTIFYING.search(attribute) is not None else ""
