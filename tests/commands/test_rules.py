"""`readiness-scan rules`, and `explain` with rules of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.run import run
from tests.commands.test_test import POLICY, RULE
from tests.test_packs import write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, {"rules/my-rule.yaml": RULE, "rules/few.yaml": POLICY})


def listed(*arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("rules", "list", "--format", "json", *arguments).stdout)
    return found


def test_filters() -> None:
    everything = listed()
    probes = listed("--category", "probes")
    assert probes and {rule["category"] for rule in probes} == {"probes"}
    assert len(listed("--category", "probes", "--category", "jobs")) > len(probes)
    assert {rule["severity"] for rule in listed("--severity", "critical")} == {"critical"}
    assert listed("IMAGE") == listed("image")
    assert 0 < len(listed("image", "tag")) <= len(listed("image")) < len(everything)
    runtime = listed("--checklist", "security/container/runtime")
    assert "read-only-root-fs" in {rule["id"] for rule in runtime} and "pod-disruption-budget" not in {
        rule["id"] for rule in runtime}
    assert len(listed("--checklist", "security/container/runtime/read-only-root-filesystem")) <= len(runtime)
    assert listed("--checklist", "security/conta") == [] and listed("no rule says this") == []


def test_a_category_that_does_not_exist() -> None:
    result = run("rules", "list", "--category", "prbes")
    assert (result.exit_code, result.stderr) == (2, "Error: there is no category 'prbes'; did you mean 'probes'?\n")


def test_rules_of_packs_are_listed_and_explained() -> None:
    own = [rule for rule in listed("--pack", "rules") if "pack" in rule]
    assert [(rule["id"], rule["pack"]) for rule in own] == [("few", "rules"), ("my-rule", "rules")]
    result = run("explain", "my-rule", "--pack", "rules")
    assert result.exit_code == 0 and "of the pack rules" in result.stdout and "Example, fails: bad" in result.stdout
    assert "object.spec.replicas < 3" in run("explain", "few", "--pack", "rules").stdout
    assert run("explain", "my-rule").exit_code == 2


def test_the_nearest_configuration_names_packs(folder: Path) -> None:
    write(folder, {".readiness.yaml": "rule-paths: [rules]\n"})
    assert run("explain", "my-rule").exit_code == 0
    write(folder, {".readiness.yaml": "rule-path: [rules]\n"})
    result = run("rules", "list")
    assert result.exit_code == 2 and "unknown key 'rule-path'; did you mean 'rule-paths'?" in result.stderr
    write(folder, {".readiness.yaml": "rule-paths: [nowhere]\n"})
    assert "does not exist" in run("explain", "latest-tag").stderr


def test_pages(folder: Path) -> None:
    assert run("rules", "docs", "--pack", "rules", "-o", "pages", "--each-rule").exit_code == 0
    assert (folder / "pages/rules/my-rule.md").is_file() and (folder / "pages/README.md").is_file()
    assert run("rules", "docs", "--pack", "rules", "-o", "pages", "--each-rule", "--check").exit_code == 0
    (folder / "pages/README.md").write_text("x")
    result = run("rules", "docs", "--pack", "rules", "-o", "pages", "--each-rule", "--check")
    assert result.exit_code == 1 and result.stderr.endswith("README.md differs\n")
    result = run("rules", "docs", "-o", "pages", "--check")
    assert result.exit_code == 1 and "is missing" in result.stderr
    assert run("rules", "docs", "-o", "rules/my-rule.yaml").exit_code == 2
    assert run("rules", "docs").exit_code == 2
