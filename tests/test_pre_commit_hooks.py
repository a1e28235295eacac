"""The hooks of .pre-commit-hooks.yaml, run by pre-commit itself in a Git repository of its own, without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.git import git
from tests.helm.charts import head, write

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}
BAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  hostNetwork: true\n  containers: []\n"
FILES = {"charts/web/Chart.yaml": head("web"), "charts/web/values.yaml": "host: false\n", "README.md": "",
         "charts/web/templates/a.yaml": BAD.replace("true", "{{ .Values.host }}"), "old.yaml": BAD}

pytest.importorskip("pre_commit")


def pre_commit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    environment |= {"PRE_COMMIT_HOME": str(folder.parent / "cache"), "PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull,
                    "PYTHONWARNINGS": "ignore"}
    return subprocess.run([sys.executable, "-m", "pre_commit", *arguments], cwd=folder, env=environment, check=False,
                          capture_output=True, text=True)


def local(hook_id: str, **more: Any) -> dict[str, Any]:
    """A hook of the manifest for the interpreter that runs the tests, so that nothing is installed."""
    hook = {key: value for key, value in HOOKS[hook_id].items() if key != "additional_dependencies"}
    words = hook["entry"].removeprefix("readiness-scan ")
    program = f"{sys.executable} -c 'from scanner.command import main; main()' {words}"
    return {**hook, "language": "system", "entry": program, **more}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = write(tmp_path / "repo", FILES)
    hooks = [local(name) for name in HOOKS] + [local("readiness-scan", id="lines", args=["--staged-lines"], stages=["manual"])]
    write(folder, {".pre-commit-config.yaml": yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]})})
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def test_pre_commit_takes_the_manifest() -> None:
    result = pre_commit(ROOT, "validate-manifest", str(MANIFEST))
    assert result.returncode == 0, result.stdout + result.stderr


def test_only_hooks_that_can_be_meant_run(repository: Path) -> None:
    assert set(HOOKS) == {"readiness-scan", "readiness-scan-all", "readiness-scan-system"}
    result = pre_commit(repository, "run")
    assert result.returncode == 0 and len(re.findall("no files to check", result.stdout)) == 2


@pytest.mark.parametrize(("name", "matches"), [
    ("charts/web/templates/NOTES.txt", True), ("Chart.yaml", True), ("charts/web/Chart.lock", True), ("a/values.yml", True),
    ("charts/web/files/app.conf", True), ("charts/web/templates/_helpers.tpl", True), ("charts/web/.helmignore", True),
    ("main.tf", True), ("env/prod.tfvars", True), ("main.tofu", True), ("app.json", True), ("base/Kustomization", True),
    ("main.go", False), ("README.md", False), ("charts/web/charts/db-1.0.0.tgz", False), ("my-templates.txt", False),
])
def test_files_that_start_the_hook(name: str, matches: bool) -> None:
    for hook_id in ("readiness-scan", "readiness-scan-system"):
        assert bool(re.search(HOOKS[hook_id]["files"], name)) is matches


@pytest.mark.parametrize("name", ["a/.terraform/modules/x/main.tf", ".terraform/main.tf", "node_modules/a.json",
                                  ".github/workflows/ci.yaml"])
def test_files_that_do_not(name: str) -> None:
    assert re.search(HOOKS["readiness-scan"]["exclude"], name)


def test_a_commit_with_a_finding_is_refused(repository: Path) -> None:
    write(repository, {"charts/web/values.yaml": "# changed\nhost: true\n"})
    git(repository, "add", ".")
    result = pre_commit(repository, "run", "readiness-scan")
    assert result.returncode == 1 and "- exit code: 1" in result.stdout
    assert "charts/web/values.yaml:2:1: high host-network" in result.stdout
    assert "old.yaml" not in result.stdout and "\x1b" not in result.stdout


def test_what_is_not_staged_does_not_count(repository: Path) -> None:
    write(repository, {"charts/web/templates/b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"})
    git(repository, "add", ".")
    write(repository, {"charts/web/values.yaml": "host: true\n"})
    assert pre_commit(repository, "run", "readiness-scan").returncode == 0


def test_the_whole_repository(repository: Path) -> None:
    for arguments in (("readiness-scan", "--all-files"), ("readiness-scan-all", "--hook-stage", "manual")):
        result = pre_commit(repository, "run", *arguments)
        assert result.returncode == 1 and result.stdout.count("old.yaml:5:16: high host-network") == 1


def test_lines_that_are_new(repository: Path) -> None:
    write(repository, {"old.yaml": BAD + "---\n" + BAD.replace("name: a", "name: b")})
    git(repository, "add", ".")
    result = pre_commit(repository, "run", "lines", "--hook-stage", "manual")
    assert "old.yaml:12:16: high host-network" in result.stdout and "old.yaml:5:16:" not in result.stdout


def test_errors_are_told_apart(repository: Path) -> None:
    write(repository, {"old.yaml": "apiVersion: v1\nkind: [\n"})
    git(repository, "add", ".")
    result = pre_commit(repository, "run", "readiness-scan")
    assert "- exit code: 2" in result.stdout and "old.yaml:3:1: error " in result.stdout


def test_a_real_commit(repository: Path) -> None:
    """Through Git, with the hook that `pre-commit install` writes, and with some of the changed files only."""
    assert pre_commit(repository, "install").returncode == 0
    write(repository, {"charts/web/values.yaml": "host: true\n", "README.md": "more\n"})
    git(repository, "commit", "-qm", "fine", "README.md")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        git(repository, "commit", "-qm", "not fine", "charts/web/values.yaml")
    assert "charts/web/values.yaml:1:1: high host-network" in refused.value.stderr
