"""Executing the templates of a chart and its subcharts, in Helm's order, in one shared set of templates.

Two ways to go on after an error:

* strict, as Helm: the first error ends the rendering;
* tolerant, for scans: every problem is collected; a definition that does not parse is
  left out, an action that fails leaves an `UNKNOWN` mark in the text, and the rest of the
  file, and all other files, are rendered all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from scanner.gotemplate import functions, limits
from scanner.gotemplate.errors import ExecError, Failure, Frame, LimitError, MissingTemplate, ParseError, TemplateError
from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.functions import digest
from scanner.gotemplate.nodes import Unit
from scanner.gotemplate.parser import parse
from scanner.gotemplate.traced import Rendered
from scanner.gotemplate.values import Values
from scanner.helm.capabilities import Capabilities
from scanner.helm.errors import HelmError, Where
from scanner.helm.scopes import Scope, template_sources
from scanner.records import NamedTuple

functions.offer(
    "scanner.helm.functions",
    "include tpl required fail lookup getHostByName toYaml mustToYaml toYamlPretty toJson mustToJson toPrettyJson "
    "mustToPrettyJson toRawJson mustToRawJson toToml fromYaml fromYamlArray fromJson fromJsonArray mustFromJson fromToml",
)

NO_VALUE = "<no value>"


class RenderedFile(NamedTuple):
    """What one template file rendered to; `trace` is None when tracing is off."""

    name: str
    text: str
    trace: Rendered | None = None


class TemplateProblem(NamedTuple):
    """A template that failed: the file that was being rendered (or parsed) and the error with its frames."""

    file: str
    error: TemplateError


class Rendering(NamedTuple):
    """All rendered files in order of execution, and what went wrong where rendering was tolerant.

    `units` has the parsed text of each file by name.
    """

    files: tuple[RenderedFile, ...]
    problems: tuple[TemplateProblem, ...] = ()
    units: Mapping[str, Unit] = MappingProxyType({})


class RenderError(HelmError):
    """The first error of a strict rendering, in Helm's words; `error` is the template error."""

    def __init__(self, text: str, error: TemplateError, where: Where | None = None) -> None:
        super().__init__(text, where)
        self.error = error


class _Chart:
    """A chart of the tree with the dot of its templates."""

    def __init__(self, scope: Scope, shared: dict[str, Any]) -> None:
        self.scope = scope
        self.values = Values(scope.values)
        self.values.places = scope.values.places
        self.subcharts = [_Chart(inner, shared) for inner in scope.subcharts.values()]
        self.root = Values(
            {
                "Chart": scope.chart_map,
                "Files": scope.files,
                **shared,
                "Values": self.values,
                "Subcharts": {inner.scope.chart.name: inner.root for inner in self.subcharts},
            }
        )

    def all(self) -> Iterable[_Chart]:
        yield self
        for inner in self.subcharts:
            yield from inner.all()

    def mirror(self) -> None:
        """Show the parent chart what templates have set in this chart's values.

        In Go both are one map under two types; here they are two dicts, kept alike.
        """
        theirs = self.scope.values
        if len(theirs) != len(self.values) or any(theirs.get(key) is not self.values[key] for key in self.values):
            theirs.clear()
            theirs.update(self.values)


def render(
    top: Scope,
    release: dict[str, Any],
    capabilities: Capabilities,
    *,
    traced: bool = False,
    tolerant: bool = False,
    helm_version: int = 4,
) -> Rendering:
    """Render every template file of the charts.  RenderError in strict mode, where anything fails."""
    digest.begin()
    with limits.metered():
        return _render(top, release, capabilities, traced, tolerant, helm_version)


