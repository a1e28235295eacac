"""`readiness-scan PATH...`: findings."""

from __future__ import annotations

from typing import Any

import click

from scanner.request import gate, gate_options, report_of, scan_options
from scanner.terminal import colour, write

FORMATS = ("text", "json", "sarif")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@scan_options
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="Format of the report.")
@click.option("-o", "--output", metavar="FILE", help="Write the report there instead of standard output.")
@gate_options
@click.option("-v", "--verbose", is_flag=True, help="Tell notices of every level, and findings that are waived.")
def command(paths: tuple[str, ...], format_: str, output: str | None, fail_on: str | None, verbose: bool, **given: Any) -> None:
    """Scan charts and manifests (`-` reads manifests from standard input).

    \b
    Examples:
      readiness-scan scan chart/ --set image.tag=1.2.3
      readiness-scan scan deploy/ --profile security --fail-on medium
      readiness-scan scan charts/ --env production --diff origin/main
      kubectl get deploy -o yaml | readiness-scan scan -
    """
    from scanner import scan as stages

    report, settings = report_of(paths, given)
    write(_rendered(report, format_, output, verbose), output)
    raise SystemExit(stages.exit_code(report, gate(fail_on, settings)))


def _rendered(report: Any, format_: str, output: str | None, verbose: bool) -> str:
    if format_ == "json":
        from scanner.reports import json

        return json.render(report)
    if format_ == "sarif":
        from scanner.reports import sarif

        return sarif.render(report)
    from scanner.reports import text

    return text.render(report, colour(output), verbose)
