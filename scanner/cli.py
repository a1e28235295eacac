"""The command `readiness-scan`: options in, exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from scanner import __version__

FORMATS = ("text", "json", "sarif")
SEVERITIES = ("info", "low", "medium", "high", "critical", "none")
PROFILES = ("default", "security", "reliability", "all")
USAGE, UNREADABLE = 2, 3


class ScanByDefault(click.Group):
    """A group whose unknown first word is a path: `readiness-scan chart/` is `readiness-scan scan chart/`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `scan` in front, unless a command or an option of the group comes first."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h", "--version"):
            args = ["scan", *args]
        return super().parse_args(ctx, args)


def _values_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide the values of a chart, named as Helm names them."""
    options = [
        click.option("-f", "--values", "values", multiple=True, metavar="FILE", help="Values file (repeatable)."),
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
    for option in reversed(options):
        command = option(command)
    return command


def _scan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.option("--var", "var", multiple=True, metavar="K=V", help="Set a variable of Terraform (repeatable)."),
        click.option("--var-file", multiple=True, metavar="FILE", help="Values of Terraform's variables (repeatable)."),
        click.option("--module-dir", multiple=True, metavar="SOURCE=DIR",
                     help="Where modules lie whose source begins so (repeatable)."),
        click.option("--profile", type=click.Choice(PROFILES), help="Which rules are asked (default: default)."),
        click.option("--config", metavar="FILE", help="Configuration (default: the nearest .readiness.yaml)."),
    ]
    for option in reversed(options):
        command = option(command)
    return _values_options(command)


@click.group(
    cls=ScanByDefault,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="readiness-scan", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Evidence for production readiness, from charts and manifests, without helm, a cluster or a network.

    \b
    Examples:
      readiness-scan chart/                          scan a chart, print findings
      readiness-scan . --format sarif -o out.sarif   scan a repository, write SARIF
      readiness-scan chart/ -f prod.yaml             with the values of production
      readiness-scan checklist chart/                the checklist with its evidence
      readiness-scan explain latest-tag              what a rule wants, and why
      readiness-scan render chart/                   what `helm template` prints

    \b
    Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 wrong request,
    configuration or rule; 3 an input could not be evaluated.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(USAGE if len(sys.argv) > 1 else 0)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_scan_options
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="Format of the report.")
@click.option("-o", "--output", metavar="FILE", help="Write the report there instead of standard output.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Fail from this severity on (default: high).")
@click.option("-v", "--verbose", is_flag=True, help="Tell notices of every level.")
def scan(paths: tuple[str, ...], format_: str, output: str | None, fail_on: str | None, verbose: bool, **given: Any) -> None:
    """Scan charts and manifests (`-` reads manifests from standard input).

    \b
    Examples:
      readiness-scan scan chart/ --set image.tag=1.2.3
      readiness-scan scan deploy/ --profile security --fail-on medium
      kubectl get deploy -o yaml | readiness-scan scan -
    """
    from scanner import scan as stages

    report, settings = _report(paths, given)
    gate = settings.fail_on
    if fail_on is not None:
        from scanner.settings import fail_on as parse

        gate = parse(fail_on)
    _write(_rendered(report, format_, output, verbose), output)
    raise SystemExit(stages.exit_code(report, gate))


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_scan_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the report.")
@click.option("-o", "--output", metavar="FILE", help="Write the report there instead of standard output.")
def checklist(paths: tuple[str, ...], format_: str, output: str | None, **given: Any) -> None:
    """Say for each item of the production-readiness checklist what the files prove.

    \b
    Examples:
      readiness-scan checklist chart/
      readiness-scan checklist . --format json -o checklist.json
    """
    from scanner import scan as stages
    from scanner.reports import checklist_json, checklist_text

    given["profile"] = given["profile"] or "all"
    report, _ = _report(paths, given, all_rules=True)
    if format_ == "json":
        text = checklist_json.render(report)
    else:
        text = checklist_text.render(report, _colour(output))
    _write(text, output)
    raise SystemExit(stages.exit_code(report, None))


@main.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False}
)
@click.option("--map", "map_", is_flag=True, help="Show for each line where it comes from.")
@click.option("--helm-version", type=click.Choice(["3", "4"]), default="4", help="Render as Helm 3 or 4.")
@click.option("--release-name", metavar="NAME", help="Name of the release, where RELEASE is left out.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[RELEASE] CHART [HELM'S FLAGS]")
def render(map_: bool, helm_version: str, release_name: str | None, arguments: tuple[str, ...]) -> None:
    """Print what `helm template` prints, and fail where it fails.

    Helm's flags may stand anywhere behind the chart, and so may the options below.

    \b
    Examples:
      readiness-scan render chart/
      readiness-scan render web chart/ -f prod.yaml --set replicas=3 --show-only templates/a.yaml
      readiness-scan render --map chart/     every line with the template and values line behind it
    """
    from scanner.helm.errors import HelmError

    words = [word for word in arguments if word != "--map"]
    map_ = map_ or len(words) < len(arguments)
    release_name = _taken(words, "--release-name") or release_name
    chosen = _taken(words, "--helm-version") or helm_version
    if chosen not in ("3", "4"):
        _fail(f"--helm-version is 3 or 4, not {chosen}", USAGE)
    helm = int(chosen)
    try:
        if map_:
            from scanner.linemap import line_map

            text = line_map(words, Path(), helm, release_name)
        else:
            from scanner.helm.render import template

            text = template(words, Path(), helm_version=helm, release_name=release_name)
    except HelmError as error:
        _fail(str(error), 1)
    _write(text, None)


@main.group()
def rules() -> None:
    """List the rules."""


@rules.command("list")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
@click.option("--profile", type=click.Choice(PROFILES), default="all", help="Only the rules of a profile.")
def list_rules(format_: str, profile: str) -> None:
    """List all rules.

    \b
    Examples:
      readiness-scan rules list
      readiness-scan rules list --profile security --format json
    """
    from scanner.explain import rules_json, rules_text
    from scanner.rules import pack, profiles

    chosen = profiles.select(pack.load(), profile)
    _write(rules_json(chosen) if format_ == "json" else rules_text(chosen), None)


@main.command()
@click.argument("rule_id", metavar="RULE")
def explain(rule_id: str) -> None:
    """Explain a rule: what it wants, why, how to repair it, with examples.

    \b
    Example:
      readiness-scan explain read-only-root-fs
    """
    from scanner.explain import explanation
    from scanner.rules import pack

    known = {rule.id: rule for rule in pack.load()}
    if rule_id not in known:
        from difflib import get_close_matches

        near = get_close_matches(rule_id, known, 1)
        hint = f"; did you mean '{near[0]}'?" if near else "; `readiness-scan rules list` shows all of them"
        _fail(f"there is no rule '{rule_id}'{hint}", USAGE)
    _write(explanation(pack.with_examples(known[rule_id])), None)


def _taken(words: list[str], option: str) -> str | None:
    """The value of an option of ours among helm's flags, taken out of them; the last one wins."""
    value = None
    while option in words[:-1]:
        at = words.index(option)
        value = words[at + 1]
        del words[at : at + 2]
    for word in [word for word in words if word.startswith(f"{option}=")]:
        words.remove(word)
        value = word.partition("=")[2]
    return value


