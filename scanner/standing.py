"""Where failures stand: in which environment, in whose part of a chart, how severe there, and whether they are reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from scanner.model.fingerprint import fingerprint
from scanner.model.judgement import DEPENDENCY, SWITCHED_OFF, TEST_VALUES, Judgement, Outcome
from scanner.settings import Override, RuleChoice, Settings


def settled(judgements: Iterable[Judgement], settings: Settings, label: str, test_file: str = "") -> Iterator[Judgement]:
    """The judgements about an environment with what its values and the settings make of failures.

    `label` names the environment, "" for none; `test_file` is the values file of a chart's test that was used, if any.
    """
    for one in judgements:
        if one.outcome is not Outcome.FAIL:
            yield one._replace(environment=label) if label else one
            continue
        placed = one._replace(at=one.where(), environment=label)
        placed = placed._replace(dependency=_dependency(placed))
        yield _overridden(placed._replace(aside=_aside(placed, settings, test_file)), settings.overrides)


def _dependency(judgement: Judgement) -> str:
    """The dependency a failure belongs to: none where a line of the user's own values decides it."""
    release = judgement.resource.release if judgement.resource is not None else None
    brought = judgement.dependency or (release.dependency if release is not None else "")
    primary = judgement.where().primary
    if not brought or primary is None or primary.span is None:
        return brought
    return "" if primary.role == "value" and "/charts/" not in primary.span.path else brought


def _aside(judgement: Judgement, settings: Settings, test_file: str) -> str:
    if judgement.dependency and not settings.dependencies:
        return DEPENDENCY
    if test_file and judgement.resource is not None and judgement.file == test_file:
        return TEST_VALUES
    return ""


def _overridden(judgement: Judgement, overrides: tuple[Override, ...]) -> Judgement:
    """The failure with what the last override says that holds for its place."""
    for override in overrides:
        choice = override.rules.get(judgement.rule.id)
        if choice is not None and _holds(override, judgement):
            judgement = _chosen(judgement, choice)
    return judgement


def _chosen(judgement: Judgement, choice: RuleChoice) -> Judgement:
    if choice.severity is not None:
        judgement = judgement._replace(rule=judgement.rule._replace(severity=choice.severity))
    if choice.enabled is False:
        return judgement._replace(aside=SWITCHED_OFF)
    return judgement._replace(aside="") if choice.enabled and judgement.aside == SWITCHED_OFF else judgement


def _holds(override: Override, judgement: Judgement) -> bool:
    if override.environments and judgement.environment not in override.environments:
        return False
    paths = [hop.span.path for hop in judgement.where().hops if hop.span is not None and hop.role != "call"]
    return not override.paths or any(fnmatchcase(path, pattern) for path in paths for pattern in override.paths)


def known(judgements: Iterable[Judgement], earlier: Mapping[str, int], why: str) -> Iterator[Judgement]:
    """The judgements, findings set aside that an earlier state has as well; `earlier` counts them by fingerprint.

    The count holds for each environment by itself: in several of them it is one finding.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for one in judgements:
        if one.is_finding:
            mark = fingerprint(one)
            seen[mark, one.environment] += 1
            if seen[mark, one.environment] <= earlier.get(mark, 0):
                one = one._replace(aside=why)
        yield one


def counts(findings: Iterable[Judgement]) -> dict[str, int]:
    """How often each finding occurs, by fingerprint, in the form that `known` takes."""
    occurring = Counter((fingerprint(one), one.environment) for one in findings)
    most: dict[str, int] = {}
    for (mark, _), count in occurring.items():
        most[mark] = max(most.get(mark, 0), count)
    return most
