"""The command `readiness-scan`: finds the module of the command that is asked for, and loads only that one."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from scanner import __version__, commands
from scanner.terminal import USAGE

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Commands(click.Group):
    """The modules of scanner/commands; an unknown first word is a path, so `readiness-scan chart/` scans."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the modules."""
        files = (name.rpartition(".") for folder in commands.__path__ for name in os.listdir(folder))
        return sorted(name.replace("_", "-") for name, _, ending in files if ending == "py" and name != "__init__")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Commands, and what `scan` takes, since it is the command where none is named."""
        from click.shell_completion import CompletionItem

        scan = self.get_command(ctx, "scan")
        assert scan is not None
        options = scan.shell_complete(click.Context(scan, parent=ctx), incomplete) if incomplete.startswith("-") else []
        known = [*super().shell_complete(ctx, incomplete), *options]
        # First, because the script of bash forgets what came before files.
        return [CompletionItem(incomplete, type="file"), *{item.value: item for item in known}.values()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `scan` in front, unless a command or an option of the group comes first."""
        if args and args[0] not in ("--help", "-h", "--version") and args[0] not in self.list_commands(ctx):
            self._refuse_misspelt(ctx, args[0])
            args = ["scan", *args]
        return super().parse_args(ctx, args)

    def _refuse_misspelt(self, ctx: click.Context, word: str) -> None:
        """A word that is no path and nearly a command was meant as one."""
        if ctx.resilient_parsing or not word.isidentifier() or os.path.exists(word):
            return
        from difflib import get_close_matches

        near = get_close_matches(word, self.list_commands(ctx), 1, 0.7)
        if near:
            raise click.UsageError(f"there is no path and no command '{word}'; did you mean '{near[0]}'?", ctx)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="readiness-scan", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Evidence for production readiness, from charts, manifests and Terraform, without a cluster or a network.

    \b
    Examples:
      readiness-scan chart/                          scan a chart, print findings
      readiness-scan . --format sarif -o out.sarif   scan a repository, write SARIF
      readiness-scan chart/ -f prod.yaml             with the values of production
      readiness-scan checklist chart/                the checklist with its evidence
      readiness-scan explain latest-tag              what a rule wants, and why
      readiness-scan render chart/                   what `helm template` prints

    \b
    Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 wrong request,
    configuration or rule; 3 an input could not be evaluated.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(USAGE if len(sys.argv) > 1 else 0)
