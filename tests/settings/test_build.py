"""Settings out of what a file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.rule import Severity
from scanner.settings import RuleChoice, Settings, SettingsError, fail_on, load

FULL = """\
profile: all
fail-on: none
kube-version: "1.31"
scope: complete
exclude: [vendor, "*.gen.yaml"]
rule-paths: [own]
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
    assert found._replace(origins={}, sources=()) == Settings(
        origins={},
        profile="all", fail_on=None, kube_version="1.31", complete=True, exclude=("vendor", "*.gen.yaml"),
        rule_paths=(tmp_path / "own",),
        rules={"latest-tag": RuleChoice(enabled=False),
               "host-network": RuleChoice(severity=Severity.LOW, params={"allowed": ["agent"]})})
    assert found.params == {"host-network": {"allowed": ["agent"]}}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}\n", "rules: {}\n"])
def test_nothing_said_leaves_the_defaults(text: str, tmp_path: Path) -> None:
    assert loaded(text, tmp_path)._replace(origins={}, sources=()) == Settings(rules={}, origins={})
    assert Settings().fail_on is Severity.HIGH and Settings().profile == "default"


@pytest.mark.parametrize("word", ["info", "low", "medium", "high", "critical"])
def test_fail_on(word: str) -> None:
    severity = fail_on(word)
    assert severity is not None and severity.word == word


def test_fail_on_nothing_or_nonsense() -> None:
    assert fail_on("none") is None
    with pytest.raises(SettingsError, match="none"):
        fail_on("urgent")
