"""Small facts about values of Kubernetes that CEL alone says clumsily; they are functions of the rule language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_QUANTITY = re.compile(r"([+-]?\d{1,30}(?:\.\d{0,30})?|[+-]?\.\d{1,30})([EPTGMkmun]i?|Ki|[eE][+-]?\d{1,3})?")
_FACTORS = {
    None: 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60,
}
_DEFAULT_REGISTRY = "docker.io"


def quantity(value: Any) -> float:
    """The number a Kubernetes quantity stands for ("500m" is 0.5). ValueError for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    match = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"not a quantity: {str(value)[:50]!r}")
    number, suffix = match.groups()
    if suffix and suffix not in _FACTORS:
        return float(number + suffix) if suffix[0] in "eE" and not suffix.endswith("i") else _no_quantity(value)
    return float(number) * _FACTORS[suffix]


def _no_quantity(value: str) -> float:
    raise ValueError(f"not a quantity: {value[:50]!r}")


def image(reference: Any) -> dict[str, str]:
    """Registry, repository, tag and digest of an image reference; absent parts are "".

    The first segment is a registry only when it looks like a host; a colon in it belongs to its port.
    """
    text = reference if isinstance(reference, str) else ""
    rest, _, digest = text.strip().partition("@")
    head, slash, tail = rest.partition("/")
    is_host = bool(slash) and ("." in head or ":" in head or head == "localhost")
    registry, name = (head, tail) if is_host else (_DEFAULT_REGISTRY, rest)
    folder, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return {"registry": registry, "repository": folder + slash + last, "tag": tag, "digest": digest}


# Each with the types it takes.
FUNCTIONS: dict[str, tuple[Callable[[Any], Any], tuple[str, ...]]] = {
    "quantity": (quantity, ("STRING", "INT", "DOUBLE")),
    "image": (image, ("STRING",)),
}
