"""The page about the graph says what the code does."""

from __future__ import annotations

import runpy
from pathlib import Path

from click import Option

from scanner.commands.graph import command
from scanner.graph.build import meanings
from scanner.rules import pack
from tests.manifests import judged

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/graph.md"
BEGIN, END = "<!-- relations -->\n", "<!-- end -->\n"


def table() -> str:
    """All relations, by family in the order in which they occur."""
    families: dict[str, list[str]] = {}
    for name, one in meanings().items():
        shown = f"`{name}`" if one.shown else f"*`{name}`*"
        families.setdefault(one.family, []).append(f"| {shown} | {one.source} | {one.target} | {one.means} |")
    heads = "| | from | to | when |\n|---|---|---|---|"
    return "\n\n".join(f"### {family.capitalize()}\n\n{heads}\n" + "\n".join(rows) for family, rows in families.items())


def test_the_relations_are_listed(update_golden: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    wanted = f"{before}{BEGIN}\n{table()}\n\n{END}{after}"
    if update_golden:
        PAGE.write_text(wanted, encoding="utf-8")
    else:
        assert text == wanted


def test_the_options_are_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    own = {"--format", "--kind", "--in-namespace", "--relation", "--around", "--depth"}
    assert own <= {option for one in command.params if isinstance(one, Option) for option in one.opts}
    assert all(f"`{option}" in text or f", `{option}" in text for option in own)


def test_the_picture_is_that_of_the_fixture() -> None:
    made = runpy.run_path(str(ROOT / "docs/images/make_graph.py"))["picture"]()
    assert made == (ROOT / "docs/images/graph.svg").read_text(encoding="utf-8")


def test_the_chain_is_one_that_a_rule_tells() -> None:
    rule = next(pack.with_examples(one) for one in pack.load() if one.id == "escalation-path")
    (example,) = [one for one in rule.examples if one.name == "by way of another account"]
    messages = [one.message for one in judged(example.text, [rule])]
    text = " ".join(PAGE.read_text(encoding="utf-8").replace("\n> ", " ").split())
    assert any(message in text for message in messages if "deployer for one" in message)
