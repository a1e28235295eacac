"""Pages speak of rules, commands and options that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from scanner.cli import main
from scanner.rules import pack

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RULES = {rule.id for rule in pack.heads()}


def blocks(page: Path, *languages: str) -> Iterator[str]:
    for language, text in re.findall(r"^ *```(\w*)\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if language in languages:
            yield text


def commands(page: Path) -> Iterator[list[str]]:
    """The words behind `readiness-scan`, of each command of each shell block and of inline code."""
    lines = [line for block in blocks(page, "sh") for line in block.split("\n")]
    lines += re.findall(r"`(readiness-scan [^`]+)`", " ".join(page.read_text(encoding="utf-8").split()))
    for line in lines:
        for part in re.split(r"[|;]|&&", line):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:
                continue
            names = [number for number, word in enumerate(words) if word.endswith("readiness-scan") and "git" not in word]
            if names and (names[0] == 0 or words[0] == "exec"):
                yield words[names[0] + 1:]


def problem(words: list[str]) -> str:
    """What is wrong with the words of a command; "" for nothing."""
    ctx = click.Context(main, info_name="readiness-scan", **main.context_settings)
    command: click.Command = main
    rest = list(words)
    if rest and rest[0] not in main.list_commands(ctx) and not rest[0].startswith("--"):
        rest.insert(0, "scan")
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        inner = command.get_command(ctx, rest.pop(0))
        if inner is None:
            return "no such command"
        command, ctx = inner, click.Context(inner, ctx)
    known = {name for one in command.get_params(ctx) for name in (*one.opts, *one.secondary_opts)}
    unknown = [word for word in rest if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known]
    return f"no option {unknown[0]}" if unknown and not command.context_settings.get("ignore_unknown_options") else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path) -> None:
    wrong = {" ".join(words): found for words in commands(page) if (found := problem(words))}
    assert wrong == {}


@pytest.mark.parametrize(("words", "expected"), [
    (["chart/", "--fail-on", "high"], ""), (["rules", "lst"], "no such command"), (["explain", "--all", "x"], "no option --all"),
    (["render", "--show-only", "x"], ""), (["--version"], ""), (["chart/", "-o", "x", "--diff=main"], "")])
def test_wrong_commands_are_noticed(words: list[str], expected: str) -> None:
    assert problem(words) == expected


def test_the_pages_have_commands() -> None:
    assert sum(1 for page in PAGES for _ in commands(page)) > 40


def rows(page: Path) -> Iterator[tuple[str, list[str]]]:
    """(id of another scanner, our rules) of the tables of ids."""
    for line in page.read_text(encoding="utf-8").partition("\n## Ids\n")[2].split("\n"):
        match = re.fullmatch(r"\| ([A-Za-z0-9_-]+) \| (`.*`) \|", line)
        if match is not None:
            yield match[1], [word.strip("`") for word in match[2].split(", ")]


def test_ids_of_others_lead_to_rules() -> None:
    found = list(rows(ROOT / "docs/migration.md"))
    assert len(found) > 300 and len({theirs for theirs, _ in found}) == len(found)
    assert {rule for _, rules in found for rule in rules} <= RULES
    known = dict(found)
    assert known["CKV_K8S_8"] == ["liveness-probe"] and known["KSV-0014"] == ["read-only-root-fs"]


def test_rules_of_examples_exist() -> None:
    """Rule ids in comments and annotations of the pages, and those whose severity or parameters they change."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = [word.strip() for words in re.findall(r"readiness: ignore\[([a-z, -]+)\]", text) for word in words.split(",")]
    named += re.findall(r"readiness\.dev/ignore\.([a-z-]+)", text)
    named += re.findall(r"^ *(?:rules: \{)?([a-z-]+): \{(?:severity|params|enabled):", text, re.MULTILINE)
    named += re.findall(r"readiness-scan explain ([a-z-]+)", text)
    assert len(named) > 8 and set(named) - {"x", "team-label"} <= RULES  # the page about rules of one's own makes that one
