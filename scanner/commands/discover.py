"""`readiness-scan discover [PATH...]`: what would be scanned."""

from __future__ import annotations

from typing import Any

import click

from scanner.parameters import FILE
from scanner.request import refusing, request_of, scan_options
from scanner.terminal import write


@click.command()
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@scan_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the list there instead of standard output.")
def command(paths: tuple[str, ...], format_: str, output: str | None, **given: Any) -> None:
    """Show what a scan would look at, and what not.

    Charts with the values they are rendered with, manifests, and what is passed over and why. Nothing is rendered or judged. Without a path it is the current folder.

    \b
    Examples:
      readiness-scan discover
      readiness-scan discover charts/ --env production
      readiness-scan discover . --format json | jq '.charts[].path'
    """
    from scanner.overview import as_json, as_text, overview

    with refusing():
        seen = overview(request_of(paths or (".",), given))
    write(as_json(seen) if format_ == "json" else as_text(seen), output)
