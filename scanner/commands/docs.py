"""`readiness-scan docs`: the documentation."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.parameters import FILE
from scanner.request import refusing
from scanner.terminal import Progress, write


@click.group()
def command() -> None:
    """Make pages of the documentation and of the rules.

    \b
    Example:
      readiness-scan docs site -o pages/
    """


@command.command()
@click.option("-o", "--output", type=FILE, metavar="FOLDER", required=True, help="Where the pages are written.")
def site(output: str) -> None:
    """Write the documentation as a site of plain files.

    It has the docs, the checklist, and a page for each rule with what a scan prints for its examples. The pages can be read from the disk; they need no server, no network, and scripts only for the search.

    \b
    Examples:
      readiness-scan docs site -o pages/
      python3 -m http.server -d pages/      to read them at http://localhost:8000
    """
    from scanner.site import build

    with refusing(), Progress("making") as progress:
        files = build.build(progress.show)
        build.write(files, Path(output))
    write(f"{output}: {len(files)} files; begin with {Path(output) / 'index.html'}\n", None)
