"""The whole scan: find inputs, render, build the graph, judge, assess.

The only module that knows every stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from scanner import __version__
from scanner.checklist import assess, load as checklist
from scanner.deep import deep
from scanner.discover import Found, discover, shown_path
from scanner.graph.build import build
from scanner.helm.capabilities import DEFAULT_KUBE_VERSIONS
from scanner.helm.errors import HelmError
from scanner.helm.options import RenderOptions
from scanner.helm.render import reader
from scanner.inputs import helm, manifests, terraform
from scanner.model.judgement import Judgement, reported
from scanner.model.provenance import NOWHERE, Hop, Provenance
from scanner.model.report import Level, Notice, Report
from scanner.model.rule import RuleHead, Severity
from scanner.model.source import SourceFile, SourceSpan
from scanner.precompiled import NAMES as ALL_PARTS
from scanner.rules import pack, profiles
from scanner.rules.judge import Target, judge
from scanner.settings import Settings, SettingsError, nearest

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
    terraform: terraform.TerraformOptions = terraform.TerraformOptions()
    all_rules: bool = False  # whether the report names rules that have nothing to look at as well


@deep
def scan(request: Request) -> Report:
    """Scan everything under the requested paths.

    NothingFound, RulePackError and SettingsError refuse the request as a whole; what is
    wrong with one input is a finding or a notice, and the rest goes on.
    """
    settings = request.settings
    found = discover(request.paths, settings.exclude)
    rules = _rules(settings, bool(request.all_rules or found.terraform or found.plans))
    by_id = {rule.id: rule for rule in rules}
    chosen = profiles.select(rules, settings.profile)
    target = Target(kubernetes=_version(request.options), complete=settings.complete, params=settings.params)
    judgements: list[Judgement] = []
    notices: list[Notice] = []
    sources: dict[str, SourceFile] = {}

    for path, shown in found.charts:
        request.progress(shown)
        options, read = _values_of(request.options, found.root)
        chart = helm.load(path, shown, options, read, found.root)
        for problem in (*chart.problems, *chart.omissions):
            rule = by_id[problem.rule_id]
            if rule.enabled or settings.profile == "all":
                judgements.append(reported(rule.whole(), problem.message, problem.where, problem.subject))
        judgements += judge(build(chart.resources), chosen, target._replace(chart=True))
        notices += chart.notices
        sources |= chart.sources

    files = list(_manifest_files(found, request, notices))
    if files:
        sources |= {file.path: file for file in files}
        resources, more = manifests.load(files)
        judgements += judge(build(resources), chosen, target)
        notices += more
    for module in terraform.load_all(found.terraform, found.plans, found.root, request.paths, request.terraform, request.progress):
        judgements += judge(build(module.resources), chosen, target)
        notices += module.notices
        sources |= module.sources
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


def _rules(settings: Settings, everything: bool) -> tuple[RuleHead, ...]:
    """The rules as the settings want them; those about Terraform only when they are needed.  SettingsError as below."""
    rules = pack.heads(settings.rule_paths, ALL_PARTS if everything else ("",))
    if not everything and settings.rules and not settings.rules.keys() <= {rule.id for rule in rules}:
        rules = pack.heads(settings.rule_paths)
    return _configured(rules, settings)


def _configured(rules: Iterable[RuleHead], settings: Settings) -> tuple[RuleHead, ...]:
    """The rules with the severities and switches of the settings.  SettingsError for a rule that does not exist."""
    rules = tuple(rules)
    if not settings.rules:
        return rules
    known = [rule.id for rule in rules]
    for rule_id in settings.rules:
        if rule_id not in known:
            raise SettingsError(f"the configuration changes a rule '{rule_id}' that does not exist{nearest(rule_id, known)}")
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
    if not found.charts and not files and not found.terraform and not found.plans:
        detail = "Expected a folder with a Chart.yaml, a chart archive, YAML or JSON manifests, or Terraform."
        yield Notice(Level.WARNING, "Nothing to scan was found.", detail, NOWHERE, "discover")


def _shown_inputs(found: Found) -> Iterable[str]:
    yield from sorted({shown for _, shown in (*found.charts, *found.manifests, *found.terraform, *found.plans)})
    if found.stdin:
        yield "stdin"
