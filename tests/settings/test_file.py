"""Finding and reading the configuration file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.settings import SettingsError, find, load, nearest
from scanner.settings import file as module
from tests.settings.test_build import loaded


@pytest.mark.parametrize(("text", "message"), [
    ("profil: all\n", "1: unknown key 'profil'; did you mean 'profile'?"),
    ("profile: all\n\nzzz: 1\n", "3: unknown key 'zzz'; known keys are admission-policies, attestations, "),
    ("rules:\n  latest-tag:\n    enable: true\n", "3: unknown key 'enable'; did you mean 'enabled'?"),
    ("profile: most\n", "1: 'most' is not one of default, pss-baseline, pss-restricted, security, reliability, "
     "production, all"),
    ("a: 1\nfail-on: urgent\n", "1: unknown key 'a'"),
    ("fail-on: urgent\n", "1: 'urgent' is not one of info, low, medium, high, critical, none"),
    ("exclude: vendor\n", "1: 'vendor' is not of type 'array'"),
    ("exclude:\n- a\n- 1\n", "3: 1 is not of type 'string'"),
    ("kube-version: 1.31\n", "1: 1.31 is not of type 'string'"),
    ("external:\n- kind: Secret\n", "2: 'name' is missing"),
    ("external:\n- {kind: Secret, name: a, nmespace: b}\n", "2: unknown key 'nmespace'; did you mean 'namespace'?"),
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
