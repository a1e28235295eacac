"""Short ways from Terraform text to resources, graphs and judgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from scanner.graph.build import build
from scanner.inputs import terraform_hcl
from scanner.model.graph import Graph
from scanner.model.judgement import Judgement
from scanner.model.rule import AnyRule
from scanner.rules.judge import Target, judge


def graph_of(folder: Path) -> Graph:
    """The graph of the root module in a folder."""
    return build(terraform_hcl.load(folder, "", folder).resources)


def graph_of_text(folder: Path, text: str, others: Mapping[str, str] = {}) -> Graph:
    """The graph of a root module, written to an empty folder; `others` are more files by their path."""
    for name, content in {"main.tf": text, **others}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return graph_of(folder)


def judged(folder: Path, rules: Iterable[AnyRule], target: Target = Target()) -> tuple[Judgement, ...]:
    """All judgements about the root module in a folder."""
    return judge(graph_of(folder), rules, target)
