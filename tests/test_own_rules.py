"""Rules of one's own in a whole scan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.admission.policies import POD, policy
from tests.commands.run import run
from tests.commands.test_test import POLICY, RULE
from tests.test_packs import write

DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  replicas: 9\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    inner = tmp_path / "repo"
    inner.mkdir()
    (inner / ".git").mkdir()
    monkeypatch.chdir(inner)
    return write(inner, {"web.yaml": DEPLOYMENT, "pod.yaml": POD.replace("    image: web:1.0\n", "")})


def scanned(*arguments: str) -> dict[str, Any]:
    result = run("scan", ".", "--format", "json", "--fail-on", "none", *arguments)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def findings(rule: str, *arguments: str) -> list[dict[str, Any]]:
    return [one for one in scanned(*arguments)["findings"] if one["rule"] == rule]


def test_rules_of_a_pack_are_asked_in_every_profile(folder: Path) -> None:
    write(folder, {"rules/my-rule.yaml": RULE})
    for profile in ("default", "security", "reliability", "all"):
        (one,) = findings("my-rule", "--pack", "rules", "--profile", profile)
        assert (one["file"], one["line"], one["message"]) == ("pod.yaml", 6, "Container 'main' has no image.")
    write(folder, {"rules/my-rule.yaml": RULE + "enabled: false\n"})
    assert not findings("my-rule", "--pack", "rules") and findings("my-rule", "--pack", "rules", "--profile", "all")


def test_configuration_names_packs_and_changes_their_rules(folder: Path) -> None:
    write(folder, {"rules/my-rule.yaml": RULE,
                   ".readiness.yaml": "rule-paths: [rules]\nrules: {my-rule: {severity: low}}\n"})
    assert [one["severity"] for one in findings("my-rule")] == ["low"]
    write(folder, {".readiness.yaml": "rule-paths: [rules]\nrules: {my-rule: {enabled: false}}\n"})
    assert not findings("my-rule")
    write(folder, {".readiness.yaml": "rule-paths: [rules]\nrules: {mine-rule: {enabled: false}}\n"})
    result = run("scan", ".")
    assert result.exit_code == 2 and "did you mean 'my-rule'?" in result.stderr


def test_packs_count_for_the_checklist(folder: Path) -> None:
    item = "security/container/runtime/read-only-root-filesystem"
    write(folder, {"rules/my-rule.yaml": RULE + f"checklist: [{item}]\n"})
    result = run("checklist", ".", "--format", "json", "--pack", "rules")
    (found,) = [one for one in json.loads(result.stdout)["items"] if one["id"] == item]
    assert "my-rule" in json.dumps(found)


TERRAFORM_RULE = """\
id: db-small
title: Databases of ours are small
severity: medium
why: Large databases have cost a lot of money before anybody noticed.
remediation: Set allocated_storage to 100 or less.
match: {kind: aws_db_instance}
assert: number(object, 'allocated_storage', 0) <= 100.0
field: allocated_storage
message: "The database {address} is large."
examples:
  - name: small
    passes: |
      resource "aws_db_instance" "a" {
        allocated_storage = 5
      }
  - name: large
    fails: |
      resource "aws_db_instance" "a" {
        allocated_storage = 500 # finding: large
      }
