from pathlib import Path

from tests.terraform_modules import graph_of_text

TEXT = '''
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
  backend "s3" {
    bucket = "state-of-shop"
  }
}
provider "aws" {
  default_tags {
    tags = { owner = "shop" }
  }
}
provider "aws" {
  alias  = "east"
  region = var.region
}
variable "region" {
  type        = map(string)
  description = "Where"
  validation {
    condition     = var.region != null
    error_message = "Say where."
  }
}
output "id" {
  value     = aws_vpc.main.id
  sensitive = true
}
resource "aws_vpc" "main" {}
module "far" {
  source  = "a/b/c"
  version = "1.0.0"
  vpc_id  = aws_vpc.main.id
}
module "near" {
  source = "./near"
}
'''


def test_what_a_configuration_declares(tmp_path: Path) -> None:
    graph = graph_of_text(tmp_path, TEXT, {"near/main.tf": 'variable "unused" {\n  default = 1\n}\n'})
    found = {one.id.short: one for one in graph.resources if one.id.kind not in ("declaration", "configuration")}
    terraform = found["terraform"].body
    assert terraform["required_version"] == ">= 1.5"
    assert terraform["required_providers"] == [{"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}]
    assert terraform["backend"] == [{"bucket": "state-of-shop", "label": "s3"}]
    assert found["provider.aws"].body == {"default_tags": [{"tags": {"owner": "shop"}}]}
    assert found["provider.aws"].id.kind == found["provider.aws.east"].id.kind == "provider.aws"
    assert found["provider.aws.east"].body["region"].references == ("var.region",)
    assert found["var.region"].body == {"type": "map(string)", "description": "Where", "validation": [{}]}
    assert found["output.id"].body == {"value": found["output.id"].body["value"], "sensitive": True}
    assert found["module.far"].body["version"] == "1.0.0"
    assert "module.near.var.unused" in found
    assert [found[name].is_symbolic for name in ("module.far", "module.near")] == [True, False]  # type: ignore[attr-defined]


def test_declarations_have_places(tmp_path: Path) -> None:
    graph = graph_of_text(tmp_path, TEXT.replace('  source = "./near"', '  source = "x/y/z"'))
    region = next(one for one in graph.resources if one.id.short == "var.region")
    span = region.place("description").primary.span
    assert span is not None and TEXT.replace('  source = "./near"', '  source = "x/y/z"')[span.start:span.end].startswith("description")
