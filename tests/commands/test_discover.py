"""`readiness-scan discover`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.cases import run
from tests.helm.charts import head, write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "here", {"web/Chart.yaml": head("web"), ".readiness.yaml": "environments: {one: {}, two: {}}\n"})
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_the_current_folder_unless_another_is_named(folder: Path) -> None:
    assert run("discover").stdout.startswith("└── web  chart web 1.0.0\n        one\n        two\n")
    assert run("discover", ".").stdout == run("discover").stdout
    assert run("discover", "web").stdout.startswith("└── web  chart")


def test_options_hold_as_they_do_for_a_scan(folder: Path) -> None:
    assert "two" not in run("discover", "--env", "one").stdout
    data = json.loads(run("discover", "--format", "json", "--set", "a=b", "-n", "team").stdout)
    assert data["charts"][0]["runs"][0] == {"environment": "one", "set": ["a=b"], "namespace": "team",
                                            "release": "release-name", "production": False}
    shown = run("discover").stdout
    assert run("discover", "-o", "out.txt").stdout == "" and (folder / "out.txt").read_text() == shown


@pytest.mark.parametrize(("arguments", "message"), [
    (["nowhere"], "Error: nowhere does not exist\n"),
    (["--env", "three"], "Error: there is no environment 'three'; the configuration has one, two\n")])
def test_wrong_requests(arguments: list[str], message: str) -> None:
    result = run("discover", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)
