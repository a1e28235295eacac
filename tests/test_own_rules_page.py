"""docs/own-rules.md says what is so: its files are written out, and its commands print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.rules.extended import POLICIES, RULES
from tests.commands.run import run

PAGE = (Path(__file__).parent.parent / "docs/own-rules.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"<!-- (file|prints): (.*?) -->\n```\w+\n(.*?)\n```", re.DOTALL)
BLOCKS = _BLOCK.findall(PAGE)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, name, text in BLOCKS:
        if kind == "file":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("command", "printed"), [(name, text) for kind, name, text in BLOCKS if kind == "prints"])
def test_commands_print_what_is_shown(command: str, printed: str) -> None:
    assert run(*command.split()[1:]).output == printed + "\n"


def test_functions_that_are_named_exist() -> None:
    table = PAGE.partition("| theme | functions |")[2].partition("\nWhere it differs")[0]
    written = re.findall(r"`([A-Za-z_.0-9]+(?:\([a-z]*\))?)`", table)
    named = {name.partition("(")[0].rpartition(".")[2] for name in written}
    assert len(named) > 50 and named <= RULES.functions
    for_rules_only = {"image", "repeated_names", "names_credential", "is_reference", "holds_key", "alerting"}
    assert named - for_rules_only <= POLICIES.functions


def test_headings_that_are_linked_exist() -> None:
    headings = {re.sub(r"[^a-z -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in PAGE.split("\n") if
                line.startswith("#")}
    assert set(re.findall(r"\]\(#([a-z-]+)\)", PAGE)) <= headings
