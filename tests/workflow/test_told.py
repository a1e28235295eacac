"""What a workflow is told; the action's own tests look at the whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.model.report import Report
from scanner.model.rule import Severity
from scanner.reports.options import Options
from scanner.workflow import files
from scanner.workflow.event import Event
from scanner.workflow.told import Told, Wishes, refused
from tests.action.runner import _outputs
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import hostile_report

PULL = Event("pull_request", link="https://github.com/shop/charts/blob/abc/")


def told(report: Report, folder: Path, wishes: Wishes = Wishes(), options: Options = Options()) -> dict[str, str]:
    """The outputs."""
    environment = {"GITHUB_OUTPUT": str(folder / "output"), "GITHUB_STEP_SUMMARY": str(folder / "summary"),
                   "RUNNER_TEMP": str(folder)}
    Told(report, 1, Severity.HIGH, PULL, wishes, options, environment).all()
    return _outputs((folder / "output").read_text())


def test_everything(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    found = told(report_of(POD, [rule()]), tmp_path, Wishes(annotations="true", comment="true"))
    assert (found["result"], found["exit-code"], found["upload"], found["comment"]) == ("fail", "1", "true", "true")
    assert json.loads(Path(found["sarif-file"]).read_text())["runs"][0]["results"]
    assert json.loads(Path(found["json-file"]).read_text())["findings"]
    summary, comment = (tmp_path / "summary").read_text(), Path(found["comment-file"]).read_text()
    assert summary.startswith("## Production readiness: failed: 1 finding of severity high or above\n")
    assert comment == f"<!-- readiness-scan: all -->\n{summary}" == f"{found['comment-marker']}\n{summary}"
    log = capfdbinary.readouterr().out.decode()
    assert log.startswith("::group::readiness-scan: failed: 1 finding") and "::endgroup::\n::error title=" in log


def test_only_what_is_wished_for(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    wishes = Wishes("false", "false", "false", "false", str(tmp_path / "a.sarif"), str(tmp_path / "a.json"))
    found = told(report_of(POD, [rule()]), tmp_path, wishes)
    assert (found["upload"], found["comment"], found["sarif-file"]) == ("false", "false", str(tmp_path / "a.sarif"))
    assert not (tmp_path / "summary").exists() and not (tmp_path / "readiness-scan.sarif").exists()
    assert b"::error" not in capfdbinary.readouterr().out


def test_no_variables_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Told(report_of(POD, [rule()]), 0, None, Event(), Wishes(comment="true"), Options(), {}).all()
    assert list(tmp_path.iterdir()) == []


def test_summaries_and_comments_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_SUMMARY", 2_000)
    monkeypatch.setattr(files, "MAX_COMMENT", 1_500)
    found = told(hostile_report(), tmp_path, Wishes(comment="true"))
    assert len((tmp_path / "summary").read_bytes()) <= 2_000
    assert len(Path(found["comment-file"]).read_bytes()) <= 1_500
    assert Path(found["comment-file"]).read_text().startswith("<!-- readiness-scan: all -->\n")


def test_categories_are_named(tmp_path: Path) -> None:
    found = told(Report(), tmp_path, Wishes(comment="true"), Options(category="charts/web --><b>"))
    assert found["comment-marker"] == "<!-- readiness-scan: charts/web_____b_ -->"
    assert "## Production readiness of charts/web --\\>\\<b\\>: " in (tmp_path / "summary").read_text()


def test_refusals(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    refused("it is\nwrong", {"GITHUB_OUTPUT": str(tmp_path / "output")}, 2)
    assert capfdbinary.readouterr().out == b"::error title=readiness-scan::it is%0Awrong\n"
    assert _outputs((tmp_path / "output").read_text())["result"] == "error"
