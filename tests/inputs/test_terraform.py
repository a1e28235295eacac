"""The Terraform inputs of a scan: which are found, and how plans and configurations go together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.discover import discover
from scanner.inputs.terraform import boundary
from scanner.inputs.terraform_hcl import claims
from scanner.scan import Request, exit_code, scan
from tests.terraform.trees import write

PLAN = json.dumps({"format_version": "1.0", "resource_changes": [
    {"address": "aws_x.y", "type": "aws_x", "mode": "managed", "change": {"actions": ["create"], "after": {"a": 1}}}]})


def test_what_is_found(tmp_path: Path) -> None:
    write(tmp_path, {"infra/main.tf": 'module "m" {\n  source = "./m"\n}\n', "infra/m/main.tf": "", "plan.json": PLAN,
                     "k8s.json": "{}", "infra/terraform.tfvars.json": "{}", "infra/x.tf.json": "{}", ".terraform/main.tf": ""})
    found = discover([str(tmp_path)])
    assert [Path(shown).name for _, shown in found.terraform] == ["infra"]
    assert [Path(shown).name for _, shown in found.plans] == ["plan.json"]
    assert [Path(shown).name for _, shown in found.manifests] == ["k8s.json"]


def test_a_file_stands_for_its_folder(tmp_path: Path) -> None:
    write(tmp_path, {"infra/main.tf": ""})
    assert [path for path, _ in discover([str(tmp_path / "infra/main.tf")]).terraform] == [tmp_path / "infra"]


@pytest.mark.parametrize(("name", "expected"), [
    ("a.tf", True), ("a.tf.json", True), ("a.tofu", True), (".a.tf", False), ("a.tf~", False), ("a.tfvars", False), ("a.yaml", False)])
def test_claims(tmp_path: Path, name: str, expected: bool) -> None:
    write(tmp_path, {name: ""})
    assert claims(tmp_path) is expected


def test_a_plan_speaks_for_the_configuration_beside_it(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_x" "y" {\n  a = 1\n}\nvariable "unset" {}\n', "plan.json": PLAN})
    report = scan(Request((str(tmp_path),)))
    assert any("in the place of the configuration" in notice.summary for notice in report.notices)
    assert not any("no value" in notice.summary for notice in report.notices)
    assert exit_code(report, None) == 0


def test_a_configuration_that_is_not_terraform_ends_with_a_place(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": "resource {\n"})
    report = scan(Request((str(tmp_path),)))
    notice = report.notices[0]
    assert notice.where.primary is not None and notice.where.primary.span is not None
    assert notice.where.primary.span.path.endswith("main.tf") and exit_code(report, None) == 3


def test_nothing_outside_of_what_was_asked_for_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a/infra/main.tf": "", "secret": "x"}) / "a/infra"
    assert boundary(folder, tmp_path, (str(tmp_path / "a"),)) == tmp_path / "a"
    assert boundary(folder, tmp_path, (str(folder / "main.tf"),)) == folder
    (tmp_path / ".git").mkdir()
    assert boundary(folder, tmp_path, (str(folder),)) == tmp_path


def test_notices_keep_the_letters_of_names(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_x" "y" {\n  a = aws_z.z.id\n}\n'})
    notice = scan(Request((str(tmp_path),))).notices[0]
    assert (notice.summary, notice.detail) == ("Reference to undeclared resource.", "aws_z.z has not been declared in the root module.")
