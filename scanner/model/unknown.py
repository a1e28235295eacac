"""A value that cannot be known offline. It is a value like any other, never an exception."""

from __future__ import annotations



from scanner.model.provenance import NOWHERE, Provenance
from scanner.records import NamedTuple


class Unknown(NamedTuple):
    """May stand in the body of a resource; rules that depend on it give "unknown" with this reason."""

    reason: str
    where: Provenance = NOWHERE
    # What would have to be known first, as addresses: `var.size`, `module.net.aws_vpc.main.id`.
    references: tuple[str, ...] = ()
    # All that is known of a text, with `${aws_vpc.main.id}` where a provider will put something in when it is applied,
    # and `${?var.name}` where it cannot be said what will stand there; "" where it may be no text, or none at all.
    draft: str = ""
    # What it consists of, where it is not known how often, if at all: the bodies of blocks.
    blocks: tuple[object, ...] = ()
    # Whether it may turn out to be anything; not where it waits for a known resource alone, or for nothing that exists.
    open: bool = True

    @property
    def text(self) -> str | None:
        """The text, where all that is open is what a provider will name; None where more than that is."""
        return self.draft if self.draft and OPEN not in self.draft else None


OPEN = "${?"
"""How the parts of a draft begin of which nothing is known."""
