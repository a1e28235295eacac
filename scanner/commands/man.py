"""`readiness-scan man`: the manual page."""

from __future__ import annotations

import click

from scanner.parameters import FILE
from scanner.terminal import write


@click.command()
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the page there instead of standard output.")
@click.pass_context
def command(ctx: click.Context, output: str | None) -> None:
    """Print the manual page of all commands.

    \b
    Examples:
      readiness-scan man | man -l -
      readiness-scan man -o ~/.local/share/man/man1/readiness-scan.1
    """
    from scanner.manual import page

    main = ctx.find_root().command
    assert isinstance(main, click.Group)
    write(page(main), output)
