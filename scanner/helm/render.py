"""From a chart on disk to rendered files: what `helm template` does, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.deep import deep
from scanner.gotemplate import limits
from scanner.gotemplate.errors import LimitError
from scanner.gotemplate.values import Map
from scanner.helm import dependencies, engine, manifests
from scanner.helm.capabilities import capabilities
from scanner.helm.chart import Chart, check_installable, load_chart
from scanner.helm.errors import HelmError
from scanner.helm.options import RenderOptions, check_release_name, parse_helm_arguments
from scanner.helm.scopes import Scope, check_kube_version, release_map, top_scope
from scanner.helm.values import coalesce, open_unknowns, user_values
from scanner.records import NamedTuple

if TYPE_CHECKING:
    from scanner.helm.engine import Rendering

MAX_FILE = 32 * 1024 * 1024
"""Largest file that is named on the command line, in bytes."""

ReadFile = Callable[[str], bytes]

SERVED = ("apiregistration.k8s.io/v1",)
"""APIs of every cluster that Helm's list without a cluster lacks: charts fall back to removed versions without them."""


class RenderedChart(NamedTuple):
    """A rendered chart: the scopes it was rendered with, the files, and problems that did not end the rendering."""

    scope: Scope
    rendering: Rendering
    schema_problems: tuple[HelmError, ...] = ()
    version_problem: HelmError | None = None


@deep
def render_chart(chart: Chart, options: RenderOptions, read: ReadFile, *, traced: bool = False) -> RenderedChart:
    """Render as Helm does.  HelmError with Helm's text at the first thing that is wrong."""
    check_release_name(options.release)
    user = user_values(options, read)
    check_installable(chart)
    dependencies.check_missing(chart)
    processed, values = _processed(chart, user, options)
    if not options.skip_schema_validation:
        from scanner.helm.schema import check_schemas

        check_schemas(processed, values)
    known = capabilities(options.kube_version, options.api_versions, options.helm_version)
    check_kube_version(processed, known.kube_version.version, known.kube_version.normalized)
    top = top_scope(processed, values)
    rendering = engine.render(
        top, release_map(options), known, traced=traced, helm_version=options.helm_version
    )
    return RenderedChart(top, rendering)


@deep
def render_tolerant(chart: Chart, options: RenderOptions, read: ReadFile, *, traced: bool = True) -> RenderedChart:
    """Render whatever can be rendered; problems are collected.

    HelmError where nothing can be: the user's own values do not parse, or have a shape
    that the subcharts cannot take.  Missing dependencies are asked for separately
    (`dependencies.missing_anywhere`).
    """
    user = user_values(options, read)
    if options.unknowns:
        open_unknowns(user)
    processed, values = _processed(chart, user, options)
    known = capabilities(options.kube_version, (*SERVED, *options.api_versions), options.helm_version)
    schema_problems: tuple[HelmError, ...] = ()
    if not options.skip_schema_validation:
        from scanner.helm.schema import schema_problems as find_schema_problems

        schema_problems = tuple(find_schema_problems(processed, values))
    version_problem = None
    try:
        check_kube_version(processed, known.kube_version.version, known.kube_version.normalized)
    except HelmError as error:
        version_problem = error
    top = top_scope(processed, values)
    rendering = engine.render(top, release_map(options), known, traced=traced, tolerant=True)
    return RenderedChart(top, rendering, schema_problems, version_problem)


def _processed(chart: Chart, user: Map, options: RenderOptions) -> tuple[Chart, Map]:
    """The chart with the subcharts that are enabled, and the values of all of them."""
    try:
        with limits.metered():
            processed = dependencies.process(chart, user, options.helm_version)
            return processed, coalesce(processed, user, options.helm_version)
    except LimitError:
        raise HelmError("the dependencies and values are more than any chart needs") from None


@deep
def template(
    arguments: Sequence[str], directory: Path, *, helm_version: int = 4, release_name: str | None = None
) -> str:
    """What `helm template ARGUMENTS` prints when it is run in `directory`.  HelmError where it fails.

    `release_name` names the release in place of the arguments.
    """
    chart, options = read_arguments(arguments, directory, helm_version, release_name)
    return print_rendered(render_chart(chart, options, reader(directory)), options)


def read_arguments(
    arguments: Sequence[str], directory: Path, helm_version: int, release_name: str | None
) -> tuple[Chart, RenderOptions]:
    """The chart and the options that arguments of `helm template` name.  HelmError in Helm's words."""
    release, path, options = parse_helm_arguments(arguments)
    options = options._replace(release=release_name or release, helm_version=helm_version)
    return load_chart(directory / path, path), options


def print_rendered(rendered: RenderedChart, options: RenderOptions) -> str:
    """A strictly rendered chart as `helm template` prints it.  ManifestError where a document is no YAML object."""
    files = {file.name: file.text for file in rendered.rendering.files}
    return manifests.printed(manifests.release(rendered.scope.chart, files, options), options.show_only)


def reader(directory: Path) -> ReadFile:
    """Reads files named on the command line; HelmError in Helm's words where one cannot be read."""

    def read(path: str) -> bytes:
        try:
            with open(directory / path, "rb") as stream:
                data = stream.read(MAX_FILE + 1)
        except FileNotFoundError:
            raise HelmError(f"open {path}: no such file or directory") from None
        except IsADirectoryError:
            raise HelmError(f"read {path}: is a directory") from None
        except OSError as error:
            raise HelmError(f"open {path}: {(error.strerror or 'cannot be read').lower()}") from None
        if len(data) > MAX_FILE:
            raise HelmError(f"read {path}: larger than {MAX_FILE} bytes")
        return data

    return read
