"""The options that several commands share, and the scan that they ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.parameters import ENVIRONMENT, FILE
from scanner.terminal import USAGE, Progress, fail
from scanner.watch import Watch

if TYPE_CHECKING:
    from scanner.baseline import Baseline
    from scanner.model.report import Report
    from scanner.model.rule import Severity
    from scanner.inputs.terraform import TerraformOptions
    from scanner.reports.options import Options
    from scanner.scan import Request
    from scanner.settings import Settings

PROFILES = ("default", "pss-baseline", "pss-restricted", "security", "reliability", "production", "all")
SEVERITIES = ("info", "low", "medium", "high", "critical", "none")
INCLUDED = ("suppressed", "pass", "unknown", "unchanged")


def values_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide the values of a chart, named as Helm names them."""
    options = [
        click.option("-f", "--values", "values", multiple=True, type=FILE, metavar="FILE", help="Values file (repeatable)."),
        click.option("--set", "set_", multiple=True, metavar="K=V", help="Set values (repeatable)."),
        click.option("--set-string", multiple=True, metavar="K=V", help="Set string values (repeatable)."),
        click.option("--set-json", multiple=True, metavar="K=JSON", help="Set JSON values (repeatable)."),
        click.option("--set-file", multiple=True, metavar="K=FILE", help="Set values from files (repeatable)."),
        click.option("--set-literal", multiple=True, metavar="K=V", help="Set literal values (repeatable)."),
        click.option("-n", "--namespace", default="default", metavar="NAME", help="Namespace of the release."),
        click.option("--release-name", default="release-name", metavar="NAME", help="Name of the release."),
        click.option("--kube-version", default="", metavar="VERSION", help="Kubernetes version, such as 1.31."),
        click.option("-a", "--api-versions", multiple=True, metavar="API", help="Further API versions of the cluster."),
        click.option("--is-upgrade", is_flag=True, help="Render as an upgrade."),
        click.option("--skip-schema-validation", is_flag=True, help="Do not hold values against values.schema.json."),
        click.option("--helm-version", type=click.Choice(["3", "4"]), default="4", help="Render as Helm 3 or 4."),
    ]
    return _with(command, options)


def scan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.option("--var", "var", multiple=True, metavar="K=V", help="Set a variable of Terraform (repeatable)."),
        click.option("--var-file", multiple=True, type=FILE, metavar="FILE",
                     help="Values of Terraform's variables (repeatable)."),
        click.option("--module-dir", multiple=True, metavar="SOURCE=DIR",
                     help="Where modules of Terraform lie whose source begins so (repeatable)."),
        click.option("--source", type=FILE, metavar="DIR", default="",
                     help="The configuration that a plan of Terraform was made from (default: the one it lies in)."),
        click.option("--profile", type=click.Choice(PROFILES), help="Which rules are asked (default: default)."),
        click.option("--config", type=FILE, metavar="FILE", envvar="READINESS_CONFIG",
                     help="Configuration (default: the nearest .readiness.yaml)."),
        click.option("--no-config", is_flag=True, help="Read no configuration."),
        click.option("-e", "--env", "chosen", multiple=True, type=ENVIRONMENT, metavar="NAME",
                     help="Only this environment of the configuration (repeatable)."),
        click.option("--ci-values/--no-ci-values", default=None,
                     help="Whether charts are rendered with their ci/*-values.yaml too (default: yes)."),
        click.option("--scope", type=click.Choice(["partial", "complete"]),
                     help="Whether all that is deployed together is scanned together (default: partial)."),
        click.option("--dependencies", type=click.Choice(["show", "hide"]),
                     help="Whether findings in charts of other people are shown (default) or only counted."),
        click.option("--inline-waivers/--no-inline-waivers", default=None,
                     help="Whether comments and annotations may waive findings (default: yes)."),
        click.option("--as-of", metavar="DATE", default="",
                     help="The day on which waivers may have ended (default: today)."),
    ]
    return values_options(pack_option(_with(command, options)))


def gate_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide which findings count, and what the command ends with; `code_of` takes them."""
    options = [
        click.option("--fail-on", type=click.Choice(SEVERITIES), help="Fail from this severity on (default: high)."),
        click.option("--baseline", type=FILE, metavar="FILE", help="Report only findings that this file does not have."),
        click.option("--diff", metavar="REVISION",
                     help="Report only findings that are new against a Git revision (merge base)."),
        click.option("--exit-zero", is_flag=True,
                     help="End with 0 whatever the scan says; a wrong request still fails."),
        click.option("--allow-empty/--no-allow-empty", default=True,
                     help="Whether a scan may find nothing to look at (default: yes; no: exit code 3)."),
    ]
    return _with(command, options)


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options about what reports hold."""
    options = [
        click.option("--max-results", type=click.IntRange(min=1), metavar="N",
                     help="Write the N most severe findings only; the sums stay whole."),
        click.option("--sarif-category", default="", metavar="NAME",
                     help="Category of a SARIF report, for several of one repository."),
        click.option("--sarif-include", default="", metavar="WORDS", callback=_included,
                     help=f"What a SARIF report holds beside findings: {', '.join(INCLUDED)} (with commas between)."),
        click.option("-v", "--verbose", is_flag=True,
                     help="Tell notices of every level, and findings that are waived."),
    ]
    return _with(command, options)


