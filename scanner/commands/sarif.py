"""`readiness-scan sarif`: files in the format of code scanning."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.terminal import USAGE, fail, write


@click.group()
def command() -> None:
    """Look after SARIF files.

    \b
    Example:
      readiness-scan sarif validate scan.sarif
    """


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--root", metavar="FOLDER", help="Top of the repository: files, lines and columns must exist there.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the answer.")
def validate(files: tuple[str, ...], root: str | None, strict: bool, format_: str) -> None:
    """Check SARIF files of any tool before they are uploaded.

    An error breaks the standard or has an upload refused; with a warning, a file is
    taken, but something in it is shown badly or not at all.

    \b
    Examples:
      readiness-scan sarif validate scan.sarif
      readiness-scan sarif validate *.sarif --root . --strict

    \b
    Exit codes: 0 fine; 1 problems; 2 wrong request; 3 a file that is no JSON.
    """
    from scanner.sarif.answer import answer, as_json, as_text

    if root is not None and not Path(root).is_dir():
        fail(f"--root {root} is no folder", USAGE)
    found, code = answer(files, Path(root) if root is not None else None, strict)
    write(as_json(found) if format_ == "json" else as_text(found), None)
    raise SystemExit(code)
