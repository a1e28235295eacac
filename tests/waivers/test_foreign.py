"""Decisions written for other scanners."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.graph.build import build
from scanner.inputs import terraform_hcl
from scanner.inputs.manifests import load
from scanner.model.source import SourceFile
from scanner.rules import aliases, pack
from scanner.rules.judge import judge
from scanner.waivers import foreign
from scanner.waivers.apply import Waivers
from tests.helm.charts import write
from tests.manifests import rule


@pytest.mark.parametrize(("text", "expected"), [
    ("a: 1 # checkov:skip=CKV_K8S_8:no traffic\n", [(("checkov:CKV_K8S_8",), "no traffic", "", False)]),
    ("#checkov:skip=CKV_AWS_1\n", [(("checkov:CKV_AWS_1",), "checkov:skip=CKV_AWS_1", "", False)]),
    ("//trivy:ignore:AVD-KSV-0014\n", [(("trivy:AVD-KSV-0014",), "trivy:ignore:AVD-KSV-0014", "", False)]),
    ("# trivy:ignore:KSV014:exp:2030-01-31\n",
     [(("trivy:KSV014",), "trivy:ignore:KSV014:exp:2030-01-31", "2030-01-31", False)]),
    ("# trivy:ignore:*\n", [(("*",), "trivy:ignore:*", "", False)]),
    ("# tfsec:ignore:aws-s3-enable-versioning\n",
     [(("tfsec:aws-s3-enable-versioning",), "tfsec:ignore:aws-s3-enable-versioning", "", False)]),
    ("# kics-scan ignore-line\n", [(("*",), "kics-scan ignore-line", "", False)]),
    ("# kics-scan disable=a1b2,c3d4\n", [(("kics:a1b2", "kics:c3d4"), "kics-scan disable=a1b2,c3d4", "", True)]),
    ("a: checkov:skip=X\n# readiness: ignore[a]\n", []),
])
def test_comments(text: str, expected: list[object]) -> None:
    found = list(foreign.comments(SourceFile("a.yaml", text)))
    assert [(entry.rules, entry.reason, entry.until, whole) for _, whole, entry in found] == expected


@pytest.mark.parametrize(("key", "value", "rules", "reason"), [
    ("ignore-check.kube-linter.io/host-pid", "it watches", ("kube-linter:host-pid",), "it watches"),
    ("kube-linter.io/ignore-all", "vendored", ("*",), "vendored"),
    ("kube-score/ignore", "pod-probes, container-ports", ("kube-score:pod-probes", "kube-score:container-ports"),
     "kube-score/ignore: pod-probes, container-ports"),
    ("polaris.fairwinds.com/host-network-set-exempt", "true", ("polaris:hostNetworkSet",),
     "polaris.fairwinds.com/host-network-set-exempt: true"),
    ("polaris.fairwinds.com/exempt", "true", ("*",), "polaris.fairwinds.com/exempt: true"),
    ("polaris.fairwinds.com/exempt", "false", None, ""),
    ("checkov.io/skip1", "CKV_K8S_8=no traffic", ("checkov:CKV_K8S_8",), "no traffic"),
    ("kube-score/ignore", " ", None, ""),
    ("example.com/other", "x", None, ""),
])
def test_annotations(key: str, value: str, rules: tuple[str, ...] | None, reason: str) -> None:
    found = [(entry.rules, entry.reason) for _, entry in foreign.annotations({key: value, "n": 1})]
    assert found == ([] if rules is None else [(rules, reason)])


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {kube-score/ignore: "pod-image"}}
spec:
  containers:
    # checkov:skip=CKV_X_1:set by a webhook
    - name: main
    - name: helper
"""


@pytest.mark.parametrize(("alias", "expected"), [
    ("checkov:CKV_X_1", {"main"}), ("kube-score:pod-image", {"main", "helper"}), ("none", set())])
def test_they_cover_what_their_ids_lead_to_and_are_never_called_useless(alias: str, expected: set[str]) -> None:
    file = SourceFile("web.yaml", POD)
    graph = build(load([file])[0])

    def waived(others: bool) -> set[str]:
        waivers = Waivers([], lambda word: ("image-written",) if word == alias else (), ["image-written"], [],
                          lambda: "2026-01-01", foreign=others)
        found = list(waivers.apply(graph, judge(graph, [rule()]), {file.path: file}))
        assert not list(waivers.notices())
        return {one.container for one in found if one.waiver}

    assert waived(others=True) == expected and waived(others=False) == set()


@given(st.text(st.sampled_from("#/* :=,*-\ncheckovtrivyskipignore:CKV_1kics-scan disable"), max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for start, _, entry in foreign.comments(SourceFile("a.yaml", f"# checkov:skip=A:{text}\n#trivy:ignore:{text}")):
        assert start >= 0 and entry.rules and entry.reason


TERRAFORM = """\
resource "aws_db_instance" "a" {
  # checkov:skip=CKV_AWS_16:holds nothing
  allocated_storage = 5
}
# checkov:skip=CKV_AWS_16:behind the end
resource "aws_db_instance" "b" {
  count = 2
}
#trivy:ignore:avd-aws-0080
resource "aws_db_instance" "c" {
  storage_encrypted = false
}
"""


def test_comments_in_blocks_of_terraform_are_about_the_block(tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": TERRAFORM})
    loaded = terraform_hcl.load(folder, "", folder)
    graph = build(loaded.resources)
    (asked,) = [one for one in pack.load() if one.id == "tf-aws-rds-encryption"]
    waivers = Waivers((), aliases.resolve, [asked.id], [asked.id], lambda: "2026-01-01", foreign=True)
    found = waivers.apply(graph, judge(graph, [asked]), loaded.sources)
    assert {one.name: one.waiver is not None for one in found} == {
        "aws_db_instance.a": True, "aws_db_instance.b[0]": False, "aws_db_instance.b[1]": False, "aws_db_instance.c": True}
