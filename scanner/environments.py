"""How often a chart is rendered or a module of Terraform evaluated, and with what: once for each environment, a chart
with the values of its own tests as well."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from scanner.discover import shown_path
from scanner.helm.options import RenderOptions
from scanner.inputs.terraform import TerraformOptions
from scanner.records import NamedTuple
from scanner.settings import Environment, Settings, SettingsError, TerraformChoice

TEST_VALUES = "ci/*-values.yaml"
"""Where charts keep the values that they are tested with, as chart-testing has it."""

MAX_TEST_VALUES = 50
"""Most values files for tests that one chart is rendered with."""

CHART, MODULE = "{chart}", "{module}"


class Run(NamedTuple):
    """One rendering of a chart.

    `label` is the name of the environment or the values file of a test, "" for none; `read` gives the files that the
    options name. `test_file` is the path of the values file of a test in reports, "" for runs that are none.
    """

    label: str
    options: RenderOptions
    read: Callable[[str], bytes]
    production: bool = True
    test_file: str = ""


class Evaluation(NamedTuple):
    """One evaluation of a root module; `label` is the name of the environment, "" for none."""

    label: str
    options: TerraformOptions
    production: bool = True


def evaluations(
    options: TerraformOptions, settings: Settings, module: Path, shown: str, root: Path
) -> Iterator[Evaluation]:
    """The evaluations of a root module, which reports call `shown`; `options` are those of the command line."""
    own = [one for one in environments(settings) if one.terraform is not None and belongs(shown, one, True)]
    for environment in own:
        given = _given(options, (*settings.terraform, environment.terraform), module, root, environment.place)
        yield Evaluation(environment.name, given, environment.production)
    if not own and not settings.chosen:
        yield Evaluation("", _given(options, settings.terraform, module, root, settings.origins.get("terraform", "")))


def _given(
    options: TerraformOptions, choices: Iterable[TerraformChoice | None], module: Path, root: Path, place: str
) -> TerraformOptions:
    """The options with what settings say, the most general first; flags of the command line come last."""
    flags: list[tuple[str, str]] = []
    vendored: dict[str, str] = {}
    workspace = options.workspace
    for choice in (one for one in choices if one is not None):
        for name in choice.files:
            file = choice.folder / name.replace(MODULE, str(module.absolute()))
            if file.is_file():
                flags.append(("var-file", str(file)))
            elif MODULE not in name:
                raise SettingsError(f"{place}: the file of variables {name} does not exist; files of single modules are "
                                    "written with {module}")
        flags += [("var", f"{name}={_text_of(value)}") for name, value in choice.variables.items()]
        vendored |= {source: str(choice.folder / folder) for source, folder in choice.modules.items()}
        workspace = choice.workspace or workspace
    names = [path for kind, path in (*flags, *options.flags) if kind == "var-file"]
    return options._replace(
        flags=(*flags, *options.flags), vendored={**vendored, **options.vendored}, workspace=workspace,
        shown={name: shown_path(Path(name), root) for name in names}, optional=bool(flags),
    )


def _text_of(value: Any) -> str:
    """A value as `-var` takes it: text as it is, everything else in a form that the language reads as well."""
    return value if isinstance(value, str) else json.dumps(value)


def environments(settings: Settings) -> tuple[Environment, ...]:
    """The environments of a scan.  SettingsError for a name that was asked for and does not exist."""
    if not settings.chosen:
        return settings.environments
    known = {one.name: one for one in settings.environments}
    for name in settings.chosen:
        if name not in known:
            names = ", ".join(known) or "none"
            raise SettingsError(f"there is no environment '{name}'; the configuration has {names}")
    return tuple(known[name] for name in dict.fromkeys(settings.chosen))


def runs(options: RenderOptions, settings: Settings, chart: Path, shown: str, root: Path) -> Iterator[Run]:
    """The runs of a chart, which reports call `shown`; `options` are those of the command line."""
    own = [one for one in environments(settings) if belongs(shown, one, True)]
    for environment in own:
        yield environment_run(options, settings, environment, chart, root)
    if not own and not settings.chosen:
        yield _run("", _defaults(options, settings), root)
    if settings.test_values and not settings.chosen and not _has_values(options):
        for file in _test_values(chart):
            run = _run(f"ci/{file.name.removesuffix('-values.yaml')}",
                       _defaults(options, settings)._replace(value_files=(str(file),)), root)
            yield run._replace(test_file=run.options.value_files[0], production=False)


def environment_run(
    options: RenderOptions, settings: Settings, environment: Environment, chart: Path, root: Path
) -> Run:
    """The run of a chart in an environment; flags of the command line come after what the environment says."""
    default = RenderOptions()
    options = options._replace(
        release=environment.release if environment.release and options.release == default.release else options.release,
        namespace=environment.namespace
        if environment.namespace and options.namespace == default.namespace else options.namespace,
        value_files=(*_existing(environment, chart), *options.value_files),
        set=(*environment.set, *options.set),
        kube_version=options.kube_version or environment.kube_version,
        api_versions=(*environment.api_versions, *options.api_versions),
    )
    return _run(environment.name, _defaults(options, settings), root)._replace(production=environment.production)


def belongs(shown: str, environment: Environment, is_chart: bool) -> bool:
    """Whether a chart or a manifest belongs to an environment."""
    if not environment.paths:
        return is_chart
    return any(fnmatchcase(shown, pattern) or shown.startswith(pattern.rstrip("/") + "/") for pattern in environment.paths)


def _defaults(options: RenderOptions, settings: Settings) -> RenderOptions:
    return options._replace(kube_version=options.kube_version or settings.kube_version)


def _has_values(options: RenderOptions) -> bool:
    return any((options.value_files, options.set, options.set_string, options.set_json, options.set_file,
                options.set_literal))


def _test_values(chart: Path) -> Iterable[Path]:
    if not chart.is_dir():
        return ()
    return [file for file in sorted(chart.glob(TEST_VALUES)) if file.is_file() and not file.is_symlink()][:MAX_TEST_VALUES]


def value_files(environment: Environment, chart: Path) -> Iterator[Path]:
    """The values files that an environment names for a chart, whether they exist or not."""
    for name in environment.values:
        yield environment.folder / name.replace(CHART, str(chart.absolute()))


def _existing(environment: Environment, chart: Path) -> Iterator[str]:
    """Those that exist.  SettingsError for one that is not of single charts and does not."""
    for name, file in zip(environment.values, value_files(environment, chart), strict=True):
        if file.is_file():
            yield str(file)
        elif CHART not in name:
            raise SettingsError(f"{environment.place}: the values file {name} of environment '{environment.name}' "
                                "does not exist; files of single charts are written with {chart}")


def _run(label: str, options: RenderOptions, root: Path) -> Run:
    """A run whose options name values files by the paths that reports show."""
    actual: dict[str, str] = {}
    names = []
    for path in options.value_files:
        name = shown_path(Path(path), root)
        folders = list(Path(path).absolute().parts[:-1])
        while actual.get(name, path) != path and folders:  # another file of that name, outside of the root as well
            name = f"{folders.pop()}/{name}"
        actual[name] = path
        names.append(name)
    from scanner.helm.render import reader

    here = reader(Path())

    def read(path: str) -> bytes:
        return here(actual.get(path, path))

    return Run(label, options._replace(value_files=tuple(names)), read)
