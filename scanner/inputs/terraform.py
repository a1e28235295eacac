"""The Terraform inputs of a scan: plans, and root modules that no plan beside them speaks for.

What evaluates them is loaded when there is something to evaluate.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import DeferredFile, Resource
from scanner.model.source import SourceFile
from scanner.patterns import lazy
from scanner.records import NamedTuple

if TYPE_CHECKING:
    from scanner.inputs.helm import Problem

STAGE = "terraform"

Inputs = tuple[tuple[Path, str], ...]


class TerraformOptions(NamedTuple):
    """What a person says about the configurations: values of variables, folders for modules, the workspace.

    `flags` are ("var", "name=value") and ("var-file", path) in their order; `vendored` maps beginnings of module sources
    to folders; `shown` has the paths of values files as reports show them. `optional`: values of variables that a module
    does not declare are passed over. `source` is the folder of the configuration that plans were made from, "" for the
    one that a plan lies in.
    """

    flags: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    vendored: Mapping[str, str] = MappingProxyType({})
    workspace: str = "default"
    shown: Mapping[str, str] = MappingProxyType({})
    optional: bool = False
    source: str = ""


class Cluster(NamedTuple):
    """What the objects that a configuration makes are meant for.

    `unit` names what they are deployed together with (default: only what else the configuration makes), `kubernetes`
    and `helm` are the versions.
    """

    unit: str | None = None
    kubernetes: str = ""
    helm: int = 4


class Folder(NamedTuple):
    """The folder of a root module, its path in reports, and the folder that no path leaves."""

    path: Path
    shown: str
    root: Path


class Loaded(NamedTuple):
    """What one root module or plan gives to a scan; `sources` are the texts its places refer to, by path.

    `problems` are what is wrong with charts that it releases, `definitions` the files of their crds/ folders.
    """

    resources: tuple[Resource, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: Mapping[str, SourceFile] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()
    definitions: tuple[DeferredFile, ...] = ()


MAX_PLAN = 256 * 1024 * 1024
"""Largest plan, in bytes."""

_MARK = lazy(rb'"format_version"\s*:\s*"[01]\.')
_PARTS = lazy(rb'"(?:planned_values|resource_changes)"\s*:')


def is_plan(path: Path) -> bool:
    """Whether a file is a plan: JSON that says its format and holds planned values or changes."""
    if path.suffix != ".json":
        return False
    try:
        if not 0 < path.stat().st_size <= MAX_PLAN:
            return False
        import mmap

        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _MARK.search(data) is not None and _PARTS.search(data) is not None
    except (OSError, ValueError):
        return False


def load_plan(
    path: Path, shown: str, root: Path, asked: tuple[str, ...], options: TerraformOptions = TerraformOptions(),
    cluster: Cluster = Cluster(),
) -> tuple[Loaded, str]:  # fmt: skip
    """A plan, and the real path of the folder whose configuration it speaks for, "" for none."""
    from scanner.inputs import terraform_hcl, terraform_plan

    text = _text(path, shown)
    if isinstance(text, Notice):
        return Loaded((), (text,)), ""
    folder = Path(options.source) if options.source else path.parent
    beside = folder if terraform_hcl.claims(folder) else None
    where = options.shown.get(options.source, shown.rpartition("/")[0])
    found = terraform_plan.load(SourceFile(shown, text), beside, where, boundary(folder, root, asked), cluster)
    if beside is None or any(notice.level is Level.ERROR for notice in found.notices):
        return found, ""  # a plan that cannot be read speaks for nothing
    place = Provenance.literal(shown, 0, 0)
    told = Notice(Level.INFO, f"The plan was judged in the place of the configuration in {where or '.'}.",
                  "Remove it, or exclude it, to judge the configuration.", place, STAGE)
    return found._replace(notices=(*found.notices, told)), os.path.realpath(beside)


def load_module(
    path: Path, shown: str, root: Path, asked: tuple[str, ...], options: TerraformOptions, cluster: Cluster = Cluster(),
) -> Loaded:  # fmt: skip
    """A root module, evaluated with the options."""
    from scanner.inputs import terraform_hcl

    return terraform_hcl.load(path, "" if shown == "." else shown, boundary(path, root, asked), options, cluster)


def boundary(path: Path, root: Path, asked: tuple[str, ...]) -> Path:
    """The folder that nothing leaves which a configuration names: the repository, else what was asked for."""
    if (root / ".git").exists():
        return root
    real = os.path.realpath(path)
    for each in asked:
        folder = Path(each).parent if os.path.isfile(each) else Path(each)
        within = os.path.realpath(folder)
        if each != "-" and (real == within or real.startswith(within.rstrip("/") + "/")):
            return folder
    return path


def _text(path: Path, shown: str) -> str | Notice:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "It is not UTF-8."
        return Notice(Level.ERROR, f"{shown} cannot be read.", why, Provenance.literal(shown, 0, 0), STAGE)
