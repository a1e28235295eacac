"""`readiness-scan baseline`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.cases import run
from tests.helm.charts import write

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, hostPID: true, containers: []}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with one bad pod."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, {"deploy/a.yaml": POD})


def test_only_new_findings_count(folder: Path) -> None:
    assert run("deploy").exit_code == 1
    created = run("baseline", "create", "deploy", "-o", "b.json")
    assert created.exit_code == 0 and created.stdout.startswith("b.json: ")
    known = run("deploy", "--baseline", "b.json")
    assert known.exit_code == 0 and "0 findings" in known.stdout and "in the baseline" in known.stdout
    write(folder, {"deploy/a.yaml": POD.replace("hostPID", "hostIPC")})
    fresh = run("deploy", "--baseline", "b.json", "-v")
    assert fresh.exit_code == 1 and "[host-ipc]" in fresh.stdout and "[host-network]" not in fresh.stdout
    assert "findings in the baseline occur no more" in fresh.stdout


def test_the_file_can_be_renewed_and_pruned(folder: Path) -> None:
    run("baseline", "create", "deploy", "-o", "b.json")
    write(folder, {"deploy/a.yaml": POD.replace("hostPID", "hostIPC")})
    pruned = run("baseline", "prune", "deploy", "-o", "b.json")
    assert pruned.exit_code == 0 and "taken out" in pruned.stdout
    assert "[host-ipc]" in run("deploy", "--baseline", "b.json").stdout
    updated = run("baseline", "update", "deploy", "-o", "b.json")
    assert " 1 added" in updated.stdout
    assert "[host-ipc]" not in run("deploy", "--baseline", "b.json").stdout


def test_the_configuration_may_name_the_file(folder: Path) -> None:
    run("baseline", "create", "deploy", "-o", "b.json")
    write(folder, {".readiness.yaml": "baseline: b.json\n"})
    assert run("deploy", "--no-config").exit_code == 1
    assert run("deploy").exit_code == 0
    assert run("baseline", "update", "deploy", "-o", "b.json", "--config", ".readiness.yaml").stdout.endswith("taken out\n")


def test_mistakes(folder: Path) -> None:
    assert run("deploy", "--baseline", "none.json").exit_code == 2
    assert "baseline create" in run("deploy", "--baseline", "none.json").stderr
    run("baseline", "create", "deploy")
    again = run("baseline", "create", "deploy")
    assert (again.exit_code, "exists already" in again.stderr) == (2, True)
    assert run("baseline", "create", "deploy", "--force").exit_code == 0
    assert run("baseline", "prune", "deploy", "-o", "none.json").exit_code == 2
