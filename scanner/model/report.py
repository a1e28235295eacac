"""The result of a scan; every output format is a function of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType

from scanner.model.checklist import ItemResult, Readiness
from scanner.model.fingerprint import fingerprint
from scanner.model.graph import Graph
from scanner.model.judgement import Judgement, Outcome
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.rule import AnyRule
from scanner.model.source import SourceFile
from scanner.model.terraform import DIALECT as TERRAFORM
from scanner.model.waiver import Decision
from scanner.patterns import lazy
from scanner.records import NamedTuple


class Level(str, Enum):
    """How much a notice matters: an error means that something was not looked at."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Notice(NamedTuple):
    """Something about the input or the request that a person should know; never an exception."""

    level: Level
    summary: str
    detail: str = ""
    where: Provenance = NOWHERE
    stage: str = ""


class Gone(NamedTuple):
    """A finding of an earlier state that there is no more: what it was, where it was found, and its fingerprint."""

    rule_id: str
    name: str
    file: str
    fingerprint: str


class Report(NamedTuple):
    """Everything a report may show. `sources` holds the texts that places refer to, by path, and `graphs` what was
    read and how it is related, one for each set of resources that were judged together.

    `compared` says which earlier state the findings are held against, "" for none; `gone` are those only it has;
    `decisions` are the waivers that were met, whether of use or not; `readiness` is what people say about the items, and
    what follows.
    """

    version: str = ""
    judgements: tuple[Judgement, ...] = ()
    items: tuple[ItemResult, ...] = ()
    notices: tuple[Notice, ...] = ()
    rules: tuple[AnyRule, ...] = ()
    sources: Mapping[str, SourceFile] = MappingProxyType({})
    inputs: tuple[str, ...] = ()
    compared: str = ""
    gone: tuple[Gone, ...] = ()
    decisions: tuple[Decision, ...] = ()
    graphs: tuple[Graph, ...] = ()
    readiness: Readiness = Readiness()

    @property
    def findings(self) -> tuple[Judgement, ...]:
        """Failures that are neither waived nor set aside, in the order in which they were judged."""
        return tuple(one for one in self.judgements if one.is_finding)

    @property
    def waived(self) -> tuple[Judgement, ...]:
        """Failures that somebody decided to live with; one that occurs in several environments once."""
        return tuple(_once(one for one in self.judgements if one.waiver is not None))

    def aside(self, why: str) -> int:
        """How many failures are counted and not reported for that reason."""
        return len(_once(one for one in self.judgements if one.aside == why and one.waiver is None))

    def reasons(self, most: int = 5) -> tuple[tuple[str, int], ...]:
        """Why judgements are undecided, with how many each: the most frequent reasons first."""
        found = Counter(reason for one in self.judgements if one.outcome is Outcome.UNKNOWN for reason in _reasons(one))
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most])

    def count(self, outcome: Outcome) -> int:
        """How many judgements came out that way."""
        return sum(1 for one in self.judgements if one.outcome is outcome)


def _reasons(judgement: Judgement) -> set[str]:
    """The reasons why one judgement is undecided; values of Terraform may wait for several things."""
    if judgement.resource is None or judgement.resource.id.dialect != TERRAFORM:
        return {judgement.message}
    return set(_MORE.sub("", judgement.message).split("; "))


_MORE = lazy(r" \(and \d+ more\)$")


def _once(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The first judgement of each fingerprint."""
    found: dict[str, Judgement] = {}
    for one in judgements:
        found.setdefault(fingerprint(one), one)
    return list(found.values())
