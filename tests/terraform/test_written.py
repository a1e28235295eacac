"""What stands in the blocks of a configuration."""

from pathlib import Path

import pytest

from scanner.model.resource import Resource
from scanner.model.terraform import MASK
from scanner.model.unknown import Unknown
from tests.terraform_modules import graph_of_text

TEXT = '''\
terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
  backend "s3" {}
}
variable "used" {
  default = "plain text"
}
variable "token" {
  default   = "hunter2"
  sensitive = true
}
locals {
  unused = [aws_instance.web.tags.0]
}
resource "aws_instance" "web" {
  ami      = "${var.used}"
  settings = [{ name = "DB_PASSWORD", value = "in-the-open" }]
  hidden   = sensitive("secret-text")
  lifecycle {
    ignore_changes = all
  }
  provisioner "local-exec" {
    command = "echo done"
  }
}
'''


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Resource]:
    graph = graph_of_text(tmp_path, TEXT)
    return {one.id.short: one for one in graph.resources if one.id.kind in ("declaration", "configuration")}


def piece(resource: Resource, *path: str | int) -> str:
    span = resource.place(*path).primary.span
    return TEXT[span.start:span.end]


def test_uses(found: dict[str, Resource]) -> None:
    assert {name: found[name].body["used"] for name in ("var.used", "var.token", "local.unused")} == {
        "var.used": True, "var.token": False, "local.unused": False}


def test_literals(found: dict[str, Resource]) -> None:
    rows = {(one["name"], one["value"]) for one in found["aws_instance.web"].body["literals"]}
    assert ("DB_PASSWORD", "in-the-open") in rows and ("hidden", MASK) in rows
    assert found["var.used"].body["literals"] == [{"name": "used", "value": "plain text", "path": "default"}]
    assert found["var.token"].body["literals"] == [{"name": "token", "value": MASK, "path": "default"}]
    assert "hunter2" not in repr([one.body for one in found.values()])


def test_places(found: dict[str, Resource]) -> None:
    web = found["aws_instance.web"]
    number = next(at for at, one in enumerate(web.body["literals"]) if one["name"] == "DB_PASSWORD")
    assert piece(web, "literals", number) == '"in-the-open"'
    assert piece(web, "ignore_changes") == "ignore_changes = all"
    assert piece(web, "provisioners", 0).startswith('provisioner "local-exec"')
    assert piece(web, "nothing").startswith('resource "aws_instance" "web"')
    assert piece(web, "legacy", 0) == 'ami      = "${var.used}"'


def test_old_forms(found: dict[str, Resource]) -> None:
    assert len(found["aws_instance.web"].body["legacy"]) == 1 and len(found["local.unused"].body["legacy"]) == 1


def test_the_module(found: dict[str, Resource]) -> None:
    module = found["terraform"]
    assert module.body["is_root"] and module.body["providers"] == ["aws"] and module.body["required_version"] == [">= 1.6"]
    assert module.body["required_providers"] == {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}
    assert isinstance(module.body["backend"][0]["encrypt"], Unknown)  # it may be given when the backend is initialised
    assert piece(module, "backend", 0).startswith('backend "s3"')


def test_an_output_shows_what_it_does_not_only_compare(tmp_path: Path) -> None:
    text = ('variable "a" {\n  type = number\n}\nlocals {\n  x = {}\n}\n'
            'output "o" {\n  value = local.x.secret != null && var.a > 1 ? local.x.name : [for one in local.x.all : one.id]\n}\n')
    found = {one.id.name: one.body for one in graph_of_text(tmp_path, text).resources if one.id.kind == "declaration"}
    assert found["output.o"]["refers"] == ["local.x.name", "local.x.all"] and found["var.a"]["constraint"] == "number"
