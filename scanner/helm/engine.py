"""Executing the templates of a chart and its subcharts, in Helm's order, in one shared set of templates.

Two ways to go on after an error:

* strict, as Helm: the first error ends the rendering;
* tolerant, for scans: every problem is collected; a definition that does not parse is
  left out, an action that fails leaves an `UNKNOWN` mark in the text, and the rest of the
  file, and all other files, are rendered all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scanner.gotemplate import functions
from scanner.gotemplate.errors import ExecError, Failure, MissingTemplate, ParseError, TemplateError
from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.nodes import Unit
from scanner.gotemplate.parser import parse
from scanner.gotemplate.traced import Rendered
from scanner.gotemplate.values import Values
from scanner.helm.errors import HelmError, Where

functions.offer(
    "scanner.helm.functions",
    "include tpl required fail lookup getHostByName toYaml mustToYaml toYamlPretty toJson mustToJson toPrettyJson "
    "mustToPrettyJson toRawJson mustToRawJson toToml fromYaml fromYamlArray fromJson fromJsonArray mustFromJson fromToml",
)

NO_VALUE = "<no value>"


@dataclass(frozen=True, slots=True)
class Scope:
    """One chart of the tree as its templates see it.

    `root` is the dot of its templates: Values, Chart, Release, Capabilities, Files,
    Subcharts, Template.  `templates` are (path below the chart, text); `mirror` is the
    map that the parent chart sees as this chart's values, or None for the top chart.
    """

    path: str
    root: dict[str, Any]
    templates: Sequence[tuple[str, str]]
    is_library: bool = False
    mirror: dict[str, Any] | None = None
    children: Sequence[Scope] = ()


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """What one template file rendered to; `trace` is None when tracing is off."""

    name: str
    text: str
    trace: Rendered | None = None


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """A template that failed: the file that was being rendered (or parsed) and the error with its frames."""

    file: str
    error: TemplateError


@dataclass(frozen=True, slots=True)
class Rendering:
    """All rendered files in order of execution, and what went wrong where rendering was tolerant.

    `units` has the parsed text of each file by name.
    """

    files: tuple[RenderedFile, ...]
    problems: tuple[TemplateProblem, ...] = ()
    units: dict[str, Unit] = field(default_factory=dict)


class RenderError(HelmError):
    """The first error of a strict rendering, in Helm's words; `error` is the template error."""

    def __init__(self, text: str, error: TemplateError, where: Where | None = None) -> None:
        super().__init__(text, where)
        self.error = error


@dataclass(slots=True)
class _File:
    name: str
    text: str
    base_path: str
    scope: Scope


def render(scope: Scope, *, traced: bool = False, tolerant: bool = False, helm_version: int = 4) -> Rendering:
    """Render every template file of the tree.  RenderError in strict mode, where anything fails."""
    files = sorted(_files(scope), key=_order, reverse=True)
    runtime = Runtime({}, traced=traced, tolerant=tolerant)
    problems: list[TemplateProblem] = []
    units: dict[str, Unit] = {}
    for file in files:
        try:
            unit = parse(file.text, file.name, tolerant=tolerant)
        except ParseError as error:
            if not tolerant:
                raise RenderError(_parse_text(error), error, Where(file.name, error.line)) from None
            problems.append(TemplateProblem(file.name, error))
            continue
        for error in unit.problems:
            problems.append(TemplateProblem(file.name, error.named(file.name)))
        units[file.name] = unit
        runtime.add(unit.defines, file.name)
        if not unit.body.is_empty or file.name not in runtime.templates:
            runtime.templates[file.name] = Template(file.name, file.name, unit.body)
    rendered: list[RenderedFile] = []
    for file in files:
        base = file.name.rpartition("/")[2]
        if base.startswith("_") or file.name not in units:
            continue
        file.scope.root["Template"] = {"Name": file.name, "BasePath": file.base_path}
        template = runtime.templates[file.name]
        try:
            rendered.append(_execute(runtime, template, file))
        except ExecError as error:
            if not tolerant:
                raise RenderError(error_text(error, helm_version), error, _where(error)) from None
            problems.append(TemplateProblem(file.name, error))
        finally:
            _mirror(file.scope)
        problems.extend(TemplateProblem(file.name, error) for error in runtime.take_problems())
    return Rendering(tuple(rendered), tuple(problems), units)


def _execute(runtime: Runtime, template: Template, file: _File) -> RenderedFile:
    if not runtime.traced:
        text = runtime.execute(template, file.scope.root)
        return RenderedFile(file.name, text.replace(NO_VALUE, "") if NO_VALUE in text else text)
    trace = runtime.execute_traced(template, file.scope.root)
    text = trace.text()
    if NO_VALUE in text:
        trace = trace.without(NO_VALUE)
        text = trace.text()
    return RenderedFile(file.name, text, trace)


def _files(scope: Scope) -> Iterable[_File]:
    for child in scope.children:
        yield from _files(child)
    for path, text in scope.templates:
        if scope.is_library and not path.rpartition("/")[2].startswith("_"):
            continue
        yield _File(f"{scope.path}/{path}", text, f"{scope.path}/templates", scope)


def _order(file: _File) -> tuple[int, str]:
    return file.name.count("/"), file.name


def _mirror(scope: Scope) -> None:
    """Show the parent chart what the templates set in this chart's values.

    In Go both are one map under two types; here they are two dicts with the same entries.
    """
    values = scope.root["Values"]
    mirror = scope.mirror
    if mirror is None or not isinstance(values, Values) or mirror == values:
        return
    mirror.clear()
    mirror.update(values)


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
