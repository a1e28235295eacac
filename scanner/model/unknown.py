"""A value that cannot be known offline. It is a value like any other, never an exception."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.provenance import NOWHERE, Provenance


@dataclass(frozen=True, slots=True)
class Unknown:
    """May stand in the body of a resource; rules that depend on it give "unknown" with this reason."""

    reason: str
    where: Provenance = NOWHERE
