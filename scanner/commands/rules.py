"""`readiness-scan rules`: the rules there are."""

from __future__ import annotations

import click

from scanner.request import PROFILES
from scanner.terminal import write


@click.group()
def command() -> None:
    """List the rules.

    \b
    Example:
      readiness-scan rules list --profile security
    """


@command.command("list")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
@click.option("--profile", type=click.Choice(PROFILES), default="all", help="Only the rules of a profile.")
def list_rules(format_: str, profile: str) -> None:
    """List all rules.

    \b
    Examples:
      readiness-scan rules list
      readiness-scan rules list --profile security --format json
    """
    from scanner.explain import rules_json, rules_text
    from scanner.rules import pack, profiles

    chosen = profiles.select(pack.load(), profile)
    write(rules_json(chosen) if format_ == "json" else rules_text(chosen), None)