"""


def test_rules_about_terraform_are_tested_with_configurations(folder: Path) -> None:
    write(folder, {"rules/db-small.yaml": TERRAFORM_RULE})
    assert run("test", "rules").exit_code == 0
    write(folder, {"rules/db-small.yaml": TERRAFORM_RULE.replace("= 5\n", "= 501\n")})
    result = run("test", "rules")
    assert result.exit_code == 1 and "The database aws_db_instance.a is large." in result.stdout


@pytest.mark.parametrize("rule", ["host-pid", "tf-aws-rds-public"])
def test_a_replaced_rule_is_told_about(folder: Path, rule: str) -> None:
    replacing = RULE.replace("my-rule", rule)
    write(folder, {f"rules/{rule}.yaml": replacing, f"more/{rule}.yaml": replacing})
    said = run("scan", ".", "-v", "--pack", "rules", "--pack", "more", "--fail-on", "none").stdout
    assert f"info: more/{rule}.yaml:1:1: The rule {rule} of the pack more replaces the built-in one." in said
    assert f"The rule {rule} of the pack more replaces one of an earlier pack." in said
    assert "replaces" not in run("scan", ".", "--pack", "rules", "--fail-on", "none").stdout


def test_mistakes_of_a_pack_end_the_scan(folder: Path) -> None:
    write(folder, {"rules/my-rule.yaml": RULE.replace("has(self.image)", "has(selv.image)"),
                   "rules/few.yaml": POLICY.replace("< 3", "<")})
    result = run("scan", ".", "--pack", "rules")
    assert (result.exit_code, result.stdout) == (2, "")
    first, second, third = result.stderr.rstrip("\n").split("\n")
    assert first == "Error: 2 mistakes in rules of your own"
    assert second.startswith("rules/few.yaml:9:") and third.startswith("rules/my-rule.yaml:7:13: assert: unknown name")
    done = run("scan", ".", "--pack", "nowhere")
    assert done.stderr == "Error: nowhere: it does not exist; a pack is a folder or a file\n"


def test_rules_that_fail_are_told_about_once(folder: Path) -> None:
    write(folder, {"rules/my-rule.yaml": RULE.replace("assert: has(self.image)", "assert: self.image.size() > 0")})
    found = scanned("--pack", "rules")
    (notice,) = [one for one in found["notices"] if one["stage"] == "rules"]
    assert notice["level"] == "warning" and notice["summary"] == "The rule my-rule could not be evaluated once."
    assert "Pod/web: Key not found" in notice["detail"] and (notice["file"], notice["line"]) == ("pod.yaml", 6)
    assert [one["rule"] for one in found["unknown"] if one["rule"] == "my-rule"] == ["my-rule"]


def test_policies_of_kubernetes_are_rules(folder: Path) -> None:
    write(folder, {"policies/few.yaml": POLICY})
    (one,) = findings("few", "--pack", "policies")
    assert (one["file"], one["line"], one["column"], one["severity"]) == ("web.yaml", 5, 13, "high")
    assert one["related"] == [{"role": "resource", "file": "policies/few.yaml", "line": 9, "column": 17,
                               "resource": "ValidatingAdmissionPolicy/few"}]
    sarif = json.loads(run("scan", ".", "--format", "sarif", "--pack", "policies").stdout)
    (result,) = [one for one in sarif["runs"][0]["results"] if one["ruleId"] == "few"]
    assert result["level"] == "error" and "few.yaml" in json.dumps(result["relatedLocations"])
    assert "[few]" in run("scan", ".", "--pack", "policies").stdout


def test_settings_change_policies(folder: Path) -> None:
    write(folder, {"policies/few.yaml": POLICY,
                   ".readiness.yaml": "rule-paths: [policies]\nrules: {few: {severity: info}}\n"})
    assert [one["severity"] for one in findings("few")] == ["info"]
    write(folder, {".readiness.yaml": "rule-paths: [policies]\nrules: {few: {enabled: false}}\n"})
    assert not findings("few")


def test_policies_among_what_is_scanned(folder: Path) -> None:
    write(folder, {"cluster/few.yaml": POLICY})
    assert not findings("few")
    write(folder, {".readiness.yaml": "admission-policies: true\nrules: {few: {severity: low}}\n"})
    (one,) = findings("few")
    assert (one["severity"], one["related"][0]["file"]) == ("low", "cluster/few.yaml")
    write(folder, {"cluster/few.yaml": POLICY.replace("object.spec", "objekt.spec")})
    (notice,) = [one for one in scanned()["notices"] if one["summary"] == "A policy cannot be used."]
    assert notice["detail"].startswith("unknown name 'objekt'")
    assert (notice["file"], notice["line"]) == ("cluster/few.yaml", 9)


def test_policies_judge_charts(folder: Path) -> None:
    write(folder, {"chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", "chart/values.yaml": "count: 7\n",
                   "chart/templates/a.yaml": DEPLOYMENT.replace("9", "{{ .Values.count }}")
                   .replace(", namespace: shop", "")})
    pack = str(write(folder, {"p/few.yaml": POLICY}) / "p")
    found = [one for one in findings("few", "--pack", pack) if "chart" in one["file"]]
    assert [(one["file"], one["line"]) for one in found] == [("chart/values.yaml", 1)]
    write(folder, {"p/few.yaml": policy(
        "object.metadata.namespace == 'shop'", name="few", resource="deployments", group="apps")})
    undecided = [one for one in scanned("--pack", "p")["unknown"] if one["rule"] == "few"]
    assert [one["reason"] for one in undecided] == ["its namespace is decided when it is deployed"]
    assert not [one for one in scanned("--pack", "p", "-n", "shop")["unknown"] if one["rule"] == "few"]


def test_scope_decides_whether_missing_parameters_are_missing(folder: Path) -> None:
    text = policy("object.spec.replicas < int(params.data.most)", name="few", resource="deployments", group="apps",
                  spec="  paramKind: {apiVersion: v1, kind: ConfigMap}\n")
    text += "  paramRef: {name: x, parameterNotFoundAction: Deny}\n"
    write(folder, {"p/few.yaml": text, ".readiness.yaml": "rule-paths: [p]\n"})
    assert not findings("few") and [one["rule"] for one in scanned()["unknown"] if one["rule"] == "few"]
    write(folder, {".readiness.yaml": "rule-paths: [p]\nscope: complete\n"})
    assert findings("few")[0]["message"] == "There are no parameters: ConfigMap/x in namespace shop."


def test_packs_outside_of_the_repository_are_named_as_they_are_given(folder: Path) -> None:
    outside = write(folder.parent / "elsewhere", {"few.yaml": POLICY})
    (one,) = findings("few", "--pack", "../elsewhere")
    assert one["related"][0]["file"] == "../elsewhere/few.yaml"
    (one,) = findings("few", "--pack", str(outside))
    assert one["related"][0]["file"] == "few.yaml"


def test_a_scan_without_packs_loads_nothing_of_them() -> None:
    import subprocess
    import sys

    script = ("import sys; from scanner.cli import main\n"
              "try: main(['scan', '.', '--fail-on', 'none'])\nexcept SystemExit: pass\n"
              "print([m for m in sys.modules if m.startswith(('scanner.admission', 'scanner.packs',"
              " 'scanner.rules.extended', 'scanner.rules.library', 'jsonschema'))], file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": str(Path(__file__).parent.parent)})
    assert done.stderr == "[]\n"


def test_a_configuration_reaches_no_files_outside_of_the_repository(folder: Path) -> None:
    write(folder.parent / "elsewhere", {"my-rule.yaml": RULE})
    (folder / "link").symlink_to(folder.parent / "elsewhere")
    for path in ("../elsewhere", "link", "link/my-rule.yaml", "/etc/passwd"):
        write(folder, {".readiness.yaml": f"rule-paths: [{path}]\n"})
        for arguments in (["scan", "."], ["rules", "list"], ["explain", "latest-tag"]):
            result = run(*arguments)
            assert result.exit_code == 2 and "lies outside of the repository; give it with --pack" in result.stderr
            assert "root:" not in result.stderr
    write(folder, {"rules/my-rule.yaml": RULE, "sub/.readiness.yaml": "rule-paths: [../rules]\n",
                   "sub/a.yaml": DEPLOYMENT})
    assert run("scan", "sub", "--fail-on", "none").exit_code == 0
