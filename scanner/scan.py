"""The whole scan: find inputs, render, build the graph, judge, assess.

The only module that knows every stage.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scanner import __version__
from scanner.checklist import assess, load as checklist
from scanner.deep import deep
from scanner.discover import Found, discover, shown_path
from scanner.graph.build import build
from scanner.helm.capabilities import DEFAULT_KUBE_VERSIONS
from scanner.helm.errors import HelmError
from scanner.helm.options import RenderOptions
from scanner.helm.render import reader
from scanner.inputs import helm, manifests
from scanner.model.judgement import Judgement, reported
from scanner.model.provenance import NOWHERE, Hop, Provenance
from scanner.model.report import Level, Notice, Report
from scanner.model.resource import Resource
from scanner.model.rule import RuleHead, Severity
from scanner.model.source import SourceFile, SourceSpan
from scanner.precompiled import policies
from scanner.rules import pack, profiles
from scanner.rules.judge import Target, judge
from scanner.settings import Settings, SettingsError, nearest

if TYPE_CHECKING:
    from scanner.packs import Packs

MAX_FILE = 16 * 1024 * 1024
"""Largest manifest file, in bytes."""

OK, FINDINGS, USAGE, UNREADABLE = 0, 1, 2, 3


class Request(NamedTuple):
    """What to scan and how; `progress` is told the path of each input before it is read."""

    paths: tuple[str, ...]
    options: RenderOptions = RenderOptions()
    settings: Settings = Settings()
    stdin: str = ""
    progress: Callable[[str], None] = lambda shown: None


@deep
def scan(request: Request) -> Report:
    """Scan everything under the requested paths.

    NothingFound, RulePackError and SettingsError refuse the request as a whole; what is
    wrong with one input is a finding or a notice, and the rest goes on.
    """
    settings = request.settings
    found = discover(request.paths, settings.exclude)
    own = _own(settings, found.root)
    rules = _configured(pack.heads(own.rules if own else ()), settings)
    _check_names(settings, rules, own)
    by_id = {rule.id: rule for rule in rules}
    chosen = profiles.select(rules, settings.profile)
    target = Target(kubernetes=_version(request.options), complete=settings.complete, params=settings.params)
    judgements: list[Judgement] = []
    notices: list[Notice] = []
    sources: dict[str, SourceFile] = {}
    inputs: list[tuple[Sequence[Resource], str]] = []

    for path, shown in found.charts:
        request.progress(shown)
        options, read = _values_of(request.options, found.root)
        chart = helm.load(path, shown, options, read, found.root)
        for problem in (*chart.problems, *chart.omissions):
            rule = by_id[problem.rule_id]
            if rule.enabled or settings.profile == "all":
                judgements.append(reported(rule.whole(), problem.message, problem.where, problem.subject))
        judgements += judge(build(chart.resources), chosen, target._replace(chart=True))
        inputs.append((chart.resources, options.namespace))
        notices += chart.notices
        sources |= chart.sources

    files = list(_manifest_files(found, request, notices))
    if files:
        sources |= {file.path: file for file in files}
        resources, more = manifests.load(files)
        judgements += judge(build(resources), chosen, target)
        inputs.append((resources, ""))
        notices += more
    notices += _failing(judgements)
    if own is not None:
        sources |= own.sources
        notices += _about(own)
        admitted, heads, more = _admitted(own, inputs, sources, settings)
        judgements += admitted
        chosen += heads
        notices += more
    notices += _about_inputs(found, judgements, files)
    return Report(
        version=__version__,
        judgements=tuple(judgements),
        items=assess.assess(checklist.load(), judgements, chosen),
        notices=tuple(dict.fromkeys(notices)),
        rules=chosen,
        sources=sources,
        inputs=tuple(_shown_inputs(found)),
    )


def exit_code(report: Report, fail_on: Severity | None) -> int:
    """3 when an input could not be evaluated, 1 for findings at or above `fail_on` (None: never), else 0."""
    if any(notice.level is Level.ERROR for notice in report.notices):
        return UNREADABLE
    if fail_on is not None and any(finding.severity >= fail_on for finding in report.findings):
        return FINDINGS
    return OK


def _own(settings: Settings, root: Path) -> Packs | None:
    """The rules that people bring along; None where nothing is asked for, as in most scans."""
    if not settings.rule_paths and not settings.admission_policies:
        return None
    from scanner import packs

    return packs.load(settings.rule_paths, lambda path: _place_in_reports(path, root))


def _place_in_reports(path: Path, root: Path) -> str:
    """A file of a pack as reports call it: from the root when it lies there, else as it was given."""
    inside = Path(os.path.abspath(path)).is_relative_to(root)
    return shown_path(path, root) if inside or path.is_absolute() else path.as_posix()


def _check_names(settings: Settings, rules: Iterable[RuleHead], own: Packs | None) -> None:
    """SettingsError where the settings change a rule that does not exist; policies may yet be found while scanning."""
    known = [rule.id for rule in rules]
    known += [rule.id for policy in (own.policies if own else ()) for rule in policy.rules]
    for rule_id in settings.rules if not settings.admission_policies else ():
        if rule_id not in known:
            near = nearest(rule_id, known)
            raise SettingsError(f"the configuration changes a rule '{rule_id}' that does not exist{near}")


def _about(own: Packs) -> Iterator[Notice]:
    """What a person may want to know about rules of their own."""
    built_in = {row[0] for row in policies().heads}
    for rule in own.rules:
        if rule.id in built_in:
            yield _at_start(own, rule.path, f"The rule {rule.id} of the pack {rule.pack} replaces the built-in one.")
    for rule in own.replaced:
        yield _at_start(own, rule.path, f"The rule {rule.id} of the pack {rule.pack} replaces one of an earlier pack.")
    for source in own.passed_over:
        yield _at_start(own, source.path, "A file of a pack is neither a rule nor a manifest and was passed over.")


def _at_start(own: Packs, path: str, summary: str) -> Notice:
    end = min(1, len(own.sources[path].text))
    return Notice(Level.INFO, summary, "", Provenance.literal(path, 0, end), "rules")


def _failing(judgements: Iterable[Judgement]) -> Iterator[Notice]:
    """One notice for each rule whose expression ended in an error, with the first place."""
    failed: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        if judgement.failed:
            failed.setdefault(judgement.rule.id, []).append(judgement)
    for rule_id, those in failed.items():
        times = "once" if len(those) == 1 else f"{len(those)} times"
        level = Level.WARNING if those[0].rule.pack else Level.INFO
        yield Notice(level, f"The rule {rule_id} could not be evaluated {times}.", f"First for {those[0].name}: "
                     f"{those[0].message}", those[0].where(), "rules")


def _admitted(
    own: Packs, inputs: Iterable[tuple[Sequence[Resource], str]], sources: Mapping[str, SourceFile], settings: Settings,
) -> tuple[tuple[Judgement, ...], tuple[RuleHead, ...], tuple[Notice, ...]]:
    """What policies of Kubernetes say: judgements, the rules that were asked, notices."""
    from scanner.admission import stage

    # "default" is what helm takes when nobody says anything, so it says nothing about where a chart goes.
    given = [stage.Input(resources, name if name != RenderOptions().namespace else "") for resources, name in inputs]
    admission, notices = stage.Admission(own.policies, own.bindings, own.resources), ()
    if settings.admission_policies:
        found, notices = stage.found_in(given, sources)
        admission = admission._replace(policies=own.policies + found.policies, bindings=own.bindings + found.bindings)
    if not admission.policies and not admission.bindings:
        return (), (), notices
    in_force = stage.in_force(admission)
    heads = _configured((rule.head() for rule in stage.rules_of(in_force)), settings)
    asked = [head.whole() for head in heads if head.enabled]
    judgements, more = stage.admit(in_force, given, admission.around, asked, settings.complete)
    return judgements, heads, (*notices, *more)


def _configured(rules: Iterable[RuleHead], settings: Settings) -> tuple[RuleHead, ...]:
    """The rules with the severities and switches of the settings."""
    rules = tuple(rules)
    if not settings.rules:
        return rules
    configured = []
    for rule in rules:
        choice = settings.rules.get(rule.id)
        if choice is not None:
            enabled = rule.enabled if choice.enabled is None else choice.enabled
            severity = rule.severity if choice.severity is None else choice.severity
            rule = rule._replace(enabled=enabled, severity=severity)
        configured.append(rule)
    return tuple(configured)


def _version(options: RenderOptions) -> str:
    text = options.kube_version or DEFAULT_KUBE_VERSIONS[options.helm_version]
    return ".".join(text.removeprefix("v").split(".")[:2])


def _values_of(options: RenderOptions, root: Path) -> tuple[RenderOptions, Callable[[str], bytes]]:
    """The options with values files under the paths that reports show, and how to read those."""
    actual: dict[str, str] = {}
    names = []
    for path in options.value_files:
        name = shown_path(Path(path), root)
        folders = list(Path(path).absolute().parts[:-1])
        while actual.get(name, path) != path and folders:  # another file of that name, outside of the root as well
            name = f"{folders.pop()}/{name}"
        actual[name] = path
        names.append(name)
    here = reader(Path())

    def read(path: str) -> bytes:
        return here(actual.get(path, path))

    return options._replace(value_files=tuple(names)), read


def _manifest_files(found: Found, request: Request, notices: list[Notice]) -> Iterable[SourceFile]:
    if found.stdin:
        yield SourceFile("stdin", request.stdin)
    for path, shown in found.manifests:
        request.progress(shown)
        try:
            if path.stat().st_size > MAX_FILE:
                raise HelmError(f"the file is larger than {MAX_FILE} bytes")
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            notices.append(_unreadable(shown, f"it is not UTF-8 (byte {error.start})"))
        except (OSError, HelmError) as error:
            notices.append(_unreadable(shown, getattr(error, "strerror", None) or str(error)))
        else:
            yield SourceFile(shown, text)


def _unreadable(shown: str, why: str) -> Notice:
    where = Provenance((Hop("literal", SourceSpan(shown, 0, 0)),))
    return Notice(Level.ERROR, f"{shown} cannot be read.", why, where, "discover")


def _about_inputs(found: Found, judgements: list[Judgement], files: list[SourceFile]) -> Iterable[Notice]:
    if found.truncated:
        yield Notice(Level.WARNING, "Only the first files were scanned.", "There are too many.", NOWHERE, "discover")
    if not found.charts and not files:
        detail = "Expected a folder with a Chart.yaml, a chart archive, or YAML or JSON manifests."
        yield Notice(Level.WARNING, "Nothing to scan was found.", detail, NOWHERE, "discover")


def _shown_inputs(found: Found) -> Iterable[str]:
    yield from sorted({shown for _, shown in (*found.charts, *found.manifests)})
    if found.stdin:
        yield "stdin"
