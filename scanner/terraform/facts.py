"""What is known about types of resources without asking their providers."""

from __future__ import annotations

from scanner.hcl.types import ANY, STRING, Type

CLOSED: dict[tuple[str, str], dict[str, Type]] = {
    ("resource", "terraform_data"): {"id": STRING, "input": ANY, "output": ANY, "triggers_replace": ANY},
}
"""Types of which every attribute is known, by mode and type; other attributes do not exist."""

ALWAYS_COMPUTED = frozenset({"id", "arn", "self_link"})
"""Attributes that no provider knows before it has made something."""
