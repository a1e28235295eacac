"""Where modules lie."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.terraform.sources import Absent, Available, is_local
from tests.terraform.trees import write


@pytest.mark.parametrize(("source", "expected"), [
    ("./a", True), ("../a", True), (".", True), ("a/b/c", False), ("git::https://x.org/a.git", False), ("terraform-aws-modules/vpc/aws", False)])
def test_local_sources(source: str, expected: bool) -> None:
    assert is_local(source) is expected


@pytest.fixture
def project(tmp_path: Path) -> Path:
    manifest = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "vpc", "Dir": ".terraform/modules/vpc"},
                            {"Key": "out", "Dir": "../../../../etc"}, {"Key": 5}]}
    return write(tmp_path, {"p/a/main.tf": "", "p/.terraform/modules/vpc/main.tf": "", "p/vendor/aws/rds/main.tf": "",
                            "p/.terraform/modules/modules.json": json.dumps(manifest), "outside/main.tf": ""}) / "p"


def test_where_they_are_found(project: Path) -> None:
    available = Available(str(project), str(project), {"registry.example.org/aws": str(project / "vendor/aws")})
    assert available.find(str(project), "./a", "a") == str(project / "a")
    assert available.find(str(project), "registry.example.org/aws/rds?ref=1", "db") == str(project / "vendor/aws/rds")
    for source, name in (("../outside", "x"), ("./nope", "x"), ("x/y/z", "unknown")):
        assert isinstance(available.find(str(project), source, name), Absent)


def test_a_manifest_with_nonsense_installs_nothing(project: Path) -> None:
    available = Available(str(project), str(project))
    assert available.find(str(project), "x/y/z", "vpc") == str(project / ".terraform/modules/vpc")
    assert isinstance(available.find(str(project), "x/y/z", "out"), Absent)
    (project / ".terraform/modules/modules.json").write_text("[1")
    assert isinstance(Available(str(project), str(project)).find(str(project), "x/y/z", "vpc"), Absent)
