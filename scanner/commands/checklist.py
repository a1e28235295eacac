"""`readiness-scan checklist PATH...`: the items of the checklist."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.outputs import deliver, outputs
from scanner.parameters import FILE
from scanner.request import day_of, refusing, report_of, scan_options, settings_of
from scanner.terminal import USAGE, fail, note

if TYPE_CHECKING:
    from scanner.assessed import Wanted
    from scanner.model.report import Report


class _Formats(click.Option):
    """Names the formats to those who ask for help; otherwise none is loaded for it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from scanner.reports import CHECKLIST, names

        self.help = f"One of {', '.join(names(CHECKLIST))} (default: text, or what the name of the file suggests)."
        return super().get_help_record(ctx)


@click.command()
@click.argument("paths", nargs=-1, type=FILE, required=True, metavar="PATH...")
@scan_options
@click.option("--checklist", "own", type=FILE, metavar="FILE",
              help="A checklist of your own: a Markdown task list, or items in YAML.")
@click.option("--compare", type=FILE, metavar="OLD.json",
              help="Say what has changed since a JSON report of this command.")
@click.option("--gate", "gates", multiple=True, metavar="WORD=PERCENT,...",
              help="Fail where less of a section or group is met or attested, such as security=100 (repeatable).")
@click.option("--level", default="", metavar="NAME", help="Fail where this level is not reached.")
@click.option("--go-live", "golive", is_flag=True, help="Fail where the decision is not `approved`.")
@click.option("--format", "format_", metavar="FORMAT", cls=_Formats)
@click.option("-o", "--output", "files", multiple=True, type=FILE, metavar="[FORMAT=]FILE",
              help="Write a report there instead of standard output, `-` for standard output (repeatable).")
@click.option("--link-base", default="", metavar="URL",
              help="Address of the files for links of HTML and Markdown (default: beside the report).")
@click.option("-v", "--verbose", is_flag=True, help="Tell the reason for every item.")
def command(
    paths: tuple[str, ...], own: str | None, compare: str | None, gates: tuple[str, ...], level: str, golive: bool,
    format_: str | None, files: tuple[str, ...], link_base: str, verbose: bool, **given: Any,
) -> None:
    """Say what is known of each item of the checklist: proved or supported by files, attested, or not.

    Ends with 1 where a gate, a level or the decision that was asked for is missed,
    and with 3 where an input could not be evaluated.

    \b
    Examples:
      readiness-scan checklist .
      readiness-scan checklist . -o checklist.html -o json=checklist.json -o -
      readiness-scan checklist . --compare last.json --gate security=100,availability=90
      readiness-scan checklist . --checklist CHECKLIST.md --format markdown > filled.md
    """
    from scanner import scan as stages
    from scanner.assessed import Wanted, assessed
    from scanner.reports import CHECKLIST
    from scanner.reports.options import Options

    wanted = outputs(format_, files, CHECKLIST)
    given["profile"] = given["profile"] or "all"
    with refusing():
        settings = settings_of(paths, given)
        asked = Wanted(paths, settings, lambda: day_of(given["as_of"]), own or "", compare or "", gates, level)
        report = assessed(asked, lambda change: report_of(paths, given, change=change)[0])
    for said in report.readiness.notes if own else ():
        note(f"Note: {said}")
    deliver(report, wanted, Options(verbose=verbose), CHECKLIST, lambda file: link_base or _beside(file, paths))
    code = stages.exit_code(report, None)
    raise SystemExit(code or _missed(report, asked, golive))


def _beside(file: str, paths: tuple[str, ...]) -> str:
    """How a page at a place leads to the files of the repository."""
    from scanner.discover import root_of

    root = root_of([Path(path) for path in paths if path != "-"])
    folder = os.path.dirname(os.path.abspath(file)) if file != "-" else os.getcwd()
    try:
        way = os.path.relpath(root, folder)
    except ValueError:  # another drive
        return ""
    return "" if way == "." else f"{Path(way).as_posix()}/"


def _missed(report: Report, asked: Wanted, golive: bool) -> int:
    """1 where something that was asked for is missed; what, is said on standard error."""
    readiness = report.readiness
    said = [f"gate {one.word}: {one.reached}% of {one.wanted}% ({len(one.open)} items to do)"
            for one in readiness.gates if not one.passed]
    if asked.level:
        stage = next((one for one in readiness.stages if one.name == asked.level), None)
        if stage is None:
            from scanner.conform import nearest

            names = [one.name for one in readiness.stages]
            near = nearest(asked.level, names) or f"; levels are {', '.join(names)}"
            fail(f"there is no level '{asked.level}'{near}", USAGE)
        said += [] if stage.reached else [f"level {stage.name} is not reached"]
    if golive and readiness.golive is not None and readiness.golive.word != "approved":
        said.append(f"go-live is {readiness.golive.word}: {' '.join(readiness.golive.reasons)}")
    note(*(f"Missed: {one}" for one in said))
    return 1 if said else 0
