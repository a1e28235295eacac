"""What several formats say in the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scanner.model.judgement import Judgement
from scanner.model.report import Report
from scanner.model.resource import KUBERNETES
from scanner.model.rule import Severity
from scanner.reports.escape import visible
from scanner.reports.rows import Row

MAX_INSTANCES = 3


def subject(row: Row) -> str:
    """What fails: the first of the instances in full, some others by name, and the environments."""
    names = list(dict.fromkeys(name(one) for one in row.instances))
    text = name(row.judgement, namespace=True)
    others = names[1:]
    if others:
        more = f" and {len(others) - MAX_INSTANCES} more" if len(others) > MAX_INSTANCES else ""
        text += f"; also {'; '.join(others[:MAX_INSTANCES])}{more}"
    if row.environments:
        text += f" (in {', '.join(visible(one) for one in row.environments)})"
    return text


def name(judgement: Judgement, namespace: bool = False) -> str:
    """A resource or subject, with its container."""
    text = visible(judgement.name)
    where = judgement.resource.id if judgement.resource is not None else None
    if namespace and where is not None and where.dialect == KUBERNETES and where.namespace:
        text += f" in namespace {visible(where.namespace)}"  # the address of other resources says where they are
    return text + (f", container {visible(judgement.container)}" if judgement.container else "")


def remedy(row: Row) -> str:
    """What to do, in terms of the chart where the finding is in one."""
    rule = row.judgement.rule
    resource = row.judgement.resource
    elsewhere = resource is not None and resource.declared is not None and resource.release is None
    from_chart = not elsewhere and any(one.role != "resource" for one in row.related)
    return visible(rule.remediation_helm if from_chart and rule.remediation_helm else rule.remediation)


def undecided(report: Report) -> list[str]:
    """The most frequent reasons why something is undecided, with how many checks each."""
    return [f"{visible(reason)} ({count})" for reason, count in report.reasons()]


def by_severity(found: Iterable[Row]) -> dict[Severity, int]:
    """How many findings there are of each severity that occurs, the most severe first."""
    counts = Counter(row.judgement.severity for row in found)
    return {one: counts[one] for one in reversed(Severity) if counts[one]}


def plural(count: int, word: str) -> str:
    """``1 finding``, ``2 findings``."""
    return f"{count} {word}{'' if count == 1 else 's'}"
