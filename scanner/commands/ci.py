"""`readiness-scan ci`: a scan as a step of a GitHub workflow."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.outputs import deliver, outputs
from scanner.request import code_of, gate_of, gate_options, options_of, report_of, report_options, scan_options
from scanner.terminal import USAGE, fail

if TYPE_CHECKING:
    from scanner.model.report import Notice, Report
    from scanner.workflow.event import Event

_WORDS = click.Choice(["auto", "true", "false"])
_ANSWERS = click.Choice(["true", "false"])


class _Step(click.Command):
    """Takes options from the variables of the action too, and tells the workflow what is wrong with them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        from scanner.workflow import inputs

        try:
            given = [*inputs.options(os.environ), *args]
            return super().parse_args(ctx, [*given, "--", *inputs.paths(os.environ)])
        except (click.UsageError, ValueError) as error:
            text = error.format_message() if isinstance(error, click.UsageError) else str(error)
            _refuse(text)
            fail(text, USAGE)


@click.command(cls=_Step)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@scan_options
@gate_options
@report_options
@click.option("-o", "--output", "files", multiple=True, metavar="[FORMAT=]FILE",
              help="Write a further report (repeatable).")
@click.option("--sarif-file", default="", metavar="FILE", help="The SARIF report (default: in RUNNER_TEMP).")
@click.option("--json-file", default="", metavar="FILE", help="The JSON report (default: in RUNNER_TEMP).")
@click.option("--checklist-report", "checklist", multiple=True, metavar="[FORMAT=]FILE",
              help="Write a report about the checklist (repeatable).")
@click.option("--diff-only", type=_WORDS, default="auto",
              help="Whether only what is new counts (auto: in pull requests).")
@click.option("--upload-sarif", type=_WORDS, default="auto",
              help="What the output `upload` says (auto: in public repositories, not for forks).")
@click.option("--annotations", type=_WORDS, default="auto",
              help="Whether findings are shown as annotations (auto: where nothing is uploaded).")
@click.option("--summary", type=_ANSWERS, default="true", help="Whether the job gets a summary.")
@click.option("--comment", type=_ANSWERS, default="false", help="Whether a comment for the pull request is prepared.")
@click.option("--gate", type=click.Choice(["now", "later"]), default="now",
              help="End with the exit code of the scan, or with 0 and leave it to the output `exit-code`.")
def command(paths: tuple[str, ...], gate: str, **given: Any) -> None:
    """Scan as a step of a GitHub workflow; the action of this repository calls it.

    One scan writes everything: SARIF, JSON, annotations, the summary of the job and
    the outputs of the step. Pull requests are held against the commit they are to be
    merged into. Whether something is uploaded or commented is only said in outputs:
    this command talks to no network.

    \b
    Example:
      readiness-scan ci charts/ --fail-on medium --profile production
    """
    from scanner.workflow import event as events

    event = events.read(os.environ)
    said = StringIO()
    try:
        with redirect_stderr(said):
            code = _scanned(paths or (".",), event, given)
    except SystemExit:
        _refuse(said.getvalue().strip().removeprefix("Error: "))
        raise
    finally:
        sys.stderr.write(said.getvalue())
    raise SystemExit(code if gate == "now" else 0)


def _scanned(paths: tuple[str, ...], event: Event, given: dict[str, Any]) -> int:
    """Scan, tell, and give the exit code."""
    from scanner.workflow.told import Told, Wishes

    from scanner.reports import CHECKLIST

    wanted = outputs(None, given["files"]) if given["files"] else ()
    of_checklist = outputs(None, given["checklist"], CHECKLIST) if given["checklist"] else ()
    notices = _compare(paths, event, given)
    report, settings = report_of(paths, given)
    report = report._replace(notices=(*report.notices, *notices))
    code, options = code_of(report, settings, given), options_of(given)
    deliver(report, wanted, options)
    if of_checklist:
        deliver(_about_checklist(paths, given), of_checklist, options._replace(link=event.link), CHECKLIST)
    wishes = Wishes(**{name: given[name] for name in Wishes._fields})
    Told(report, code, gate_of(settings, given), event, wishes, options, os.environ).all()
    return code


def _about_checklist(paths: tuple[str, ...], given: dict[str, Any]) -> Report:
    """The report about the checklist, for which all rules are asked and everything counts, new or not."""
    from scanner.assessed import Wanted, assessed
    from scanner.request import day_of, refusing, settings_of

    everything = {**given, "profile": "all", "diff": None, "baseline": None}
    with refusing():
        asked = Wanted(paths, settings_of(paths, everything), lambda: day_of(given["as_of"]))
        return assessed(asked, lambda change: report_of(paths, everything, change=change)[0])


def _compare(paths: tuple[str, ...], event: Event, given: dict[str, Any]) -> tuple[Notice, ...]:
    """Choose the revision to compare with, if any, and say it where there is none but should be."""
    wanted = given["diff_only"]
    if wanted == "false":
        given["diff"] = None
    if given["diff"] or wanted == "false" or wanted == "auto" and not event.is_change:
        return ()
    from scanner.discover import root_of
    from scanner.model.report import Level, Notice
    from scanner.workflow.base import NoBase, base_of

    try:
        given["diff"] = base_of(event, root_of([Path(path) for path in paths]))
    except NoBase as error:
        if wanted == "true":
            fail(f"diff-only is true, and {error}", USAGE)
        return (Notice(Level.WARNING, "All findings count, not only those of this change.",
                       f"It is held against nothing: {error} With fetch-depth: 2, actions/checkout brings what a "
                       "pull request is held against.", stage="workflow"),)
    return ()


def _refuse(message: str) -> None:
    from scanner.workflow.told import refused

    refused(message, os.environ, USAGE)
