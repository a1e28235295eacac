"""Which inputs lie under the paths that were asked for, and how their paths are shown.

Paths in reports are relative to the root of the Git repository, or, outside of one, to
the parent of what was scanned, so that they are the same on every machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

MAX_FILES = 200_000
MANIFESTS = (".yaml", ".yml", ".json")
ARCHIVES = (".tgz", ".tar.gz")
CONFIGURATIONS = (".tf", ".tf.json", ".tofu", ".tofu.json")
VALUES = (".tfvars", ".tfvars.json")

# Kinds of inputs.
CHART, MANIFEST, MODULE, PLAN = "chart", "manifest", "module", "plan"

# Folders that hold other people's code or generated files.  Folders that begin with a
# dot are passed over as well.
SKIPPED = frozenset(["node_modules", "__pycache__", "venv", "site-packages"])


class NothingFound(Exception):
    """A path that does not exist or cannot be read."""


class Found(NamedTuple):
    """Charts, manifest files and whether standard input was asked for; paths with the form reports show.

    `terraform` are folders with configurations that no other one calls, `plans` plans in JSON.
    """

    root: Path
    charts: tuple[tuple[Path, str], ...] = ()
    manifests: tuple[tuple[Path, str], ...] = ()
    stdin: bool = False
    truncated: bool = False
    terraform: tuple[tuple[Path, str], ...] = ()
    plans: tuple[tuple[Path, str], ...] = ()


def discover(paths: Iterable[str], exclude: Iterable[str] = ()) -> Found:
    """Everything to scan below `paths`, sorted.

    A folder with a Chart.yaml is one chart, with all that lies below it.  `exclude` holds
    patterns for shown paths.  NothingFound: a path does not exist.
    """
    given = list(paths)
    real = [Path(path) for path in given if path != "-"]
    for path in real:
        if not path.exists():
            raise NothingFound(f"{path} does not exist")
    root = root_of(real)
    patterns = tuple(exclude)
    kinds: dict[str, dict[str, Path]] = {kind: {} for kind in (CHART, MANIFEST, MODULE, PLAN)}
    truncated = False
    for path in real:
        for count, (found, kind) in enumerate(_walk(path)):
            if count >= MAX_FILES:
                truncated = True
                break
            shown = shown_path(found, root)
            if not _excluded(shown, patterns):
                kinds[kind][shown] = found
    charts, manifests, modules, plans = (
        tuple((found[shown], shown) for shown in sorted(found)) for found in (kinds[CHART], kinds[MANIFEST], kinds[MODULE], kinds[PLAN])
    )
    return Found(root, charts, manifests, "-" in given, truncated, _root_modules(modules), plans)


def _root_modules(modules: tuple[tuple[Path, str], ...]) -> tuple[tuple[Path, str], ...]:
    """Those that no other one calls."""
    if len(modules) < 2:
        return modules
    from scanner.terraform.roots import roots

    wanted = set(roots(str(path) for path, _ in modules))
    return tuple((path, shown) for path, shown in modules if str(path) in wanted)


def root_of(paths: Iterable[Path]) -> Path:
    """The folder that shown paths are relative to."""
    absolute = [Path(os.path.abspath(path)) for path in paths]
    if not absolute:
        return Path.cwd()
    for parent in (absolute[0], *absolute[0].parents):
        if (parent / ".git").exists():
            if all(path.is_relative_to(parent) for path in absolute):
                return parent
            break
    scanned = [path.parent if path.name == "Chart.yaml" else path for path in absolute]
    return Path(os.path.commonpath([path.parent for path in scanned]))


def shown_path(path: Path, root: Path) -> str:
    """A path as reports show it: POSIX and relative to the root, or just the name outside of it."""
    absolute = Path(os.path.abspath(path))
    if absolute.is_relative_to(root):
        return absolute.relative_to(root).as_posix()
    return absolute.name


def _excluded(shown: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(shown, pattern) or shown.startswith(pattern.rstrip("/") + "/") for pattern in patterns)


def _walk(path: Path) -> Iterator[tuple[Path, str]]:
    """(path, kind) of the inputs at or below a path."""
    if path.is_file():
        if path.name == "Chart.yaml":
            yield path.parent, CHART
        elif path.name.endswith(ARCHIVES):
            yield path, CHART
        elif path.name.endswith(CONFIGURATIONS):
            yield path.parent, MODULE
        else:
            yield path, _kind(path)
        return
    pending = [path]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue  # a folder that may not be read holds nothing for us
        if any(entry.name == "Chart.yaml" for entry in entries):
            yield folder, CHART
            continue
        if any(entry.name.endswith(CONFIGURATIONS) and not entry.name.startswith(".") for entry in entries):
            yield folder, MODULE
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and entry.name not in SKIPPED:
                    pending.append(Path(entry.path))
            elif entry.name.endswith((*CONFIGURATIONS, *VALUES)):
                continue  # read with their folder
            elif entry.name.endswith(MANIFESTS) and entry.is_file(follow_symlinks=False):
                yield Path(entry.path), _kind(Path(entry.path))


def _kind(path: Path) -> str:
    """Whether a file is a plan of Terraform or holds manifests."""
    if path.suffix != ".json":
        return MANIFEST
    from scanner.inputs.terraform import is_plan

    return PLAN if is_plan(path) else MANIFEST
