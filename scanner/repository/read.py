"""The facts of a repository: walks the scanned paths and asks the modules of this package about the files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Protocol

from scanner.discover import SKIPPED, shown_path
from scanner.model.provenance import NOWHERE
from scanner.model.report import Level, Notice
from scanner.model.resource import Resource
from scanner.model.source import SourceFile
from scanner.records import NamedTuple
from scanner.repository.facts import STAGE, notice
from scanner.repository.files import File, Project, Unreadable

MAX_FILES = 100_000
MAX_DEPTH = 40
MAX_TOTAL = 256 * 1024 * 1024
MAX_FACTS = 200_000

# Folders with a dot that configure something the checklist asks about.
_ENTERED = frozenset([".github", ".gitlab", ".devcontainer", ".changeset", ".config", ".mise", ".spectral"])
_FOREIGN = SKIPPED | {"vendor", "third_party", "third-party", "bower_components", "dist", "target"}
_TEMPLATES = (
    ".template",
    ".tmpl",
    ".tpl",
    ".j2",
    ".jinja",
    ".jinja2",
    ".example",
    ".sample",
    ".dist",
    ".erb",
    ".orig",
    ".bak",
)

# One module for each kind of file; the order decides the order of facts about one file.
MODULES = (
    "github",
    "gitlab",
    "precommit",
    "makefile",
    "scripts",
    "toolversions",
    "updates",
    "codeowners",
    "protection",
    "exceptions",
    "dockerfiles",
    "compose",
    "imagetests",
    "prometheus",
    "alertmanager",
    "grafana",
    "logs",
    "slo",
    "packages",
    "quality",
    "tests",
    "reports",
    "apis",
    "migrations",
    "releases",
    "flags",
    "environments",
    "charts",
    "secrets",
    "appsettings",
    "loadtests",
    "markdown",
    "tables",
    "mappings",
    "sites",
    "templates",
    "sboms",
    "licences",
)


class Module(Protocol):
    """What each of them has.

    `claims`: whether a file of that path (from the top of the project) may hold such facts, by its name alone;
    `read`: the facts of it, nothing where the content is something else.
    """

    NAME: str

    def claims(self, path: str) -> bool: ...

    def read(self, file: File, project: Project) -> Iterator[Resource | Notice]: ...


class Reading(NamedTuple):
    """What was found: facts in the order of their files, what could not be read, and the texts that places refer to."""

    resources: tuple[Resource, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: dict[str, SourceFile] = {}  # noqa: RUF012 - never changed


def read(
    paths: Iterable[str],
    root: Path,
    exclude: Iterable[str] = (),
    objects: Iterable[Resource] = (),
    progress: Callable[[str], None] = lambda shown: None,
) -> Reading:
    """The facts of all files at or below the paths.

    `root` is what shown paths are relative to, `exclude` holds patterns for them; `objects` are Kubernetes objects read
    from manifests and charts, which may hold alerts, dashboards and settings too. Nothing raises: what is wrong with a
    file is a notice.
    """
    found: list[Resource] = []
    notices: list[Notice] = []
    sources: dict[str, SourceFile] = {}
    projects = []
    modules = _modules()
    for project, limits in _projects(paths, root, tuple(exclude)):
        notices += limits
        projects.append(project)
        total = 0
        by_shown = {file.shown: file for file in project}
        for file in project:
            asked = [module for module in modules if module.claims(file.path)]
            if not asked or len(found) >= MAX_FACTS:
                continue
            total += file.size
            if total > MAX_TOTAL:
                notices.append(
                    Notice(
                        Level.WARNING,
                        "Not all files of the repository were looked at.",
                        f"They have more than {MAX_TOTAL} bytes.",
                        NOWHERE,
                        STAGE,
                    )
                )
                break
            progress(file.shown)
            facts = list(_of_file(file, project, asked))
            for one in facts:
                if isinstance(one, Notice):
                    notices.append(one)
                    continue
                found.append(one)
                # A pipeline may include others, whose parts stand in their own files.
                shown = one.locator.file
                if shown not in sources:
                    sources[shown] = file.source if shown == file.shown else by_shown[shown].source
    from scanner.repository import objects as inside
    from scanner.repository import together

    found += inside.read(objects)
    for project in projects or [Project({})]:
        together.complete(found, project)
    return Reading(tuple(found), tuple(dict.fromkeys(notices)), sources)


def _of_file(file: File, project: Project, modules: list[Module]) -> Iterator[Resource | Notice]:
    try:
        file.text  # noqa: B018 - read once, so that one notice tells what is wrong with it
    except Unreadable as why:
        yield Notice(Level.WARNING, f"{file.shown} cannot be read.", str(why), NOWHERE, STAGE)
        return
    for module in modules:
        try:
            yield from module.read(file, project)
        except RecursionError:
            yield notice(file, "The file is nested too deeply and was not looked at.")


def _modules() -> tuple[Module, ...]:
    return tuple(import_module(f"scanner.repository.{name}") for name in MODULES)  # type: ignore[misc]


def _projects(paths: Iterable[str], root: Path, exclude: tuple[str, ...]) -> Iterator[tuple[Project, list[Notice]]]:
    """The scanned paths by the project they belong to: the Git repository, or the path itself outside of one."""
    tops: dict[Path, list[Path]] = {}
    for path in paths:
        if path == "-":
            continue
        real = Path(os.path.abspath(path))
        top = root if (root / ".git").exists() and real.is_relative_to(root) else real if real.is_dir() else real.parent
        tops.setdefault(top, []).append(real)
    for top, below in tops.items():
        files: dict[str, File] = {}
        limits: list[Notice] = []
        for path in sorted(below):
            for found, size in _walk(path, limits):
                shown = shown_path(found, root)
                inner = found.relative_to(top).as_posix()
                if inner in files or _excluded(shown, exclude):
                    continue
                files[inner] = File(found, shown, inner, size)
        yield Project({path: files[path] for path in sorted(files)}), limits


def _walk(path: Path, limits: list[Notice]) -> Iterator[tuple[Path, int]]:
    """The files at or below a path with their sizes; links are not followed, other people's code is not entered."""
    if path.is_file():
        yield path, path.stat().st_size
        return
    pending = [(str(path), 0)]
    count = 0
    while pending:
        folder, depth = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                hidden = entry.name.startswith(".") and entry.name not in _ENTERED
                if not hidden and entry.name not in _FOREIGN and depth < MAX_DEPTH:
                    pending.append((entry.path, depth + 1))
            elif entry.is_file(follow_symlinks=False) and not entry.name.endswith(_TEMPLATES):
                count += 1
                if count > MAX_FILES:
                    limits.append(
                        Notice(
                            Level.WARNING,
                            "Not all files of the repository were looked at.",
                            f"There are more than {MAX_FILES}.",
                            NOWHERE,
                            STAGE,
                        )
                    )
                    return
                try:
                    yield Path(entry.path), entry.stat(follow_symlinks=False).st_size
                except OSError:
                    continue


def _excluded(shown: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(shown, pattern) or shown.startswith(pattern.rstrip("/") + "/") for pattern in patterns)