# -- what the commands share ------------------------------------------------------------


def _report(paths: tuple[str, ...], given: dict[str, Any], all_rules: bool = False) -> tuple[Any, Any]:
    """Run the scan that the options ask for; refuses a wrong request with exit code 2."""
    from scanner import scan as stages
    from scanner import settings as configuration
    from scanner.discover import NothingFound, root_of
    from scanner.helm.capabilities import parse_kube_version
    from scanner.helm.errors import HelmError
    from scanner.helm.options import RenderOptions, check_release_name
    from scanner.rules.cel import ExpressionError
    from scanner.rules.pack import RulePackError

    try:
        settings = configuration.Settings()
        real = [Path(path) for path in paths if path != "-"]
        file = Path(given["config"]) if given["config"] else None
        if file is None and real:
            file = configuration.find(real[0], root_of(real))
        if file is not None:
            settings = configuration.load(file, given["config"] or file.name)
        if given["profile"]:
            settings = settings._replace(profile=given["profile"])
        options = RenderOptions(
            release=given["release_name"],
            namespace=given["namespace"],
            value_files=given["values"],
            set=given["set_"],
            set_string=given["set_string"],
            set_json=given["set_json"],
            set_file=given["set_file"],
            set_literal=given["set_literal"],
            kube_version=given["kube_version"] or settings.kube_version,
            api_versions=given["api_versions"],
            is_upgrade=given["is_upgrade"],
            skip_schema_validation=given["skip_schema_validation"],
            helm_version=int(given["helm_version"]),
        )
        check_release_name(options.release)
        if options.kube_version:
            parse_kube_version(options.kube_version)
        for path in options.value_files:
            if not Path(path).is_file():
                _fail(f"the values file {path} does not exist".replace("\n", "\\n"), USAGE)
        if any((options.set, options.set_string, options.set_json, options.set_file, options.set_literal)):
            from scanner.helm.render import reader
            from scanner.helm.values import user_values

            user_values(options._replace(value_files=()), reader(Path()))  # a flag that cannot be read is refused
        terraform = _terraform_options(given)
        stdin = sys.stdin.read() if "-" in paths else ""
        with _Progress() as progress:
            request = stages.Request(paths, options, settings, stdin, progress.show, terraform, all_rules)
            return stages.scan(request), settings
    except NothingFound as error:
        _fail(str(error).replace("\n", "\\n"), USAGE)
    except (RulePackError, ExpressionError, configuration.SettingsError, HelmError) as error:
        _fail(str(error), USAGE)


