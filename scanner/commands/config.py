"""`readiness-scan config`: the configuration that holds."""

from __future__ import annotations

from typing import Any

import click

from scanner.parameters import FILE
from scanner.request import refusing, scan_options, settings_of
from scanner.terminal import write


@click.group()
def command() -> None:
    """Show the configuration that holds for a path.

    \b
    Example:
      readiness-scan config show charts/web --origin
    """


@command.command()
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH...]")
@scan_options
@click.option("--origin", is_flag=True, help="Say of each key where it was set.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format.")
def show(paths: tuple[str, ...], origin: bool, format_: str, **given: Any) -> None:
    """Show what the nearest configuration file, what it extends, and the options come to.

    \b
    Examples:
      readiness-scan config show charts/web --origin
      readiness-scan config show --profile security --format json
    """
    from scanner.settings.show import as_json, as_text

    with refusing():
        settings = settings_of(paths or (".",), given)
    write(as_json(settings, given) if format_ == "json" else as_text(settings, given, origin), None)
