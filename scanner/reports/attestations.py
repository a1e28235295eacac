"""Statements of people, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scanner.model.checklist import Attestation, SignOff
from scanner.model.report import Notice, Report
from scanner.reports.checklist.json import statement, signed
from scanner.reports.escape import storable, visible
from scanner.reports.evidence import attested
from scanner.reports.rows import place
from scanner.reports.wording import plural

_OF_ONE = ("The attestation of ", "The sign-off of ")


def as_text(report: Report, only_faults: bool = False) -> str:
    """A statement and its place for each; `only_faults` leaves out those that count."""
    readiness = report.readiness
    found: list[Attestation | SignOff] = [*readiness.attestations, *readiness.sign_offs]
    lines = [line for one in found if one.fault or not only_faults for line in _lines(one, report)]
    # What is said of single statements stands with them already.
    lines += [line for notice in report.notices if not notice.summary.startswith(_OF_ONE)
              for line in _notice(notice, report)]
    wrong = sum(1 for one in found if one.fault)
    return "\n".join([*lines, f"{plural(len(found), 'statement')}, {wrong} of them do not count"]) + "\n"


def _lines(one: Attestation | SignOff, report: Report) -> Iterator[str]:
    shown = place(one.where, report)
    at = f"{visible(shown.file)}:{shown.line}:{shown.column}"
    if isinstance(one, Attestation):
        yield f"{at}: {visible(one.item_id)}: {visible(one.statement)}"
        yield f"    {visible(attested(one))}"
    else:
        conditions = f": {visible('; '.join(one.conditions))}" if one.conditions else ""
        yield f"{at}: {visible(one.role)}: {one.decision}{conditions}"
        yield f"    {visible(one.by)}, on {one.day}, about {visible(one.commit[:40])}"
    if one.fault:
        yield f"    does not count: {visible(one.fault)}"


def _notice(notice: Notice, report: Report) -> Iterator[str]:
    shown = place(notice.where, report) if notice.where.primary is not None else None
    at = f"{visible(shown.file)}:{shown.line}:{shown.column}: " if shown is not None else ""
    yield f"{at}{visible(notice.summary)}"
    yield f"    {visible(notice.detail)}"


def as_json(report: Report) -> str:
    """Both lists and the notices."""
    data = {
        "attestations": [statement(one, report) for one in report.readiness.attestations],
        "sign_offs": [signed(one, report) for one in report.readiness.sign_offs],
        "notices": [{"level": one.level.value, "summary": one.summary, "detail": one.detail} for one in report.notices],
    }
    return storable(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"
