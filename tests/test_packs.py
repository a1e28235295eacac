"""Packs: folders and files with rules and policies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner import packs
from scanner.rules.pack import RulePackError
from tests.admission.policies import policy
from tests.rules.test_pack import GOOD

POLICY = policy("object.spec.replicas < 3", name="few", resource="deployments", group="apps")
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits}\n"
EXAMPLES = """\
policy: few
examples:
  - {name: one, passes: "kind: Deployment"}
  - {name: many, fails: "kind: Deployment"}
"""


def rule(name: str) -> str:
    return GOOD.replace("my-rule", name)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def load(*paths: Path) -> packs.Packs:
    return packs.load(paths, lambda path: path.name)


def mistakes(*paths: Path) -> list[str]:
    with pytest.raises(RulePackError) as caught:
        load(*paths)
    return [str(one) for one in caught.value.mistakes]


def test_everything_in_a_folder(tmp_path: Path) -> None:
    found = load(write(tmp_path / "team", {
        "pack.yaml": "name: my-team\nversion: 1.2.0\ndescription: Rules of ours.\n",
        "apps/a-rule.yaml": rule("a-rule"), "b-rule.yml": rule("b-rule"), "policy.yaml": POLICY, "limits.yaml": CONFIG,
        "few.examples.yaml": EXAMPLES, "notes.yaml": "just: notes\n", "README.md": "x", ".hidden/c.yaml": "[",
        "d.json": "[",
    }))
    assert found.about == (packs.About("my-team", "1.2.0", "Rules of ours."),)
    assert [(one.id, one.pack, one.category) for one in found.rules] == [
        ("a-rule", "my-team", "my-team"), ("b-rule", "my-team", "my-team")]
    assert [one.name for one in found.policies] == ["few"] and [one.name for one in found.bindings] == ["few-deny"]
    assert [one.id.kind for one in found.resources] == [
        "ConfigMap", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]
    assert [(one.policy, len(one.examples)) for one in found.examples] == [("few", 2)]
    assert [one.path for one in found.passed_over] == ["notes.yaml"]
    assert set(found.documents) == {"a-rule.yaml", "b-rule.yml"} and "policy.yaml" in found.sources


def test_a_single_file_is_a_pack(tmp_path: Path) -> None:
    write(tmp_path,
          {"my-rule.yaml": GOOD, "policies.json": '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}}'})
    assert [(one.id, one.pack) for one in load(tmp_path / "my-rule.yaml").rules] == [("my-rule", "my-rule")]
    assert len(load(tmp_path / "policies.json").resources) == 1


def test_categories_are_those_of_folders(tmp_path: Path) -> None:
    write(tmp_path, {"team/apps/my-rule.yaml": GOOD})
    (one,) = packs.load([tmp_path / "team"], Path.as_posix).rules
    assert one.category == "apps"


def test_later_packs_replace_rules_of_earlier_ones(tmp_path: Path) -> None:
    first = write(tmp_path / "first", {"my-rule.yaml": GOOD})
    second = write(tmp_path / "second", {"my-rule.yaml": GOOD.replace("high", "low")})
    found = load(first, second)
    assert [(one.pack, one.severity.word) for one in found.rules] == [("second", "low")]
    assert [one.pack for one in found.replaced] == ["second"]


@pytest.mark.parametrize(("files", "expected"), [
    ({"a.yaml": GOOD}, ["a.yaml:1:5: id 'my-rule' differs from the file name 'a'"]),
    ({"a/my-rule.yaml": GOOD, "b/my-rule.yaml": GOOD},
     ["my-rule.yaml:1:5: the rule 'my-rule' stands in my-rule.yaml already"]),
    ({"pack.yaml": "nam: x\n", "my-rule.yaml": GOOD}, ["pack.yaml:1:1: unknown key 'nam'; did you mean 'name'?"]),
    ({"pack.yaml": "name: My Pack\n", "my-rule.yaml": GOOD}, ["pack.yaml:1:7: expected lower-case words"]),
    ({"few.yaml": POLICY, "e.yaml": EXAMPLES.replace("few", "fwe")},
     ["e.yaml:1:9: there is no policy 'fwe'; did you mean 'few'?"]),
    ({"few.yaml": POLICY, "e.yaml": EXAMPLES.replace("fails:", "fail:")}, ["e.yaml:4:18: unknown key 'fail'"]),
    ({"few.yaml": POLICY.replace("object", "objekt")}, ["few.yaml:9:18: unknown name 'objekt'"]),
    ({"x.yaml": "a: ["}, ["not valid YAML"]),
    ({"notes.yaml": "just: notes\n"}, ["there are no rules in this folder"]),
    ({}, ["there are no rules in this folder"]),
    ({"my-rule.yaml": CONFIG + "---\n" + GOOD}, ["my-rule.yaml:5:1: a rule and a manifest in one file"]),
])
def test_mistakes_of_packs(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    folder = write(tmp_path / "team", files)
    folder.mkdir(exist_ok=True)
    said = mistakes(folder)
    assert all(any(wanted in one for one in said) for wanted in expected), said


def test_all_mistakes_of_all_files_are_told(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a-rule.yaml": rule("a-rule").replace("severity: high", "severity: x"), "b.yaml": "[",
                              "c.yaml": POLICY.replace("object", "objekt")})
    assert [one.split(":")[0] for one in mistakes(folder)] == ["a-rule.yaml", "b.yaml", "c.yaml"]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert mistakes(nowhere) == [f"{nowhere.as_posix()}: it does not exist; a pack is a folder or a file"]
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9")
    (tmp_path / "large.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    assert mistakes(tmp_path) == ["large.yaml: the file has more than 1048576 bytes",
                                  "latin.yaml: it cannot be read: it is not UTF-8 (byte 3)"]


def test_a_folder_of_parameters(tmp_path: Path) -> None:
    assert len(load(write(tmp_path, {"limits.yaml": CONFIG})).resources) == 1


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "MAX_FILES", 1)
    write(tmp_path, {"a.yaml": "", "b.yaml": ""})
    assert mistakes(tmp_path)[0].endswith("a pack has at most 1 files")


def test_links_are_left_alone(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"my-rule.yaml": GOOD})
    inside = write(tmp_path / "team", {"b-rule.yaml": rule("b-rule")})
    (inside / "my-rule.yaml").symlink_to(outside / "my-rule.yaml")
    (inside / "folder").symlink_to(outside)
    assert [one.id for one in load(inside).rules] == ["b-rule"]


def test_pipes_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"my-rule.yaml": GOOD})
    os.mkfifo(tmp_path / "pipe.yaml")
    assert len(load(tmp_path).rules) == 1
    assert mistakes(tmp_path / "pipe.yaml") == ["pipe.yaml: it cannot be read: it is no regular file"]
