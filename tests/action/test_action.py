"""The action, its steps run by bash as a runner does it."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from dulwich.objects import Commit
from dulwich.repo import Repo

from scanner.sarif import validate
from tests.action.runner import ROOT, Run, action, run
from tests.git import AUTHOR, commit, repository
from tests.reports.hostile import NAMES

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the steps are scripts of bash")

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec:
  hostNetwork: {host}
  containers:
  - name: main
    image: nginx:1.27.1
"""
OLD, NEW = POD.format(name="old", host="true"), POD.format(name="new", host="true")
GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good, namespace: shop}\ndata: {a: b}\n"
REPOSITORY = {"full_name": "shop/charts", "private": False}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


class Scene:
    """A repository, a runner's folders, and programs on the PATH."""

    def __init__(self, folder: Path) -> None:
        self.workspace = repository(_made(folder / "charts"))
        self.temporary, self.programs, self.folder = _made(folder / "temp"), _made(folder / "bin"), folder
        self.program("readiness-scan", f'exec "{sys.executable}" -c "from scanner.command import main; main()" "$@"')
        self.environment = {
            "PATH": f"{self.programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error",
            "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "shop/charts", "GITHUB_ACTOR": "somebody",
        }

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(self, name: str = "push", payload: Any = None, **inputs: str) -> Run:
        """The action for an event; inputs with _ for -."""
        event = {"repository": REPOSITORY, **(payload or {})}
        file = self.folder / "event.json"
        file.write_text(json.dumps(event), encoding="utf-8")
        with Repo(str(self.workspace)) as repo:
            head = repo.head().decode()
        environment = {**self.environment, "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file),
                       "GITHUB_SHA": head}
        given = {"install": "false", **{key.replace("_", "-"): value for key, value in inputs.items()}}
        return run(self.workspace, self.temporary, given, environment, event)

    def pull_request(self, base: str, head: str, fork: bool = False, **inputs: str) -> Run:
        there = {"full_name": "stranger/charts" if fork else "shop/charts"}
        return self.run("pull_request", {"pull_request": {
            "number": 7, "title": "${{ secrets }}", "base": {"sha": base, "repo": {"full_name": "shop/charts"}},
            "head": {"sha": head, "ref": "$(touch pwned)", "repo": there}}}, **inputs)

    def merged(self, base: str, head: str) -> None:
        """Check out a commit that merges `head` into `base`, as GitHub does."""
        with Repo(str(self.workspace)) as repo:
            new = Commit()
            parents = [base.encode(), head.encode()]
            new.tree, new.parents, new.message = repo[parents[1]].tree, parents, b"merge"
            new.author = new.committer = AUTHOR
            new.author_time = new.commit_time = 2_000_000_000
            new.author_timezone = new.commit_timezone = 0
            repo.object_store.add_object(new)
            repo.refs[b"HEAD"] = new.id

    def shallow(self, kept: list[str]) -> None:
        """Make the clone one that holds some commits only, whose parents it does not know."""
        git = self.workspace / ".git"
        with Repo(str(self.workspace)) as repo:
            for sha in list(repo.object_store):
                if isinstance(repo[sha], Commit) and sha.decode() not in kept and sha != repo.head():
                    name = sha.decode()
                    (git / "objects" / name[:2] / name[2:]).unlink()
        (git / "shallow").write_text("".join(f"{sha}\n" for sha in kept))


def _made(path: Path) -> Path:
    path.mkdir()
    return path


def results(found: Run) -> list[dict[str, Any]]:
    text = Path(found.outputs["sarif-file"]).read_text(encoding="utf-8")
    assert validate(text) == []
    results_: list[dict[str, Any]] = json.loads(text)["runs"][0]["results"]
    return results_


def annotations(found: Run) -> list[str]:
    return [line for line in found.log.splitlines() if re.match("::(error|warning|notice) ", line)]


# -- how it is made -------------------------------------------------------------------------


def test_no_input_is_part_of_a_script() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert ("uses" in step) != (step.get("shell") == "bash")


