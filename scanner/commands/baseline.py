"""`readiness-scan baseline`: findings that a team knows already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scanner.parameters import FILE
from scanner.request import refusing, report_of, scan_options
from scanner.terminal import USAGE, fail, write

FILE_NAME = ".readiness-baseline.json"


@click.group()
def command() -> None:
    """Write down known findings, so that only new ones count.

    \b
    Examples:
      readiness-scan baseline create charts/                     writes .readiness-baseline.json
      readiness-scan charts/ --baseline .readiness-baseline.json
      readiness-scan baseline prune charts/                      takes out what was repaired
    """


def _options(function: Any) -> Any:
    function = click.option("-o", "--output", type=FILE, metavar="FILE", default=FILE_NAME, show_default=True,
                            help="The baseline file.")(function)
    return click.argument("paths", nargs=-1, type=FILE, required=True, metavar="PATH...")(scan_options(function))


@command.command()
@_options
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def create(paths: tuple[str, ...], output: str, force: bool, **given: Any) -> None:
    """Write all findings into a new file.

    \b
    Examples:
      readiness-scan baseline create .
      readiness-scan baseline create charts/ --profile all -o known.json --force
    """
    from scanner import baseline

    if Path(output).exists() and not force:
        fail(f"{output} exists already; `baseline update` renews it, --force replaces it", USAGE)
    report, _ = report_of(paths, given)
    found = baseline.of(report)
    write(baseline.text(found), output)
    click.echo(f"{output}: {len(found.entries)} findings")


@command.command()
@_options
def update(paths: tuple[str, ...], output: str, **given: Any) -> None:
    """Write the findings of now into the file: new ones are added, repaired ones taken out.

    \b
    Example:
      readiness-scan baseline update .
    """
    from scanner import baseline

    with refusing():
        old = baseline.read(Path(output), output)
    report, _ = report_of(paths, given)
    found = baseline.of(report)
    write(baseline.text(found), output)
    added = len(found.counts.keys() - old.counts.keys())
    click.echo(f"{output}: {len(found.entries)} findings, {added} added, "
               f"{len(old.counts.keys() - found.counts.keys())} taken out")


@command.command()
@_options
def prune(paths: tuple[str, ...], output: str, **given: Any) -> None:
    """Take findings out of the file that occur no more; none is added.

    \b
    Example:
      readiness-scan baseline prune .
    """
    from scanner import baseline

    with refusing():
        old = baseline.read(Path(output), output)
    report, _ = report_of(paths, given)
    kept = old.pruned(report)
    write(baseline.text(kept), output)
    click.echo(f"{output}: {len(kept.entries)} findings, {len(old.entries) - len(kept.entries)} taken out")
