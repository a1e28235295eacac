"""Writes `policies/compiled.json` and `policies/compiled-terraform.json`, which start-up reads instead of the YAML files."""

from __future__ import annotations

from pathlib import Path

from scanner import precompiled
from scanner.paths import data_folder
from scanner.rules import cel


def text(folder: Path, part: str = "") -> str:
    """The text of a compiled file for the policies in `folder`; the same policies give the same text."""
    compiled = precompiled.compose(folder, part)
    expressions = {one for rule in compiled["rules"] for one in precompiled.expressions(rule)}
    compiled["programs"] = {expression: cel.serialize(expression) for expression in expressions}
    return precompiled.dump(compiled)


def write() -> list[Path]:
    """Write the compiled files of the built-in policies, and say where."""
    folder = data_folder("policies")
    targets = []
    for part, name in precompiled.NAMES.items():
        target = folder / name
        target.write_text(text(folder, part), encoding="utf-8")
        targets.append(target)
    return targets


if __name__ == "__main__":
    print(*(target.name for target in write()))
