"""Names that rules have elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.rules import aliases, pack


@pytest.mark.parametrize(("name", "expected"), [
    ("host-pid", ("host-pid",)),
    ("CKV_K8S_17", ("host-pid",)),
    ("ckv_k8s_17", ("host-pid",)),
    (" CKV_K8S_17 ", ("host-pid",)),
    ("checkov:CKV_K8S_17", ("host-pid",)),
    ("kube-linter:host-pid", ("host-pid",)),
    ("kubescape:C-0275", ("host-pid",)),
    ("C-0275", ("host-pid",)),
    ("trivy:KSV-0010", ("host-pid",)),
    ("KSV-0010", ("host-pid",)),
    ("KSV010", ("host-pid",)),
    ("AVD-KSV-0010", ("host-pid",)),
    ("avd-ksv-010", ("host-pid",)),
    ("admission-verifies-signature", ("image-signature",)),
    ("polaris:CKV_K8S_17", ()),
    ("CKV_K8S_", ()),
    ("", ()),
    (":", ()),
    ("KSV-", ()),
])
def test_resolve(name: str, expected: tuple[str, ...]) -> None:
    assert aliases.resolve(name) == expected


def test_a_name_of_several_rules_stands_for_all_of_them() -> None:
    assert aliases.resolve("kube-score:container-resources") == (
        "cpu-limits", "cpu-requests", "memory-limits", "memory-requests", "resource-requirements")


def test_the_id_of_a_rule_is_never_a_name_of_another_one() -> None:
    for rule in pack.load():
        assert aliases.resolve(rule.id) == (rule.id,)


def test_every_name_leads_to_its_rule() -> None:
    for rule in pack.load():
        for name in pack.with_examples(rule).aliases:
            assert rule.id in aliases.resolve(name) or aliases.resolve(name) == (name,)


def test_the_text_of_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "pods"
    folder.mkdir()
    (folder / "b.yaml").write_text("id: b\naliases: [x:One, two]\n")
    (folder / "a.yaml").write_text("id: a\n")
    assert json.loads(aliases.text(tmp_path)) == {"b": "x:One two"}
