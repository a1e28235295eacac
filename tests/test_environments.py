"""How often a chart is rendered, and with what."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.environments import belongs, environments, runs
from scanner.helm.options import RenderOptions
from scanner.settings import Environment, Settings, SettingsError
from tests.helm.charts import head, write

CHART = {"web/Chart.yaml": head(), "web/prod.yaml": "a: 1\n", "web/ci/b-values.yaml": "", "web/ci/a-values.yaml": "",
         "web/ci/values.yaml": "", "env/prod.yaml": "a: 2\n"}


def planned(folder: Path, settings: Settings, options: RenderOptions = RenderOptions()) -> list[tuple[object, ...]]:
    return [(run.label, run.options.value_files, run.production, run.test_file)
            for run in runs(options, settings, folder / "web", "web", folder)]


def env(folder: Path, name: str = "prod", **more: object) -> Environment:
    return Environment(name, folder, **more)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, CHART)


TESTS = [("ci/a", ("web/ci/a-values.yaml",), False, "web/ci/a-values.yaml"),
         ("ci/b", ("web/ci/b-values.yaml",), False, "web/ci/b-values.yaml")]


def test_without_environments_a_chart_has_its_own_values_and_those_of_its_tests(folder: Path) -> None:
    assert planned(folder, Settings()) == [("", (), True, ""), *TESTS]
    assert planned(folder, Settings(test_values=False)) == [("", (), True, "")]


def test_values_of_the_command_line_are_the_only_ones(folder: Path) -> None:
    file = str(folder / "env/prod.yaml")
    assert planned(folder, Settings(), RenderOptions(value_files=(file,))) == [("", ("env/prod.yaml",), True, "")]
    assert planned(folder, Settings(), RenderOptions(set=("a=1",))) == [("", (), True, "")]


def test_each_environment_is_a_run(folder: Path) -> None:
    settings = Settings(environments=(
        env(folder, "staging", values=("{chart}/staging.yaml", "env/prod.yaml")),
        env(folder, "live", values=("{chart}/prod.yaml",), production=True)))
    assert planned(folder, settings) == [
        ("staging", ("env/prod.yaml",), False, ""), ("live", ("web/prod.yaml",), True, ""), *TESTS]
    assert planned(folder, settings._replace(chosen=("live",))) == [("live", ("web/prod.yaml",), True, "")]


def test_the_command_line_comes_after_the_environment(folder: Path) -> None:
    environment = env(folder, set=("a=1",), namespace="shop", release="web", kube_version="1.30", api_versions=("x/v1",))
    settings = Settings(environments=(environment,), kube_version="1.28", test_values=False)
    (run,) = runs(RenderOptions(set=("a=2",)), settings, folder / "web", "web", folder)
    assert run.options == RenderOptions(
        release="web", namespace="shop", set=("a=1", "a=2"), kube_version="1.30", api_versions=("x/v1",))
    (run,) = runs(RenderOptions(release="r", namespace="n", kube_version="1.33"), settings, folder / "web", "web", folder)
    assert (run.options.release, run.options.namespace, run.options.kube_version) == ("r", "n", "1.33")
    (run,) = runs(RenderOptions(), settings._replace(environments=()), folder / "web", "web", folder)
    assert run.options.kube_version == "1.28"


def test_files_are_read_by_the_names_they_are_shown_with(folder: Path) -> None:
    settings = Settings(environments=(env(folder, values=("env/prod.yaml", "{chart}/prod.yaml")),), test_values=False)
    (run,) = runs(RenderOptions(), settings, folder / "web", "web", folder)
    assert [run.read(name) for name in run.options.value_files] == [b"a: 2\n", b"a: 1\n"]


def test_files_that_are_not_there(folder: Path) -> None:
    lost = env(folder, values=("env/gone.yaml",), place=".readiness.yaml:3")
    with pytest.raises(SettingsError, match=r"^\.readiness\.yaml:3: the values file env/gone.yaml of environment 'prod'"):
        planned(folder, Settings(environments=(lost,)))


def test_environments_that_are_not_there(folder: Path) -> None:
    settings = Settings(environments=(env(folder, "a"), env(folder, "b")), chosen=("c",))
    with pytest.raises(SettingsError, match="there is no environment 'c'; the configuration has a, b"):
        environments(settings)
    assert [one.name for one in environments(settings._replace(chosen=("b", "b")))] == ["b"]


@pytest.mark.parametrize(("paths", "shown", "as_chart", "as_manifest"), [
    ((), "web", True, False), (("web",), "web", True, True), (("charts/*",), "charts/web", True, True),
    (("overlays/prod",), "overlays/prod/a.yaml", True, True), (("overlays/prod/",), "overlays/production/a.yaml", False, False),
])
def test_what_belongs_to_an_environment(paths: tuple[str, ...], shown: str, as_chart: bool, as_manifest: bool) -> None:
    environment = env(Path(), paths=paths)
    assert (belongs(shown, environment, True), belongs(shown, environment, False)) == (as_chart, as_manifest)


def test_charts_of_other_environments_are_not_rendered_in_one(folder: Path) -> None:
    settings = Settings(environments=(env(folder, paths=("other",)),), test_values=False)
    assert planned(folder, settings) == [("", (), True, "")]
    assert planned(folder, settings._replace(chosen=("prod",))) == []


def test_archives_have_no_tests_of_their_own(folder: Path) -> None:
    assert [run.label for run in runs(RenderOptions(), Settings(), folder / "web.tgz", "web.tgz", folder)] == [""]
