"""The configuration file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner import settings as module
from scanner.model.rule import Severity
from scanner.settings import RuleChoice, Settings, SettingsError, fail_on, find, load, nearest

FULL = """\
profile: all
fail-on: none
kube-version: "1.31"
scope: complete
exclude: [vendor, "*.gen.yaml"]
rule-paths: [own]
admission-policies: true
rules:
  latest-tag: {enabled: false}
  host-network:
    severity: low
    params: {allowed: [agent]}
"""


def loaded(text: str, folder: Path) -> Settings:
    (folder / ".readiness.yaml").write_text(text, encoding="utf-8")
    return load(folder / ".readiness.yaml", ".readiness.yaml")


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    found = loaded(FULL, tmp_path)
    assert found == Settings(
        profile="all", fail_on=None, kube_version="1.31", complete=True, exclude=("vendor", "*.gen.yaml"),
        rule_paths=(tmp_path / "own",), admission_policies=True,
        rules={"latest-tag": RuleChoice(enabled=False),
               "host-network": RuleChoice(severity=Severity.LOW, params={"allowed": ["agent"]})})
    assert found.params == {"host-network": {"allowed": ["agent"]}}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}\n", "rules: {}\n"])
def test_nothing_said_leaves_the_defaults(text: str, tmp_path: Path) -> None:
    assert loaded(text, tmp_path) == Settings(rules={}) or loaded(text, tmp_path) == Settings()
    assert Settings().fail_on is Severity.HIGH and Settings().profile == "default"


@pytest.mark.parametrize(("text", "message"), [
    ("profil: all\n", "1: unknown key 'profil'; did you mean 'profile'?"),
    ("profile: all\n\nzzz: 1\n", "3: unknown key 'zzz'; known keys are admission-policies, exclude, fail-on, kube-version, profile, "
     "rule-paths, rules, scope"),
    ("rules:\n  latest-tag:\n    enable: true\n", "3: unknown key 'enable'; did you mean 'enabled'?"),
    ("profile: most\n", "1: 'most' is not one of default, security, reliability, all"),
    ("a: 1\nfail-on: urgent\n", "1: unknown key 'a'"),
    ("fail-on: urgent\n", "1: 'urgent' is not one of info, low, medium, high, critical, none"),
    ("exclude: vendor\n", "1: 'vendor' is not of type 'array'"),
    ("exclude:\n- a\n- 1\n", "3: 1 is not of type 'string'"),
    ("kube-version: 1.31\n", "1: 1.31 is not of type 'string'"),
    ("- a\n", "1: ['a'] is not of type 'object'"),
    ("rules:\n  a: {severity: none}\n", "2: 'none' is not one of info, low, medium, high, critical"),
    ("a: [\n", "is not valid YAML"),
])
def test_what_is_wrong_is_said_with_its_line(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(text, tmp_path)
    assert str(caught.value).startswith(".readiness.yaml:") and message in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="x: cannot be read: No such file"):
        load(tmp_path / "none", "x")
    with pytest.raises(SettingsError, match="x: cannot be read: Is a directory"):
        load(tmp_path, "x")
    (tmp_path / "latin").write_bytes(b"a: \xe9")
    with pytest.raises(SettingsError, match="x: is not UTF-8"):
        load(tmp_path / "latin", "x")
    monkeypatch.setattr(module, "MAX_SIZE", 3)
    with pytest.raises(SettingsError, match="larger than 3 bytes"):
        load(tmp_path / "latin", "x")


@pytest.mark.parametrize("word", ["info", "low", "medium", "high", "critical"])
def test_fail_on(word: str) -> None:
    severity = fail_on(word)
    assert severity is not None and severity.word == word


def test_fail_on_nothing_or_nonsense() -> None:
    assert fail_on("none") is None
    with pytest.raises(SettingsError, match="none"):
        fail_on("urgent")


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "x.yaml").write_text("")
    assert find(inner, tmp_path) is None
    (tmp_path / ".readiness.yaml").write_text("")
    assert find(inner, tmp_path) == find(inner / "x.yaml", tmp_path) == tmp_path / ".readiness.yaml"
    assert find(inner, tmp_path / "a") is None
    (inner / ".readiness.yaml").write_text("")
    assert find(inner, tmp_path) == inner / ".readiness.yaml"


@pytest.mark.parametrize(("word", "known", "expected"), [
    ("profil", ["profile", "rules"], "; did you mean 'profile'?"), ("zzz", ["profile"], ""), ("a", [], "")])
def test_nearest(word: str, known: list[str], expected: str) -> None:
    assert nearest(word, known) == expected
