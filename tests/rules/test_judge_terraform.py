"""Three values about Terraform: nothing passes or fails that a value which is not known might decide."""

from pathlib import Path

import pytest

from scanner.model.rule import Rule
from scanner.rules.pack import rule_of
from tests.terraform_modules import graph_of_text
from scanner.rules.judge import judge

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "data-of-shop"\n}\n'


def rule(kind: str, assertion: str, **more: object) -> Rule:
    return rule_of({
        "id": "r", "title": "A rule about it", "severity": "high", "since": "0.2.0", "why": "Because.", "remediation": "Do it.",
        "match": {"kind": kind, **({"each": more.pop("each")} if "each" in more else {})}, "assert": assertion, "field": "self",
        "message": "It is wrong.", **more,
    }, "terraform-aws/r.yaml")  # fmt: skip


def outcomes(folder: Path, text: str, asked: Rule) -> list[str]:
    found = judge(graph_of_text(folder, text), [asked])
    return [one.outcome.value + (f": {one.message}" if one.outcome.value == "unknown" else "") for one in found]


@pytest.mark.parametrize(("body", "expected"), [
    ("storage_encrypted = true", "pass"), ('storage_encrypted = "true"', "pass"), ("", "fail"),
    ("storage_encrypted = var.x", "unknown: var.x has no value"),
    ("storage_encrypted = var.x\n  kms_key_id = aws_kms_key.k.arn", "pass"),
    ("kms_key_id = module.m.key", "unknown: module.m.key is in a module that is not part of what is scanned"),
    ('kms_key_id = "${var.x}/key"', "pass"),
])
def test_a_known_side_decides(tmp_path: Path, body: str, expected: str) -> None:
    text = ('variable "x" {}\nresource "aws_kms_key" "k" {}\nmodule "m" {\n  source = "a/b/c"\n}\n'
            f'resource "aws_db_instance" "d" {{\n  {body}\n}}\n')
    asked = rule("aws_db_instance", "on(object, 'storage_encrypted') || given(object, 'kms_key_id')")
    assert outcomes(tmp_path, text, asked) == [expected]


@pytest.mark.parametrize(("ingress", "expected"), [
    ("from_port = var.x\n    to_port = 22\n    protocol = \"tcp\"\n    cidr_blocks = [\"10.0.0.0/8\"]", "pass"),
    ("from_port = var.x\n    to_port = 22\n    protocol = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]", "unknown: var.x has no value"),
    ("from_port = 22\n    to_port = 22\n    protocol = \"tcp\"\n    cidr_blocks = var.x", "unknown: var.x has no value"),
    ("from_port = 443\n    to_port = 443\n    protocol = \"tcp\"\n    cidr_blocks = var.x", "pass"),
])
def test_rules_of_firewalls(tmp_path: Path, ingress: str, expected: str) -> None:
    text = f'variable "x" {{}}\nresource "aws_security_group" "g" {{\n  ingress {{\n    {ingress}\n  }}\n}}\n'
    asked = rule("aws_security_group", "!opens(self, 22) || !world(self)", each="object.ingress?")
    assert outcomes(tmp_path, text, asked) == [expected]


@pytest.mark.parametrize(("action", "resource", "expected"), [
    ('"*"', "aws_s3_bucket.b.arn", "pass"), ('"*"', '"${aws_s3_bucket.b.arn}/*"', "pass"), ('"*"', '"*"', "fail"),
    ('"*"', "var.x", "unknown: var.x has no value"), ('"s3:GetObject"', "var.x", "pass"), ("var.x", '"*"', "unknown: var.x has no value"),
])
@pytest.mark.parametrize("form", ["jsonencode", "heredoc", "document"])
def test_what_is_open_inside_of_a_policy(tmp_path: Path, form: str, action: str, resource: str, expected: str) -> None:
    if form == "document":
        text = (f'data "aws_iam_policy_document" "d" {{\n  statement {{\n    actions = [{action}]\n    resources = [{resource}]\n  }}\n}}\n'
                'resource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\n')
    elif form == "heredoc":
        inner = [part if part.startswith('"') else f'"${{{part}}}"' for part in (action, resource)]
        text = ('resource "aws_iam_policy" "p" {\n  policy = <<-E\n  {"Statement": [{"Effect": "Allow", "Action": '
                f'{inner[0]}, "Resource": {inner[1]}}}]}}\n  E\n}}\n')
    else:
        text = (f'resource "aws_iam_policy" "p" {{\n  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = {action}, '
                f'Resource = {resource} }}] }})\n}}\n')
    asked = rule("aws_iam_policy", "!policy(object).exists(s, s.effect == 'allow' && '*' in s.actions && anywhere(s))")
    found = outcomes(tmp_path, BUCKET + 'variable "x" {}\n' + text, asked)
    assert [one.split(";")[0] for one in found] == [expected]


VERSIONED = rule(
    "aws_s3_bucket", "incoming.aws_s3_bucket_versioning.exists(v, text(v, 'versioning_configuration.status') == 'Enabled')",
    uses=["aws_s3_bucket_versioning"])
ENABLED = "  versioning_configuration {\n    status = \"Enabled\"\n  }\n"


