"""Charts: loading a directory or archive into records.

A loaded chart does not change.  What processing makes of it (aliases, imports, disabled
subcharts) is a new chart made with `_replace`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scanner.gotemplate.values import Map, decode
from scanner.helm.archive import MAX_CHART, Budget, is_gzip, read_archive
from scanner.helm.decode import DecodeError, Struct
from scanner.helm.decode import decode as decode_fields
from scanner.helm.documents import item_places, load_values, read_yaml
from scanner.helm.errors import ArchiveError, ChartError, HelmError, Where
from scanner.helm.ignore import FILE_NAME, parse
from scanner.helm.metadata import CHART_BASE, LOCK, METADATA, Metadata, checked_metadata
from scanner.helm.tree import join, read_bounded, read_tree
from scanner.located.placed import Place
from scanner.records import NamedTuple

MAX_NESTING = 20
"""Most levels of charts within charts."""


class ChartFile:
    """A file of a chart: `name` below the chart, `path` as reports show it, `archive` the .tgz it lies in, or ""."""

    __slots__ = ("name", "data", "path", "archive", "_text")

    def __init__(self, name: str, data: bytes, path: str, archive: str = "") -> None:
        self.name, self.data, self.path, self.archive = name, data, path, archive
        self._text: str | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChartFile) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[str, bytes, str, str]:
        return self.name, self.data, self.path, self.archive

    @property
    def text(self) -> str:
        """The content as a Go string (bytes that are no UTF-8 as lone surrogates)."""
        if self._text is None:
            self._text = decode(self.data)
        return self._text


_NO_VALUES = Map()


class Chart(NamedTuple):
    """A chart: what Chart.yaml says, its own files by use, and the charts in charts/, by name.

    `files` is what `.Files` shows; `values` is a map with places.  `root` is the path of its folder.
    """

    metadata: Metadata
    root: str
    chart_file: ChartFile
    files: tuple[ChartFile, ...] = ()
    templates: tuple[ChartFile, ...] = ()
    values: Map = _NO_VALUES  # never changed: coalescing makes new maps
    values_file: ChartFile | None = None
    schema: ChartFile | None = None
    dependencies: tuple[Chart, ...] = ()

    @property
    def name(self) -> str:
        """The name its values and templates go under; an alias when it has one."""
        return self.metadata.name

    @property
    def own_crds(self) -> Iterator[ChartFile]:
        """Manifests below crds/, which Helm installs as they are."""
        for file in self.files:
            if file.name.startswith("crds/") and file.name.rpartition(".")[2].lower() in ("yaml", "yml", "json"):
                yield file


def load_chart(path: str | os.PathLike[str], shown: str | None = None, boundary: Path | None = None) -> Chart:
    """Load a chart directory or .tgz.

    `shown` is how its path is written in places and messages (default: `path`, normalised).
    Symbolic links are followed inside `boundary` (default: the chart's own directory).
    ChartError, or another HelmError, with Helm's text where the chart cannot be loaded.
    """
    given = os.fspath(path)
    wanted = given if shown is None else shown
    shown = Path(os.path.normpath(wanted)).as_posix() if wanted else ""
    shown = "" if shown == "." else shown
    if os.path.isdir(given):
        chart = _load_directory(Path(given), shown, boundary or Path(given))
    elif os.path.isfile(given):
        chart = _load_archive(given, shown)
    else:
        raise _not_found(wanted)
    if chart.metadata.api_version == "v3":  # Helm reads them, but does not render them yet
        raise ChartError("invalid chart apiVersion", Where(chart.chart_file.path))
    return chart


def check_installable(chart: Chart) -> None:
    """Refuse a library chart as the chart to render."""
    if chart.metadata.type not in ("", "application"):
        raise ChartError(f"{chart.metadata.type} charts are not installable", Where(chart.chart_file.path))


def _not_found(path: str) -> ChartError:
    name = path.strip()
    if os.path.isabs(name) or name.startswith("."):
        return ChartError(f'path "{name}" not found')
    repository, slash, chart = name.partition("/")
    if not slash or not repository or not chart:
        return ChartError(f"non-absolute URLs should be in form of repo_name/path_to_chart, got: {name}")
    return ChartError(f"repo {repository} not found")


def _load_directory(root: Path, shown: str, boundary: Path) -> Chart:
    path = join(shown, "Chart.yaml")
    if not (root / "Chart.yaml").is_file():
        raise ChartError(f"unable to detect chart at {path}: open {path}: no such file or directory", Where(path))
    chart_file = ChartFile("Chart.yaml", read_bounded(str(root / "Chart.yaml"), path), path)
    _check_api_version(chart_file)
    ignore = root / FILE_NAME
    ignore_path = join(shown, FILE_NAME)
    try:
        rules = parse(decode(read_bounded(str(ignore), ignore_path)) if ignore.is_file() else "")
    except ChartError as error:
        raise ChartError(str(error), Where(ignore_path)) from None
    budget = Budget()
    files = [
        ChartFile(found.name, found.data, join(shown, found.name))
        for found in read_tree(root, shown, boundary, rules, budget)
    ]
    return _assemble(files, shown, budget, 0)


def _load_archive(path: str, shown: str) -> Chart:
    with open(path, "rb") as stream:
        data = stream.read(MAX_CHART + 1)
    if len(data) > MAX_CHART:
        raise ArchiveError(f"chart archive is larger than the maximum size {MAX_CHART}", Where(shown))
    if not is_gzip(data):
        if shown.endswith((".yaml", ".yml")):
            raise ArchiveError(f"file '{shown}' seems to be a YAML file, but expected a gzipped archive", Where(shown))
        kind = "application/octet-stream" if b"\0" in data[:512] else "text/plain; charset=utf-8"
        raise ArchiveError(f"file '{shown}' does not appear to be a gzipped archive; got '{kind}'", Where(shown))
    budget = Budget()
    files = _unpacked(data, shown, shown, budget)
    chart_file = next((file for file in files if file.name == "Chart.yaml"), None)
    if chart_file is None:
        raise ChartError("unable to detect chart version, no Chart.yaml found", Where(shown))
    _check_api_version(chart_file)
    return _assemble(files, _folder(chart_file), budget, 0)


def _unpacked(data: bytes, shown: str, archive: str, budget: Budget) -> list[ChartFile]:
    try:
        members = read_archive(data, budget)
    except ArchiveError as error:
        raise ArchiveError(str(error), Where(shown)) from None
    return [ChartFile(member.name, member.data, f"{shown}!{member.path}", archive) for member in members]


def _folder(chart_file: ChartFile) -> str:
    return chart_file.path.removesuffix("Chart.yaml").removesuffix("/")


def _check_api_version(chart_file: ChartFile) -> None:
    version = _fields(chart_file, CHART_BASE).get("apiVersion", "")
    if version not in ("", "v1", "v2", "v3"):
        raise ChartError("unsupported chart version", Where(chart_file.path))


def _fields(file: ChartFile, struct: Struct) -> dict[str, Any]:
    """A YAML file of the chart as typed fields; the error names the file as Helm does."""
    prefix = f"cannot load {file.name}"
    value = read_yaml(file.text, file.path, prefix)
    try:
        return decode_fields(value, struct)
    except DecodeError as error:
        raise ChartError(f"{prefix}: {error}", Where(file.path)) from None


def _assemble(files: list[ChartFile], root: str, budget: Budget, level: int) -> Chart:
    """Sort files by use, check the metadata, then load the subcharts."""
    if level > MAX_NESTING:
        raise ChartError(f"charts are nested more than {MAX_NESTING} levels deep", Where(root))
    by_name = {file.name: file for file in files}
    own, templates = [], []
    subcharts: dict[str, list[ChartFile]] = {}
    for file in files:
        if file.name.startswith("templates/"):
            templates.append(file)
        elif file.name.startswith("charts/"):
            if file.name.endswith(".prov"):
                own.append(file)
            else:
                subcharts.setdefault(file.name.split("/", 2)[1], []).append(file)
        elif file.name not in _LOADED:
            own.append(file)
    metadata = _metadata(by_name, own)
    for name in ("Chart.lock", "requirements.lock"):
        if name in by_name:
            _fields(by_name[name], LOCK)
    values_file = by_name.get("values.yaml")
    return Chart(
        metadata=metadata,
        root=root,
        chart_file=by_name["Chart.yaml"],
        files=tuple(own),
        templates=tuple(templates),
        values=load_values(values_file.data, values_file.path, "cannot load values.yaml") if values_file else Map(),
        values_file=values_file,
        schema=by_name.get("values.schema.json"),
        dependencies=tuple(_subcharts(metadata.name, root, subcharts, budget, level)),
    )


_LOADED = {"Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json", "requirements.yaml", "requirements.lock"}


def _metadata(by_name: dict[str, ChartFile], own: list[ChartFile]) -> Metadata:
    """Chart.yaml with requirements.yaml over it; the requirements files of v1 charts go to `.Files`."""
    chart_file = by_name.get("Chart.yaml")
    fields: dict[str, Any] = _fields(chart_file, METADATA) if chart_file else {}
    places = _dependency_places(chart_file, fields) if chart_file else []
    requirements = by_name.get("requirements.yaml")
    if requirements is not None:
        added = _fields(requirements, METADATA)
        places = _dependency_places(requirements, added) or places
        fields |= added
    if chart_file is None and requirements is None:
        raise ChartError("Chart.yaml file is missing")
    if fields.get("apiVersion", "v1") == "v1":
        own += [by_name[name] for name in ("requirements.yaml", "requirements.lock") if name in by_name]
    where = Where((chart_file or requirements).path)  # type: ignore[union-attr]  # one of them is there
    try:
        return checked_metadata(fields, places)
    except ChartError as error:
        raise ChartError(str(error), where) from None


def _dependency_places(file: ChartFile, fields: dict[str, Any]) -> list[Place]:
    return item_places(file.text, file.path, "dependencies") if fields.get("dependencies") else []


def _subcharts(
    parent: str, root: str, found: dict[str, list[ChartFile]], budget: Budget, level: int
) -> Iterator[Chart]:
    for name in sorted(found):
        if name[0] in "_.":
            continue
        try:
            yield _subchart(name, parent, root, found[name], budget, level)
        except HelmError as error:
            text = str(error)
            if not text.startswith("error unpacking subchart tar"):
                text = f"error unpacking subchart {name} in {parent}: {text}"
            raise ChartError(text, error.where or Where(join(root, f"charts/{name}"))) from None


def _subchart(name: str, parent: str, root: str, files: list[ChartFile], budget: Budget, level: int) -> Chart:
    if name.endswith(".tgz"):
        file = files[0]
        if file.name != f"charts/{name}":
            inner = file.name.removeprefix("charts/")
            raise ChartError(f"error unpacking subchart tar in {parent}: expected {name}, got {inner}")
        inside = _unpacked(file.data, file.path, file.archive or file.path, budget)
        chart_file = next((each for each in inside if each.name == "Chart.yaml"), None)
        return _assemble(inside, _folder(chart_file) if chart_file else file.path, budget, level + 1)
    prefix = f"charts/{name}/"
    inside = [
        ChartFile(file.name.removeprefix(prefix), file.data, file.path, file.archive)
        for file in files
        if file.name.startswith(prefix)
    ]
    return _assemble(inside, join(root, prefix.rstrip("/")), budget, level + 1)
