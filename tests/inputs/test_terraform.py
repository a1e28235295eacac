"""The Terraform inputs of a scan: which are found, and how plans and configurations go together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner import settings as configuration
from scanner.discover import discover
from scanner.inputs.terraform import TerraformOptions, boundary
from scanner.inputs.terraform_hcl import claims
from scanner.model.report import Level
from scanner.scan import Request, exit_code, scan
from scanner.settings import Settings
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


CONFIGURATION = """\
terraform:
  variables: {region: eu-west-1, unused: 1}
  modules: {example.org/vendor: vendor}
environments:
  staging:
    terraform: {variable-files: ["{module}/staging.tfvars"], workspace: stage}
  production:
    terraform: {variables: {public: true}, variable-files: ["{module}/none.tfvars", shared.tfvars]}
"""
MODULE = """\
variable "public" {
  type = bool
}
variable "region" {}
variable "more" {
  default = 0
}
module "m" {
  source = "example.org/vendor//sub"
}
resource "aws_db_instance" "d" {
  publicly_accessible = var.public
  identifier          = "${var.region}-${terraform.workspace}-${var.more}"
}
"""


def test_environments_say_what_modules_are_evaluated_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, {
        ".readiness.yaml": CONFIGURATION, "infra/main.tf": MODULE, "infra/staging.tfvars": "public = false\nother = 1\n",
        "shared.tfvars": "more = 5\n", "vendor/sub/main.tf": 'resource "aws_x" "y" {}\n', ".git/x": ""}))
    settings = configuration.load(tmp_path / ".readiness.yaml", ".readiness.yaml")
    report = scan(Request((".",), settings=settings))
    names = {one.environment: one.resource.get("identifier") for one in report.judgements
             if one.resource is not None and one.resource.id.kind == "aws_db_instance"}
    assert names == {"staging": "eu-west-1-stage-0", "production": "eu-west-1-default-5"}
    (finding,) = [one for one in report.findings if one.rule.id == "tf-aws-rds-public"]
    assert finding.environment == "production"
    assert any(one.id.kind == "aws_x" for graph in report.graphs for one in graph.resources)
    told = [notice for notice in report.notices if notice.level is not Level.INFO]
    assert told == []


def test_a_file_of_variables_that_does_not_exist_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, {".readiness.yaml": "terraform: {variable-files: [gone.tfvars]}\n", "main.tf": ""}))
    settings = configuration.load(tmp_path / ".readiness.yaml", ".readiness.yaml")
    with pytest.raises(configuration.SettingsError, match=r".readiness.yaml:1: the file of variables gone.tfvars does not exist"):
        scan(Request((".",), settings=settings))


def test_flags_come_after_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, {".readiness.yaml": CONFIGURATION, "main.tf": MODULE, "shared.tfvars": "", ".git/x": ""}))
    settings = configuration.load(tmp_path / ".readiness.yaml", ".readiness.yaml")
    options = TerraformOptions(flags=(("var", "public=false"),))
    report = scan(Request((".",), settings=settings, terraform=options))
    assert not [one for one in report.findings if one.rule.id == "tf-aws-rds-public"]


def test_plans_of_a_configuration_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PLAN.replace("aws_x", "aws_db_instance")
    monkeypatch.chdir(write(tmp_path, {"infra/main.tf": '\nresource "aws_db_instance" "y" {\n  a = 1\n}\n', "out/plan.json": text, ".git/x": ""}))
    report = scan(Request(("out",), settings=Settings(profile="all"), terraform=TerraformOptions(source="infra")))
    (one,) = [one for one in report.findings if one.rule.id == "tf-aws-rds-encryption"]
    assert one.file == "infra/main.tf" and "infra/main.tf" in report.sources
    assert scan(Request(("out",), settings=Settings(profile="all"))).findings[0].file == "out/plan.json"


def test_a_plan_that_cannot_be_read_does_not_hide_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'resource "aws_db_instance" "d" {\n  publicly_accessible = true\n}\n', "plan.json": PLAN[:-9]})
    report = scan(Request((str(tmp_path),)))
    assert [one.name for one in report.findings if one.rule.id == "tf-aws-rds-public"] == ["aws_db_instance.d"]
    assert exit_code(report, None) == 3
