"""`readiness-scan PATH...`: findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from scanner.parameters import FILE
from scanner.request import gate, gate_options, report_of, scan_options
from scanner.terminal import colour, note, write
from scanner.watch import Stats, Watch

if TYPE_CHECKING:
    from scanner.settings import Settings

FORMATS = ("text", "json", "sarif")


@click.command()
@click.argument("paths", nargs=-1, type=FILE, required=True, metavar="PATH...")
@scan_options
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="Format of the report.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the report there instead of standard output.")
@gate_options
@click.option("-v", "--verbose", is_flag=True,
              help="Tell notices of every level, findings that are waived, and what was passed over.")
@click.option("--stats", is_flag=True, help="Say on standard error what was read, and how long each phase took.")
def command(
    paths: tuple[str, ...], format_: str, output: str | None, fail_on: str | None, verbose: bool, stats: bool, **given: Any
) -> None:
    """Scan charts and manifests; this is what a path alone does.

    `-` reads manifests from standard input.

    \b
    Examples:
      readiness-scan scan chart/ --set image.tag=1.2.3
      readiness-scan scan deploy/ --profile security --fail-on medium
      readiness-scan scan charts/ --env production --diff origin/main
      kubectl get deploy -o yaml | readiness-scan scan -
    """
    from scanner import scan as stages

    watch = Stats() if stats else Watch()
    report, settings = report_of(paths, {**given, "watch": watch})
    with watch.phase("write the report"):
        write(_rendered(report, format_, output, verbose), output)
    if verbose:
        note(*_passed_over(paths, settings))
    if isinstance(watch, Stats):
        note(*watch.lines(report))
    raise SystemExit(stages.exit_code(report, gate(fail_on, settings)))


def _passed_over(paths: tuple[str, ...], settings: Settings) -> Iterator[str]:
    """What lies below the paths and was not scanned, with the reason."""
    from scanner.discover import discover
    from scanner.overview import passed_over

    yield from passed_over(discover(paths, settings.exclude))


def _rendered(report: Any, format_: str, output: str | None, verbose: bool) -> str:
    if format_ == "json":
        from scanner.reports import json

        return json.render(report)
    if format_ == "sarif":
        from scanner.reports import sarif

        return sarif.render(report)
    from scanner.reports import text

    return text.render(report, colour(output), verbose)
