"""Which inputs lie under the paths that were asked for, and how their paths are shown.

Paths in reports are relative to the root of the Git repository, or, outside of one, to
the parent of what was scanned, so that they are the same on every machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType

from scanner.errors import RequestError
from scanner.records import NamedTuple

MAX_FILES = 200_000
MANIFESTS = (".yaml", ".yml", ".json")
ARCHIVES = (".tgz", ".tar.gz")

CONFIGURATIONS = (".tf", ".tf.json", ".tofu", ".tofu.json")
VALUES = (".tfvars", ".tfvars.json")
TERRAFORM = (*CONFIGURATIONS, *VALUES, ".hcl")

KUSTOMIZATIONS = frozenset(["kustomization.yaml", "kustomization.yml", "Kustomization"])

# Kinds of what lies below a path.
CHART, MANIFEST, MODULE, PLAN, PASSED, OTHER = "chart", "manifest", "module", "plan", "passed over", "other"

# Folders that hold other people's code or generated files.  Folders and files that begin
# with a dot are passed over as well: they configure tools.
SKIPPED = frozenset(["node_modules", "__pycache__", "venv", "site-packages"])

HIDDEN, FOREIGN, EXCLUDED = "its name begins with a dot", "it holds code of other people", "the configuration excludes it"
LINK, UNREADABLE = "it is a symbolic link", "it may not be read"


class NothingFound(RequestError):
    """A path that does not exist or cannot be read."""


class Passed(NamedTuple):
    """A folder or file that is not scanned, as reports show it (a folder ends in a slash), and why."""

    shown: str
    why: str


class Found(NamedTuple):
    """Charts, manifest files and whether standard input was asked for; paths with the form reports show.

    `terraform` are folders with configurations that no other one calls, `plans` plans of it in JSON.
    `passed` is what might have been scanned and is not; `others` counts the files that no scanner of ours reads, by
    the ending of their names.
    """

    root: Path
    charts: tuple[tuple[Path, str], ...] = ()
    manifests: tuple[tuple[Path, str], ...] = ()
    stdin: bool = False
    truncated: bool = False
    passed: tuple[Passed, ...] = ()
    others: Mapping[str, int] = MappingProxyType({})
    terraform: tuple[tuple[Path, str], ...] = ()
    plans: tuple[tuple[Path, str], ...] = ()

    @property
    def inputs(self) -> tuple[tuple[Path, str], ...]:
        """Everything that is read, but standard input."""
        return (*self.charts, *self.manifests, *self.terraform, *self.plans)


def discover(paths: Iterable[str], exclude: Iterable[str] = (), root: Path | None = None) -> Found:
    """Everything to scan below `paths`, sorted.

    `root` is what shown paths are relative to (default: `root_of` the paths). A folder with a Chart.yaml is one chart,
    with all that lies below it. `exclude` holds patterns for shown paths. NothingFound: a path does not exist.
    """
    given = list(paths)
    real = [Path(path) for path in given if path != "-"]
    for path in real:
        if not path.exists():
            raise NothingFound(f"{path} does not exist".replace("\n", "\\n"))
    root = root_of(real) if root is None else root
    patterns = tuple(exclude)
    kinds: dict[str, dict[str, Path]] = {kind: {} for kind in (CHART, MANIFEST, MODULE, PLAN)}
    passed: dict[str, str] = {}
    others: dict[str, int] = {}
    truncated = False
    for path in real:
        count = 0
        for found, kind, why in _walk(path):
            if kind == OTHER:
                others[found.suffix] = others.get(found.suffix, 0) + 1
                continue
            shown = shown_path(found, root)
            if kind == PASSED:
                passed[shown + "/" if found.is_dir() and why != LINK else shown] = why
                continue
            count += 1
            if count > MAX_FILES:
                truncated = True
                break
            if _excluded(shown, patterns):
                passed[shown + "/" if kind in (CHART, MODULE) and found.is_dir() else shown] = EXCLUDED
            else:
                kinds[kind][shown] = found
    charts, manifests, modules, plans = (tuple((found[shown], shown) for shown in sorted(found)) for found in kinds.values())
    return Found(root, charts, manifests, "-" in given, truncated,
                 tuple(Passed(shown, passed[shown]) for shown in sorted(passed)), dict(sorted(others.items())),
                 _root_modules(modules), plans)


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


def _walk(path: Path) -> Iterator[tuple[Path, str, str]]:
    """(path, kind, why it is passed over) of what lies at or below a path."""
    if path.is_file():
        if path.name == "Chart.yaml":
            yield path.parent, CHART, ""
        elif path.name.endswith(TERRAFORM):
            yield path.parent, MODULE, ""
        else:
            yield path, CHART if path.name.endswith(ARCHIVES) else _kind(path), ""
        return
    pending = [path]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield folder, PASSED, UNREADABLE  # it holds nothing for us
            continue
        if any(entry.name == "Chart.yaml" for entry in entries):
            yield folder, CHART, ""
            continue
        if any(entry.name.endswith(CONFIGURATIONS) and not entry.name.startswith(".") for entry in entries):
            yield folder, MODULE, ""
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                why = not_entered(entry.name)
                if entry.name == ".git":
                    continue  # nobody looks for it here
                if why:
                    yield Path(entry.path), PASSED, why
                else:
                    pending.append(Path(entry.path))
            elif not entry.name.endswith((*CONFIGURATIONS, *VALUES)):  # these are read with their folder
                yield Path(entry.path), *_file(entry)


def not_entered(name: str) -> str:
    """Why a folder of that name is passed over; "" for one that is not."""
    return HIDDEN if name.startswith(".") else FOREIGN if name in SKIPPED else ""


def _file(entry: os.DirEntry[str]) -> tuple[str, str]:
    """The kind of a file in a folder, and why it is passed over."""
    if not entry.name.endswith(MANIFESTS):
        return OTHER, ""
    if entry.name.startswith("."):
        return PASSED, HIDDEN
    return (_kind(Path(entry.path)), "") if entry.is_file(follow_symlinks=False) else (PASSED, LINK)


def _kind(path: Path) -> str:
    """Whether a file is a plan of Terraform or holds manifests."""
    if path.suffix != ".json":
        return MANIFEST
    from scanner.inputs.terraform import is_plan

    return PLAN if is_plan(path) else MANIFEST
