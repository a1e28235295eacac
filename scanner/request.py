"""The options that several commands share, and the scan that they ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from scanner.terminal import USAGE, Progress, fail

PROFILES = ("default", "security", "reliability", "all")


def values_options(command: Callable[..., Any]) -> Callable[..., Any]:
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


def scan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.option("--profile", type=click.Choice(PROFILES), help="Which rules are asked (default: default)."),
        click.option("--config", metavar="FILE", help="Configuration (default: the nearest .readiness.yaml)."),
    ]
    for option in reversed(options):
        command = option(command)
    return values_options(pack_option(command))


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


def report_of(paths: tuple[str, ...], given: dict[str, Any]) -> tuple[Any, Any]:
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
            settings = _inside(configuration.load(file, given["config"] or file.name), file, root_of(real))
        settings = settings._replace(rule_paths=settings.rule_paths + tuple(map(Path, given["packs"])))
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
                fail(f"the values file {path} does not exist".replace("\n", "\\n"), USAGE)
        if any((options.set, options.set_string, options.set_json, options.set_file, options.set_literal)):
            from scanner.helm.render import reader
            from scanner.helm.values import user_values

            user_values(options._replace(value_files=()), reader(Path()))  # a flag that cannot be read is refused
        stdin = sys.stdin.read() if "-" in paths else ""
        with Progress() as progress:
            request = stages.Request(paths, options, settings, stdin, progress.show)
            return stages.scan(request), settings
    except NothingFound as error:
        fail(str(error).replace("\n", "\\n"), USAGE)
    except (RulePackError, ExpressionError, configuration.SettingsError, HelmError) as error:
        fail(str(error), USAGE)
