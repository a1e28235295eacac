"""`readiness-scan waivers`: decisions to live with findings."""

from __future__ import annotations

from typing import Any

import click

from scanner.parameters import FILE
from scanner.request import report_of, scan_options
from scanner.terminal import write


@click.group()
def command() -> None:
    """Show the decisions to live with findings.

    \b
    Example:
      readiness-scan waivers list .
    """


@command.command("list")
@click.argument("paths", nargs=-1, type=FILE, required=True, metavar="PATH...")
@scan_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
def list_waivers(paths: tuple[str, ...], format_: str, **given: Any) -> None:
    """List comments, annotations and central waivers: what they cover, why, by whom, until when.

    \b
    Examples:
      readiness-scan waivers list .
      readiness-scan waivers list . --as-of 2027-01-01      which will have ended by then
    """
    from scanner.reports.waivers import as_json, as_text

    given["profile"] = given["profile"] or "all"
    report, _ = report_of(paths, given)
    write(as_json(report) if format_ == "json" else as_text(report), None)
