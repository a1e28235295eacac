"""What has to be scanned as a whole because some files of it have changed.

A template means nothing without its chart, so a change leads to the chart around it; a values file that environments
name leads to all charts that are rendered with it; a module of Terraform leads to the root modules that call it, since
these say what it is called with.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from scanner import settings
from scanner.discover import CONFIGURATIONS, KUSTOMIZATIONS, MANIFESTS, TERRAFORM, discover, not_entered, shown_path
from scanner.environments import belongs, value_files
from scanner.records import NamedTuple
from scanner.settings import Settings, SettingsError

CHART, KUSTOMIZATION, MODULE, MANIFEST = "chart", "kustomization", "module", "manifest"

CHART_FILE = "Chart.yaml"
SUBCHARTS = "charts"

MAX_LOOKED_INTO = 16 * 1024 * 1024
"""Largest file that is searched for the words of a manifest, in bytes."""


class Unit(NamedTuple):
    """A folder or file that is scanned as a whole, and what it is."""

    path: Path
    kind: str

    @property
    def request(self) -> Path:
        """The path that a scan is asked for: a module is named by a file of its own, since a folder would stand for
        all that lies below it."""
        if self.kind != MODULE:
            return self.path
        return min(_configurations(self.path))


def units(files: Iterable[Path], top: Path) -> tuple[Unit, ...]:
    """The units that changed files belong to, each once and sorted; the files need not exist any more.

    `top` is the folder above which nothing is looked for; files outside of it, in hidden folders and in those with
    code of other people belong to none.
    """
    changed = [Path(os.path.abspath(file)) for file in files]
    changed = [file for file in changed if file.is_relative_to(top)]
    found = {unit for file in changed if (unit := unit_of(file, top)) is not None}
    if changed:
        charts = _Charts(top)
        used = charts.rendered_with(file for file in changed if file.name.endswith(MANIFESTS))
        found -= {Unit(file, MANIFEST) for file in used}
        found |= {Unit(chart, CHART) for users in used.values() for chart in users}
        found |= {Unit(chart, CHART) for chart in charts.linking(unit.path for unit in found if unit.kind == CHART)}
        found = set(_with_callers(found, top))
    return tuple(sorted(found))


def everything(top: Path) -> tuple[Unit, ...]:
    """All units below a folder."""
    found = discover([str(top)], root=top)
    charts = (Unit(Path(os.path.abspath(path)), CHART) for path, _ in found.charts)
    manifests = (Unit(Path(os.path.abspath(path)), MANIFEST) for path, _ in (*found.manifests, *found.plans))
    modules = (Unit(Path(os.path.abspath(path)), MODULE) for path, _ in found.terraform)
    return (*charts, *manifests, *modules)


def _with_callers(found: Iterable[Unit], top: Path) -> Iterator[Unit]:
    """The units, root modules in the place of modules that they call."""
    changed = [unit for unit in found if unit.kind == MODULE]
    yield from (unit for unit in found if unit.kind != MODULE)
    if not changed:
        return
    from scanner.terraform.roots import leading

    roots = [os.path.abspath(path) for path, _ in discover([str(top)], root=top).terraform]
    callers = leading(roots, (str(unit.path) for unit in changed), str(top))
    for unit in changed:
        named = callers.get(os.path.realpath(unit.path))
        yield from (Unit(Path(path), MODULE) for path in named) if named else (unit,)


def by_configuration(found: Iterable[Unit], top: Path) -> dict[Path | None, list[Unit]]:
    """The units by the configuration file that holds for them (None: no file does)."""
    groups: dict[Path | None, list[Unit]] = {}
    for unit in found:
        groups.setdefault(settings.find(unit.path, top), []).append(unit)
    return groups


def unit_of(file: Path, top: Path) -> Unit | None:
    """The unit a file lies in, None for files that no scan reads."""
    chart = chart_of(file.parent, top)
    if any(not_entered(name) for name in (chart or file.parent).relative_to(top).parts):
        return None
    if chart is not None:
        return Unit(chart, CHART)
    if file.name.startswith("."):
        return None
    if file.name.endswith(TERRAFORM):
        module = next((each for each in _upwards(file.parent, top) if _configurations(each)), None)
        return Unit(module, MODULE) if module is not None else None
    if file.name not in KUSTOMIZATIONS and not file.name.endswith(MANIFESTS):
        return None
    kustomization = _nearest(file.parent, top, KUSTOMIZATIONS)
    if kustomization is not None:
        return Unit(kustomization, KUSTOMIZATION)
    return Unit(file, MANIFEST) if _may_be_manifest(file) else None


def _may_be_manifest(file: Path) -> bool:
    """Whether a file has the words that every manifest has: most changed YAML and JSON is something else, and need not
    even be valid (settings with comments, templates of other tools)."""
    try:
        if file.is_symlink() or not file.is_file():
            return False
        if file.stat().st_size > MAX_LOOKED_INTO:
            return True  # the scan says what it makes of it
        data = file.read_bytes()
    except OSError:
        return True
    return b"apiVersion" in data and b"kind" in data


def chart_of(folder: Path, top: Path) -> Path | None:
    """The outermost chart around a folder: subcharts are rendered with their parent."""
    chart = _nearest(folder, top, (CHART_FILE,))
    while chart is not None and chart != top and chart.parent.name == SUBCHARTS:
        parent = chart.parent.parent
        if not parent.is_relative_to(top) or not (parent / CHART_FILE).is_file():
            break
        chart = parent
    return chart


def _nearest(folder: Path, top: Path, names: Iterable[str]) -> Path | None:
    """The nearest folder, from one up to `top`, that has a file of such a name."""
    return next((each for each in _upwards(folder, top) if any((each / name).is_file() for name in names)), None)


def _upwards(folder: Path, top: Path) -> Iterator[Path]:
    for each in (folder, *folder.parents):
        yield each
        if each == top:
            return


def _configurations(folder: Path) -> list[Path]:
    """The Terraform files of a folder itself."""
    if not folder.is_dir():
        return []
    return [file for file in folder.iterdir() if file.name.endswith(CONFIGURATIONS) and not file.name.startswith(".")]


class _Charts:
    """The charts of a repository, and what they take from elsewhere in it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.charts = [Path(os.path.abspath(path)) for path, _ in discover([str(top)], root=top).charts]

    def rendered_with(self, files: Iterable[Path]) -> dict[Path, list[Path]]:
        """Of some files those that environments name as values, and the charts that are rendered with each."""
        wanted = set(files)
        found: dict[Path, list[Path]] = {}
        for chart, configured in self._configured() if wanted else ():
            shown = shown_path(chart, self.top)
            for environment in configured.environments:
                if belongs(shown, environment, True):
                    for named in value_files(environment, chart):
                        file = Path(os.path.normpath(named))
                        if file in wanted:
                            found.setdefault(file, []).append(chart)
        return found

    def _configured(self) -> Iterator[tuple[Path, Settings]]:
        """Each chart with its settings; a configuration that cannot be used is an error where its charts are scanned."""
        known: dict[Path, Settings] = {}
        for chart in self.charts:
            file = settings.find(chart, self.top)
            if file is not None:
                if file not in known:
                    known[file] = _loaded(file, self.top)
                yield chart, known[file]

    def linking(self, changed: Iterable[Path]) -> Iterator[Path]:
        """The charts with a symbolic link in charts/ that leads to a changed one."""
        real = {os.path.realpath(chart) for chart in changed}
        for chart in self.charts:
            if any(os.path.realpath(link) in real for link in _links(chart / SUBCHARTS)):
                yield chart


def _loaded(file: Path, top: Path) -> Settings:
    try:
        return settings.load(file, shown_path(file, top))
    except SettingsError:
        return Settings()


def _links(folder: Path) -> list[str]:
    try:
        return [entry.path for entry in os.scandir(folder) if entry.is_symlink()]
    except OSError:
        return []
