"""What a rule says about one thing."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.resource import Path, Resource
from scanner.model.rule import Rule, Severity


class Outcome(str, Enum):
    """pass, fail, or unknown: the verdict depends on something that cannot be known offline."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Related(NamedTuple):
    """Another resource that takes part in a verdict, and where in it."""

    resource: Resource
    path: Path = ()


class Waiver(NamedTuple):
    """A recorded decision to live with a finding."""

    reason: str
    source: str


class Judgement(NamedTuple):
    """Also made for passes: they are the evidence. Places are looked up when a report asks for them.

    `path` leads to the value in the body of the resource. `at` is set instead where no resource exists (a template
    that cannot be rendered, for instance); `subject` then names what was judged. `failed`: the expression of the rule
    ended in an error.
    """

    rule: Rule
    outcome: Outcome
    resource: Resource | None = None
    path: Path = ()
    container: str = ""
    message: str = ""
    at: Provenance | None = None
    subject: str = ""
    related: tuple[Related, ...] = ()
    waiver: Waiver | None = None
    failed: bool = False

    def where(self) -> Provenance:
        """Where one would edit, and the way there."""
        if self.at is not None:
            return self.at
        return self.resource.place(*self.path) if self.resource is not None else NOWHERE

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return self.rule.severity

    @property
    def name(self) -> str:
        """`Kind/name` of the resource, or the subject."""
        return self.resource.id.short if self.resource is not None else self.subject

    @property
    def is_finding(self) -> bool:
        """Whether reports show it: a failure nobody has waived."""
        return self.outcome is Outcome.FAIL and self.waiver is None


def reported(rule: Rule, message: str, at: Provenance, subject: str = "") -> Judgement:
    """A failure that a stage of the scan found by itself, such as a template that cannot be rendered."""
    return Judgement(rule, Outcome.FAIL, message=message, at=at, subject=subject)
