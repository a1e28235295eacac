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

from scanner.errors import RequestError

MAX_FILES = 200_000
MANIFESTS = (".yaml", ".yml", ".json")
ARCHIVES = (".tgz", ".tar.gz")

# Folders that hold other people's code or generated files.  Folders and files that begin
# with a dot are passed over as well: they configure tools.
SKIPPED = frozenset(["node_modules", "__pycache__", "venv", "site-packages"])


class NothingFound(RequestError):
    """A path that does not exist or cannot be read."""


class Found(NamedTuple):
    """Charts, manifest files and whether standard input was asked for; paths with the form reports show."""

    root: Path
    charts: tuple[tuple[Path, str], ...] = ()
    manifests: tuple[tuple[Path, str], ...] = ()
    stdin: bool = False
    truncated: bool = False


def discover(paths: Iterable[str], exclude: Iterable[str] = (), root: Path | None = None) -> Found:
    """Everything to scan below `paths`, sorted.

    `root` is what shown paths are relative to (default: `root_of` the paths). A folder with a Chart.yaml is one chart, with all that lies below it.  `exclude` holds
    patterns for shown paths.  NothingFound: a path does not exist.
    """
    given = list(paths)
    real = [Path(path) for path in given if path != "-"]
    for path in real:
        if not path.exists():
            raise NothingFound(f"{path} does not exist".replace("\n", "\\n"))
    root = root_of(real) if root is None else root
    patterns = tuple(exclude)
    charts: dict[str, Path] = {}
    manifests: dict[str, Path] = {}
    truncated = False
    for path in real:
        for count, (found, is_chart) in enumerate(_walk(path)):
            if count >= MAX_FILES:
                truncated = True
                break
            shown = shown_path(found, root)
            if not _excluded(shown, patterns):
                (charts if is_chart else manifests)[shown] = found
    return Found(
        root,
        tuple((charts[shown], shown) for shown in sorted(charts)),
        tuple((manifests[shown], shown) for shown in sorted(manifests)),
        "-" in given,
        truncated,
    )


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


def _walk(path: Path) -> Iterator[tuple[Path, bool]]:
    """(path, whether it is a chart) of the inputs at or below a path."""
    if path.is_file():
        if path.name == "Chart.yaml":
            yield path.parent, True
        elif path.name.endswith(ARCHIVES):
            yield path, True
        else:
            yield path, False
        return
    pending = [path]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue  # a folder that may not be read holds nothing for us
        if any(entry.name == "Chart.yaml" for entry in entries):
            yield folder, True
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and entry.name not in SKIPPED:
                    pending.append(Path(entry.path))
            elif entry.name.endswith(MANIFESTS) and not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                yield Path(entry.path), False
