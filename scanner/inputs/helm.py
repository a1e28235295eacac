"""Helm charts: rendered here, as resources that lead back to templates and values.

Whatever goes wrong is reported together and does not end the scan: dependencies that are
not there, templates that do not parse or fail, values that a schema refuses.  What an
action would have written that failed is `Unknown` in the resources around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scanner.gotemplate.errors import ExecError, Frame, LimitError, MissingTemplate, ParseError, TemplateError
from scanner.gotemplate.unknown import SIGN, UnknownUsed
from scanner.gotemplate.values import decode
from scanner.helm import dependencies
from scanner.helm.chart import Chart, ChartFile, load_chart
from scanner.helm.engine import RenderedFile, TemplateProblem
from scanner.helm.errors import HelmError, SchemaUnavailable, Where
from scanner.helm.manifests import split_documents
from scanner.helm.options import RenderOptions
from scanner.helm.provenance import Tracer
from scanner.helm.render import ReadFile, RenderedChart, render_tolerant
from scanner.helm.scopes import Scope, all_scopes
from scanner.helm.setflags import FlagPlace
from scanner.helm.tree import read_bounded
from scanner.inputs import manifests
from scanner.inputs.rendered import NOT_KNOWN, REASON, RenderedDocument, RenderedLocator, with_unknowns
from scanner.inputs.schema_failures import dotted, failures, place_of
from scanner.inputs.third_parties import ThirdParties, third_parties
from scanner.located.errors import YamlError
from scanner.located.yaml import load as load_document
from scanner.model.provenance import NOWHERE, Hop, Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import DeferredFile, Fixed, Release, Resource, identify
from scanner.model.source import SourceFile, SourceSpan
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

NAME = "helm"
STAGE = "helm"

TEMPLATE_FAILS = "helm-template-fails"
DEPENDENCY_MISSING = "helm-dependency-missing"
SCHEMA_INVALID = "helm-schema-invalid"
KUBE_VERSION = "helm-kube-version"
NO_SCHEMA = "helm-values-schema"
NO_TEST = "helm-test-present"

UNNAMED = "(unknown)"
_MAX_ITEMS = 100_000
_HOOK = b"helm.sh/hook"
_MAX_MESSAGE = 2_000


class Problem(NamedTuple):
    """A defect of the chart itself: the rule that reports it, what is wrong, where, and in which dependency, if any."""

    rule_id: str
    message: str
    where: Provenance
    subject: str
    dependency: str = ""


class LoadedChart(NamedTuple):
    """What one chart gives to a scan; `sources` are the texts its places refer to, by path.

    `omissions` are what a chart might have and lacks, in the form of problems; `definitions` the files of crds/.
    """

    resources: tuple[Resource, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: Mapping[str, SourceFile] = MappingProxyType({})
    omissions: tuple[Problem, ...] = ()
    definitions: tuple[DeferredFile, ...] = ()


def load(
    path: Path, shown: str, options: RenderOptions, read: ReadFile, root: Path | None = None, unit: str | None = None
) -> LoadedChart:
    """Render a chart and give its resources.

    `shown` is the chart's path in reports; `read` gives the bytes of a values file named
    in the options; symbolic links may lead to anywhere below `root` (default: the chart
    itself); `unit` names what the chart is deployed together with (default: only itself).
    A chart that does not load at all gives an error notice.
    """
    try:
        chart = load_chart(path, shown, root)
    except HelmError as error:
        source = _culprit(error, path, shown)
        start = source.offset(error.where.line or 1, error.where.column or 1) if error.where else 0
        where = Provenance((Hop("literal", SourceSpan(source.path, start, start)),))
        return LoadedChart(notices=(_unloadable(error, shown, where),), sources={source.path: source})
    places = Places(chart, options, read)
    if chart.metadata.is_library:
        text = "A library chart is not rendered by itself; its templates are judged in the charts that use it."
        return LoadedChart(notices=(Notice(Level.INFO, text, "", places.whole(chart.chart_file), STAGE),))
    resources: list[Resource] = []
    problems: list[Problem] = []
    notices: list[Notice] = []
    definitions: list[DeferredFile] = []
    for found in (*_absent(chart, places), *_rendered(chart, places, shown, options, read, unit)):
        if isinstance(found, Resource):
            resources.append(found)
        elif isinstance(found, Problem):
            problems.append(found)
        elif isinstance(found, DeferredFile):
            definitions.append(found)
        else:
            notices.append(found)
    omissions = tuple(_omissions(chart, places))
    return LoadedChart(
        tuple(resources), tuple(problems), tuple(notices), places.sources, omissions, tuple(definitions))


def _omissions(chart: Chart, places: Places) -> Iterator[Problem]:
    where = places.whole(chart.chart_file)
    if chart.schema is None:
        text = f"Chart {chart.name} has no values.schema.json, so that a misspelt value is passed over in silence."
        yield Problem(NO_SCHEMA, text, where, chart.name)
    if not any(_has_test(file.data) for file in chart.templates if _HOOK in file.data):
        yield Problem(NO_TEST, f"Chart {chart.name} has no test for `helm test` to run.", where, chart.name)


def _has_test(template: bytes) -> bool:
    """Whether a line such as `"helm.sh/hook": test` stands in a template."""
    values = (line.partition(_HOOK)[2].lstrip(b"\"'") for line in template.split(b"\n") if _HOOK in line)
    return any(value.startswith(b":") and b"test" in value for value in values)


def _absent(chart: Chart, places: Places) -> Iterator[Problem | Notice]:
    """Dependencies that are not there; Helm passes over those of subcharts in silence."""
    for absent in dependencies.missing(chart):
        text = f"Dependency '{absent.name}' {absent.version} is listed but not in charts/: what it brings was not judged."
        where = places.at(absent.place) or places.whole(chart.chart_file)
        yield Problem(DEPENDENCY_MISSING, text, where, absent.name)
    for inner in _below(chart):
        for absent in dependencies.missing(inner):
            text = f"Dependency '{absent.name}' of subchart {inner.name} is not in its charts/ folder."
            detail = "Helm passes over it in silence."
            yield Notice(Level.WARNING, text, detail, places.at(absent.place) or NOWHERE, STAGE)


def _rendered(
    chart: Chart, places: Places, shown: str, options: RenderOptions, read: ReadFile, unit: str | None
) -> Iterator[Resource | Problem | Notice | DeferredFile]:
    """What rendering gives: problems of the chart and its templates, then resources file by file."""
    try:
        rendered = render_tolerant(chart, options, read)
    except HelmError as error:
        yield _unloadable(error, shown, places.where(error.where) or places.whole(chart.chart_file))
        return
    places.add(rendered.scope)
    foreign = third_parties(rendered.scope)
    yield from places.chart_problems(rendered, foreign)
    for problem in _template_problems(rendered.rendering.problems, places):
        yield problem._replace(dependency=foreign.of(problem.subject))
    crds = [file for scope in all_scopes(rendered.scope) for file in scope.chart.own_crds]
    if crds:
        many = "A file of CustomResourceDefinitions below crds/ was not judged itself."
        if len(crds) > 1:
            many = f"{len(crds)} files of CustomResourceDefinitions below crds/ were not judged themselves."
        detail = "Objects of the kinds that they define are checked against them."
        yield Notice(Level.INFO, many, detail, places.whole(chart.chart_file), STAGE)
    for crd in crds:
        yield _definitions(crd, places.whole(crd), shown if unit is None else unit)
    for file in sorted(rendered.rendering.files, key=lambda each: each.name):
        release = Release(shown, options.release, options.namespace, foreign.of(file.name))
        reason = NOT_KNOWN if options.unknowns else REASON
        yield from _documents(file, places, shown if unit is None else unit, release, reason)


def _definitions(file: ChartFile, where: Provenance, unit: str) -> DeferredFile:
    """A file of crds/; what lies in an archive has the place of the archive."""
    source = SourceFile(file.path, file.text)
    return manifests.deferred(source, unit, Fixed(where) if file.archive else None)


def _below(chart: Chart) -> Iterator[Chart]:
    for inner in chart.dependencies:
        yield inner
        yield from _below(inner)


def _culprit(error: HelmError, path: Path, shown: str) -> SourceFile:
    """The file that a chart did not load for: the one the error names, else Chart.yaml or the archive."""
    name = f"{shown}/Chart.yaml" if path.is_dir() else shown
    if error.where is not None and error.where.path.startswith(f"{shown}/"):
        name = error.where.path
    file = path / name[len(shown) + 1 :]
    try:
        if not path.is_dir() or file.is_symlink() or not file.is_file():  # it may lead anywhere, or never end
            return SourceFile(name, "")
        return SourceFile(name, decode(read_bounded(str(file), name)))
    except (OSError, HelmError):
        return SourceFile(name, "")


def _unloadable(error: HelmError, shown: str, where: Provenance) -> Notice:
    return Notice(Level.ERROR, f"The chart {shown or '.'} cannot be rendered.", _short(str(error)), where, STAGE)


# -- places -------------------------------------------------------------------------


class Places:
    """Places in a chart's files as places in the user's repository.

    A file inside an archive is no place one can open: it is shown as the entry of
    Chart.yaml that asks for the archive, or as the archive itself.
    """

    def __init__(self, chart: Chart, options: RenderOptions, read: ReadFile) -> None:
        self.sources: dict[str, SourceFile] = {}
        self._spans: dict[str, tuple[ChartFile, SourceSpan | None]] = {}
        self._templates: dict[str, str] = {}
        self._add_chart(chart, None)
        for path in options.value_files:
            try:
                self.sources[path] = SourceFile(path, read(path).decode("utf-8", "surrogateescape"))
            except HelmError:
                continue  # rendering reports it

    def _add_chart(self, chart: Chart, anchor: SourceSpan | None) -> None:
        files = [chart.chart_file, *chart.templates, *chart.files]
        files += [file for file in (chart.values_file, chart.schema) if file is not None]
        for file in files:
            self._spans[file.path] = (file, anchor)
            if not file.archive and file.path not in self.sources:
                self.sources[file.path] = SourceFile(file.path, file.text)
        for inner in chart.dependencies:
            self._add_chart(inner, anchor or self._entry(chart, inner))

    def _entry(self, parent: Chart, inner: Chart) -> SourceSpan | None:
        """The place that stands for an archived subchart."""
        archive = inner.chart_file.archive
        if not archive:
            return None
        if not parent.chart_file.archive:
            for entry in parent.metadata.dependencies or ():
                if entry.name == inner.metadata.name and entry.place is not None:
                    return SourceSpan(entry.place.file, entry.place.start, entry.place.end)
        self.sources.setdefault(archive, SourceFile(archive, ""))
        return SourceSpan(archive, 0, 0)

    def add(self, scope: Scope) -> None:
        """Learn the names of the templates; aliases are known only after processing."""
        for each in all_scopes(scope):
            for file in each.chart.templates:
                self._templates[f"{each.path}/{file.name}"] = file.path

    def span(self, name: str, start: int, end: int) -> SourceSpan | None:
        """A place in a template (by its full name) or in a values file (by path)."""
        path = self._templates.get(name, name)
        known = self._spans.get(path)
        if known is None:
            return SourceSpan(path, start, end) if path in self.sources else None
        file, anchor = known
        if not file.archive:
            return SourceSpan(path, start, end)
        if anchor is None:
            self.sources.setdefault(file.archive, SourceFile(file.archive, ""))
            anchor = SourceSpan(file.archive, 0, 0)
        return anchor

    def at(self, place: Any) -> Provenance | None:
        """A loader's place."""
        span = self.span(place.file, place.start, place.end) if place is not None else None
        return Provenance((Hop("literal", span, True),)) if span else None

    def whole(self, file: ChartFile) -> Provenance:
        """The beginning of a file."""
        span = self.span(file.path, 0, 0)
        return Provenance((Hop("literal", span),)) if span else NOWHERE

    def where(self, where: Where | None) -> Provenance | None:
        """A line and column of an error."""
        if where is None:
            return None
        path = self._templates.get(where.path, where.path)
        source = self.sources.get(path)
        if source is None:
            span = self.span(path, 0, 0)
            return Provenance((Hop("literal", span),)) if span else None
        start = source.offset(where.line or 1, where.column or 1)
        return Provenance((Hop("literal", SourceSpan(path, start, start)),))

    def frame(self, frame: Frame, role: str) -> Hop | None:
        """The node of an error's frame."""
        span = self.span(frame.file, frame.start, frame.end)
        return Hop(role, span) if span else None  # type: ignore[arg-type]

    def chart_problems(self, rendered: RenderedChart, foreign: ThirdParties) -> Iterator[Problem | Notice]:
        """Schema failures, and a Kubernetes version that the chart refuses."""
        name = rendered.scope.chart.name
        for error in rendered.schema_problems:
            where = self.where(error.where) or NOWHERE
            if isinstance(error, SchemaUnavailable):
                summary = f"A part of the values schema of {name} is not at hand and was not checked."
                yield Notice(Level.WARNING, summary, str(error), where, STAGE)
            else:
                yield from self._schema_failures(error, rendered.scope, where, foreign)
        if rendered.version_problem is not None:
            where = self.where(rendered.version_problem.where) or NOWHERE
            yield Problem(KUBE_VERSION, str(rendered.version_problem), where, name)


    def _value(self, place: Any) -> tuple[Hop, ...]:
        """The entry of a values file, or the flag."""
        if isinstance(place, FlagPlace):
            return (Hop("flag", None, False, f"{place.flag} {place.text}"),)
        span = self.span(place.file, place.key_start, place.end) if place is not None else None
        return (Hop("value", span),) if span else ()

    def _schema_failures(
        self, error: HelmError, top: Scope, schema: Provenance, foreign: ThirdParties
    ) -> Iterator[Problem]:
        """Each refused value at its own place, with the schema behind it; what is no list of values as a whole."""
        path = error.where.path if error.where else ""
        for scope in all_scopes(top):
            if scope.chart.schema is not None and scope.chart.schema.path == path:
                break
        else:
            scope = top
        brought = foreign.of(f"{scope.path}/")
        found = list(failures(str(error)))
        for failure in found:
            place = place_of(scope.values, failure.pointer)
            text = f"The schema of {scope.chart.name} refuses {dotted(failure.pointer)}: {failure.text}."
            behind = tuple(Hop("expression", hop.span) for hop in schema.hops)
            where = Provenance((*self._value(place), *behind))
            yield Problem(SCHEMA_INVALID, text, where, scope.chart.name, brought)
        if not found:
            text = f"The schema of {scope.chart.name}: {error}"
            yield Problem(SCHEMA_INVALID, text, schema, scope.chart.name, brought)


