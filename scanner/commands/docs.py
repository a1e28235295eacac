"""`readiness-scan docs`: the documentation."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.parameters import FILE
from scanner.request import refusing
from scanner.terminal import Progress, fail, write


@click.group()
def command() -> None:
    """Make pages of the documentation, of the rules and of the checklist.

    \b
    Examples:
      readiness-scan docs site -o pages/
      readiness-scan docs checklist -o docs/checklist.md
    """


@command.command()
@click.option("-o", "--output", type=FILE, metavar="FILE", required=True, help="Where the page is written.")
@click.option("--check", is_flag=True, help="Write nothing; fail when the page is not as it would be written.")
def checklist(output: str, check: bool) -> None:
    """Write a page with what counts as evidence for each item of the checklist.

    \b
    Examples:
      readiness-scan docs checklist -o docs/checklist.md
      readiness-scan docs checklist -o docs/checklist.md --check
    """
    from scanner.checklist import evidence, load, page

    text = page.page(load.load(), evidence.load())
    file = Path(output)
    if not check:
        write(text, output)
    elif not file.is_file() or file.read_text(encoding="utf-8", errors="replace") != text:
        fail(f"{output} is not up to date; `{page.COMMAND} -o {output}` writes it", 1)


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
