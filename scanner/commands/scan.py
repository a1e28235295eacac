"""`readiness-scan PATH...`: findings."""

from __future__ import annotations

from typing import Any

import click

from scanner.outputs import deliver, outputs
from scanner.request import code_of, gate_options, options_of, report_of, report_options, scan_options


class _Formats(click.Option):
    """Names the formats to those who ask for help; otherwise none is loaded for it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from scanner.reports import names

        self.help = f"One of {', '.join(names())} (default: text, or what the name of the file suggests)."
        return super().get_help_record(ctx)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@scan_options
@gate_options
@report_options
@click.option("--format", "format_", metavar="FORMAT", cls=_Formats)
@click.option("-o", "--output", "files", multiple=True, metavar="[FORMAT=]FILE",
              help="Write a report there instead of standard output, `-` for standard output (repeatable).")
def command(paths: tuple[str, ...], format_: str | None, files: tuple[str, ...], **given: Any) -> None:
    """Scan charts and manifests (`-` reads manifests from standard input).

    \b
    Examples:
      readiness-scan scan chart/ --set image.tag=1.2.3
      readiness-scan scan deploy/ --profile security --fail-on medium
      readiness-scan scan charts/ --env production --diff origin/main
      readiness-scan scan . -o sarif=scan.sarif -o report.html -o -
      kubectl get deploy -o yaml | readiness-scan scan -
    """
    wanted = outputs(format_, files)
    report, settings = report_of(paths, given)
    deliver(report, wanted, options_of(given))
    raise SystemExit(code_of(report, settings, given))