def test_what_others_wrote_is_pinned() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for line in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_every_input_and_output_is_described_and_used() -> None:
    found = action()
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, one in (*found["inputs"].items(), *found["outputs"].items()):
        assert one["description"].endswith("."), name
    assert all(f"inputs.{name} " in text for name in found["inputs"])
    assert found["branding"]["icon"] and found["runs"]["using"] == "composite"


def test_the_pages_name_every_input_and_output() -> None:
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    found = action()
    assert [name for name in (*found["inputs"], *found["outputs"]) if f"`{name}`" not in page] == []


# -- what it does ---------------------------------------------------------------------------


def test_a_push_with_findings(scene: Scene) -> None:
    commit(scene.workspace, {"deploy/a.yaml": OLD})
    found = scene.run()
    assert [step.name for step in found.steps] == ["Install", "Scan", "Upload to code scanning", "Gate"]
    assert found.failed and found.steps[1].code == 0 and found.steps[3].code == 1
    upload = found.ran("Upload to code scanning")
    assert upload is not None and upload.given["sarif_file"] == found.outputs["sarif-file"] and upload.given["token"] == "a-token"
    assert found.outputs["result"] == "fail" and found.outputs["exit-code"] == "1"
    assert int(found.outputs["findings"]) == len(results(found)) > 1
    assert sum(int(found.outputs[name]) for name in ("errors", "warnings", "notes")) == len(results(found))
    assert results(found)[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "deploy/a.yaml"
    assert json.loads(Path(found.outputs["json-file"]).read_text())["version"] == 1
    assert found.summary.startswith("## Production readiness: failed: ")
    assert "](https://github.com/shop/charts/blob/" in found.summary
    assert annotations(found) == []  # code scanning shows them
    assert found.steps[3].log.startswith("readiness-scan failed: ")


def test_nothing_found(scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": GOOD})
    found = scene.run()
    assert not found.failed and found.outputs["result"] == "pass" and found.outputs["findings"] == "0"
    assert results(found) == [] and found.ran("Upload to code scanning") is not None


def test_inputs_reach_the_scan(scene: Scene) -> None:
    commit(scene.workspace, {
        "sub/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "sub/web/values.yaml": "host: false\n",
        "sub/web/templates/a.yaml": POD.format(name="web", host="{{ .Values.host }}"), "sub/on.yaml": "host: true\n",
        "sub/other/b.yaml": OLD, "sub/my config.yaml": "fail-on: none\n"})
    found = scene.run(
        working_directory="sub", paths="web\n", values="on.yaml\n", config="my config.yaml", category="charts/web",
        sarif_file="out.sarif", json_file="out.json", reports="html=page.html\ncsv=a b.csv\n", checklist="checklist.html\njson=c.json\n", upload_sarif="false",
        summary="false", annotations="true", max_results="1", args="--profile security --verbose")
    assert not found.failed
    files = {path.name for path in (scene.workspace / "sub").iterdir()}
    assert {"out.sarif", "out.json", "page.html", "a b.csv", "checklist.html", "c.json"} <= files
    checklist = json.loads((scene.workspace / "sub/c.json").read_text())
    assert checklist["version"] == 2 and len(checklist["items"]) == 300
    data = json.loads((scene.workspace / "sub/out.json").read_text())
    assert data["inputs"] == ["sub/web"] and len(data["findings"]) == 1
    assert json.loads((scene.workspace / "sub/out.sarif").read_text())["runs"][0]["automationDetails"] == {"id": "charts/web/"}
    assert found.summary == "" and annotations(found) and found.ran("Upload to code scanning") is None


@pytest.mark.parametrize(("inputs", "said"), [
    ({"paths": "nowhere"}, "nowhere does not exist"),
    ({"fail_on": "urgent"}, "Invalid value for '--fail-on'"),
    ({"profile": "none"}, "Invalid value for '--profile'"),
    ({"args": "--nonsense"}, "No such option"),
    ({"args": "'"}, "the input args cannot be split into words"),
    ({"reports": "xml=a"}, "there is no format 'xml'"), ({"checklist": "junit=a"}, "there is no format 'junit'"),
    ({"sarif_file": "no/such/folder/x"}, "cannot write no/such/folder/x"),
    ({"upload_sarif": "maybe"}, "Invalid value for '--upload-sarif'"),
    ({"diff_only": "true", "base_ref": "gone"}, "there is no revision 'gone'"),
    ({"diff_only": "true"}, "diff-only is true, and the event push names no commit"),
    ({"environment": "moon"}, "there is no environment 'moon'"),
])
def test_a_wrong_request_is_told_and_nothing_else_is_done(inputs: dict[str, str], said: str, scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": OLD})
    found = scene.run(**inputs)
    assert [step.name for step in found.steps] == ["Install", "Scan", "Gate"]
    assert found.steps[1].code == 2 and found.outputs["result"] == "error" and found.outputs["exit-code"] == "2"
    (line,) = annotations(found)
    assert line.startswith("::error title=readiness-scan::") and said in line
    assert "Traceback" not in found.log


def test_nothing_to_scan_is_a_failure_unless_allowed(scene: Scene) -> None:
    commit(scene.workspace, {"a.txt": "x\n"})
    found = scene.run()
    assert found.failed and found.outputs["exit-code"] == "3" and "there was nothing to scan" in found.steps[-1].log
    assert not scene.run(allow_empty="true").failed


def test_an_input_that_cannot_be_read(scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": "a: [\n"})
    found = scene.run(fail_on="none")
    assert found.outputs["exit-code"] == "3" and found.outputs["result"] == "fail"
    assert "1 input could not be evaluated" in found.steps[-1].log


# -- pull requests --------------------------------------------------------------------------


def test_only_what_a_pull_request_brings_counts(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": OLD})
    head = commit(scene.workspace, {"b.yaml": NEW})
    found = scene.pull_request(base, head, upload_sarif="false")
    assert found.failed
    assert {line.split("file=")[1].split(",")[0] for line in annotations(found)} == {"b.yaml"}
    whole = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results(found)}
    assert whole == {"a.yaml", "b.yaml"}  # what is left out there would be taken for repaired
    assert "new finding" in found.summary and "a.yaml" not in found.summary
    assert int(found.outputs["findings"]) < len(results(found))


def test_a_pull_request_that_brings_nothing_passes(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": OLD})
    head = commit(scene.workspace, {"b.yaml": GOOD})
    found = scene.pull_request(base, head)
    assert not found.failed and found.outputs["findings"] == "0"
    assert scene.pull_request(base, head, diff_only="false").failed


def test_what_a_pull_request_repairs_is_told(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": OLD})
    head = commit(scene.workspace, {"a.yaml": OLD.replace("true", "false")})
    found = scene.pull_request(base, head)
    assert int(found.outputs["gone"]) >= 1 and "Gone: " in found.summary and not found.failed


def test_the_commit_a_pull_request_is_merged_into_counts(scene: Scene) -> None:
    """The target has moved since the event: what it brought is not new."""
    start = commit(scene.workspace, {"a.yaml": GOOD})
    target = commit(scene.workspace, {"c.yaml": OLD})
    head = commit(scene.workspace, {"b.yaml": NEW})
    scene.merged(target, head)
    found = scene.pull_request(start, head, upload_sarif="false")
    assert {line.split("file=")[1].split(",")[0] for line in annotations(found)} == {"b.yaml"}


def test_a_clone_of_depth_two_is_enough(scene: Scene) -> None:
    start = commit(scene.workspace, {"a.yaml": OLD})
    target = commit(scene.workspace, {"c.yaml": GOOD})
    head = commit(scene.workspace, {"b.yaml": NEW})
    scene.merged(target, head)
    scene.shallow([target, head])
    found = scene.pull_request(start, head, upload_sarif="false")
    assert {line.split("file=")[1].split(",")[0] for line in annotations(found)} == {"b.yaml"}


def test_a_shallow_clone_is_told_and_everything_counts(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": OLD})
    head = commit(scene.workspace, {"b.yaml": NEW})
    scene.shallow([head])
    found = scene.pull_request(base, head)
    assert "All findings count, not only those of this change." in found.summary
    assert "fetch-depth" in found.summary and found.failed and "Traceback" not in found.log
    strict = scene.pull_request(base, head, diff_only="true")
    assert strict.outputs["result"] == "error" and "The clone is shallow" in annotations(strict)[0]


def test_a_pull_request_from_a_fork_is_not_uploaded(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": GOOD})
    head = commit(scene.workspace, {"b.yaml": NEW})
    for upload in ("auto", "true"):
        found = scene.pull_request(base, head, fork=True, upload_sarif=upload, comment="true")
        assert [step.name for step in found.steps] == ["Install", "Scan", "Gate"]
        assert annotations(found) and found.failed
    assert "comes from a fork" in found.summary


def test_a_merge_queue_compares_too(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": OLD})
    head = commit(scene.workspace, {"b.yaml": GOOD})
    assert not scene.run("merge_group", {"merge_group": {"base_sha": base, "head_sha": head}}).failed


def test_pull_request_target_is_warned_against(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": OLD})
    found = scene.run("pull_request_target", {"pull_request": {
        "number": 1, "base": {"sha": base, "repo": {"full_name": "shop/charts"}},
        "head": {"sha": base, "repo": {"full_name": "stranger/charts"}}}})
    assert "Use pull\\_request" in found.summary and found.failed and found.ran("Upload to code scanning") is None


@pytest.mark.parametrize(("name", "private", "actor", "uploaded"), [
    ("push", False, "somebody", True), ("push", True, "somebody", False), ("push", False, "dependabot[bot]", False),
    ("schedule", False, "somebody", True)])
def test_when_results_are_uploaded(name: str, private: bool, actor: str, uploaded: bool, scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": GOOD})
    scene.environment["GITHUB_ACTOR"] = actor
    found = scene.run(name, {"repository": {**REPOSITORY, "private": private}})
    assert (found.ran("Upload to code scanning") is not None) is uploaded


# -- comments -------------------------------------------------------------------------------


GH = r"""
echo "$@" >> "$RUNNER_TEMP/calls"
for word in "$@"; do
  case "$word" in body=@*) cp "${word#body=@}" "$RUNNER_TEMP/body" ;; esac
done
case "$*" in *--jq*) cat "$RUNNER_TEMP/known" 2> /dev/null || true ;; esac
"""


def test_a_comment_is_written_once_and_renewed(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": GOOD})
    head = commit(scene.workspace, {"b.yaml": NEW})
    scene.program("gh", GH)
    found = scene.pull_request(base, head, comment="true", category="charts/web -->")
    step = found.ran("Comment on the pull request")
    assert step is not None and step.code == 0 and step.given["GH_TOKEN"] == "a-token"
    listed, written = (scene.temporary / "calls").read_text().splitlines()
    assert listed.startswith("api --paginate repos/shop/charts/issues/7/comments --jq ")
    assert written.startswith("api --method POST repos/shop/charts/issues/7/comments --field body=@")
    body = (scene.temporary / "body").read_text()
    assert body.startswith("<!-- readiness-scan: charts/web____ -->\n## Production readiness of charts/web")
    assert step.given["COMMENT_MARKER"] == body.split("\n")[0]
    (scene.temporary / "known").write_text("41\n42\n")
    (scene.temporary / "calls").unlink()
    scene.pull_request(base, head, comment="true")
    assert (scene.temporary / "calls").read_text().splitlines()[1].startswith(
        "api --method PATCH repos/shop/charts/issues/comments/41 --field body=@")


def test_no_comment_without_being_asked_or_without_a_pull_request(scene: Scene) -> None:
    base = commit(scene.workspace, {"a.yaml": GOOD})
    head = commit(scene.workspace, {"b.yaml": NEW})
    assert scene.pull_request(base, head).ran("Comment on the pull request") is None
    assert scene.run(comment="true").ran("Comment on the pull request") is None


# -- hostile input --------------------------------------------------------------------------


def test_names_are_never_commands(scene: Scene) -> None:
    containers = "".join(f"  - name: {_quoted(name)}\n    image: nginx\n" for name in NAMES)
    files: dict[str, str | None] = {"a b,c%0A::error::x.yaml": OLD[:OLD.index("  - name")] + containers,
                                    "$(touch pwned).yaml": NEW,
                                    "`touch pwned`.yaml": NEW, "${{ github.token }}.yaml": NEW}
    base = commit(scene.workspace, {"good.yaml": GOOD})
    head = commit(scene.workspace, files)
    found = scene.pull_request(base, head, upload_sarif="false")
    assert "pwned" not in {path.name for path in (*scene.workspace.iterdir(), *scene.temporary.iterdir())}
    silent = ""
    for line in found.log.splitlines():
        stop = re.fullmatch("::stop-commands::([0-9a-f]{64})", line)
        if silent:
            silent = "" if line == f"::{silent}::" else silent
        elif stop:
            silent = stop[1]
        else:
            assert re.match("::(error|warning|notice) title=|::group::readiness-scan: |::endgroup::$|readiness-scan failed: ", line), line
    assert not silent and "injected" not in "".join(line.split("::", 2)[1] for line in annotations(found))
    assert len(annotations(found)) <= 30 and results(found)
    assert "a-token" not in found.log and "a-token" not in found.summary
    assert found.outputs["result"] == "fail"


def test_inputs_are_never_commands(scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": OLD})
    for text in ("$(touch pwned)", "`touch pwned`", "; touch pwned", "a\n::error::x", "${{ github.token }}",
                 '"; touch pwned; "'):
        for names in (("paths", "args", "values", "config", "base_ref", "environment"), ("category", "sarif_file"),
                      ("install",)):
            found = scene.run(**dict.fromkeys(names, text))
            assert found.outputs["result"] in ("error", "fail", "")
            assert "Traceback" not in found.log
            assert not [line for line in found.log.splitlines() if line == "::error::x"]
    assert not list(scene.folder.rglob("pwned"))


def _quoted(name: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" for char in name) + '"'


# -- installing -----------------------------------------------------------------------------


FAKE_PYTHON = r"""
case "$1" in
  -c) exit "${OLD_PYTHON:-0}" ;;
esac
if [ "$2" = venv ]; then
  home="${@: -1}"
  mkdir -p "$home/bin"
  cp "$0" "$home/bin/python"
  cp "$FAKE_SCANNER" "$home/bin/readiness-scan"
  echo "$@" >> "$RUNNER_TEMP/python"
else
  echo "$@ in $PWD" >> "$RUNNER_TEMP/python"
fi
"""


def test_its_own_version_is_installed_once_in_a_place_of_its_own(scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": GOOD})
    scene.environment["FAKE_SCANNER"] = str(scene.programs / "readiness-scan")
    scene.program("python3", FAKE_PYTHON)
    found = scene.run(install="true")
    assert not found.failed, found.log
    made, installed = (scene.temporary / "python").read_text().splitlines()
    assert made == f"-m venv --clear {scene.temporary}/readiness-scan-venv"
    assert installed == (f"-m pip install --quiet --disable-pip-version-check --no-input {ROOT}[git] in {scene.temporary}")
    scene.run(install="true")
    assert len((scene.temporary / "python").read_text().splitlines()) == 2


def test_an_old_python_is_told(scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": GOOD})
    for name in ("python3", "python", "python3.11", "python3.12", "python3.13", "python3.14"):
        scene.program(name, "exit 1")
    found = scene.run(install="true")
    assert [step.name for step in found.steps] == ["Install"] and found.steps[0].code == 2
    assert "Python 3.11 or newer is needed; run actions/setup-python before this action" in found.log


def test_a_scanner_that_is_not_there_is_told(scene: Scene) -> None:
    commit(scene.workspace, {"a.yaml": GOOD})
    (scene.programs / "readiness-scan").unlink()
    scene.environment["PATH"] = ":".join(folder for folder in scene.environment["PATH"].split(":")
                                         if not Path(folder, "readiness-scan").exists())
    found = scene.run()
    assert found.steps[0].code == 2 and "install: false takes the readiness-scan on the PATH" in found.log
