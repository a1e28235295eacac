"""Instances as resources: bodies, unknown values, masks, places and references."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.deep import deep
from scanner.inputs.terraform import Loaded, TerraformOptions
from scanner.inputs.terraform_hcl import load
from scanner.model.terraform import MASK, TerraformResource
from scanner.model.unknown import Unknown
from tests.terraform.trees import write

MAIN = '''variable "size" {
  default = "small"
}
variable "secret" {
  sensitive = true
  default   = "hunter2"
}
variable "image" {}
locals {
  tags = { team = "core", size = var.size }
}
resource "aws_instance" "web" {
  ami           = var.image
  instance_type = var.size
  subnet_id     = module.net.subnets["a"]
  user_data     = "key=${var.secret}"
  tags          = local.tags
  monitoring    = null
  dynamic "ebs_block_device" {
    for_each = [10, 20]
    content {
      volume_size = ebs_block_device.value
      encrypted   = ebs_block_device.key == 0
    }
  }
  root_block_device {
    encrypted = true
  }
  lifecycle {
    prevent_destroy = true
  }
}
resource "aws_eip" "ip" {
  count    = 2
  instance = aws_instance.web.id
  name     = "${aws_instance.web.instance_type}-${count.index}"
}
resource "aws_x" "y" {
  dynamic "rule" {
    for_each = var.image
    content {}
  }
}
data "aws_ami" "a" {
  owners = ["self"]
}
module "net" {
  source = "./net"
  cidr   = "10.0.0.0/16"
}
'''
NET = '''variable "cidr" {}
resource "aws_subnet" "s" {
  for_each   = toset(["a", "b"])
  cidr_block = cidrsubnet(var.cidr, 8, 1)
}
output "subnets" {
  value = { for k, s in aws_subnet.s : k => s.id }
}
'''


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder = write(tmp_path_factory.mktemp("repo"), {"main.tf": MAIN, "net/main.tf": NET, "terraform.tfvars": 'size = "large"\n'})
    return deep(load)(folder, "infra", folder, TerraformOptions())


def named(loaded: Loaded, address: str) -> TerraformResource:
    found = next(one for one in loaded.resources if isinstance(one, TerraformResource) and one.address == address)
    return found


def test_identities(loaded: Loaded) -> None:
    declared = ("variable", "output", "module", "terraform", "provider", "declaration", "configuration")
    assert [str(one.id) for one in loaded.resources if not one.id.kind.startswith(declared)] == [
        "terraform:aws/aws_instance//aws_instance.web", "terraform:aws/aws_eip//aws_eip.ip[0]", "terraform:aws/aws_eip//aws_eip.ip[1]",
        "terraform:aws/aws_x//aws_x.y", "terraform:aws/data.aws_ami//data.aws_ami.a",
        'terraform:aws/aws_subnet/module.net/aws_subnet.s["a"]', 'terraform:aws/aws_subnet/module.net/aws_subnet.s["b"]']
    assert {one.unit for one in loaded.resources} == {"infra"}


def test_bodies_are_plain_data(loaded: Loaded) -> None:
    body = named(loaded, "aws_instance.web").body
    assert body["instance_type"] == "large" and body["tags"] == {"team": "core", "size": "large"}
    assert "monitoring" not in body
    assert body["ebs_block_device"] == [{"volume_size": 10, "encrypted": True}, {"volume_size": 20, "encrypted": False}]
    assert body["root_block_device"] == [{"encrypted": True}] and body["lifecycle"] == [{"prevent_destroy": True}]


def test_sensitive_text_is_masked_everywhere(loaded: Loaded) -> None:
    assert named(loaded, "aws_instance.web").body["user_data"] == MASK
    assert "hunter2" not in repr([one.body for one in loaded.resources]) + repr(loaded.notices)


def test_unknown_values_say_what_they_wait_for(loaded: Loaded) -> None:
    ami = named(loaded, "aws_instance.web").body["ami"]
    assert ami == Unknown("var.image has no value", references=("var.image",))
    subnet = named(loaded, "aws_instance.web").body["subnet_id"]
    assert subnet.references == ('module.net.aws_subnet.s["a"].id',)
    assert isinstance(named(loaded, "aws_x.y").body["rule"], Unknown)


def test_references_lead_through_locals_and_modules(loaded: Loaded) -> None:
    web = named(loaded, "aws_instance.web").references
    assert [(one.path, one.address) for one in web] == [(("subnet_id",), "module.net.aws_subnet.s")]
    eip = named(loaded, "aws_eip.ip[1]").references
    assert [(one.path, one.address, one.attribute) for one in eip] == [
        (("instance",), "aws_instance.web", "id"), (("name",), "aws_instance.web", "instance_type")]


def lines(loaded: Loaded, address: str, *path: str | int) -> list[str]:
    """ROLE FILE: first line of the text, of each hop."""
    found = []
    for hop in named(loaded, address).place(*path).hops:
        assert hop.span is not None
        source = loaded.sources[hop.span.path]
        found.append(f"{hop.role} {hop.span.path}: {source.text[hop.span.start:hop.span.end].splitlines()[0]}")
    return found


@pytest.mark.parametrize(("address", "path", "expected"), [
    ("aws_instance.web", ("instance_type",), ["expression infra/main.tf: instance_type = var.size", 'value infra/terraform.tfvars: size = "large"']),
    ("aws_instance.web", ("tags", "team"), ["expression infra/main.tf: tags          = local.tags",
                                            'value infra/main.tf: tags = { team = "core", size = var.size }',
                                            'value infra/terraform.tfvars: size = "large"']),
    ("aws_instance.web", ("ami",), ["expression infra/main.tf: ami           = var.image", 'value infra/main.tf: variable "image"']),
    ("aws_instance.web", ("nothing",), ['literal infra/main.tf: resource "aws_instance" "web"']),
    ("aws_instance.web", ("root_block_device", 0, "encrypted"), ["literal infra/main.tf: encrypted = true"]),
    ("aws_instance.web", ("root_block_device", 0, "kms"), ["literal infra/main.tf: root_block_device"]),
    ("aws_instance.web", ("ebs_block_device", 1, "volume_size"), ["expression infra/main.tf: volume_size = ebs_block_device.value",
                                                             "expression infra/main.tf: for_each = [10, 20]"]),
    ("aws_instance.web", ("ebs_block_device", 1), ['literal infra/main.tf: dynamic "ebs_block_device"']),
    ('module.net.aws_subnet.s["a"]', ("cidr_block",), ["expression infra/net/main.tf: cidr_block = cidrsubnet(var.cidr, 8, 1)",
                                                       'call infra/main.tf: cidr   = "10.0.0.0/16"']),
])
def test_places_lead_to_what_decides(loaded: Loaded, address: str, path: tuple[str, ...], expected: list[str]) -> None:
    assert lines(loaded, address, *path) == expected


def test_notices_name_the_variables_without_value(loaded: Loaded) -> None:
    assert [(one.level.value, one.summary) for one in loaded.notices] == [("info", "The variable image has no value.")]


def test_scanning_twice_gives_the_same(loaded: Loaded, tmp_path: Path) -> None:
    folder = write(tmp_path, {"main.tf": MAIN, "net/main.tf": NET, "terraform.tfvars": 'size = "large"\n'})
    again = deep(load)(folder, "infra", folder, TerraformOptions())
    assert [one.body for one in again.resources] == [one.body for one in loaded.resources]
    assert again.notices == loaded.notices
