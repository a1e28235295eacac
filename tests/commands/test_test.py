"""`readiness-scan test`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.admission.policies import policy
from tests.commands.run import run
from tests.test_packs import write

RULE = """\
id: my-rule
title: Containers name an image
severity: high
why: Nothing runs without an image, so this is a matter of course.
remediation: Write the image.
match: {kind: workload, each: containers}
assert: has(self.image)
field: image
message: Container '{self.name}' has no image.
examples:
  - name: good
    passes: |
      apiVersion: v1
      kind: Pod
      metadata: {name: x}
      spec: {containers: [{name: a, image: b}]}
  - name: bad
    fails: |
      apiVersion: v1
      kind: Pod
      metadata: {name: x}
      spec:
        containers:
          - name: a       # finding: no image
"""
EXAMPLES = """\
policy: few
examples:
  - name: one
    passes: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: x, namespace: y}
      spec: {replicas: 1}
  - name: many
    fails: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: x, namespace: y}
      spec:
        replicas: 9       # finding: too many
"""
POLICY = policy("object.spec.replicas < 3", name="few", resource="deployments", group="apps")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_line_for_each_rule(folder: Path) -> None:
    write(folder, {"rules/my-rule.yaml": RULE, "rules/few.yaml": POLICY, "rules/few.examples.yaml": EXAMPLES,
                   "rules/other.yaml": POLICY.replace("few", "other")})
    for arguments in (["rules"], ["rules", "--mutate"],
                      ["rules/my-rule.yaml", "rules/few.yaml", "rules/few.examples.yaml",
                       "rules/other.yaml"]):
        result = run("test", *arguments)
        assert (result.exit_code, result.stdout) == (0, (
            "ok    my-rule  2 examples\nok    few      2 examples\nok    other    no examples\n"
            "3 rules, 4 examples: all as they say\n"))


def test_what_is_not_as_it_says_has_its_place(folder: Path) -> None:
    bad = RULE.replace("- name: a       # finding: no image", "- name: a\n          - name: b     # finding: none")
    write(folder, {"rules/my-rule.yaml": bad})
    result = run("test", "rules")
    assert result.exit_code == 1
    assert result.stdout == (
        "FAIL  my-rule  1 of 2 examples is not as it says\n"
        "      rules/my-rule.yaml:24:11: bad: expected no finding on this line, found: Container 'a' has no image.\n"
        "1 rule, 2 examples: 1 failed\n")


def test_assertions_that_decide_nothing_are_found_by_negating_them(folder: Path) -> None:
    wrong = RULE.replace("assert: has(self.image)", "assert: has(self.image) || self.x > 1")
    write(folder, {"rules/my-rule.yaml": wrong})
    assert run("test", "rules").exit_code == 1
    write(folder, {"rules/my-rule.yaml": RULE, "rules/few.yaml": POLICY,
                   "rules/e.yaml": EXAMPLES.replace("replicas: 9 ", "replicas: 2 ")})
    result = run("test", "rules", "--mutate")
    assert result.exit_code == 1 and "e.yaml:15:9: many: it should fail, found nothing" in result.stdout


def test_rules_that_cannot_be_used(folder: Path) -> None:
    wrong = RULE.replace("severity: high", "severity: urgent").replace("self.image)", "selv.image)")
    write(folder, {"rules/my-rule.yaml": wrong})
    result = run("test", "rules")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: 2 mistakes in rules of your own\n"
        "rules/my-rule.yaml:3:11: 'urgent' is not one of info, low, medium, high, critical\n"
        "rules/my-rule.yaml:7:13: assert: unknown name 'selv': did you mean 'self'?\n")
    assert run("test", "nowhere").exit_code == 2 and run("test").exit_code == 2


def test_nothing_in_a_rule_is_obeyed_by_a_terminal(folder: Path) -> None:
    write(folder, {"rules/my-rule.yaml": RULE.replace("name: good", 'name: "\\e[31m"').replace("image: b", "x: b")})
    result = run("test", "rules")
    assert result.exit_code == 1 and "\x1b" not in result.output