def _terraform_options(given: dict[str, Any]) -> Any:
    """What the options say about Terraform; refuses those that make no sense with exit code 2."""
    from scanner.inputs.terraform import TerraformOptions

    for option, texts in (("--var", given["var"]), ("--module-dir", given["module_dir"])):
        for text in texts:
            if "=" not in text[1:]:
                _fail(f"{option} needs a name and a value with = between them, not {text!r}", USAGE)
    for path in given["var_file"]:
        if not Path(path).is_file():
            _fail(f"the values file {path} does not exist".replace("\n", "\\n"), USAGE)
    flags = [("var-file", path) for path in given["var_file"]] + [("var", text) for text in given["var"]]
    modules = dict(text.split("=", 1) for text in given["module_dir"])
    return TerraformOptions(tuple(flags), vendored=modules)


def _rendered(report: Any, format_: str, output: str | None, verbose: bool) -> str:
    if format_ == "json":
        from scanner.reports import json

        return json.render(report)
    if format_ == "sarif":
        from scanner.reports import sarif

        return sarif.render(report)
    from scanner.model.report import Level
    from scanner.reports import text

    if not verbose:
        report = report._replace(notices=tuple(each for each in report.notices if each.level is not Level.INFO))
    return text.render(report, _colour(output))


class _Progress:
    """Says on standard error, on a terminal, which input is being read; gone when the scan is done."""

    def __init__(self) -> None:
        self._shown = False
        self._on = sys.stderr.isatty() and "CI" not in os.environ

    def __enter__(self) -> _Progress:
        return self

    def show(self, shown: str) -> None:
        if self._on:
            from scanner.reports.escape import visible

            sys.stderr.write(f"\r\x1b[Kscanning {visible(shown)[:100]}")
            sys.stderr.flush()
            self._shown = True

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _colour(output: str | None) -> bool:
    """Colour only on a terminal, and not where NO_COLOR is set (https://no-color.org)."""
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _write(text: str, output: str | None) -> None:
    data = text.encode("utf-8", "surrogateescape")
    if output is None or output == "-":
        sys.stdout.flush()
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        _fail(f"cannot write {output}: {error.strerror}", USAGE)


def _fail(message: str, code: int) -> NoReturn:
    from scanner.reports.escape import visible

    shown = "\n".join(visible(line) for line in message.split("\n"))
    sys.stderr.write(f"Error: {shown}\n")
    raise SystemExit(code)
