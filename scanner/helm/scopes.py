"""The charts of a release as templates see them: each enabled chart with its path, values and objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.gotemplate.values import Map
from scanner.helm.chart import Chart, ChartFile
from scanner.helm.errors import HelmError, Where
from scanner.helm.files import Files
from scanner.helm.options import RenderOptions
from scanner.helm.versions import is_compatible
from scanner.records import NamedTuple


class Scope:
    """One enabled chart.

    `subcharts` are keyed by name; where several have one name, all but the last under a number
    too.  `path` is its full path (``web``, ``web/charts/db``); `values` are its coalesced values, the
    very map that the parent holds under the chart's name, so that a change shows in both.
    """

    __slots__ = ("chart", "path", "values", "subcharts", "is_root")

    def __init__(self, chart: Chart, path: str, values: Map, subcharts: Mapping[str, Scope], is_root: bool) -> None:
        self.chart, self.path, self.values, self.subcharts, self.is_root = chart, path, values, subcharts, is_root

    @property
    def chart_map(self) -> dict[str, Any]:
        """`.Chart`."""
        return self.chart.metadata.go_map(self.is_root)

    @property
    def files(self) -> Files:
        """`.Files`."""
        return Files.of(self.chart.files)

    @property
    def base_path(self) -> str:
        """`.Template.BasePath`."""
        return f"{self.path}/templates"


class TemplateSource(NamedTuple):
    """A template to parse: its full name (``web/templates/a.yaml``), its file, and the chart it belongs to."""

    name: str
    file: ChartFile
    scope: Scope


def top_scope(chart: Chart, values: Map) -> Scope:
    """The scopes of a processed chart over its coalesced values; the root's, the others below it."""
    return _scope(chart, chart.name, values, True)


def _scope(chart: Chart, path: str, values: Map, is_root: bool) -> Scope:
    subcharts: dict[str, Scope] = {}
    for number, subchart in enumerate(chart.dependencies):
        name = subchart.name
        own = values.get(name)
        inner = own if isinstance(own, Map) else Map()
        if name in subcharts:
            subcharts[f"{name} {number}"] = subcharts.pop(name)
        subcharts[name] = _scope(subchart, f"{path}/charts/{name}", inner, False)
    return Scope(chart, path, values, subcharts, is_root)


def all_scopes(scope: Scope) -> Iterator[Scope]:
    """The scope and those below it, parents first."""
    yield scope
    for inner in scope.subcharts.values():
        yield from all_scopes(inner)


def template_sources(scope: Scope) -> dict[str, TemplateSource]:
    """All templates of all charts by full name; of library charts only the partials."""
    found: dict[str, TemplateSource] = {}
    for inner in scope.subcharts.values():
        found |= template_sources(inner)
    for file in scope.chart.templates:
        if scope.chart.metadata.is_library and not file.name.rpartition("/")[2].startswith("_"):
            continue
        name = f"{scope.path}/{file.name}"
        found[name] = TemplateSource(name, file, scope)
    return found


def release_map(options: RenderOptions) -> dict[str, Any]:
    """`.Release`."""
    return {
        "Name": options.release,
        "Namespace": options.namespace,
        "IsUpgrade": options.is_upgrade,
        "IsInstall": not options.is_upgrade,
        "Revision": 1,
        "Service": "Helm",
    }


def check_kube_version(chart: Chart, version: str, normalized: str) -> None:
    """Refuse a chart whose `kubeVersion` the cluster does not satisfy; `normalized` is the version without suffixes."""
    wanted = chart.metadata.kube_version
    if wanted and not is_compatible(wanted, normalized):
        raise HelmError(
            f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {version}",
            Where(chart.chart_file.path),
        )
