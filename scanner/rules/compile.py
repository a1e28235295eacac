"""Writes `policies/compiled.json`, which start-up reads instead of the YAML files."""

from __future__ import annotations

from pathlib import Path

from scanner import precompiled
from scanner.paths import data_folder
from scanner.rules import cel


def text(folder: Path) -> str:
    """The text of the compiled file for the policies in `folder`; the same policies give the same text."""
    compiled = precompiled.compose(folder)
    expressions = {one for rule in compiled["rules"] for one in precompiled.expressions(rule)}
    programs = {expression: cel.serialize(expression) for expression in expressions}
    compiled["programs"] = {expression: program for expression, program in programs.items() if program is not None}
    return precompiled.dump(compiled)


def write() -> Path:
    """Write the compiled file of the built-in policies, and say where."""
    folder = data_folder("policies")
    target = folder / precompiled.NAME
    target.write_text(text(folder), encoding="utf-8")
    return target


if __name__ == "__main__":
    print(write().name)
