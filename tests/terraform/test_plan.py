"""Plans in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.inputs.terraform_plan import claims, load
from scanner.model.source import SourceFile
from scanner.model.terraform import MASK, TerraformResource
from scanner.model.unknown import Unknown
from tests.terraform.trees import write

CONFIGURATION = {"root_module": {
    "resources": [
        {"address": "aws_instance.web", "mode": "managed", "type": "aws_instance", "name": "web", "expressions": {
            "subnet_id": {"references": ["module.net.subnet", "module.net"]}, "ami": {"constant_value": "ami-1"},
            "vpc_security_group_ids": {"references": ["aws_security_group.a.id", "aws_security_group.a"]},
            "ebs": [{"key": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}]}, "depends_on": ["aws_x.y"]}],
    "module_calls": {"net": {"source": "./net", "expressions": {"vpc": {"references": ["aws_vpc.v.id", "aws_vpc.v"]}}, "module": {
        "outputs": {"subnet": {"expression": {"references": ["aws_subnet.s[0].id", "aws_subnet.s[0]", "aws_subnet.s"]}}},
        "resources": [{"address": "aws_subnet.s", "type": "aws_subnet", "expressions": {
            "vpc_id": {"references": ["var.vpc"]}}}]}}}}}


def change(address: str, after: Any, **more: Any) -> dict[str, Any]:
    kind = address.rpartition(".")[0].rpartition(".")[2]
    entry = {"address": address, "mode": "managed", "type": kind, "change": {"actions": more.pop("actions", ["create"]), "after": after}}
    for key in ("after_unknown", "after_sensitive"):
        if key in more:
            entry["change"][key] = more.pop(key)
    return entry | more


PLAN = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}, "configuration": CONFIGURATION, "resource_changes": [
    change("aws_instance.web", {"ami": "ami-1", "password": "secret", "tags": None, "ebs": [{"size": 8}], "nested": {"pin": 7}},
           after_unknown={"subnet_id": True, "id": True, "ebs": [{"key": True}], "vpc_security_group_ids": True},
           after_sensitive={"password": True, "nested": {"pin": True}}),
    change("module.net.aws_subnet.s[0]", {"cidr_block": "10.0.0.0/24"}, module_address="module.net", after_unknown={"vpc_id": True}),
    change("aws_old.gone", None, actions=["delete"]),
    change("aws_db.main", {"size": 5}, actions=["delete", "create"]),
    change("aws_db.same", {"size": 5}, actions=["no-op"]),
]}


@pytest.fixture(scope="module")
def resources() -> dict[str, TerraformResource]:
    found = load(SourceFile("plan.json", json.dumps(PLAN, indent=1)))
    assert [one.summary for one in found.notices] == ["The plan deletes 1 resource, which were not judged."] or found.notices
    return {one.address: one for one in found.resources if isinstance(one, TerraformResource)}


def test_what_is_there_afterwards(resources: dict[str, TerraformResource]) -> None:
    assert list(resources) == ["aws_instance.web", "module.net.aws_subnet.s[0]", "aws_db.main", "aws_db.same"]
    assert [one.actions for one in resources.values()] == [("create",), ("create",), ("delete", "create"), ("no-op",)]
    assert str(resources["module.net.aws_subnet.s[0]"].id) == "terraform:aws/aws_subnet/module.net/aws_subnet.s[0]"


def test_bodies(resources: dict[str, TerraformResource]) -> None:
    body = resources["aws_instance.web"].body
    assert body["ami"] == "ami-1" and "tags" not in body and body["password"] == MASK
    assert body["nested"] == {"pin": Unknown("its value is sensitive")}
    assert body["subnet_id"] == Unknown("module.net.subnet is known only after it is applied", references=("module.net.subnet",), open=False)
    assert body["id"].references == ("aws_instance.web.id",)
    assert body["ebs"][0]["size"] == 8 and body["ebs"][0]["key"].references == ("aws_kms_key.k.arn",)


def test_references(resources: dict[str, TerraformResource]) -> None:
    found = [(one.path, one.address, one.attribute) for one in resources["aws_instance.web"].references]
    assert found == [
        (("subnet_id",), "module.net.aws_subnet.s[0]", "id"), (("vpc_security_group_ids",), "aws_security_group.a", "id"),
        (("ebs", 0, "key"), "aws_kms_key.k", "arn"), (("depends_on",), "aws_x.y", "")]
    inner = resources["module.net.aws_subnet.s[0]"].references
    assert [(one.address, one.attribute) for one in inner] == [("aws_vpc.v", "id")]


def test_places_lie_in_the_plan(resources: dict[str, TerraformResource]) -> None:
    text = json.dumps(PLAN, indent=1)
    for path, wanted in ((("ami",), '"ami": "ami-1"'), (("ebs", 0, "size"), '"size": 8'), (("nope",), '"after": {')):
        span = resources["aws_instance.web"].place(*path).hops[0].span
        assert span is not None and text[span.start:span.end].startswith(wanted)


def test_places_lie_in_the_source_folder(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_instance" "web" {\n  ami = "ami-1"\n}\nmodule "net" {\n  source = "./net"\n}\n',
                     "net/main.tf": 'resource "aws_subnet" "s" {\n  count = 1\n  cidr_block = "10.0.0.0/24"\n}\n'})
    found = load(SourceFile("plan.json", json.dumps(PLAN)), tmp_path, "infra", tmp_path)
    by_address = {one.address: one for one in found.resources if isinstance(one, TerraformResource)}
    for address, path, text in (("aws_instance.web", "ami", 'ami = "ami-1"'),
                                ("module.net.aws_subnet.s[0]", "cidr_block", 'cidr_block = "10.0.0.0/24"')):
        span = by_address[address].place(path).hops[0].span
        assert span is not None and found.sources[span.path].text[span.start:span.end] == text
    assert by_address["aws_db.main"].place("size").hops[0].span.path == "plan.json"  # type: ignore[union-attr]


def test_planned_values_where_there_are_no_changes() -> None:
    values = {"root_module": {"resources": [{"address": "a_b.c", "type": "a_b", "values": {"x": 1}, "sensitive_values": {"x": True}}],
                              "child_modules": [{"address": "module.m", "resources": [
                                  {"address": "module.m.a_b.d", "type": "a_b", "values": {"y": None, "z": "t"}}]}]}}
    found = load(SourceFile("p.json", json.dumps({"format_version": "0.1", "planned_values": values}))).resources
    assert [(one.id.namespace, one.id.name, one.body) for one in found] == [
        ("", "a_b.c", {"x": Unknown("its value is sensitive")}), ("module.m", "a_b.d", {"z": "t"})]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format_version": "2.0"}', '{"format_version": 1}', "[" * 100_000])
def test_what_is_no_plan(text: str) -> None:
    found = load(SourceFile("p.json", text))
    assert not found.resources and found.notices[0].level.value == "error"


@pytest.mark.parametrize(("name", "text", "expected"), [
    ("a.json", json.dumps(PLAN), True), ("a.json", json.dumps(PLAN, indent=2), True), ("a.yaml", json.dumps(PLAN), False),
    ("a.json", '{"kind": "List"}', False), ("a.json", "", False), ("a.json", '{"format_version": "1.0", "values": {}}', False)])
def test_claims(tmp_path: Path, name: str, text: str, expected: bool) -> None:
    (tmp_path / name).write_text(text)
    assert claims(tmp_path / name) is expected
