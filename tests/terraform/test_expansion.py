"""count and for_each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terraform.trees import errors, tree


def addresses(folder: Path, argument: str, extra: str = "") -> tuple[list[str], list[str]]:
    found = tree(folder, {"main.tf": f'resource "aws_x" "y" {{\n  {argument}\n}}\n{extra}'})
    return [one.address for module in found.modules() for one in module.resources() if one.declared.type == "aws_x"], errors(found)


@pytest.mark.parametrize(("argument", "expected"), [
    ("", ["aws_x.y"]), ("count = 2", ["aws_x.y[0]", "aws_x.y[1]"]), ("count = 0", []), ('count = "1"', ["aws_x.y[0]"]),
    ('for_each = toset(["b", "a"])', ['aws_x.y["a"]', 'aws_x.y["b"]']), ("for_each = {k = 1}", ['aws_x.y["k"]']),
    ("for_each = {}", [])])
def test_instances(tmp_path: Path, argument: str, expected: list[str]) -> None:
    assert addresses(tmp_path, argument) == (expected, [])


@pytest.mark.parametrize("argument", [
    "count = -1", "count = 1.5", "count = null", "count = []", "count = sensitive(1)", "for_each = [1]", "for_each = null",
    "for_each = toset([1])", "for_each = sensitive({a = 1})", "count = 1\n  for_each = {}", "count = 1000000000"])
def test_what_is_refused(tmp_path: Path, argument: str) -> None:
    assert addresses(tmp_path, argument)[1]


@pytest.mark.parametrize("argument", ["count = var.n", "for_each = var.n", "for_each = toset(data.aws_z.z.ids)"])
def test_one_instance_stands_for_those_that_are_not_known(tmp_path: Path, argument: str) -> None:
    found, wrong = addresses(tmp_path, argument, 'variable "n" {}\ndata "aws_z" "z" {}\n')
    assert found == ["aws_x.y[*]"] and not wrong


def test_what_is_known_only_after_apply_is_an_error(tmp_path: Path) -> None:
    found, wrong = addresses(tmp_path, "count = length(aws_x.z.id)", 'resource "aws_x" "z" {}\n')
    assert found[0] == "aws_x.y[*]" and "cannot be determined until apply" in wrong[0]
