"""Kinds of words on the command line, for shells that complete them; what a word may be is checked where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class FileName(click.ParamType):
    """A file or folder; the shell knows which there are."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class RuleId(click.ParamType):
    """The id of a rule."""

    name = "rule"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from scanner.rules import pack

        return [CompletionItem(head.id, help=f"{head.severity.word} ({head.category})")
                for head in pack.heads() if head.id.startswith(incomplete)]


class EnvironmentName(click.ParamType):
    """An environment of the configuration that holds here: the one that is named, else the nearest."""

    name = "environment"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in _environments(ctx) if name.startswith(incomplete)]


def _environments(ctx: click.Context) -> list[str]:
    from pathlib import Path

    from scanner import settings
    from scanner.discover import root_of

    paths = [Path(path) for path in ctx.params.get("paths") or () if path != "-"] or [Path.cwd()]
    try:
        named = ctx.params.get("config")
        file = Path(named) if named else settings.find(paths[0], root_of(paths))
        return [one.name for one in settings.load(file, file.name).environments] if file is not None else []
    except (settings.SettingsError, OSError, ValueError):
        return []


FILE, RULE, ENVIRONMENT = FileName(), RuleId(), EnvironmentName()
