"""A value that cannot be known offline. It is a value like any other, never an exception."""

from __future__ import annotations

from typing import NamedTuple


from scanner.model.provenance import NOWHERE, Provenance


class Unknown(NamedTuple):
    """May stand in the body of a resource; rules that depend on it give "unknown" with this reason."""

    reason: str
    where: Provenance = NOWHERE
    # What would have to be known first, as addresses: `var.size`, `module.net.aws_vpc.main.id`.
    references: tuple[str, ...] = ()
