"""`readiness-scan ci`; tests/action runs it as the action does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.action.runner import _outputs
from tests.commands.cases import run
from tests.helm.charts import write
from tests.test_cli import BAD, GOOD


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository as the current folder, and no variables of a workflow."""
    inner = tmp_path / "here"
    inner.mkdir()
    (inner / ".git").mkdir()
    monkeypatch.chdir(inner)
    for name in ("GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "RUNNER_TEMP"):
        monkeypatch.delenv(name, raising=False)
    return inner


@pytest.mark.parametrize(("text", "arguments", "code"), [
    (GOOD, [], 0), (BAD, [], 1), (BAD, ["a.yaml"], 1), (BAD, ["--gate", "later"], 0), (BAD, ["--fail-on", "none"], 0),
    (BAD, ["--exit-zero"], 0), ("a: [", [], 3), (GOOD, ["nowhere"], 2), (GOOD, ["--nonsense"], 2),
    (BAD, ["--diff-only", "true"], 2),
    (GOOD, ["nowhere", "--gate", "later"], 2), (BAD, ["--sarif-file", "no/such/x"], 2), (BAD, ["-o", "xml=x"], 2)])
def test_exit_codes(text: str, arguments: list[str], code: int, folder: Path) -> None:
    write(folder, {"a.yaml": text})
    result = run("ci", *arguments)
    assert result.exit_code == code, result.output
    if code == 2:
        assert result.stderr.startswith("Error: ") and result.stdout.startswith("::error title=readiness-scan::")


def test_without_a_runner_nothing_is_written_but_the_log(folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    result = run("ci", "--annotations", "false")
    assert {path.name for path in folder.iterdir()} == {".git", "a.yaml"}
    assert result.stdout.startswith("::group::readiness-scan: failed: ")


def test_further_reports(folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    run("ci", "-o", "page.html", "-o", "csv=table", "--sarif-file", "x.sarif")
    assert {"page.html", "table", "x.sarif"} <= {path.name for path in folder.iterdir()}


def test_outputs_are_told_for_refusals_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(folder / "output"))
    assert run("ci", "nowhere").exit_code == 2
    assert _outputs((folder / "output").read_text())["result"] == "error"
