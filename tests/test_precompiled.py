import json
import os
from pathlib import Path

import pytest
import yaml

from scanner import precompiled

RULE = "id: a\ntitle: t\nseverity: low\nmatch: {kind: Pod}\nassert: self.a\nchecklist: [x]\nexamples: [1]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pods").mkdir()
    (tmp_path / "pods" / "a.yaml").write_text(RULE)
    (tmp_path / "checklist.yaml").write_text("items: [{id: x}]\n")
    (tmp_path / "api-versions.yaml").write_text("- {apiVersion: v1beta1}\n")
    return tmp_path


def compiled(folder: Path) -> precompiled.Policies:
    text = precompiled.dump(precompiled.compose(folder))
    (folder / precompiled.NAMES[""]).write_text(text)
    return precompiled.Policies(text.encode())


def test_what_is_written_is_read(folder: Path) -> None:
    data = compiled(folder)
    assert data.heads == [["a", "pods", "low", True, "cel", ["Pod"], ["x"], []]]
    assert data.checklist == [{"id": "x"}]
    assert data.api_versions == [{"apiVersion": "v1beta1"}]
    assert data.files == {"api-versions.yaml": 24, "checklist.yaml": 17, "pods/a.yaml": len(RULE)}
    assert data.rule("a") == {**yaml.safe_load(RULE.replace("examples: [1]", "")), "path": "pods/a.yaml"}


def test_the_file_is_one_json_list(folder: Path) -> None:
    compiled(folder)
    assert len(json.loads((folder / precompiled.NAMES[""]).read_text())) == 5


def test_programs_are_known_when_their_rule_was_read(folder: Path) -> None:
    text = precompiled.dump({**precompiled.compose(folder), "programs": {"self.a": "YQ==", "self.b": "Yg=="}})
    data = precompiled.Policies(text.encode())
    assert data.program("self.a") is None
    data.rule("a")
    assert data.program("self.a") == "YQ==" and data.program("self.b") is None


def test_only_what_is_asked_for_is_parsed(folder: Path) -> None:
    (folder / "pods" / "b.yaml").write_text(RULE.replace("id: a", "id: b"))
    lines = precompiled.dump(precompiled.compose(folder)).split("\n")
    lines[2], lines[6] = "broken", "broken"
    data = precompiled.Policies("\n".join(lines).encode())
    assert data.rule("a")["title"] == "t" and len(data.heads) == 2


def test_fresh_when_nothing_changed(folder: Path) -> None:
    data = compiled(folder)
    assert precompiled._is_fresh(folder, data)
    os.utime(folder / "pods" / "a.yaml")  # younger, but the same
    assert precompiled._is_fresh(folder, data)


def test_stale_when_a_file_changed_came_or_went(folder: Path) -> None:
    data = compiled(folder)
    rule = folder / "pods" / "a.yaml"
    rule.write_text(RULE.replace("t\n", "u\n"))
    os.utime(rule, ns=(2**62, 2**62))
    assert not precompiled._is_fresh(folder, data)
    rule.write_text(RULE)
    (folder / "pods" / "b.yaml").write_text(RULE)
    assert not precompiled._is_fresh(folder, data)
    (folder / "pods" / "b.yaml").unlink()
    rule.unlink()
    assert not precompiled._is_fresh(folder, data)


@pytest.mark.parametrize("content", [None, "not JSON", "[\n{},\n]\n", "[]\n"])
def test_without_a_compiled_file_the_yaml_files_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: str | None,
) -> None:
    if content is not None:
        (folder / precompiled.NAMES[""]).write_text(content)
    monkeypatch.setattr(precompiled, "data_folder", lambda name: folder)
    precompiled._parts.cache_clear()
    try:
        assert precompiled.policies().rule("a")["title"] == "t"
    finally:
        precompiled._parts.cache_clear()


def test_rules_about_terraform_are_a_part_of_their_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "terraform-aws").mkdir()
    (folder / "terraform-aws" / "b.yaml").write_text(RULE.replace("id: a", "id: b"))
    for part, name in precompiled.NAMES.items():
        (folder / name).write_text(precompiled.dump(precompiled.compose(folder, part)))
    monkeypatch.setattr(precompiled, "data_folder", lambda name: folder)
    precompiled._parts.cache_clear()
    try:
        general, terraform = precompiled.policies(), precompiled.policies("terraform")
    finally:
        precompiled._parts.cache_clear()
    assert [row[0] for row in general.heads] == ["a"] and [row[0] for row in terraform.heads] == ["b"]
    assert general.checklist == [{"id": "x"}] and terraform.checklist == []
    assert "terraform-aws/b.yaml" in terraform.files and "terraform-aws/b.yaml" not in general.files


ITEM = "evidence: [{says: x, strength: strong, find: {kind: Pod, where: object.a}}]\nexamples: [1]\n"


@pytest.fixture
def evidence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (folder / "evidence" / "a").mkdir(parents=True)
    (folder / "evidence" / "a" / "b.yaml").write_text(ITEM)
    (folder / "evidence" / "scopes.yaml").write_text("scopes: {pods: {any: [{kind: Pod}]}}\n")
    monkeypatch.setattr(precompiled, "data_folder", lambda name: folder)
    return folder


def read_evidence() -> precompiled.Evidence:
    precompiled.evidence.cache_clear()
    try:
        return precompiled.evidence()
    finally:
        precompiled.evidence.cache_clear()


def test_evidence_is_no_rule_and_has_a_file_of_its_own(evidence: Path) -> None:
    assert compiled(evidence).files.keys() == {"api-versions.yaml", "checklist.yaml", "pods/a.yaml"}
    members = precompiled.compose_evidence(evidence)
    members[-1]["programs"]["object.a"] = "YQ=="
    (evidence / precompiled.EVIDENCE_NAME).write_text(precompiled.dump_evidence(members))
    found = read_evidence()
    assert found.items == {"a/b": yaml.safe_load(ITEM.replace("examples: [1]", ""))}
    assert found.scopes == {"pods": {"any": [{"kind": "Pod"}]}}
    assert found.program("object.a") == "YQ==" and found.program("object.b") is None


@pytest.mark.parametrize("content", [None, "not JSON", "[]\n", '[{"digest": "", "files": {}}, {}, {}, {}]'])
def test_without_a_compiled_file_evidence_is_read_from_yaml(evidence: Path, content: str | None) -> None:
    if content is not None:
        (evidence / precompiled.EVIDENCE_NAME).write_text(content)
    assert read_evidence().items.keys() == {"a/b"}


def test_evidence_that_changed_is_read_from_yaml(evidence: Path) -> None:
    file = evidence / precompiled.EVIDENCE_NAME
    file.write_text(precompiled.dump_evidence(precompiled.compose_evidence(evidence)))
    changed = evidence / "evidence" / "a" / "b.yaml"
    os.utime(changed)  # younger, but the same
    assert read_evidence().digest
    changed.write_text(ITEM.replace("strong", "strung"))
    os.utime(changed, ns=(2**62, 2**62))
    assert read_evidence().items["a/b"]["evidence"][0]["strength"] == "strung"
