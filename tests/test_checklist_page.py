"""What docs/checklist-howto.md shows can be used as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.checklist.load import load as built_in
from scanner.conform import failures
from scanner.located.yaml import load as load_yaml
from scanner.readiness.gates import LEVELS
from scanner.readiness.golive import Rules
from scanner.settings import load
from scanner.tasklists import own
from scanner.tasklists.markdown import read
from scanner.tasklists.match import Matcher, built_in_aliases
from tests.commands.run import run
from tests.helm.charts import write

PAGE = (Path(__file__).parent.parent / "docs" / "checklist-howto.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
YAML = [text for kind, text in BLOCKS if kind == "yaml" and not text.startswith("- run:")]
IDS = {item.id for item in built_in()}


@pytest.mark.parametrize("text", [text for text in YAML if "items:" not in text.split("\n")[1]])
def test_configuration(tmp_path: Path, text: str) -> None:
    write(tmp_path, {".readiness.yaml": text})
    people = load(tmp_path / ".readiness.yaml", ".readiness.yaml").people
    assert not [one for entry in people.attestations for one in failures(entry.data, "attestation.schema.json")]
    assert not [one for entry in people.sign_offs for one in failures(entry.data, "sign-off.schema.json")]
    assert {entry.data["item"] for entry in people.attestations} | set(people.aliases.values()) <= IDS


def test_items_of_ones_own(tmp_path: Path) -> None:
    (text,) = [text for text in YAML if "items:" in text.split("\n")[1]]
    write(tmp_path, {"own.yaml": text})
    assert len(own.load(tmp_path / "own.yaml", "own.yaml", built_in()).items) == 4


def test_boxes() -> None:
    (text,) = [text for kind, text in BLOCKS if kind == "markdown"]
    matcher = Matcher(built_in(), built_in_aliases())
    assert [matcher.match(task).by for task in read(text).tasks] == ["id", "title", "alias"]


def test_the_default_levels_are_those_that_are_shown() -> None:
    (text,) = [text for text in YAML if "levels:" in text]
    assert load_yaml(text, "int")["checklist"]["levels"] == {name: dict(gates) for name, gates in LEVELS.items()}


def test_the_default_rules_are_those_that_are_told() -> None:
    rules = Rules()
    assert (rules.rejected.gates, rules.conditional.gates) == ({"all": 80, "security": 90}, {"all": 95})
    assert "less than 80 % of all items done, less than 90 % of security" in PAGE and "less than 95 % are done" in PAGE


def test_options_exist() -> None:
    known = "".join(run(*words, "--help").stdout for words in (
        ("checklist",), ("attest", "new"), ("attest", "verify"), ("attest", "list")))
    assert {option for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)} <= set(re.findall(r"--[a-z][a-z-]+",
        known))