# -- templates that fail ------------------------------------------------------------


def _template_problems(found: Iterable[TemplateProblem], places: Places) -> list[Problem]:
    """One problem for each defect: the same node failing in several files, or several uses of one missing template,
    are one."""
    grouped: dict[Any, list[tuple[str, TemplateError]]] = {}
    for problem in found:
        if not isinstance(problem.error, UnknownUsed):
            grouped.setdefault(_identity(problem.error), []).append((problem.file, problem.error))
    return [_problem(group, places) for group in grouped.values()]


def _identity(error: TemplateError) -> Any:
    if isinstance(error, MissingTemplate):
        return error.message
    if isinstance(error, ParseError):
        return error.file, error.start, error.message
    frame = error.frames[-1] if error.frames else None
    return (frame.file, frame.start, str(getattr(error, "message", ""))) if frame else str(error)


def _problem(group: list[tuple[str, TemplateError]], places: Places) -> Problem:
    file, error = group[0]
    if isinstance(error, ParseError):
        span = places.span(error.file, error.start, error.start)
        where = Provenance((Hop("literal", span),)) if span else NOWHERE
        return Problem(TEMPLATE_FAILS, f"The template does not parse: {_short(error.message)}.", where, error.file)
    assert isinstance(error, ExecError)
    hops = [places.frame(frame, "include") for frame in reversed(error.frames)]
    for _, other in group[1:]:
        hops += [places.frame(frame, "call") for frame in reversed(other.frames)]
    unique: dict[Any, Hop] = {}
    for hop in hops:
        if hop is not None:
            unique.setdefault(hop.span, hop)
    known = tuple(unique.values())
    message = error.message if not error.frames else error.frames[-1].message
    if isinstance(error, MissingTemplate):
        name = error.message.split('"')[1]
        more = f" (used in {len(group)} places)" if len(group) > 1 else ""
        message = f"Template '{name}' is included but defined nowhere{more}."
    elif isinstance(error, LimitError):
        message = f"The chart asks for more than is given to one chart: {error.message}."
    elif type(error) is not ExecError:
        message = f"Rendering stops with the chart's own message: {error.message}"
    else:
        shown = error.frames[-1].node if error.frames else ""
        message = f"Rendering fails at {{{{ {shown} }}}}: {message}."
    return Problem(TEMPLATE_FAILS, _short(message), Provenance(known), file)


