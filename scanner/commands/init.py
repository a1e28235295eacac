"""`readiness-scan init`: the files that a repository needs to be scanned from now on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.parameters import FILE
from scanner.request import refusing
from scanner.terminal import USAGE, fail, write

if TYPE_CHECKING:
    from scanner.initial import Change

PARTS = ("config", "hook", "workflow")


@click.command()
@click.argument("path", default=".", type=FILE, metavar="[FOLDER]")
@click.option("--only", "parts", multiple=True, type=click.Choice(PARTS), help="Write only this (repeatable).")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def command(path: str, parts: tuple[str, ...], force: bool, dry_run: bool) -> None:
    """Write a configuration, a hook and a workflow.

    The last two only where the repository has others of their kind. The configuration names the environments that values files of the charts are named after. A hook is added to
    .pre-commit-config.yaml, a workflow to .github or to .gitlab-ci.yml. Files that exist are added to, where that
    changes no other line, and otherwise left as they are.

    \b
    Examples:
      readiness-scan init --dry-run        what it would write
      readiness-scan init
      readiness-scan init --only hook      a hook for pre-commit, whether it is used yet or not
      readiness-scan init charts/shop      a configuration for one part of a repository
    """
    from scanner.discover import root_of
    from scanner.initial import plan

    folder = Path(path).absolute()
    if not folder.is_dir():
        fail(f"{path} is no folder; name the one that is to be configured", USAGE)
    root = root_of([folder])
    top = root if (root / ".git").exists() else folder
    with refusing():
        changes = plan(top, folder, parts, force)
    for change in changes:
        if dry_run:
            write(_shown(change), None)
        else:
            _write(change, top)
    if not dry_run:
        write("\nNext:\n  readiness-scan .                     what it finds now\n"
              "  readiness-scan discover              what it looks at\n"
              "  readiness-scan baseline create .     to begin with what is new from now on\n", None)


def _shown(change: Change) -> str:
    if change.kept:
        return _kept(change)
    from difflib import unified_diff

    old = change.path if change.before else "/dev/null"
    lines = unified_diff(change.before.splitlines(keepends=True), change.after.splitlines(keepends=True), old, change.path)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines) + "\n"


def _write(change: Change, top: Path) -> None:
    if change.kept:
        write(_kept(change), None)
        return
    file = top / change.path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"cannot make {file.parent.relative_to(top)}: {error.strerror}", USAGE)
    write(change.after, str(file))
    write(f"{'changed' if change.before else 'wrote'} {change.path}: {change.about}\n", None)


def _kept(change: Change) -> str:
    return f"left {change.path} as it is" + (f"; {change.hint}\n" if change.hint else "\n")
