"""What has changed against another revision."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.comparison import compared
from scanner.helm.options import RenderOptions
from scanner.model.judgement import UNCHANGED
from scanner.model.report import Report
from scanner.revisions import RevisionError
from scanner.scan import Request
from scanner.settings import Environment, Settings
from tests.git import commit, repository
from tests.helm.charts import head

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: []}\n"
CHART = {"web/Chart.yaml": head(), "web/values.yaml": "host: true\n", "web/templates/a.yaml":
         POD.replace("true", "{{ .Values.host }}").replace("{name: a}", "{name: web}")}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the current folder."""
    monkeypatch.chdir(repository(tmp_path))
    return tmp_path


def new(report: Report) -> list[str]:
    return [one.name for one in report.findings if one.rule.id == "host-network"]


def old(report: Report) -> list[str]:
    return [one.name for one in report.judgements if one.aside == UNCHANGED and one.rule.id == "host-network"]


def gone(report: Report) -> list[str]:
    return [one.name for one in report.gone if one.rule_id == "host-network"]


def test_new_unchanged_and_gone(root: Path) -> None:
    commit(root, {"a.yaml": POD, "b.yaml": POD.replace("{name: a}", "{name: b}")})
    commit(root, {"a.yaml": f"# moved\n\n{POD}", "b.yaml": None, "c.yaml": POD.replace("{name: a}", "{name: c}")})
    report = compared(Request((".",)), "HEAD~1")
    assert (new(report), old(report), gone(report)) == (["Pod/c"], ["Pod/a"], ["Pod/b"])
    assert report.compared.startswith("HEAD~1 (merge base ")


def test_work_that_is_not_committed_counts(root: Path) -> None:
    commit(root, CHART)
    (root / "web/values.yaml").write_text("host: false\n")
    report = compared(Request(("web",)), "HEAD")
    assert (new(report), old(report), gone(report)) == ([], [], ["Pod/web"])
    assert str(root) not in repr(report.gone)


def test_what_is_not_there_yet_is_new(root: Path) -> None:
    commit(root, {"x.txt": ""})
    commit(root, CHART)
    report = compared(Request(("web",)), "HEAD~1")
    assert (new(report), old(report), gone(report)) == (["Pod/web"], [], [])


def test_values_files_are_those_of_the_revision(root: Path) -> None:
    commit(root, {**CHART, "env/live.yaml": "host: false\n"})
    (root / "env/live.yaml").write_text("host: true\n")
    options = RenderOptions(value_files=("env/live.yaml",))
    assert new(compared(Request(("web",), options), "HEAD")) == ["Pod/web"]
    live = Settings(environments=(Environment("live", root, values=("env/live.yaml",)),))
    assert new(compared(Request(("web",), settings=live), "HEAD")) == ["Pod/web"]


def test_environments_that_are_new(root: Path) -> None:
    commit(root, CHART)
    (root / "live.yaml").write_text("host: true\n")
    live = Settings(environments=(Environment("live", root, values=("live.yaml",)),))
    report = compared(Request(("web",), settings=live), "HEAD")
    assert (new(report), old(report)) == ([], ["Pod/web"])


def test_a_revision_that_is_not_there() -> None:
    with pytest.raises(RevisionError):
        compared(Request((".",)), "main")
