"""Subcharts that are listed in Chart.yaml: which take part, under which names, and what they export.

A chart in charts/ that Chart.yaml does not list takes part as it is.  For a chart with a
`dependencies` list, each entry picks the first chart of its name that satisfies its
version range; tags and conditions may switch the entry off; then values are imported
from the subcharts, deepest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.gotemplate.limits import spend
from scanner.gotemplate.printing import sprint
from scanner.gotemplate.values import Map, StringMap
from scanner.helm.chart import Chart
from scanner.helm.errors import DependencyError, ValuesError
from scanner.helm.gotext import SPACES
from scanner.helm.metadata import Dependency
from scanner.helm.values import Nulls, coalesce, copied, merge, merge_tables, path_value, table
from scanner.helm.versions import is_compatible
from scanner.records import NamedTuple


class MissingDependency(NamedTuple):
    """An entry of `dependencies` with no chart of its name in charts/; `place` is where the entry stands, or None."""

    chart: str
    name: str
    version: str
    repository: str
    place: Any


def missing(chart: Chart) -> list[MissingDependency]:
    """Entries of the chart's own Chart.yaml without a chart, even those that a condition would switch off."""
    present = {subchart.name for subchart in chart.dependencies}
    return [
        MissingDependency(chart.root, entry.name, entry.version, entry.repository, entry.place)
        for entry in chart.metadata.dependencies or ()
        if entry.name not in present
    ]


def missing_anywhere(chart: Chart) -> Iterator[MissingDependency]:
    """The same for the chart and every subchart below it; Helm passes over those of subcharts in silence."""
    yield from missing(chart)
    for subchart in chart.dependencies:
        yield from missing_anywhere(subchart)


def check_missing(chart: Chart) -> None:
    """Refuse a chart with missing dependencies, in Helm's words."""
    absent = missing(chart)
    if absent:
        names = ", ".join(entry.name for entry in absent)
        raise DependencyError(
            "an error occurred while checking for chart dependencies. You may need to run `helm dependency build` "
            f"to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: {names}"
        )


_CHART = 10_000  # work of one chart; a few of them, each under several names at several levels, become millions


def process(chart: Chart, user: Map, helm_version: int = 4) -> Chart:
    """The chart with its enabled subcharts under their effective names, and imported values in its defaults.

    `user` are the merged user values.  DependencyError where a subchart's key holds something
    that is no map.
    """
    try:
        return _with_imports(_enabled(chart, user, "", helm_version))
    except ValuesError as error:
        raise DependencyError(f"chart dependencies processing failed: {error}", error.where) from None


def _enabled(chart: Chart, values: Map, path: str, helm_version: int) -> Chart:
    """The chart without disabled subcharts; conditions are looked up below `path` (dotted, ends with a dot)."""
    spend(_CHART)
    listed = chart.metadata.dependencies
    if listed is None:
        return chart
    matched = _matched(chart, listed)
    coalesced = coalesce(chart._replace(dependencies=matched), values, helm_version)
    entries = [
        entry._replace(name=entry.effective_name, enabled=_is_enabled(entry, coalesced, path)) for entry in listed
    ]
    disabled = {entry.name for entry in entries if not entry.enabled}
    kept = tuple(entry for entry in entries if entry.name not in disabled)
    subcharts = tuple(
        _enabled(subchart, coalesced, f"{path}{subchart.name}.", helm_version)
        for subchart in matched
        if subchart.name not in disabled
    )
    return chart._replace(metadata=chart.metadata._replace(dependencies=kept or None), dependencies=subcharts)


def _matched(chart: Chart, listed: tuple[Dependency, ...]) -> tuple[Chart, ...]:
    """Charts that no entry means, then one chart for each entry that has one, under the entry's name."""

    def means(entry: Dependency, subchart: Chart) -> bool:
        return subchart.name == entry.name and is_compatible(entry.version, subchart.metadata.version)

    found = [subchart for subchart in chart.dependencies if not any(means(entry, subchart) for entry in listed)]
    for entry in listed:
        subchart = next((each for each in chart.dependencies if means(entry, each)), None)
        if subchart is not None:
            found.append(subchart._replace(metadata=subchart.metadata._replace(name=entry.effective_name)))
    return tuple(found)


def _is_enabled(entry: Dependency, values: Map, path: str) -> bool:
    """Tags first; the first condition that is a bool overrides them.  (`enabled` in the file has no effect.)"""
    for condition in entry.condition.strip(SPACES).split(","):
        if condition:
            try:
                value = path_value(values, path + condition)
            except KeyError:
                continue
            if isinstance(value, bool):
                return value
    tags = table(values, ["tags"]) or {}
    states = [tags[tag] for tag in entry.tags if isinstance(tags.get(tag), bool)]
    return any(states) or not states


def _with_imports(chart: Chart) -> Chart:
    """Subcharts first; then the chart's defaults become its values, its subcharts' values and what it imports."""
    chart = chart._replace(dependencies=tuple(map(_with_imports, chart.dependencies)))
    listed = chart.metadata.dependencies
    if listed is None:
        return chart
    values = merge(chart, Map())
    imported = Map()
    entries = []
    for entry in listed:
        done: list[Any] = []
        for wanted in entry.import_values:
            imported = _imported(imported, values, entry.name, wanted, done)
        entries.append(entry._replace(import_values=tuple(done)))
    # an import may share tables with the subchart it came from, so the merge works on a copy
    values = merge_tables(copied(values), imported, Nulls.KEEP)
    return chart._replace(metadata=chart.metadata._replace(dependencies=tuple(entries)), values=values)


def _imported(imported: Map, values: Map, name: str, wanted: Any, done: list[Any]) -> Map:
    """`imported` with one more entry of import-values, which is weaker than those before it.

    `done` gets the entry in the form that `.Chart.Dependencies` shows.
    """
    if isinstance(wanted, str):
        child, parent = f"exports.{wanted}", "."
    elif isinstance(wanted, dict):
        child, parent = sprint(wanted.get("child")), sprint(wanted.get("parent"))
    else:
        return imported
    done.append(StringMap({"child": child, "parent": parent}))
    source = table(values, [*name.split("."), *child.split(".")])
    if source is None:
        return imported
    return merge_tables(imported, _nested(parent, source), Nulls.KEEP)


def _nested(path: str, values: Map) -> Map:
    """A map that has `values` at a dotted path; "." is the map itself."""
    if path == ".":
        return values
    for key in reversed(path.split(".")):
        values = Map({key: values})
    return values