def _short(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else message[:_MAX_MESSAGE] + " ..."


# -- rendered documents -------------------------------------------------------------


def _documents(
    file: RenderedFile, places: Places, unit: str, release: Release, reason: str,
) -> Iterator[Resource | Problem | Notice]:
    if file.name.endswith("NOTES.txt") or file.trace is None:
        return
    tracer = Tracer(file.trace, places.span)
    for start, text in split_documents(file.text):
        document = RenderedDocument(tracer, start, text)
        try:
            body = load_document(text, "int")
        except YamlError as error:
            where = document.origin(error.offset or _offset(text, error.line), 1)
            if SIGN in text:
                yield Notice(Level.WARNING, "A document with parts that could not be rendered cannot be judged.",
                             f"{file.name}: {error.yaml_message}", where, STAGE)  # fmt: skip
            else:
                message = f"The rendered document is not valid YAML: {error.yaml_message}."
                yield Problem(TEMPLATE_FAILS, message, where, file.name)
            continue
        if body is None:
            continue
        if SIGN in text:
            body = with_unknowns(body, document, reason)
        yield from _resources(body, document, file.name, unit, release)


def _offset(text: str, line: int | None) -> int:
    return sum(len(each) + 1 for each in text.split("\n")[: (line or 1) - 1])


def _resources(
    body: Any, document: RenderedDocument, name: str, unit: str, release: Release
) -> Iterator[Resource | Problem]:
    """The objects of a document, those of a List one by one; test hooks are no part of what runs."""
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), body)]
    for _ in range(_MAX_ITEMS):
        if not pending:
            return
        path, one = pending.pop()
        if isinstance(one, Unknown):
            continue  # the failure that left nothing else is a problem already
        if not isinstance(one, dict):
            message = "The rendered document is no Kubernetes object: a map with apiVersion and kind is expected."
            yield Problem(TEMPLATE_FAILS, message, document.origin(0, 1), name)
            continue
        kind, items = one.get("kind"), one.get("items")
        if isinstance(kind, str) and kind.endswith("List") and isinstance(items, list):
            pending += [((*path, "items", index), item) for index, item in reversed(list(enumerate(items)))]
            continue
        if not isinstance(kind, str) or not kind or _is_test(one):
            continue
        identity = identify(one, "")
        if not identity.name:
            identity = identity._replace(name=UNNAMED)
        yield Resource(identity, one, RenderedLocator(document, path), unit, release)


def _is_test(body: dict[str, Any]) -> bool:
    metadata = body.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    hook = annotations.get("helm.sh/hook") if isinstance(annotations, dict) else None
    return isinstance(hook, str) and any(event.strip().startswith("test") for event in hook.split(","))