def _render(
    top: Scope, release: dict[str, Any], capabilities: Capabilities, traced: bool, tolerant: bool, helm_version: int
) -> Rendering:
    tree = _Chart(top, {"Release": release, "Capabilities": capabilities})
    charts = {id(chart.scope): chart for chart in tree.all()}  # two charts may share a path
    sources = template_sources(top)
    names = sorted(sources, key=_order, reverse=True)
    runtime = Runtime({}, traced=traced, tolerant=tolerant)
    problems: list[TemplateProblem] = []
    units: dict[str, Unit] = {}
    for name in names:
        try:
            unit = parse(sources[name].file.text, name, tolerant=tolerant)
            limits.spend(unit.body.size * limits.PARSE)
        except ParseError as error:
            if not tolerant:
                raise RenderError(_parse_text(error), error, Where(name, error.line)) from None
            problems.append(TemplateProblem(name, error))
            continue
        except LimitError as error:
            error.frames.append(Frame(name, name, 1, 0, name, str(error), 0, 0))
            if not tolerant:
                raise RenderError(error_text(error, helm_version), error, _where(error)) from None
            return Rendering((), (*problems, TemplateProblem(name, error)))
        problems.extend(TemplateProblem(name, error.named(name)) for error in unit.problems)
        units[name] = unit
        runtime.add(unit.defines, name)
        if not unit.body.is_empty or name not in runtime.templates:
            runtime.templates[name] = Template(name, name, unit.body)
    rendered: list[RenderedFile] = []
    for name in names:
        if name.rpartition("/")[2].startswith("_") or name not in units:
            continue
        scope = sources[name].scope
        chart = charts[id(scope)]
        chart.root["Template"] = {"Name": name, "BasePath": scope.base_path}
        try:
            rendered.append(_execute(runtime, runtime.templates[name], name, chart.root))
        except ExecError as error:
            if not tolerant:
                raise RenderError(error_text(error, helm_version), error, _where(error)) from None
            problems.append(TemplateProblem(name, error))
        chart.mirror()
        problems.extend(TemplateProblem(name, error) for error in runtime.take_problems())
        if runtime.is_spent:
            break
    return Rendering(tuple(rendered), tuple(problems), units)


def _execute(runtime: Runtime, template: Template, name: str, root: dict[str, Any]) -> RenderedFile:
    runtime.file = template if runtime.tolerant else None
    try:
        if not runtime.traced:
            text = runtime.execute(template, root)
            return RenderedFile(name, text.replace(NO_VALUE, "") if NO_VALUE in text else text)
        trace = runtime.execute_traced(template, root)
    except RecursionError:
        error = LimitError("templates are nested too deeply")
        error.frames.append(Frame(template.file, template.name, 1, 0, template.name, str(error), 0, 0))
        raise error from None
    text = runtime.text_of(trace)
    if NO_VALUE in text:
        trace = trace.without(NO_VALUE)
        text = trace.text()
    return RenderedFile(name, text, trace)


def _order(name: str) -> tuple[int, str]:
    """Deepest first and in reverse alphabetical order, once sorted in reverse."""
    return name.count("/"), name


# -- errors in Helm's words ---------------------------------------------------------


def _where(error: ExecError) -> Where | None:
    if not error.frames:
        return None
    frame = error.frames[-1]
    return Where(frame.file, frame.line, frame.column + 1)


def _parse_text(error: ParseError) -> str:
    message = str(error).split(": ")[-1]
    return f"parse error at ({error.file}:{error.line}): {message}"


def error_text(error: TemplateError, helm_version: int = 4) -> str:
    """The error as `helm template` prints it after ``Error: ``."""
    if isinstance(error, ParseError):
        return _parse_text(error)
    assert isinstance(error, ExecError)
    if isinstance(error, Failure) and error.frames:
        frame = error.frames[0]
        return f"execution error at ({frame.file}:{frame.line}:{frame.column}): {error.message}"
    if error.plain or helm_version < 4:
        return str(error)
    lines = []
    for index, frame in enumerate(error.frames):
        lines.append(f"{frame.file}:{frame.line}:{frame.column}")
        lines.append(f'  executing "{frame.template}" at <{frame.node}>:')
        inner = index + 1 < len(error.frames) or isinstance(error, MissingTemplate)
        lines.append(f"    {frame.message}" + (":" if inner else ""))
    if isinstance(error, MissingTemplate):
        lines.append(error.message)
    return "\n".join(lines)
