"""`readiness-scan PATH...`: findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from scanner.outputs import deliver, outputs
from scanner.parameters import FILE
from scanner.request import code_of, gate_options, options_of, report_of, report_options, scan_options
from scanner.terminal import note
from scanner.watch import Stats, Watch

if TYPE_CHECKING:
    from scanner.settings import Settings


class _Formats(click.Option):
    """Names the formats to those who ask for help; otherwise none is loaded for it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from scanner.reports import names

        self.help = f"One of {', '.join(names())} (default: text, or what the name of the file suggests)."
        return super().get_help_record(ctx)


@click.command()
@click.argument("paths", nargs=-1, type=FILE, required=True, metavar="PATH...")
@scan_options
@gate_options
@report_options
@click.option("--format", "format_", metavar="FORMAT", cls=_Formats)
@click.option("-o", "--output", "files", multiple=True, type=FILE, metavar="[FORMAT=]FILE",
              help="Write a report there instead of standard output, `-` for standard output (repeatable).")
@click.option("--stats", is_flag=True, help="Say on standard error what was read, and how long each phase took.")
def command(
    paths: tuple[str, ...], format_: str | None, files: tuple[str, ...], stats: bool, **given: Any
) -> None:
    """Scan charts and manifests; this is what a path alone does.

    `-` reads manifests from standard input.

    \b
    Examples:
      readiness-scan scan chart/ --set image.tag=1.2.3
      readiness-scan scan deploy/ --profile security --fail-on medium
      readiness-scan scan charts/ --env production --diff origin/main
      readiness-scan scan . -o sarif=scan.sarif -o report.html -o -
      kubectl get deploy -o yaml | readiness-scan scan -
    """
    wanted = outputs(format_, files)
    watch = Stats() if stats else Watch()
    report, settings = report_of(paths, {**given, "watch": watch})
    with watch.phase("write the report"):
        deliver(report, wanted, options_of(given))
    if given["verbose"]:
        note(*_passed_over(paths, settings))
    if isinstance(watch, Stats):
        note(*watch.lines(report))
    raise SystemExit(code_of(report, settings, given))


def _passed_over(paths: tuple[str, ...], settings: Settings) -> Iterator[str]:
    """What lies below the paths and was not scanned, with the reason."""
    from scanner.discover import discover
    from scanner.overview import passed_over

    yield from passed_over(discover(paths, settings.exclude))
