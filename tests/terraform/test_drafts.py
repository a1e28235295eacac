"""What is known of texts that are partly open, in bodies of resources."""

from pathlib import Path

import pytest

from scanner.model.unknown import Unknown
from scanner.rules.cel import plain
from tests.terraform_modules import graph_of_text

HEAD = 'variable "x" {}\nresource "aws_vpc" "v" {}\nmodule "m" {\n  source = "a/b/c"\n}\n'


def value(folder: Path, expression: str) -> object:
    graph = graph_of_text(folder, f'{HEAD}resource "aws_thing" "t" {{\n  name = {expression}\n}}\n')
    return next(one for one in graph.resources if one.id.kind == "aws_thing").body["name"]


@pytest.mark.parametrize(("expression", "draft"), [
    ("aws_vpc.v.id", "${aws_vpc.v.id}"), ('"a-${aws_vpc.v.id}-b"', "a-${aws_vpc.v.id}-b"), ('"${var.x}/b"', "${?var.x}/b"),
    ("aws_vpc.v.enable_thing", ""), ("var.x", ""), ("module.m.id", ""),
    ('jsonencode({ a = aws_vpc.v.arn, b = [1, true, var.x] })', '{"a":"${aws_vpc.v.arn}","b":[1,true,"${?var.x}"]}'),
    ('var.x ? "a" : aws_vpc.v.id', ""), ('"${jsonencode([aws_vpc.v.id])}!"', '["${aws_vpc.v.id}"]!'), ("upper(aws_vpc.v.id)", ""),
])
def test_what_is_known_of_a_text(tmp_path: Path, expression: str, draft: str) -> None:
    found = value(tmp_path, expression)
    assert isinstance(found, Unknown) and found.draft == draft


@pytest.mark.parametrize(("expression", "expected"), [
    ("aws_vpc.v.id", "${aws_vpc.v.id}"), ("var.x", Unknown), ('"${var.x}/b"', Unknown),
])
def test_rules_see_a_text_where_only_a_provider_will_fill_it_in(tmp_path: Path, expression: str, expected: object) -> None:
    found = plain(value(tmp_path, expression))
    assert found == expected or isinstance(expected, type) and isinstance(found, expected)


@pytest.mark.parametrize(("expression", "expected"), [
    ("aws_vpc.v.id", False), ("var.x", True), ("module.m.id", True), ("aws_none.v.id", False), ('"${aws_vpc.v.id}-${var.x}"', True),
])
def test_what_may_turn_out_to_be_anything(tmp_path: Path, expression: str, expected: bool) -> None:
    found = value(tmp_path, expression)
    assert isinstance(found, Unknown) and found.open is expected


def test_a_variable_of_a_module_passes_it_on(tmp_path: Path) -> None:
    text = HEAD + 'module "near" {\n  source = "./near"\n  given = aws_vpc.v.id\n}\n'
    inner = 'variable "given" {\n  type = string\n}\nresource "aws_thing" "t" {\n  name = "${var.given}!"\n}\n'
    graph = graph_of_text(tmp_path, text, {"near/main.tf": inner})
    found = next(one for one in graph.resources if one.id.kind == "aws_thing").body["name"]
    assert isinstance(found, Unknown) and found.draft == "${aws_vpc.v.id}!"