def _with(command: Callable[..., Any], options: list[Callable[..., Any]]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def _included(_: click.Context, option: click.Parameter, given: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in given.split(",") if word.strip())
    for word in words:
        if word not in INCLUDED:
            raise click.BadParameter(f"'{word}' is not one of {', '.join(INCLUDED)}", param=option)
    return words


def options_of(given: dict[str, Any]) -> Options:
    """What the options of `report_options` mean to a format."""
    from scanner.reports.options import Options

    return Options(verbose=given["verbose"], most=given["max_results"] or 0, category=given["sarif_category"],
                   include=given["sarif_include"])


def gate_of(settings: Settings, given: dict[str, Any]) -> Severity | None:
    """The severity from which findings fail the command; None for never."""
    from scanner.settings import fail_on

    return fail_on(given["fail_on"]) if given["fail_on"] else settings.fail_on


def code_of(report: Report, settings: Settings, given: dict[str, Any]) -> int:
    """The exit code that the options of `gate_options` ask for, the same whatever the format."""
    from scanner import scan as stages

    if given["exit_zero"]:
        return stages.OK
    if not given["allow_empty"] and not report.inputs:
        return stages.UNREADABLE
    return stages.exit_code(report, gate_of(settings, given))


def pack_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that brings rules along."""
    return click.option("--pack", "packs", multiple=True, metavar="PATH",
                        help="Folder or file with rules of your own, or policies of Kubernetes (repeatable).")(command)


def all_rules(given: tuple[str, ...]) -> tuple[Any, ...]:
    """The built-in rules, and those of the packs that are given or named in the nearest configuration.

    Refuses packs with mistakes and a configuration that cannot be used, with exit code 2.
    """
    from scanner import settings as configuration
    from scanner.discover import root_of
    from scanner.rules import pack

    try:
        here = Path.cwd()
        root = root_of([here / "x"])
        file = configuration.find(here, root)
        paths = _inside(configuration.load(file, file.name), file, root).rule_paths if file is not None else ()
        paths += tuple(map(Path, given))
        if not paths:
            return pack.load()
        from scanner import packs

        own = packs.load(paths, lambda path: path.relative_to(here).as_posix() if path.is_relative_to(here) else
                         path.as_posix())
        policies = (rule for policy in own.policies for rule in policy.rules)
        return pack.load([*own.rules, *policies])
    except (pack.RulePackError, configuration.SettingsError) as error:
        fail(str(error), USAGE)


def _inside(settings: Any, file: Path, root: Path) -> Any:
    """Settings whose packs lie in the repository or beside the file.

    The configuration may come with what is scanned, and must not make the scanner read and show other files.
    SettingsError for one that would.
    """
    from scanner.settings import SettingsError

    allowed = [Path(os.path.realpath(folder)) for folder in (root, file.parent)]
    for path in settings.rule_paths:
        real = Path(os.path.realpath(path))
        if not any(real.is_relative_to(folder) for folder in allowed):
            given = os.path.relpath(path, file.parent)
            raise SettingsError(f"{file.name}: rule-paths: {given} lies outside of the repository; give it with --pack")
    return settings


def report_of(
    paths: tuple[str, ...], given: dict[str, Any], judged: bool = True,
    change: Callable[[Request], Request] = lambda request: request,
) -> tuple[Report, Settings]:
    """Run the scan that the options ask for; refuses a wrong request with exit code 2. `change` is made to it before."""
    from scanner import scan as stages
    from scanner.discover import root_of
    from scanner.links import resolved

    with refusing():
        watch = given.get("watch") or Watch()
        with watch.phase("read the configuration"):
            request = change(request_of(paths, given))
        with Progress() as progress:
            request = request._replace(progress=progress.show, watch=watch, judged=judged)
            baseline = _baseline(request.settings, given)
            if baseline is not None:
                request = request._replace(baseline=baseline.counts)
            if given.get("diff"):
                from scanner.comparison import compared

                report = compared(request, given["diff"])
            else:
                report = stages.scan(request)
        report = resolved(report, request.root or root_of([Path(path) for path in paths if path != "-"]))
        if baseline is not None:
            report = report._replace(notices=(*report.notices, *baseline.notices(report)))
        return report, request.settings


def request_of(paths: tuple[str, ...], given: dict[str, Any]) -> Request:
    """The request that the options make.  SettingsError and HelmError where it cannot be made."""
    from scanner import scan as stages
    from scanner.helm.capabilities import parse_kube_version
    from scanner.helm.options import RenderOptions, check_release_name

    settings = settings_of(paths, given)
    options = RenderOptions(
        release=given["release_name"],
        namespace=given["namespace"],
        value_files=given["values"],
        set=given["set_"],
        set_string=given["set_string"],
        set_json=given["set_json"],
        set_file=given["set_file"],
        set_literal=given["set_literal"],
        kube_version=given["kube_version"],
        api_versions=given["api_versions"],
        is_upgrade=given["is_upgrade"],
        skip_schema_validation=given["skip_schema_validation"],
        helm_version=int(given["helm_version"]),
    )
    check_release_name(options.release)
    for version in (options.kube_version, settings.kube_version, *(one.kube_version for one in settings.environments)):
        if version:
            parse_kube_version(version)
    for path in options.value_files:
        if not Path(path).is_file():
            fail(f"the values file {path} does not exist".replace("\n", "\\n"), USAGE)
    if any((options.set, options.set_string, options.set_json, options.set_file, options.set_literal)):
        from scanner.helm.render import reader
        from scanner.helm.values import user_values

        user_values(options._replace(value_files=()), reader(Path()))  # a flag that cannot be read is refused
    terraform = terraform_of(given)
    stdin = sys.stdin.read() if "-" in paths else ""
    return stages.Request(paths, options, settings, stdin, today=lambda: day_of(given["as_of"]), root=given.get("root"),
                          terraform=terraform)


def terraform_of(given: dict[str, Any]) -> TerraformOptions:
    """What the options say about configurations of Terraform; refuses those that make no sense with exit code 2."""
    from scanner.inputs.terraform import TerraformOptions

    for option, texts in (("--var", given["var"]), ("--module-dir", given["module_dir"])):
        for text in texts:
            if "=" not in text[1:]:
                fail(f"{option} needs a name and a value with = between them, not {text!r}", USAGE)
    for path in given["var_file"]:
        if not Path(path).is_file():
            fail(f"the file of variables {path} does not exist".replace("\n", "\\n"), USAGE)
    if given["source"] and not Path(given["source"]).is_dir():
        fail(f"the folder {given['source']} of the configuration does not exist".replace("\n", "\\n"), USAGE)
    flags = (*(("var-file", path) for path in given["var_file"]), *(("var", text) for text in given["var"]))
    return TerraformOptions(flags, _variables(), dict(text.split("=", 1) for text in given["module_dir"]),
                            source=given["source"])


def _variables() -> tuple[tuple[str, str], ...]:
    """The variables of Terraform that the environment of the process sets."""
    return tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith("TF_VAR_")))


def settings_of(paths: tuple[str, ...], given: dict[str, Any]) -> Settings:
    """The configuration file that holds for the paths, and what the options change of it.

    SettingsError: a file cannot be used, or the paths have different ones.
    """
    from scanner import settings as configuration
    from scanner.discover import root_of, shown_path

    settings = configuration.Settings()
    real = [Path(path) for path in paths if path != "-"]
    root = root_of(real)
    file = Path(given["config"]) if given["config"] else None
    if file is None and not given["no_config"]:
        files = {configuration.find(path, root) for path in real}
        if len(files) > 1:
            names = " and ".join(sorted(shown_path(one, root) if one else "none" for one in files))
            raise configuration.SettingsError(
                f"the paths have different configurations ({names}); scan them one by one, or name one with --config")
        file = files.pop() if files else None
    if file is not None:
        settings = _inside(configuration.load(file, shown_path(file, root)), file, root)
    settings = settings._replace(rule_paths=(*settings.rule_paths, *map(Path, given["packs"])))
    changes = {
        "profile": given["profile"], "chosen": given["chosen"], "test_values": given["ci_values"],
        "inline_waivers": given["inline_waivers"],
        "complete": {"complete": True, "partial": False}.get(given["scope"]),
        "dependencies": {"show": True, "hide": False}.get(given["dependencies"]),
    }
    return settings._replace(**{name: value for name, value in changes.items() if value not in (None, ())})


def _baseline(settings: Settings, given: dict[str, Any]) -> Baseline | None:
    """The baseline of the option, else of the configuration, for commands that take one."""
    file = Path(given["baseline"]) if given.get("baseline") else settings.baseline
    if file is None or "baseline" not in given:
        return None
    from scanner import baseline

    return baseline.read(file, given["baseline"] or file.name)


def day_of(given: str, option: str = "--as-of") -> str:
    """The day of an option, by default today; the clock is asked only where a day matters."""
    from datetime import date

    if not given:
        return date.today().isoformat()
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        fail(f"{option} '{given}' is no day; expected YYYY-MM-DD", USAGE)


@contextmanager
def refusing() -> Iterator[None]:
    """Turns the errors of a wrong request into a message and exit code 2."""
    from scanner.errors import RequestError
    from scanner.helm.errors import HelmError
    from scanner.rules.cel import ExpressionError
    from scanner.rules.pack import RulePackError

    try:
        yield
    except (RequestError, RulePackError, ExpressionError, HelmError) as error:
        fail(str(error), USAGE)
