"""Terraform configurations: root modules with what they call, as resources that lead back to their lines.

Nothing is downloaded and no provider is asked: what only they know is unknown in the resources.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from scanner.hcl.errors import HclError
from scanner.hcl.limits import metered
from scanner.inputs.terraform import Cluster, Folder, Loaded, TerraformOptions
from scanner.inputs.terraform_objects import with_objects
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Resource
from scanner.terraform import diagnostics
from scanner.terraform.checks import check
from scanner.terraform.declarations import declarations
from scanner.terraform.diagnostics import Diagnostic
from scanner.terraform.folder import is_configuration
from scanner.terraform.given import VariableOptions
from scanner.terraform.resources import resources
from scanner.terraform.sources import Available
from scanner.terraform.tree import Tree
from scanner.terraform.written import written

NAME = "terraform_hcl"
STAGE = "terraform"


def claims(path: Path) -> bool:
    """Whether a path is a folder with configuration files."""
    try:
        return path.is_dir() and any(map(is_configuration, os.listdir(path)))
    except OSError:
        return False


def load(
    path: Path, shown: str, root: Path, options: TerraformOptions = TerraformOptions(), cluster: Cluster = Cluster(),
) -> Loaded:  # fmt: skip
    """Evaluate a root module.  `shown` is its path in reports; no file outside of `root` is read."""
    found: list[Resource] = []
    notices: list[Notice] = []
    tree: Tree | None = None
    try:
        with metered():
            variables = VariableOptions(options.flags, options.environment, options.optional)
            available = Available(str(path), str(root), options.vendored)
            files = {text: (os.path.abspath(text), options.shown.get(text) or _relative(text))
                     for kind, text in options.flags if kind == "var-file"}
            tree = Tree(str(path), shown, str(root), variables, available, options.workspace, files)
            found.extend(resources(tree, shown))
            found.extend(declarations(tree, shown))
            found.extend(written(tree, shown))
            check(tree)
    except (HclError, RecursionError) as error:
        text = error.message if isinstance(error, HclError) else "The evaluation was stopped: values are nested too deep."
        where = _place(error)
        notices.append(Notice(Level.ERROR, f"The Terraform module {shown or '.'} was not evaluated to the end.", text, where, STAGE))
    if tree is None:
        return Loaded((), tuple(notices))
    notices += _notices(list(tree.diagnostics.found))
    return with_objects(Loaded(tuple(found), tuple(notices), tree.sources), cluster, Folder(path, shown, root))


def _relative(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/").lstrip("/")


def _place(error: BaseException) -> Provenance:
    if isinstance(error, HclError) and error.path:
        return Provenance.literal(error.path, max(error.start, 0), max(error.end, 0))
    return NOWHERE


def _notices(found: list[Diagnostic]) -> Iterator[Notice]:
    """Errors of syntax mean that something was not read; others that a value is unknown."""
    missing = [one for one in found if one.kind == "missing-variable"]
    for one in found:
        if one.kind in ("missing-variable", "version"):
            continue
        level = Level.WARNING if one.level != diagnostics.INFO else Level.INFO
        if one.kind == "syntax":
            level = Level.ERROR
        summary, _, detail = one.message.partition(": ")
        yield Notice(level, _sentence(summary), _sentence(detail) if detail else "", _where(one), STAGE)
    if missing:
        names = sorted({one.message.split('"')[1] for one in missing})
        text = f"{len(names)} variables have no value." if len(names) > 1 else f"The variable {names[0]} has no value."
        detail = "What depends on them is unknown: " if len(names) > 1 else "What depends on it is unknown."
        listed = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "") + "." if len(names) > 1 else ""
        yield Notice(Level.INFO, text, detail + listed, _where(missing[0]), STAGE)


def _sentence(text: str) -> str:
    text = text.strip()
    if not any(sign in text.partition(" ")[0] for sign in "._["):  # names keep their letters
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def _where(one: Diagnostic) -> Provenance:
    return Provenance.literal(*one.span) if one.span is not None else NOWHERE


