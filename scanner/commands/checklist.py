"""`readiness-scan checklist PATH...`: the items of the checklist."""

from __future__ import annotations

from typing import Any

import click

from scanner.parameters import FILE
from scanner.request import report_of, scan_options
from scanner.terminal import colour, write


@click.command()
@click.argument("paths", nargs=-1, type=FILE, required=True, metavar="PATH...")
@scan_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the report.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the report there instead of standard output.")
def command(paths: tuple[str, ...], format_: str, output: str | None, **given: Any) -> None:
    """Say what the files prove of each item of the checklist.

    \b
    Examples:
      readiness-scan checklist chart/
      readiness-scan checklist . --format json -o checklist.json
    """
    from scanner import scan as stages
    from scanner.reports import checklist_json, checklist_text

    given["profile"] = given["profile"] or "all"
    report, _ = report_of(paths, given)
    if format_ == "json":
        text = checklist_json.render(report)
    else:
        text = checklist_text.render(report, colour(output))
    write(text, output)
    raise SystemExit(stages.exit_code(report, None))
