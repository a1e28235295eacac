"""The result of a scan; every output format is a function of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from scanner.model.checklist import ItemResult
from scanner.model.graph import Graph
from scanner.model.judgement import Judgement, Outcome
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.rule import AnyRule
from scanner.model.source import SourceFile


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


class Report(NamedTuple):
    """Everything a report may show. `sources` holds the texts that places refer to, by path, and `graphs` what was
    read and how it is related, one for each set of resources that were judged together."""

    version: str = ""
    judgements: tuple[Judgement, ...] = ()
    items: tuple[ItemResult, ...] = ()
    notices: tuple[Notice, ...] = ()
    rules: tuple[AnyRule, ...] = ()
    sources: Mapping[str, SourceFile] = MappingProxyType({})
    inputs: tuple[str, ...] = ()
    graphs: tuple[Graph, ...] = ()

    @property
    def findings(self) -> tuple[Judgement, ...]:
        """Failures nobody has waived, in the order in which they were judged."""
        return tuple(one for one in self.judgements if one.is_finding)

    def count(self, outcome: Outcome) -> int:
        """How many judgements came out that way."""
        return sum(1 for one in self.judgements if one.outcome is outcome)
