"""What a scan would look at, with which values, and what it would pass over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scanner.deep import deep
from scanner.discover import EXCLUDED, Found, discover
from scanner.environments import Run, belongs, environments, runs
from scanner.helm.chart import load_chart
from scanner.helm.errors import HelmError
from scanner.inputs import manifests
from scanner.inputs.third_parties import is_foreign
from scanner.model.report import Level, Notice
from scanner.records import NamedTuple
from scanner.reports.escape import visible
from scanner.scan import Request, manifest_files

VERSION = 1

MAX_NAMED = 8
"""Most paths or objects that one line names."""

LIBRARY = "a library chart is judged in the charts that use it"
KUSTOMIZATION = "Kustomization"


class ChartItem(NamedTuple):
    """A chart, with the values it is rendered with. `problem` says why it is not rendered, "" for one that is."""

    path: str
    name: str = ""
    version: str = ""
    subcharts: tuple[tuple[str, bool], ...] = ()
    runs: tuple[Run, ...] = ()
    problem: str = ""


class ManifestItem(NamedTuple):
    """A file: its objects as Kind/name, the environments it belongs to, and what cannot be read in it."""

    path: str
    objects: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    problem: str = ""


class ModuleItem(NamedTuple):
    """A root module of Terraform: how many resources and data sources its files declare, the sources of the modules it
    calls, and its variables without a default."""

    path: str
    resources: int = 0
    data: int = 0
    calls: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    problem: str = ""


class PlanItem(NamedTuple):
    """A plan of Terraform in JSON."""

    path: str


Item = ChartItem | ManifestItem | ModuleItem | PlanItem


class Overview(NamedTuple):
    """Everything below some paths."""

    charts: tuple[ChartItem, ...]
    manifests: tuple[ManifestItem, ...]
    modules: tuple[ModuleItem, ...]
    plans: tuple[PlanItem, ...]
    found: Found


@deep
def overview(request: Request) -> Overview:
    """Look at everything a request would scan, without rendering or judging.

    NothingFound and SettingsError refuse the request, as they refuse the scan.
    """
    found = discover(request.paths, request.settings.exclude, request.root)
    plans = tuple(PlanItem(shown) for _, shown in found.plans)
    return Overview(tuple(_charts(request, found)), tuple(_manifests(request, found)), tuple(_modules(found)), plans, found)


def _charts(request: Request, found: Found) -> Iterator[ChartItem]:
    for path, shown in found.charts:
        try:
            chart = load_chart(path, shown, found.root)
        except HelmError as error:
            yield ChartItem(shown, problem=" ".join(str(error).split()))
            continue
        subcharts = tuple((inner.name, is_foreign(chart, inner)) for inner in chart.dependencies)
        item = ChartItem(shown, chart.name, chart.metadata.version, subcharts)
        if chart.metadata.is_library:
            yield item._replace(problem=LIBRARY)
        else:
            yield item._replace(runs=tuple(runs(request.options, request.settings, path, shown, found.root)))


def _manifests(request: Request, found: Found) -> Iterator[ManifestItem]:
    notices: list[Notice] = []
    known = environments(request.settings)
    for file in manifest_files(found, request, notices):
        resources, told = manifests.load([file])
        wrong = [one.summary for one in told if one.level is Level.ERROR]
        labels = tuple(one.name for one in known if belongs(file.path, one, False))
        yield ManifestItem(file.path, tuple(one.id.short for one in resources), labels, wrong[0] if wrong else "")
    yield from (ManifestItem(one.where.hops[0].span.path, problem=one.detail) for one in notices if one.where.hops[0].span)


def _modules(found: Found) -> Iterator[ModuleItem]:
    if not found.terraform:
        return
    from scanner.terraform.folder import load
    from scanner.terraform.tree import source_of

    for path, shown in found.terraform:
        configuration = load(str(path), "" if shown == "." else shown, str(found.root)).configuration
        declared = configuration.resources.values()
        sources = {source_of(call) or "" for call in configuration.calls.values()}
        problem = configuration.problems[0] if configuration.problems else None
        yield ModuleItem(
            shown, sum(1 for one in declared if one.kind == "resource"), sum(1 for one in declared if one.kind == "data"),
            tuple(sorted(sources - {""})),
            tuple(sorted(name for name, one in configuration.variables.items() if "default" not in one.body.attributes)),
            f"{problem.path}: {problem.message}" if problem is not None else "",
        )


# -- as text ----------------------------------------------------------------------------


def as_text(seen: Overview) -> str:
    """A tree of what is scanned, with what is known of each leaf, then what is not."""
    tree: dict[str, Any] = {}
    none = [item.path for item in seen.manifests if not item.objects and not item.problem]
    shown = (one for one in seen.manifests if one.objects or one.problem)
    for item in (*seen.charts, *shown, *seen.modules, *seen.plans):
        _put(tree, item.path, item)
    lines = list(_tree(tree, ""))
    if not lines:
        lines.append("There is nothing to scan: no chart, no manifest, no Terraform.")
    passed = list(passed_over(seen.found))
    if none:
        passed.append(f"not scanned (no map with apiVersion and kind is in it): {visible(_some(none))}")
    return "\n".join([*lines, "", *passed] if passed else lines) + "\n"


def _put(tree: dict[str, Any], path: str, item: Item) -> None:
    *folders, name = path.split("/")
    for folder in folders:
        tree = tree.setdefault(folder + "/", {})
    if isinstance(item, ModuleItem):  # other things may lie below its folder
        tree = tree.setdefault(name + "/", {})
        name = "*.tf"
    tree[name] = item


def _tree(tree: dict[str, Any], indent: str) -> Iterator[str]:
    names = sorted(tree)
    for name in names:
        last = name == names[-1]
        branch, below = ("└── ", "    ") if last else ("├── ", "│   ")
        inner = tree[name]
        if isinstance(inner, dict):
            yield f"{indent}{branch}{visible(name)}"
            yield from _tree(inner, indent + below)
            continue
        head, *more = _described(inner)
        yield f"{indent}{branch}{visible(name)}  {visible(head)}"
        yield from (f"{indent}{below}    {visible(line)}" for line in more)


def _described(item: Item) -> Iterator[str]:
    if isinstance(item, ManifestItem):
        yield _described_manifest(item)
        return
    if isinstance(item, PlanItem):
        yield "plan of Terraform"
        return
    if isinstance(item, ModuleItem):
        yield from _described_module(item)
        return
    title = f"chart {item.name} {item.version}".rstrip()
    yield f"{title}: {item.problem}" if item.problem else title
    if item.subcharts:
        names = [name + (" (of other people)" if foreign else "") for name, foreign in item.subcharts]
        yield "subcharts: " + _some(names)
    for run in item.runs:
        yield ": ".join(part for part in (run.label or "with the values of the chart", _described_run(run)) if part)


def _described_module(item: ModuleItem) -> Iterator[str]:
    counts = [f"{count} {word}{'s' if count != 1 else ''}"
              for count, word in ((item.resources, "resource"), (item.data, "data source")) if count]
    yield "module of Terraform: " + (item.problem or ", ".join(counts) or "no resources")
    if item.calls:
        yield "calls: " + _some(item.calls)
    if item.variables:
        yield "variables without a default: " + _some(item.variables)


def _described_run(run: Run) -> str:
    options = run.options
    words = list(options.value_files)
    words += [f"--set {one}" for one in options.set]
    words += [f"{word} {value}" for word, value, usual in (
        ("namespace", options.namespace, "default"), ("release", options.release, "release-name"),
        ("Kubernetes", options.kube_version, "")) if value != usual]
    return ", ".join([*words, "counts as production"] if run.label and run.production else words)


def _described_manifest(item: ManifestItem) -> str:
    if item.problem:
        return item.problem
    where = f" (in {', '.join(item.environments)})" if item.environments else ""
    built = "; kustomizations are not built" if any(one.startswith(f"{KUSTOMIZATION}/") for one in item.objects) else ""
    return _some(item.objects) + where + built


def passed_over(found: Found) -> Iterator[str]:
    """A line for each reason for which something is not scanned."""
    reasons: dict[str, list[str]] = {}
    for one in found.passed:
        reasons.setdefault(one.why, []).append(one.shown)
    for why in sorted(reasons, key=lambda why: (why != EXCLUDED, why)):
        yield f"not scanned ({why}): {visible(_some(reasons[why]))}"
    if found.others:
        count = sum(found.others.values())
        most = sorted(found.others.items(), key=lambda one: (-one[1], one[0]))
        kinds = _some([f"{count} {ending or 'without an ending'}" for ending, count in most])
        yield f"not read ({count} file{'s' if count > 1 else ''} of other kinds): {visible(kinds)}"
    if found.truncated:
        yield "there are too many files: only the first ones are scanned"


def _some(words: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(words) - MAX_NAMED} more" if len(words) > MAX_NAMED else ""
    return ", ".join(words[:MAX_NAMED]) + more


# -- as JSON ----------------------------------------------------------------------------


def as_json(seen: Overview) -> str:
    """The same for programs, complete."""
    data = {
        "version": VERSION,
        "charts": [_chart_data(item) for item in seen.charts],
        "manifests": [_without_empty({"path": item.path, "objects": list(item.objects),
                                      "environments": list(item.environments), "problem": item.problem})
                      for item in seen.manifests],
        "modules": [_without_empty({"path": item.path, "resources": item.resources, "dataSources": item.data,
                                    "calls": list(item.calls), "variablesWithoutDefault": list(item.variables),
                                    "problem": item.problem}) for item in seen.modules],
        "plans": [item.path for item in seen.plans],
        "notScanned": [{"path": one.shown, "why": one.why} for one in seen.found.passed],
        "otherFiles": dict(seen.found.others),
    }
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


def _chart_data(item: ChartItem) -> dict[str, Any]:
    subcharts = [{"name": name, "foreign": foreign} for name, foreign in item.subcharts]
    return _without_empty({"path": item.path, "name": item.name, "version": item.version, "subcharts": subcharts,
                           "runs": [_run_data(run) for run in item.runs], "problem": item.problem})


def _run_data(run: Run) -> dict[str, Any]:
    options = run.options
    return _without_empty({
        "environment": run.label, "values": list(options.value_files), "set": list(options.set),
        "namespace": options.namespace, "release": options.release, "kubeVersion": options.kube_version,
        "production": run.production,
    })


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", [])}
