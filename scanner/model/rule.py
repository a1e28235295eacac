"""A rule: one file in `policies/`, kept as text and plain data. Expressions are compiled in `rules/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Self

from scanner.model.resource import Data, Path
from scanner.records import NamedTuple

NOTHING: Mapping[str, Data] = MappingProxyType({})


EVIDENCE = "evidence"
"""The category of the questions that evidence of the checklist asks: a pass of one is something that was found."""


class _Scale(IntEnum):
    """Words in an order, so that gates are comparisons."""

    @property
    def word(self) -> str:
        """The name as it is written in rules and reports."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Self:
        """The member of a word; ValueError names the known ones."""
        try:
            return cls[word.upper()]
        except KeyError:
            known = ", ".join(one.word for one in cls)
            raise ValueError(f"unknown {cls.__name__.lower()} {word!r}: expected one of {known}") from None


class Severity(_Scale):
    """How much a defect matters."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Confidence(_Scale):
    """How often a finding of a rule is one that its reader agrees with.

    HIGH: it follows from what is written. MEDIUM: it rests on names, images or other conventions, or on the absence of
    something that may be kept elsewhere. LOW: a hint.
    """

    LOW = 0
    MEDIUM = 1
    HIGH = 2


class Match(NamedTuple):
    """What a rule looks at.

    kinds: kinds or families (`workload`, `replicated`, `any`); each: what one judgement is about (see
    `rules/match.py`), "" for the resource as a whole; when: a CEL condition, "" for always: where it does not hold,
    the rule has nothing to say.
    """

    kinds: tuple[str, ...]
    each: str = ""
    when: str = ""


class Example(NamedTuple):
    """Manifests that a rule passes or fails; lines that must be reported end in a `# finding:` comment."""

    name: str
    passes: bool
    text: str


class Rule(NamedTuple):
    """One requirement. Title and id name the requirement, the message names the defect.

    engine: "cel" for rules that judge resources by their expressions, "schema" for those that a function asks
    (`rules/schemas.py`); any other word names the stage that reports the rule by itself. The latter two have no
    expressions. fields: candidate places of a finding; the first that is present wins, and
    the nearest parent of the first when none is. checklist: items a judgement is evidence for; refutes: items that
    a failure speaks against, while a pass says nothing about them. strengths: how much the rule says about an item
    (proof, strong or indicative), for the items about which that differs from what the checklist says of them.
    aliases: names elsewhere; like the examples, a built-in rule has them only when its file was read.
    pack: the name of the pack that brought the rule, "" for built-in ones.
    """

    id: str
    title: str
    category: str
    severity: Severity
    since: str
    why: str
    remediation: str
    remediation_helm: str = ""
    references: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    refutes: tuple[str, ...] = ()
    engine: str = "cel"
    enabled: bool = True
    match: Match = Match(())
    uses: tuple[str, ...] = ()
    params: Mapping[str, Data] = NOTHING
    assertion: str = ""
    fields: tuple[Path, ...] = ()
    message: str = ""
    examples: tuple[Example, ...] = ()
    path: str = ""
    confidence: Confidence = Confidence.HIGH
    strengths: Mapping[str, str] = NOTHING
    aliases: tuple[str, ...] = ()
    pack: str = ""

    @property
    def security(self) -> bool:
        """Whether a finding is a weakness in security, and not one in reliability or operation."""
        return self.category in SECURITY_CATEGORIES

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds and families the rule looks at."""
        return self.match.kinds

    def whole(self) -> Rule:
        """The rule itself; a head answers with its rule."""
        return self

    def head(self) -> RuleHead:
        """What is enough to choose the rule."""
        return RuleHead(self.id, self.category, self.severity, self.enabled, self.engine, self.kinds, self.checklist,
                        self.refutes, self.whole, self.pack)


class RuleHead(NamedTuple):
    """As much of a rule as decides whether it is asked; hundreds of them are made at each start.

    The fields mean what they mean in Rule; severity and enabled may have been changed by settings. `read` gives the
    rule as its file says it.
    """

    id: str
    category: str
    severity: Severity
    enabled: bool
    engine: str
    kinds: tuple[str, ...]
    checklist: tuple[str, ...]
    refutes: tuple[str, ...]
    read: Callable[[], Rule]
    pack: str = ""

    @property
    def security(self) -> bool:
        """As of Rule."""
        return self.category in SECURITY_CATEGORIES

    def whole(self) -> Rule:
        """The rule, with what settings say."""
        return self.read()._replace(severity=self.severity, enabled=self.enabled)


AnyRule = Rule | RuleHead

SECURITY_CATEGORIES = frozenset({
    "pod-security", "container-security", "rbac", "networking", "secrets", "images",
    "public-exposure", "iam", "encryption-at-rest", "encryption-in-transit", "tls", "segmentation", "hardening", "audit",
    "key-rotation", "supply-chain", "state",
})
