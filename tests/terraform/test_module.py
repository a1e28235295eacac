"""Modules: variables, locals, calls, and what refers to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.unknown import Unknown
from tests.terraform.trees import errors, output, tree

CHILD = 'variable "name" {}\nvariable "size" {\n  default = 2\n}\noutput "text" {\n  value = "${var.name}-${var.size}"\n}\n'


def test_locals_wait_for_nothing_but_each_other(tmp_path: Path) -> None:
    found = tree(tmp_path, {"a.tf": 'output "o" {\n  value = local.b\n}\nlocals {\n  b = local.a + 1\n}\n', "z.tf": "locals {\n  a = 1\n}\n"})
    assert output(found, "o") == 2 and not errors(found)


def test_a_circle_is_named(tmp_path: Path) -> None:
    found = tree(tmp_path, {"main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n"})
    assert any("local.a needs local.b needs local.a" in message for message in errors(found))


@pytest.mark.parametrize(("extra", "expected"), [
    ("", {"text": "web-2"}), ("  size = 5\n", {"text": "web-5"}), ("  size = null\n", None)])
def test_a_module_is_called(tmp_path: Path, extra: str, expected: object) -> None:
    main = f'module "m" {{\n  source = "./child"\n  name = "web"\n{extra}}}\noutput "o" {{\n  value = module.m\n}}\n'
    found = tree(tmp_path, {"main.tf": main, "child/main.tf": CHILD})
    if expected is None:
        assert any("null" in message for message in errors(found))
    else:
        assert output(found, "o") == expected and not errors(found)


def test_modules_with_for_each_are_instances_of_their_own(tmp_path: Path) -> None:
    main = ('module "m" {\n  for_each = {a = 1, b = 2}\n  source = "./child"\n  name = each.key\n  size = each.value\n}\n'
            'output "o" {\n  value = {for k, m in module.m : k => m.text}\n}\noutput "b" {\n  value = module.m["b"].text\n}\n')
    found = tree(tmp_path, {"main.tf": main, "child/main.tf": CHILD})
    assert output(found, "o") == {"a": "a-1", "b": "b-2"} and output(found, "b") == "b-2"


def test_modules_may_ask_each_other_for_outputs(tmp_path: Path) -> None:
    child = 'variable "v" {}\noutput "given" {\n  value = var.v\n}\noutput "own" {\n  value = 7\n}\n'
    main = ('module "a" {\n  source = "./c"\n  v = module.b.own\n}\nmodule "b" {\n  source = "./c"\n  v = module.a.own\n}\n'
            'output "o" {\n  value = [module.a.given, module.b.given]\n}\n')
    assert output(tree(tmp_path, {"main.tf": main, "c/main.tf": child}), "o") == [7, 7]


def test_a_module_that_is_not_here_has_unknown_outputs(tmp_path: Path) -> None:
    main = 'module "v" {\n  source = "terraform-aws-modules/vpc/aws"\n}\noutput "o" {\n  value = module.v.vpc_id\n}\n'
    found = tree(tmp_path, {"main.tf": main})
    value = output(found, "o")
    assert isinstance(value, Unknown) and value.references == ("module.v.vpc_id",)
    assert [one.kind for one in found.diagnostics.found] == ["module"] and not errors(found)


def test_a_variable_without_value_is_unknown_and_told_once(tmp_path: Path) -> None:
    main = 'variable "n" {\n  type = number\n}\noutput "o" {\n  value = [var.n + 1, 5]\n}\n'
    found = tree(tmp_path, {"main.tf": main})
    first, second = output(found, "o")
    assert isinstance(first, Unknown) and first.reason == "var.n has no value" and second == 5
    assert [one.kind for one in found.diagnostics.found] == ["missing-variable"]


def test_overriding_files_come_last(tmp_path: Path) -> None:
    found = tree(tmp_path, {"main.tf": 'variable "v" {\n  default = 1\n  description = "d"\n}\noutput "o" {\n  value = var.v\n}\n',
                            "override.tf": 'variable "v" {\n  default = 2\n}\n', "a_override.tf": 'variable "v" {\n  default = 3\n}\n'})
    assert output(found, "o") == 2


@pytest.mark.parametrize(("declared", "given", "expected"), [
    ("type = list(number)", "[1, 2]", [1, 2]), ("type = string", "[1]", "[1]"), ("", "5", "5"), ("type = any", "{a = true}", {"a": True}),
    ("type = object({a = string, b = optional(number, 3)})", '{a = "x"}', {"a": "x", "b": 3})])
def test_values_of_the_command_line_are_read_by_type(tmp_path: Path, declared: str, given: str, expected: object) -> None:
    main = f'variable "v" {{\n  {declared}\n}}\noutput "o" {{\n  value = var.v\n}}\n'
    assert output(tree(tmp_path, {"main.tf": main}, flags=[("var", f"v={given}")]), "o") == expected


@pytest.mark.parametrize(("main", "message"), [
    ("x = 1\n", "Unsupported argument"), ("bogus {}\n", "Unsupported block type"), ('variable "a" {}\nvariable "a" {}\n', "Duplicate variable"),
    ('output "o" {\n  value = var.nope\n}\n', "Reference to undeclared input variable"),
    ('output "o" {\n  value = aws_x.y.id\n}\n', "Reference to undeclared resource"),
    ('variable "v" {\n  type = lst(string)\n}\n', "Invalid type specification"),
    ('variable "v" {\n  type = number\n  default = "x"\n}\n', "Invalid default value"),
    ('variable "v" {\n  default = 1\n  validation {\n    condition = var.v > 1\n    error_message = "Too small."\n  }\n}\n',
     "Invalid value for variable: v. Too small."),
    ('terraform {\n  required_version = "< 1.0"\n}\n', "Unsupported Terraform Core version"),
    ('module "m" {\n  source = "./m"\n}\n', 'Module "m" (./m) was not looked at'),
    ('output "o" {\n  value = sensitive(1)\n}\n', "Output refers to sensitive values"),
    ('output "o" {\n  value = each.key\n}\n', 'Reference to "each" in context without for_each'),
    ('resource "terraform_data" "a" {\n  input = terraform_data.a.id\n}\n', "Self-referential block"),
    ('resource "terraform_data" "a" {\n  nope = 1\n}\n', "Unsupported argument"),
])
def test_what_terraform_refuses(tmp_path: Path, main: str, message: str) -> None:
    assert any(one.startswith(message) for one in errors(tree(tmp_path, {"main.tf": main})))


@pytest.mark.parametrize(("written", "expected"), [("True", True), ("FALSE", False)])
def test_misspelt_truths_are_told_and_taken_for_what_is_meant(tmp_path: Path, written: str, expected: bool) -> None:
    found = tree(tmp_path, {"main.tf": f'output "o" {{\n  value = {written}\n}}\n'})
    assert output(found, "o") is expected
    assert [message for message in errors(found) if f"{written} is no value" in message]


def test_other_words_are_no_values(tmp_path: Path) -> None:
    found = tree(tmp_path, {"main.tf": 'output "o" {\n  value = Yes\n}\n'})
    assert isinstance(output(found, "o"), Unknown) and any("resource type" in message for message in errors(found))


CLUSTER = """variable "none" {
  default = null
}
resource "aws_eks_cluster" "c" {
  kms_key_id = var.none
  vpc_config {
    public = true
    given  = var.none
    dynamic "inner" {
      for_each = []
      content {}
    }
  }
  dynamic "made" {
    for_each = []
    content {}
  }
}
"""


@pytest.mark.parametrize(("reference", "expected"), [
    ("vpc_config[0].public", True), ("vpc_config[0].sg", None), ("vpc_config[0].given", None), ("vpc_config[0].inner[0].ip", None),
    ("made[0].ip", None), ("kms_key_id", None),
])
def test_the_provider_fills_in_what_is_not_set(tmp_path: Path, reference: str, expected: object) -> None:
    found = tree(tmp_path, {"main.tf": f'{CLUSTER}output "o" {{\n  value = aws_eks_cluster.c.{reference}\n}}\n'})
    value = output(found, "o")
    assert not errors(found) and (value is expected or expected is None and isinstance(value, Unknown))


@pytest.mark.parametrize(("expression", "expected", "told"), [
    ("local.none == null || length(local.none) > 0", True, True), ("local.none != null && local.none.x", False, True),
    ("local.none == null || true", True, False), ("local.none != null || length(local.none) > 0", None, False),
])
def test_the_right_side_is_spared_where_the_left_one_decides(
    tmp_path: Path, expression: str, expected: object, told: bool,
) -> None:  # fmt: skip
    found = tree(tmp_path, {"main.tf": f'locals {{\n  none = null\n}}\noutput "o" {{\n  value = {expression}\n}}\n'})
    value = output(found, "o")
    assert value is expected or expected is None and isinstance(value, Unknown)
    assert bool(errors(found)) is (expected is None)
    assert any("before 1.12" in one.message for one in found.diagnostics.found) is told
