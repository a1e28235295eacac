"""What a scan means to a workflow: the whole state and what is new, numbers, what to do with it, and a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from scanner.model.checklist import Status
from scanner.model.judgement import UNCHANGED
from scanner.model.report import Level, Notice, Report
from scanner.model.rule import Severity
from scanner.records import NamedTuple
from scanner.reports.github import TYPES, type_of
from scanner.reports.rows import Row
from scanner.reports.wording import plural
from scanner.workflow.event import Event

AUTO, TRUE, FALSE = "auto", "true", "false"


class Plan(NamedTuple):
    """What the workflow does with the result: upload SARIF, show annotations, comment on the pull request."""

    upload: bool
    annotations: bool
    comment: bool


def plan(event: Event, upload: str, annotations: str, comment: str) -> tuple[Plan, tuple[Notice, ...]]:
    """What is to be done, and what to say of what is not.

    A pull request from a fork has a token that may only read, so nothing is uploaded or written for it. Where results
    are uploaded, code scanning shows them on the pull request, and annotations would say everything twice.
    """
    notices = tuple(_about(event, upload, comment))
    may_write = not (event.fork or event.read_only)
    uploads = may_write and (upload == TRUE or upload == AUTO and bool(event.name) and not event.private)
    shows = annotations == TRUE or annotations == AUTO and not uploads
    return Plan(uploads, shows, comment == TRUE and may_write and event.is_pull_request), notices


def _about(event: Event, upload: str, comment: str) -> Iterator[Notice]:
    if event.name == "pull_request_target":
        yield _said("The event pull_request_target gives a workflow a token that may write, for code of strangers.",
                    "Use pull_request: nothing of this scan needs more.")
    wanted = [what for what, word in (("upload to code scanning", upload), ("comment", comment)) if word == TRUE]
    if event.fork and wanted:
        yield _said("The pull request comes from a fork, whose token may only read: "
                    f"there is no {' and no '.join(wanted)}.",
                    "Annotations and the summary of the job show the findings.")
    if event.read_only and upload != FALSE:
        yield _said("A push of Dependabot may only read: nothing is uploaded to code scanning.",
                    "Its pull requests are scanned and uploaded.")
    if event.private and upload == AUTO:
        yield _said("Nothing is uploaded to code scanning, because not every private repository has it.",
                    "Where this one does, say upload-sarif: true.", Level.INFO)
    if comment == TRUE and event.name and not event.is_pull_request:
        yield _said(f"There is no pull request to comment on: the event is {event.name}.", "", Level.INFO)


def _said(summary: str, detail: str, level: Level = Level.WARNING) -> Notice:
    return Notice(level, summary, detail, stage="workflow")


def whole(report: Report) -> Report:
    """The report with the findings that an earlier revision had as well; code scanning compares by itself, and would
    take those that are left out for repaired."""
    judgements = tuple(one._replace(aside="") if one.aside == UNCHANGED else one for one in report.judgements)
    return report._replace(judgements=judgements, compared="", gone=())


def numbers(report: Report, found: list[Row]) -> dict[str, str]:
    """Counts for the outputs of the action: findings by the type of their annotations, items of the checklist.

    readiness-percent is the share of met items among those that the files say something about, rounded down; "" where
    they say nothing.
    """
    types = Counter(type_of(row.judgement.severity) for row in found)
    states = Counter(result.status for result in report.items)
    seen = states[Status.MET] + states[Status.NOT_MET] + states[Status.UNKNOWN]
    return {
        "findings": str(len(found)), **{f"{type_}s": str(types[type_]) for type_ in TYPES},
        "gone": str(len(report.gone)), "waived": str(len(report.waived)),
        "items-met": str(states[Status.MET]), "items-not-met": str(states[Status.NOT_MET]),
        "items-unknown": str(states[Status.UNKNOWN]),
        "readiness-percent": str(100 * states[Status.MET] // seen) if seen else "",
    }


def verdict(code: int, report: Report, found: Iterable[Row], gate: Severity | None) -> str:
    """A sentence about how it ends and why; nothing of the input is in it."""
    if code == 0:
        return "passed"
    if code == 1 and gate is not None:
        count = sum(1 for row in found if row.judgement.severity >= gate)
        new = "new " if report.compared else ""
        return f"failed: {plural(count, f'{new}finding')} of severity {gate.word} or above"
    if not report.inputs:
        return "failed: there was nothing to scan; see the input paths, or say allow-empty: true"
    unread = sum(1 for one in report.notices if one.level is Level.ERROR)
    return f"failed: {plural(unread, 'input')} could not be evaluated"
