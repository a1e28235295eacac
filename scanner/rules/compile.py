"""Writes the compiled files of `policies/`, which start-up reads instead of the YAML files, and `policies/aliases.json`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scanner import precompiled
from scanner.paths import data_folder
from scanner.rules import aliases, cel, finders


def text(folder: Path, part: str = "") -> str:
    """The text of a compiled file for the policies in `folder`; the same policies give the same text."""
    compiled = precompiled.compose(folder, part)
    compiled["programs"] = _programs(one for rule in compiled["rules"] for one in precompiled.expressions(rule))
    return precompiled.dump(compiled)


def evidence_text(folder: Path) -> str:
    """The text of the compiled file of the evidence."""
    members = precompiled.compose_evidence(folder)
    members[-1]["programs"] = _programs(one for member in members for one in finders.expressions(member))
    return precompiled.dump_evidence(members)


def _programs(expressions: Iterable[str]) -> dict[str, str]:
    programs = {expression: cel.serialize(expression) for expression in sorted(set(expressions))}
    return {expression: program for expression, program in programs.items() if program is not None}


def write() -> tuple[Path, ...]:
    """Write what is made of the built-in policies, and say where."""
    folder = data_folder("policies")
    written = {folder / name: text(folder, part) for part, name in precompiled.NAMES.items()}
    written[folder / precompiled.EVIDENCE_NAME] = evidence_text(folder)
    written[folder / aliases.NAME] = aliases.text(folder)
    for target, content in written.items():
        target.write_text(content, encoding="utf-8")
    return tuple(written)


if __name__ == "__main__":
    print(*(target.name for target in write()))
