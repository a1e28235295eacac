"""The arguments of `helm template`, read as Helm reads them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from scanner.gotemplate.strconv import quote
from scanner.helm.capabilities import parse_kube_version
from scanner.helm.errors import ArgumentError
from scanner.patterns import lazy
from scanner.records import NamedTuple

MAX_RELEASE_NAME = 53
"""Kubernetes allows labels of 63 characters; Helm keeps 10 for what charts append."""

_NAME = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
_NAME_PART = lazy(r"[a-z0-9]|[a-z0-9][-a-z0-9]*[a-z0-9]")


class RenderOptions(NamedTuple):
    """How a chart is to be rendered; the values flags are kept in the order given, each kind by itself.

    `unknowns`: texts of the values that hold the mark of an unknown value (`gotemplate.unknown`) are not known.
    """

    release: str = "release-name"
    namespace: str = "default"
    value_files: tuple[str, ...] = ()
    set_json: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    set_string: tuple[str, ...] = ()
    set_file: tuple[str, ...] = ()
    set_literal: tuple[str, ...] = ()
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    include_crds: bool = False
    show_only: tuple[str, ...] = ()
    no_hooks: bool = False
    skip_tests: bool = False
    is_upgrade: bool = False
    skip_schema_validation: bool = False
    helm_version: int = 4
    unknowns: bool = False


class _Flag(NamedTuple):
    """A flag and what it does.

    `kind` is text (the last wins), list (one item each time), commas (some items each
    time), switch, or optional (text or nothing).
    """

    kind: str
    option: str = ""  # the field of RenderOptions it fills, "" where it has no effect on rendered text
    refused: str = ""  # why it cannot be honoured


_OFFLINE = "charts are read from disk only"
_FLAGS: dict[str, _Flag] = {
    "values": _Flag("commas", "value_files"),
    "set": _Flag("list", "set"),
    "set-json": _Flag("list", "set_json"),
    "set-string": _Flag("list", "set_string"),
    "set-file": _Flag("list", "set_file"),
    "set-literal": _Flag("list", "set_literal"),
    "namespace": _Flag("text", "namespace"),
    "kube-version": _Flag("text", "kube_version"),
    "api-versions": _Flag("commas", "api_versions"),
    "show-only": _Flag("list", "show_only"),
    "include-crds": _Flag("switch", "include_crds"),
    "no-hooks": _Flag("switch", "no_hooks"),
    "skip-tests": _Flag("switch", "skip_tests"),
    "is-upgrade": _Flag("switch", "is_upgrade"),
    "skip-schema-validation": _Flag("switch", "skip_schema_validation"),
    "name-template": _Flag("text", "name_template"),
    "generate-name": _Flag("switch", "generate_name"),
    "repo": _Flag("text", refused=_OFFLINE),
    "dependency-update": _Flag("switch", refused=_OFFLINE),
    "output-dir": _Flag("text", refused="rendered text is printed only"),
    "post-renderer": _Flag("text", refused="no other program is run"),
    "post-renderer-args": _Flag("text", refused="no other program is run"),
    "validate": _Flag("switch", refused="no cluster is asked"),
    **{
        name: _Flag("switch")
        for name in """create-namespace force-replace force force-conflicts server-side replace wait-for-jobs devel
        disable-openapi-validation rollback-on-failure atomic skip-crds render-subchart-notes enable-dns hide-notes
        take-ownership verify insecure-skip-tls-verify plain-http pass-credentials release-name debug
        kube-insecure-skip-tls-verify""".split()
    },
    **{
        name: _Flag("text")
        for name in """timeout description labels version keyring username password cert-file key-file ca-file
        kube-context kubeconfig kube-apiserver kube-as-user kube-as-group kube-ca-file kube-token
        kube-tls-server-name burst-limit qps registry-config repository-cache repository-config content-cache
        color colour""".split()
    },
    "dry-run": _Flag("optional"),
    "wait": _Flag("optional"),
}
_SHORT = {"f": "values", "n": "namespace", "a": "api-versions", "s": "show-only", "g": "generate-name", "l": "labels"}


class _Given:
    """What has been read so far."""

    __slots__ = ("positional", "options")

    def __init__(self) -> None:
        self.positional: list[str] = []
        self.options: dict[str, Any] = {}


def parse_helm_arguments(arguments: Sequence[str]) -> tuple[str, str, RenderOptions]:
    """Read what follows `helm template`: the release name, the chart, and the options.

    ArgumentError with Helm's text where Helm refuses the arguments; the release name is not
    checked yet (`check_release_name`), since Helm loads the chart first.
    """
    given = _Given()
    _read(list(arguments), given)
    name_template = given.options.pop("name_template", "")
    generate = given.options.pop("generate_name", False)
    release, chart = _name_and_chart(given.positional, name_template, generate)
    if given.options.get("kube_version"):
        parse_kube_version(given.options["kube_version"])
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in given.options.items()}
    return release, chart, RenderOptions(release=release, **options)


def check_release_name(name: str) -> None:
    """Refuse what is no DNS subdomain of at most 53 characters."""
    if not name:
        raise ArgumentError(f"release name check failed: release name {quote(name)}: no name provided")
    if len(name) > MAX_RELEASE_NAME or not all(map(_NAME_PART.fullmatch, name.split("."))):
        raise ArgumentError(
            f"release name check failed: release name {quote(name)}: invalid release name, must match regex {_NAME} "
            f"and the length must not be longer than {MAX_RELEASE_NAME}"
        )


def _read(arguments: list[str], given: _Given) -> None:
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            given.positional += rest
        elif argument.startswith("--"):
            _long(argument, rest, given)
        elif argument.startswith("-") and argument != "-":
            _short(argument, rest, given)
        else:
            given.positional.append(argument)


def _long(argument: str, rest: Iterator[str], given: _Given) -> None:
    name, has_value, value = argument[2:].partition("=")
    if not name or name[0] in "-=":
        raise ArgumentError(f"bad flag syntax: {argument}")
    flag = _FLAGS.get(name)
    if flag is None:
        raise ArgumentError(f"unknown flag: --{name}")
    if not has_value:
        if flag.kind == "switch":
            value = "true"
        elif flag.kind != "optional":
            value = _next(rest, f"--{name}")
    _store(name, flag, value, given)


def _short(argument: str, rest: Iterator[str], given: _Given) -> None:
    letters = argument[1:]
    for at, letter in enumerate(letters):
        name = _SHORT.get(letter)
        if name is None:
            raise ArgumentError(f"unknown shorthand flag: {letter!r} in {argument}")
        flag = _FLAGS[name]
        if flag.kind == "switch" and letters[at + 1 : at + 2] != "=":
            _store(name, flag, "true", given)
            continue
        value = letters[at + 1 :].removeprefix("=")
        if at + 1 == len(letters):
            value = _next(rest, f"{letter!r} in {argument}")
        _store(name, flag, value, given)
        return


def _next(rest: Iterator[str], shown: str) -> str:
    value = next(rest, None)
    if value is None:
        raise ArgumentError(f"flag needs an argument: {shown}")
    return value


def _store(name: str, flag: _Flag, value: str, given: _Given) -> None:
    letter = next((short for short, long in _SHORT.items() if long == name), "")
    shown = f"-{letter}, --{name}" if letter else f"--{name}"
    if flag.kind == "switch":
        switched = _truth(value, shown)
        if flag.refused and switched:
            raise ArgumentError(f"--{name} is not supported: {flag.refused}")
        if flag.option:
            given.options[flag.option] = switched
        return
    if flag.refused:
        raise ArgumentError(f"--{name} is not supported: {flag.refused}")
    if name == "dry-run" and value == "server":
        raise ArgumentError("--dry-run=server is not supported: no cluster is asked")
    if not flag.option:
        return
    if flag.kind == "text":
        given.options[flag.option] = value
    else:
        items = [value] if flag.kind == "list" else _comma_separated(value, shown)
        given.options.setdefault(flag.option, []).extend(items)


def _truth(value: str, shown: str) -> bool:
    if value in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if value in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    reason = f"strconv.ParseBool: parsing {quote(value)}: invalid syntax"
    raise ArgumentError(f'invalid argument {quote(value)} for "{shown}" flag: {reason}')


def _comma_separated(value: str, shown: str) -> list[str]:
    """One line of comma-separated values; quotes protect commas."""
    try:
        return next(csv.reader([value], strict=True), [])
    except csv.Error as error:
        raise ArgumentError(f'invalid argument {quote(value)} for "{shown}" flag: {error}') from None


def _name_and_chart(positional: list[str], name_template: str, generate: bool) -> tuple[str, str]:
    if not positional:
        usage = "Usage:  helm template [NAME] [CHART] [flags]"
        raise ArgumentError(f'"helm template" requires at least 1 argument\n\n{usage}')
    if len(positional) > 2:
        raise ArgumentError(f"expected at most two arguments, unexpected arguments: {', '.join(positional[2:])}")
    if len(positional) == 2:
        if generate:
            raise ArgumentError("cannot set --generate-name and also specify a name")
        if name_template:
            raise ArgumentError("cannot set --name-template and also specify a name")
        return positional[0], positional[1]
    chart = positional[0]
    if name_template:
        if "{{" not in name_template:
            return name_template, chart
        return _rendered_name(name_template), chart
    # `helm template` presets the name, so that --generate-name has no effect
    return "release-name", chart


def _rendered_name(text: str) -> str:
    """Execute a --name-template; it sees Sprig's functions and no data."""
    from scanner.gotemplate.errors import TemplateError
    from scanner.gotemplate.executor import Runtime, Template
    from scanner.gotemplate.parser import parse

    name = "name-template"
    try:
        unit = parse(text, name)
        runtime = Runtime({})
        runtime.add(unit.defines, name)
        return runtime.execute(Template(name, name, unit.body), None)
    except TemplateError as error:
        raise ArgumentError(str(error)) from None
