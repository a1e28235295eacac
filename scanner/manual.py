"""The manual page, made of the help of the commands, in the man macros that groff and mandoc read."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from scanner import __version__

PROGRAM = "readiness-scan"

EXIT_CODES = (
    ("0", "Nothing at or above --fail-on."),
    ("1", "Findings."),
    ("2", "A wrong request, configuration or rule."),
    ("3", "An input could not be evaluated; the command hook says 2 instead."),
)
ENVIRONMENT = (
    ("READINESS_CONFIG", "A configuration, as of --config."),
    ("NO_COLOR", "No colours, whatever it says."),
    ("PRE_COMMIT_COLOR", "For the command hook: always, never or auto."),
    ("CI, PRE_COMMIT", "No progress on standard error."),
)
FILES = (
    (".readiness.yaml", "The configuration: the nearest one, from what is scanned up to the top of the repository."),
    (".readiness-baseline.json", "Findings that are known already, as baseline create writes them."),
)


Record = tuple[str, str]
"""An option as it is written, and what it does."""

SHARED = 4
"""Options that so many commands take are described once."""


def page(main: click.Group) -> str:
    """The page of the whole program; the same for the same version, so without a date."""
    return "\n".join(_page(main)) + "\n"


def _page(main: click.Group) -> Iterator[str]:
    root = click.Context(main, info_name=PROGRAM, **main.context_settings)
    summary, paragraphs = _texts(main)
    name = summary.rstrip(".")
    yield f'.TH READINESS-SCAN 1 "" "{PROGRAM} {_escaped(__version__)}" "User Commands"'
    yield from (".SH NAME", rf"{_escaped(PROGRAM)} \- {_escaped(name[:1].lower() + name[1:])}")
    yield ".SH SYNOPSIS"
    yield from _synopsis(root)
    yield from (".SH DESCRIPTION", _escaped(summary))
    yield from _paragraphs(paragraphs)
    contexts = list(_commands(root))
    taken = Counter(record for ctx in contexts for record in _records(ctx))
    shared = [record for record, count in taken.items() if count >= SHARED]
    yield ".SH COMMANDS"
    for ctx in contexts:
        yield from _command(ctx, shared)
    yield from _pairs("OPTIONS OF SEVERAL COMMANDS", shared)
    yield from _pairs("EXIT STATUS", EXIT_CODES)
    yield from _pairs("ENVIRONMENT", ENVIRONMENT)
    yield from _pairs("FILES", FILES)


def _commands(ctx: click.Context) -> Iterator[click.Context]:
    """The commands below a group, each behind the one it belongs to."""
    group = ctx.command
    if isinstance(group, click.Group):
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            if command is not None and not command.hidden:
                inner = click.Context(command, ctx, name)
                yield inner
                yield from _commands(inner)


def _records(ctx: click.Context) -> list[Record]:
    """The options of a command, without the one for help."""
    options = [one for one in ctx.command.get_params(ctx) if one is not ctx.command.get_help_option(ctx)]
    records = [one.get_help_record(ctx) for one in options if isinstance(one, click.Option)]
    return [(record[0], record[1]) for record in records if record is not None]


def _command(ctx: click.Context, shared: list[Record]) -> Iterator[str]:
    yield f".SS {_escaped(ctx.command_path.removeprefix(PROGRAM + ' '))}"
    yield from _synopsis(ctx)
    summary, paragraphs = _texts(ctx.command)
    yield from (".PP", _escaped(summary))
    yield from _paragraphs(paragraphs)
    records = _records(ctx)
    for record in records:
        if record not in shared:
            yield from _entry(record)
    others = [next(word for word in record[0].split() if word.startswith("--")) for record in records if record in shared]
    if others:
        yield from (".PP", "Options of several commands that it takes, described below: " + _escaped(", ".join(others)) + ".")


def _synopsis(ctx: click.Context) -> Iterator[str]:
    words = " ".join(ctx.command.collect_usage_pieces(ctx))
    yield rf"\fB{_escaped(ctx.command_path)}\fR {_escaped(words)}"


def _texts(command: click.Command) -> tuple[str, list[str]]:
    """The first sentence of a help text, and its further paragraphs."""
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    return " ".join(paragraphs[0].split()), paragraphs[1:]


def _paragraphs(paragraphs: list[str]) -> Iterator[str]:
    """Paragraphs; those that click leaves as they are begin with a backspace."""
    for paragraph in paragraphs:
        if not paragraph.startswith("\b"):
            yield from (".PP", _escaped(" ".join(paragraph.split())))
            continue
        yield from (".PP", ".nf")
        yield from (_escaped(line) for line in paragraph.removeprefix("\b").strip("\n").split("\n"))
        yield ".fi"


def _pairs(title: str, pairs: Iterable[Record]) -> Iterator[str]:
    yield f".SH {title}"
    for pair in pairs:
        yield from _entry(pair)


def _entry(record: Record) -> Iterator[str]:
    yield from (".TP", rf"\fB{_escaped(record[0])}\fR", _escaped(record[1]))


def _escaped(text: str) -> str:
    """Text in which the formatter finds no commands; hyphens stay what one can type."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text
