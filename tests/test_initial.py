"""First files of a repository."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
import yaml

from scanner import initial as module
from scanner.initial import HOOKS_FILE, InitialError, plan
from scanner.settings import load
from tests.helm.charts import head, write

CHARTS = {
    "charts/web/Chart.yaml": head("web"), "charts/web/values.yaml": "", "charts/web/values-prod.yaml": "",
    "charts/web/values.staging.yml": "", "charts/web/values-eu.yaml": "", "charts/web/prod-values.yaml": "",
    "charts/api/Chart.yaml": head("api"), "charts/api/values_prod-eu.yaml": "", "charts/api/values.schema.json": "",
    "charts/api/values-prod.yaml": "", "deploy/pod.yaml": "",
}


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", CHARTS)


def planned(top: Path, *parts: str, force: bool = False) -> dict[str, module.Change]:
    return {change.path: change for change in plan(top, top, parts, force)}


# -- the configuration ------------------------------------------------------------------


def test_environments_are_named_after_values_files(top: Path) -> None:
    text = planned(top)[".readiness.yaml"].after
    assert text.startswith("# yaml-language-server: $schema=https://")
    assert yaml.safe_load(text) == {"profile": "default", "fail-on": "high", "environments": {
        "prod": {"values": ["{chart}/prod-values.yaml", "{chart}/values-prod.yaml"]},
        "prod-eu": {"values": ["{chart}/values_prod-eu.yaml"]},
        "staging": {"values": ["{chart}/values.staging.yml"]}}}
    assert "# Values files that may belong to an environment: values-eu.yaml\n" in text


@pytest.mark.parametrize("files", [CHARTS, {"deploy/pod.yaml": ""}, {"web/Chart.yaml": head("web")}, {}])
def test_the_configuration_can_be_read(files: dict[str, str], tmp_path: Path) -> None:
    top = write(tmp_path / "one", files)
    top.mkdir(exist_ok=True)
    text = planned(top)[".readiness.yaml"].after
    write(top, {".readiness.yaml": text})
    assert load(top / ".readiness.yaml", ".readiness.yaml").profile == "default"
    uncommented = text.replace("# environments:", "environments:").replace("#   production:", "  production:").replace(
        "#     values:", "    values:").replace("# kube-version", "kube-version").replace("# scope", "scope").replace(
        "# exclude", "exclude")
    write(top, {".readiness.yaml": uncommented})
    settings = load(top / ".readiness.yaml", ".readiness.yaml")
    assert settings.complete and settings.kube_version == "1.31", "what stands in comments can be used as it is"


def test_a_part_of_a_repository(top: Path) -> None:
    (change,) = plan(top, top / "charts/web")
    assert change.path == "charts/web/.readiness.yaml" and "1 chart" in change.about


# -- files that exist ---------------------------------------------------------------------


def test_nothing_is_replaced_unless_asked(top: Path) -> None:
    write(top, {".readiness.yaml": "profile: all\n", ".github/workflows/readiness-scan.yml": "mine\n"})
    for change in planned(top).values():
        assert change.kept and change.after == change.before and "--force" in change.hint
    forced = planned(top, force=True)
    assert not any(change.kept for change in forced.values())
    assert "mine" not in forced[".github/workflows/readiness-scan.yml"].after


def test_a_second_time_there_is_nothing_to_do(top: Path) -> None:
    write(top, {".github/x": "", HOOKS_FILE: "repos: []\n", ".gitlab-ci.yml": "a: {script: [b]}\n"})
    for change in plan(top, top):
        write(top, {change.path: change.after})
    again = planned(top)
    assert set(again) == {".readiness.yaml", HOOKS_FILE, ".github/workflows/readiness-scan.yml",
                          ".gitlab/readiness-scan.yml", ".gitlab-ci.yml"}
    assert all(change.kept for change in again.values())


def test_links_out_of_the_repository_are_refused(top: Path, tmp_path: Path) -> None:
    (top / ".readiness.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(InitialError, match=r"\.readiness\.yaml leads out of the repository"):
        planned(top)
    (top / ".readiness.yaml").unlink()
    (tmp_path / "out").mkdir()
    (top / ".github").symlink_to(tmp_path / "out")
    with pytest.raises(InitialError, match="leads out of the repository"):
        planned(top)


@pytest.mark.parametrize(("data", "message"), [
    (b"\xff", "is not UTF-8"), (b"repos: [", "yaml:2: is not valid YAML: did not find"), (b"a: 1\n", None), (b"- a\n", "has no list of repos"),
    (b"repos: a\n", "has no list of repos"), (b"[" * 200_000, "exceeded max depth"), (b"repos: " + b"[" * 900 + b"]" * 900, "nested too deeply|cannot be added"),
    (b"a: &a [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 10)) for n in range(9)) + b"repos:\n- repo: local\n",
     "excessive aliasing"),
])
def test_hook_files_that_cannot_be_added_to(data: bytes, message: str | None, top: Path) -> None:
    (top / HOOKS_FILE).write_bytes(data)
    if message is None:
        assert not planned(top)[HOOKS_FILE].kept
        return
    with pytest.raises(InitialError, match=message) as error:
        planned(top)
    assert HOOKS_FILE in str(error.value)


def test_large_files_are_refused(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILE", 3)
    write(top, {HOOKS_FILE: "repos: []\n"})
    with pytest.raises(InitialError, match="larger than 3 bytes"):
        planned(top, "hook")


# -- the hook ---------------------------------------------------------------------------

TWO = "repos:\n- repo: local\n  hooks: []\n- repo: https://example.com/x\n  rev: v1\n  hooks:\n  - id: x\n"


@pytest.mark.parametrize("text", [
    TWO,
    TWO.rstrip("\n"),
    "# before\n" + TWO + "\n# behind\n",
    TWO + "fail_fast: true",
    "fail_fast: true\n" + TWO + "# about the next\nexclude: ^x/\n",
    "repos:\n    - repo: local    # indented by four\n      hooks:\n        - {id: a, name: \"a\", entry: 'b', language: system}\n\n\n",
    "repos:\n  # a comment first\n  - repo: local\n    hooks: []\nci: {skip: [a]}\n",
    "default_language_version:\n  python: python3\nrepos:\n- repo: local\n  hooks:\n  - id: a\n    args:\n    - |\n      text\n      # no comment\n",
])
def test_a_hook_is_added_and_no_line_changed(text: str, top: Path) -> None:
    write(top, {HOOKS_FILE: text})
    change = planned(top)[HOOKS_FILE]
    changes = [line for line in difflib.ndiff(text.rstrip("\n").split("\n"), change.after.rstrip("\n").split("\n"))
               if line[0] in "+-"]
    assert len(changes) == 4 and all(line.startswith("+ ") for line in changes)
    assert change.after.endswith("\n") or change.after.endswith(text[-10:])
    before, after = yaml.safe_load(text), yaml.safe_load(change.after)
    new = after["repos"].pop()
    assert after == before and new["hooks"] == [{"id": "readiness-scan"}] and new["rev"].startswith("v")


@pytest.mark.parametrize("text", ["repos: []\n", "# only\nrepos:\n", "repos: [{repo: local, hooks: []}]  # flow\n", "", "# nothing\n",
                                  "fail_fast: true  # yes\n"])
def test_a_hook_is_added_to_lists_of_other_forms(text: str, top: Path) -> None:
    write(top, {HOOKS_FILE: text})
    after = planned(top, "hook")[HOOKS_FILE].after
    found = yaml.safe_load(after)
    assert found["repos"][-1]["hooks"] == [{"id": "readiness-scan"}]
    assert len(found["repos"]) == text.count("repo: ") + 1
    assert ("# flow" in after) is ("# flow" in text) and ("# yes" in after) is ("# yes" in text)


def test_a_hook_that_is_there_is_not_added_again(top: Path) -> None:
    write(top, {HOOKS_FILE: "repos:\n- repo: https://example.com/fork\n  rev: v1\n  hooks: [{id: readiness-scan}]\n"})
    assert planned(top)[HOOKS_FILE].kept


def test_without_a_file_of_hooks_one_is_made_only_when_asked(top: Path) -> None:
    assert HOOKS_FILE not in planned(top)
    assert set(planned(top, "hook")) == {HOOKS_FILE}
    assert yaml.safe_load(planned(top, "hook")[HOOKS_FILE].after)["repos"][0]["hooks"] == [{"id": "readiness-scan"}]


# -- the workflows ----------------------------------------------------------------------


def test_a_workflow_for_github(top: Path) -> None:
    assert set(planned(top)) == {".readiness.yaml"}
    write(top, {".github/CODEOWNERS": "", ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n"})
    data = yaml.safe_load(planned(top)[".github/workflows/readiness-scan.yml"].after)
    assert data[True]["push"]["branches"] == ["trunk"] and data["permissions"]["contents"] == "read"
    steps = data["jobs"]["scan"]["steps"]
    assert [step["run"].split()[0] for step in steps if "run" in step] == ["pip", "readiness-scan", "readiness-scan"]


@pytest.mark.parametrize(("head", "branch"), [
    ("ref: refs/remotes/origin/release/1.x\n", "release/1.x"), ("", "main"), ("ref: refs/remotes/origin/a]\nb: [", "main"), (None, "main")])
def test_the_branch_of_the_workflow(head: str | None, branch: str, top: Path) -> None:
    write(top, {".github/x": "", **({} if head is None else {".git/refs/remotes/origin/HEAD": head})})
    data = yaml.safe_load(planned(top)[".github/workflows/readiness-scan.yml"].after)
    assert data[True]["push"]["branches"] == [branch]


@pytest.mark.parametrize(("text", "stage"), [
    ("stages: [build, test]\n", None), ("stages: [build]\n", "build"), ("job: {script: [a]}\n", None),
    ("job:\n  script: !reference [.a, script]", None)])
def test_a_job_for_gitlab(text: str, stage: str | None, top: Path) -> None:
    write(top, {".gitlab-ci.yml": text})
    changes = planned(top)
    job = yaml.safe_load(changes[".gitlab/readiness-scan.yml"].after)["readiness-scan"]
    assert job.get("stage") == stage and job["script"][-1] == "readiness-scan ."
    assert changes[".gitlab-ci.yml"].after.startswith(text)
    assert changes[".gitlab-ci.yml"].after.endswith("\n\ninclude:\n- local: .gitlab/readiness-scan.yml\n")


def test_an_inclusion_is_left_to_people_where_there_are_others(top: Path) -> None:
    write(top, {".gitlab-ci.yml": "include: common.yml\n"})
    change = planned(top)[".gitlab-ci.yml"]
    assert change.kept and change.hint == "add to its include: - local: .gitlab/readiness-scan.yml"


def test_a_workflow_that_is_asked_for_is_made_anywhere(top: Path) -> None:
    assert set(planned(top, "workflow")) == {".github/workflows/readiness-scan.yml"}
    write(top, {".gitlab-ci.yml": "a: {script: [b]}\n"})
    assert set(planned(top, "workflow")) == {".gitlab/readiness-scan.yml", ".gitlab-ci.yml"}
