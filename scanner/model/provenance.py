"""Where a piece of data comes from, step by step back towards a person's keyboard."""

from __future__ import annotations

from typing import Literal

from scanner.model.source import SourceSpan
from scanner.records import NamedTuple

Role = Literal["literal", "value", "expression", "include", "call", "flag"]


class Hop(NamedTuple):
    """One step back.

    literal: text as written in a manifest or a template; value: a place in a values file; expression: an action of
    a template; include, call: the action that took in the text of another template; flag: a value of the command
    line, which has no file and so no span. `exact` says that offsets inside the span match the data one to one.
    """

    role: Role
    span: SourceSpan | None
    exact: bool = False
    note: str = ""


class Provenance(NamedTuple):
    """Hops, nearest cause first: `hops[0]` is where one would edit. `rendered` lies in generated text, if any."""

    hops: tuple[Hop, ...] = ()
    rendered: SourceSpan | None = None

    @property
    def primary(self) -> Hop | None:
        """The first hop that has a place in a file."""
        return next((hop for hop in self.hops if hop.span is not None), None)

    @classmethod
    def literal(cls, path: str, start: int, end: int) -> Provenance:
        """A place in a file that people write themselves."""
        return cls((Hop("literal", SourceSpan(path, start, end), exact=True),))


NOWHERE = Provenance()