@pytest.mark.parametrize(("more", "expected"), [
    ("", "fail"),
    (f'resource "aws_s3_bucket_versioning" "v" {{\n  bucket = aws_s3_bucket.b.id\n{ENABLED}}}\n', "pass"),
    (f'resource "aws_s3_bucket_versioning" "v" {{\n  bucket = var.x\n{ENABLED}}}\n', "unknown: var.x has no value"),
    (f'resource "aws_s3_bucket_versioning" "v" {{\n  count = var.x\n  bucket = aws_s3_bucket.b.id\n{ENABLED}}}\n',
     "unknown: it is not known which instances of aws_s3_bucket_versioning.v[*] there are"),
    (f'resource "aws_s3_bucket_versioning" "v" {{\n  count = 0\n  bucket = aws_s3_bucket.b.id\n{ENABLED}}}\n', "fail"),
    ('module "m" {\n  source = "a/b/c"\n  bucket = aws_s3_bucket.b.id\n}\n',
     "unknown: module.m is a module that is not part of what is scanned"),
    ('module "m" {\n  source = "a/b/c"\n}\n', "fail"),
    ('resource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n'
     "    status = var.x\n  }\n}\n", "unknown: var.x has no value"),
])
def test_nothing_is_missing_that_may_be_there(tmp_path: Path, more: str, expected: str) -> None:
    assert outcomes(tmp_path, BUCKET + 'variable "x" {}\n' + more, VERSIONED) == [expected]


def test_unknown_blocks_leave_a_verdict_open(tmp_path: Path) -> None:
    text = ('variable "x" {}\nresource "aws_s3_bucket_lifecycle_configuration" "l" {\n  dynamic "rule" {\n    for_each = var.x\n'
            "    content {\n      status = \"Enabled\"\n      days = rule.value\n    }\n  }\n}\n")
    asked = rule("aws_s3_bucket_lifecycle_configuration", "blocks(object, 'rule').exists(r, text(r, 'status') == 'Enabled' && number(r, 'days', 9) <= 7.0)")
    assert outcomes(tmp_path, text, asked) == ["unknown: var.x has no value"]


def test_what_may_not_be_there_can_be_unknown_inside(tmp_path: Path) -> None:
    """Two configurations of which one may not come to be, and both have a value that is not known."""
    text = BUCKET + "".join(
        f'resource "aws_s3_bucket_versioning" "{name}" {{\n  {count}bucket = aws_s3_bucket.b.id\n  versioning_configuration {{\n'
        "    status = var.x\n  }\n}\n" for name, count in (("v", "count = var.x\n  "), ("w", "")))
    asked = rule("aws_s3_bucket", "incoming.aws_s3_bucket_versioning.size() > 0", uses=["aws_s3_bucket_versioning"])
    assert outcomes(tmp_path, 'variable "x" {}\n' + text, asked) == ["pass"]


@pytest.mark.parametrize(("content", "more", "expected"), [
    ('default_action = "Allow"', "", "fail"),  # as it is without the block
    ('default_action = "Deny"', "", "unknown: var.x has no value"),
    ("default_action = net.value", "", "unknown: var.x has no value"),
    ('default_action = "Allow"', '  net {\n    default_action = "Deny"\n  }\n', "unknown: var.x has no value"),
    ('default_action = "Allow"', '  dynamic "other" {\n    for_each = var.x\n    content {}\n  }\n', "fail"),
    ('default_action = "Allow"\n      dynamic "inner" {\n        for_each = var.x\n        content {}\n      }', "", "fail"),
])  # fmt: skip
def test_it_may_not_matter_whether_a_block_is_there(tmp_path: Path, content: str, more: str, expected: str) -> None:
    text = ('variable "x" {}\nresource "azurerm_key_vault" "v" {\n  dynamic "net" {\n    for_each = var.x\n    content {\n'
            f"      {content}\n    }}\n  }}\n{more}}}\n")
    assert outcomes(tmp_path, text, rule("azurerm_key_vault", "text(object, 'net.default_action') == 'Deny'")) == [expected]


@pytest.mark.parametrize("assertion", ["blocks(object, 'net').size() < 2", "object.?net.orValue([]).size() < 2"])
def test_how_many_blocks_there_are_is_open(tmp_path: Path, assertion: str) -> None:
    text = ('variable "x" {}\nresource "azurerm_key_vault" "v" {\n  dynamic "net" {\n    for_each = var.x\n    content {}\n  }\n}\n')
    assert outcomes(tmp_path, text, rule("azurerm_key_vault", assertion)) == ["unknown: var.x has no value"]


def test_expressions_that_look_by_themselves_are_tried_out(tmp_path: Path) -> None:
    text = 'variable "x" {}\nresource "aws_db_instance" "d" {\n  multi_az = var.x\n}\n'
    asked = rule("aws_db_instance", "self.?multi_az.orValue(false) == true")
    assert outcomes(tmp_path, text, asked) == ["unknown: var.x has no value"]


def test_findings_name_the_address(tmp_path: Path) -> None:
    text = 'module "m" {\n  source = "./m"\n}\n'
    graph = graph_of_text(tmp_path, text, {"m/main.tf": 'resource "aws_db_instance" "d" {}\n'})
    found = judge(graph, [rule("aws_db_instance", "on(object, 'multi_az')")])
    assert [one.name for one in found] == ["module.m.aws_db_instance.d"]
