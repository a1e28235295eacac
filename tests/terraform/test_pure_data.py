"""Data sources that are computed here."""

from __future__ import annotations

import json
from pathlib import Path

from scanner.model.unknown import Unknown
from tests.terraform.trees import errors, output, tree

POLICY = '''data "aws_iam_policy_document" "p" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::1:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceVpce"
      values   = ["vpce-1"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [RESOURCE]
  }
}
output "o" {
  value = data.aws_iam_policy_document.p.json
}
'''


def test_a_policy_document_is_written_as_json(tmp_path: Path) -> None:
    found = json.loads(output(tree(tmp_path, {"main.tf": POLICY.replace("RESOURCE", '"arn:x"')}), "o"))
    assert found == {"Version": "2012-10-17", "Statement": [
        {"Sid": "Read", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*",
         "Principal": {"AWS": "arn:aws:iam::1:root"}, "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:x"}]}


def test_a_document_with_an_unknown_part_is_unknown(tmp_path: Path) -> None:
    files = {"main.tf": POLICY.replace("RESOURCE", "aws_s3_bucket.b.arn") + 'resource "aws_s3_bucket" "b" {}\n'}
    value = output(tree(tmp_path, files), "o")
    assert isinstance(value, Unknown) and value.references == ("aws_s3_bucket.b.arn",)


def test_documents_are_merged(tmp_path: Path) -> None:
    main = '''data "aws_iam_policy_document" "a" {
  statement {
    sid       = "One"
    actions   = ["a:b"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "b" {
  source_policy_documents = [data.aws_iam_policy_document.a.json]
  override_policy_documents = [jsonencode({Statement = [{Sid = "One", Effect = "Deny", Action = "x:y", Resource = "*"}]})]
}
output "o" {
  value = data.aws_iam_policy_document.b.json
}
'''
    found = json.loads(output(tree(tmp_path, {"main.tf": main}), "o"))
    assert found["Statement"] == [{"Sid": "One", "Effect": "Deny", "Action": "x:y", "Resource": "*"}]


def test_files_templates_and_states(tmp_path: Path) -> None:
    state = {"version": 4, "outputs": {"vpc": {"value": "vpc-1", "type": "string"}, "key": {"value": "s", "sensitive": True}}}
    main = '''data "local_file" "f" {
  filename = "${path.module}/a.txt"
}
data "template_file" "t" {
  template = "hello $${name}"
  vars     = { name = "you" }
}
data "terraform_remote_state" "s" {
  backend = "local"
  config  = { path = "net.tfstate" }
}
data "terraform_remote_state" "far" {
  backend = "s3"
  config  = { bucket = "b" }
}
output "o" {
  value = [data.local_file.f.content, data.template_file.t.rendered, data.terraform_remote_state.s.outputs.vpc]
}
output "far" {
  value = data.terraform_remote_state.far.outputs.vpc
}
'''
    found = tree(tmp_path, {"main.tf": main, "a.txt": "text", "net.tfstate": json.dumps(state)})
    assert output(found, "o") == ["text", "hello you", "vpc-1"] and not errors(found)
    assert isinstance(output(found, "far"), Unknown)
