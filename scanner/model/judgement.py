"""What a rule says about one thing."""

from __future__ import annotations

from enum import Enum

from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.resource import Path, Resource
from scanner.model.rule import Rule, Severity
from scanner.records import NamedTuple


class Outcome(str, Enum):
    """pass, fail, or unknown: the verdict depends on something that cannot be known offline."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


# Why failures are set aside, in the order in which summaries count them.
BASELINE, UNCHANGED, DEPENDENCY = "in the baseline", "unchanged", "in dependencies"
TEST_VALUES, SWITCHED_OFF = "in values of tests", "switched off there"
ASIDES = (BASELINE, UNCHANGED, DEPENDENCY, TEST_VALUES, SWITCHED_OFF)


class Related(NamedTuple):
    """Another resource that takes part in a verdict, and where in it."""

    resource: Resource
    path: Path = ()


class Waiver(NamedTuple):
    """A recorded decision to live with a finding: why, where that is recorded, who decided, and until which day
    (YYYY-MM-DD, "" for no end)."""

    reason: str
    source: str
    owner: str = ""
    until: str = ""


class Judgement(NamedTuple):
    """Also made for passes: they are the evidence. Places are looked up when a report asks for them.

    `path` leads to the value in the body of the resource, or to its key if `at_key` says so. `at` is the place, where it
    is known already or where no resource exists (a template that cannot be rendered, for instance); `subject` then names
    what was judged. `environment` is the label of the values a chart was rendered with, `dependency` the chart of
    somebody else that a failure belongs to. `aside` says why a failure is counted and not reported, one of ASIDES. `failed`: the
    expression of the rule ended in an error.
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
    environment: str = ""
    dependency: str = ""
    aside: str = ""
    at_key: bool = False
    failed: bool = False

    def where(self) -> Provenance:
        """Where one would edit, and the way there."""
        if self.at is not None:
            return self.at
        if self.resource is None:
            return NOWHERE
        return self.resource.place_of_key(*self.path) if self.at_key else self.resource.place(*self.path)

    @property
    def file(self) -> str:
        """The file where one would edit; "" where that is not known."""
        primary = self.where().primary
        return primary.span.path if primary is not None and primary.span is not None else ""

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return self.rule.severity

    @property
    def name(self) -> str:
        """`Kind/name` of the resource, or the subject; with the address where Terraform makes the resource."""
        return self.resource.title if self.resource is not None else self.subject

    @property
    def is_finding(self) -> bool:
        """Whether reports show it: a failure that nobody has waived and that nothing sets aside."""
        return self.outcome is Outcome.FAIL and self.waiver is None and not self.aside


def reported(rule: Rule, message: str, at: Provenance, subject: str = "", dependency: str = "") -> Judgement:
    """A failure that a stage of the scan found by itself, such as a template that cannot be rendered."""
    return Judgement(rule, Outcome.FAIL, message=message, at=at, subject=subject, dependency=dependency)
