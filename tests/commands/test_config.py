"""`readiness-scan config show`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.cases import run
from tests.helm.charts import write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The top of a repository, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, {".git/HEAD": "", "base.yaml": "profile: all\nfail-on: low\n", ".readiness.yaml":
                            "extends: base.yaml\nprofile: security\nenvironments:\n  live: {values: [a.yaml]}\n"})


def test_what_holds_and_where_it_was_set(folder: Path) -> None:
    lines = run("config", "show", "--origin").stdout.splitlines()
    places = {line.partition(":")[0]: line.rpartition("# ")[2] for line in lines}
    assert places["profile"] == ".readiness.yaml:2" and places["fail-on"] == "base.yaml:2"
    assert places["environments.live"] == ".readiness.yaml:4" and places["scope"] == "default"
    assert 'profile: "security"\n' in run("config", "show").stdout


def test_options_come_last(folder: Path) -> None:
    shown = json.loads(run("config", "show", ".", "--profile", "reliability", "--scope", "complete", "--format", "json").stdout)
    assert shown["profile"] == {"value": "reliability", "origin": "--profile"}
    assert shown["scope"] == {"value": "complete", "origin": "--scope"}
    assert shown["environments.live"]["value"] == {"values": ["a.yaml"], "production": True}


def test_no_configuration_can_be_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'profile: "default"' in run("config", "show", "--no-config").stdout
    monkeypatch.setenv("READINESS_CONFIG", "base.yaml")
    assert 'profile: "all"' in run("config", "show").stdout


def test_paths_with_different_configurations_are_not_mixed(folder: Path) -> None:
    write(folder, {"a/.readiness.yaml": "", "b/x.yaml": ""})
    refused = run("config", "show", "a", "b")
    assert refused.exit_code == 2
    assert "different configurations (.readiness.yaml and a/.readiness.yaml)" in refused.stderr


def test_a_configuration_with_a_mistake(folder: Path) -> None:
    write(folder, {"base.yaml": "profil: all\n"})
    assert run("config", "show").stderr == "Error: base.yaml:1: unknown key 'profil'; did you mean 'profile'?\n"
