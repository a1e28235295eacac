"""`readiness-scan init`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.cases import run
from tests.helm.charts import head, write

FILES = {"web/Chart.yaml": head("web"), "web/values-prod.yaml": "a: 1\n", ".github/x": "",
         ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks: []\n"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "here", FILES)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_it_writes_what_fits(folder: Path) -> None:
    result = run("init")
    assert result.exit_code == 0 and result.stdout.startswith(
        "wrote .readiness.yaml: a configuration; found: 1 chart, 0 files of YAML or JSON, environments prod\n"
        "changed .pre-commit-config.yaml: the hook readiness-scan for pre-commit\n"
        "wrote .github/workflows/readiness-scan.yml: ")
    assert set(contents(folder)) == {*FILES, ".readiness.yaml", ".github/workflows/readiness-scan.yml"}
    assert run(".").exit_code in (0, 1)
    again = run("init")
    assert again.exit_code == 0 and "left .readiness.yaml as it is\n" in again.stdout and "wrote" not in again.stdout


def test_a_dry_run_shows_and_writes_nothing(folder: Path) -> None:
    before = contents(folder)
    result = run("init", "--dry-run")
    assert contents(folder) == before
    assert "--- /dev/null\n+++ .readiness.yaml\n" in result.stdout and "\n+  hooks:\n+  - id: readiness-scan\n" in result.stdout
    assert run("init", "--dry-run").stdout == result.stdout


def test_a_file_that_exists_is_kept(folder: Path) -> None:
    write(folder, {".readiness.yaml": "profile: all\n"})
    result = run("init", "--only", "config")
    assert result.stdout.startswith("left .readiness.yaml as it is; --force replaces it\n")
    assert (folder / ".readiness.yaml").read_text() == "profile: all\n"
    assert run("init", "--only", "config", "--force").stdout.startswith("changed .readiness.yaml: ")
    assert "profile: default" in (folder / ".readiness.yaml").read_text()


def test_a_part_of_a_repository(folder: Path) -> None:
    run("init", "web", "--only", "config")
    assert (folder / "web/.readiness.yaml").exists() and not (folder / ".readiness.yaml").exists()
    run("init", "web", "--only", "hook")
    assert "readiness-scan" in (folder / ".pre-commit-config.yaml").read_text()


@pytest.mark.parametrize(("arguments", "message"), [
    (["nowhere"], "Error: nowhere is no folder; name the one that is to be configured\n"),
    (["web/Chart.yaml"], "Error: web/Chart.yaml is no folder; name the one that is to be configured\n"),
    (["--only", "all"], "Usage: ")])
def test_wrong_requests(arguments: list[str], message: str) -> None:
    result = run("init", *arguments)
    assert result.exit_code == 2 and result.stderr.startswith(message)


def test_files_that_cannot_be_added_to(folder: Path) -> None:
    write(folder, {".pre-commit-config.yaml": "repos: ["})
    before = contents(folder)
    result = run("init")
    assert result.exit_code == 2 and result.stderr.startswith("Error: .pre-commit-config.yaml:2: is not valid YAML")
    assert contents(folder) == before, "nothing is written before everything is known"


def test_a_folder_that_cannot_be_made(folder: Path) -> None:
    write(folder, {".gitlab-ci.yml": "a: {script: [b]}\n", ".gitlab": ""})
    result = run("init")
    assert result.exit_code == 2 and "Error: cannot make .gitlab: " in result.stderr
