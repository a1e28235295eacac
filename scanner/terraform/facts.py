"""What is known about types of resources without asking their providers."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from scanner.hcl.numbers import of_int
from scanner.hcl.types import ANY, NUMBER, STRING, Type
from scanner.hcl.values import Value, boolean, string
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


@cache
def _data() -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "facts.json"), encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


def defaults(type: str) -> dict[str, Any]:  # noqa: A002
    """What attributes of a managed resource are that nobody sets, as far as it decides something.

    They are those of the providers' documentation (AWS 5, AzureRM 4, Google 6); attributes whose default a provider or
    an account decides are not among them.  A plan has the same values.
    """
    found: dict[str, Any] = _data()["defaults"].get(type, {})
    return found


def default(type: str, name: str) -> Value | None:  # noqa: A002
    """The same for one attribute, as a value of the language."""
    data = defaults(type).get(name)
    if data is None:
        return None
    if isinstance(data, bool):
        return boolean(data)
    return string(data) if isinstance(data, str) else Value(NUMBER, of_int(data))
