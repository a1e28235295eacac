"""Trees of small configurations, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scanner.deep import deep
from scanner.hcl.limits import metered
from scanner.hcl.values import Value
from scanner.terraform.checks import check
from scanner.terraform.diagnostics import ERROR
from scanner.terraform.given import VariableOptions
from scanner.terraform.plain import plain
from scanner.terraform.tree import Tree


def write(folder: Path, files: dict[str, str]) -> Path:
    """Put files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@deep
def tree(folder: Path, files: dict[str, str] | None = None, **options: Any) -> Tree:
    """The tree of a folder, with everything evaluated; `flags` and `environment` give values to variables."""
    write(folder, files or {})
    variables = VariableOptions(tuple(options.pop("flags", ())), tuple(options.pop("environment", {}).items()))
    with metered():
        found = Tree(str(folder), options.pop("shown", ""), str(options.pop("root", folder)), variables, **options)
        check(found)
    return found


def errors(found: Tree) -> list[str]:
    """The messages of what Terraform would refuse."""
    return [one.message for one in found.diagnostics.found if one.level == ERROR]


@deep
def output(found: Tree, name: str) -> Any:
    """An output of the root module as plain data."""
    with metered():
        value: Value = found.instance.output(name)
    return plain(value)
