"""The manual page."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import click
import pytest

from scanner import __version__
from scanner.cli import main
from scanner.manual import page
from tests.commands.cases import run


def contexts(ctx: click.Context) -> Iterator[click.Context]:
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            inner = ctx.command.get_command(ctx, name)
            assert inner is not None
            yield from contexts(click.Context(inner, ctx, name))


COMMANDS = list(contexts(click.Context(main, info_name="readiness-scan", **main.context_settings)))
PAGE = page(main)
PLAIN = PAGE.replace("\\-", "-")


@pytest.mark.parametrize("ctx", COMMANDS[1:], ids=lambda ctx: ctx.command_path)
def test_every_command_and_option_is_described(ctx: click.Context) -> None:
    section = PLAIN.partition(f"\n.SS {ctx.command_path.removeprefix('readiness-scan ')}\n")[2].partition("\n.S")[0]
    assert section
    for option in ctx.command.params:
        if isinstance(option, click.Option):
            assert option.opts[-1] in section, option.opts


@pytest.mark.parametrize("ctx", COMMANDS, ids=lambda ctx: ctx.command_path)
def test_every_command_says_what_it_does_and_shows_examples(ctx: click.Context) -> None:
    text = ctx.command.help or ""
    assert text.split("\n")[0].rstrip().endswith("."), "a first sentence"
    assert all(option.help for option in ctx.command.params if isinstance(option, click.Option))
    assert re.search(r"^ +readiness-scan ", text, re.MULTILINE), "an example"


def test_the_page_is_the_same_each_time_and_has_no_date() -> None:
    assert PAGE == page(main) == run("man").stdout
    assert PAGE.startswith(f'.TH READINESS-SCAN 1 "" "readiness-scan {__version__}" ')
    assert not re.search(r"\b20[0-9][0-9]-", PLAIN.replace("2027-01-01", ""))


def test_shared_options_are_described_once() -> None:
    assert PLAIN.count("Values file (repeatable).") == 1
    assert PLAIN.count("\\fB--set K=V\\fR") == 1


def test_nothing_of_the_texts_is_taken_for_a_command() -> None:
    known = {".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi"}
    assert {line.split(" ")[0] for line in PAGE.splitlines() if line.startswith((".", "'"))} == known
    assert set(re.findall(r"\\(.)", PAGE)) <= {"-", "f", "e", "&"}


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_groff_has_nothing_to_say() -> None:
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=PAGE, capture_output=True, text=True, check=True)
    assert done.stderr == "" and "READINESS-SCAN(1)" in done.stdout
