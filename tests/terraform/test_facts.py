"""What is known about types of resources."""

from __future__ import annotations

from pathlib import Path

from scanner.deep import deep
from scanner.inputs.terraform_hcl import load
from scanner.terraform import facts
from tests.terraform.trees import output, tree, write


def test_defaults_are_plain_data_of_snake_case_names() -> None:
    for kind, found in facts._data()["defaults"].items():
        for name, value in found.items():
            assert f"{kind}{name}".replace("_", "").isalnum() and name.islower()
            assert isinstance(value, (bool, int, str)) and facts.default(kind, name) is not None


def test_defaults_stand_in_bodies_unless_something_is_configured(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_db_instance" "d" {\n  publicly_accessible = true\n  storage_encrypted = null\n}\n'})
    body = deep(load)(tmp_path, "x", tmp_path).resources[0].body
    assert body["publicly_accessible"] is True and body["storage_encrypted"] is False


def test_references_see_defaults(tmp_path: Path) -> None:
    files = {"main.tf": 'resource "aws_lb" "l" {}\noutput "o" {\n  value = "${aws_lb.l.idle_timeout}-${aws_lb.l.enable_http2}"\n}\n'}
    assert output(tree(tmp_path, files), "o") == "60-true"
