"""Which modules are roots."""

from __future__ import annotations

from pathlib import Path

from scanner.terraform.roots import roots
from tests.terraform.trees import write


def call(source: str) -> str:
    return f'module "m" {{\n  source = "{source}"\n}}\n'


def test_modules_that_are_called_are_no_roots(tmp_path: Path) -> None:
    write(tmp_path, {"live/main.tf": call("../modules/a"), "modules/a/main.tf": call("../b"), "modules/b/x.tf": "",
                     "other/main.tf.json": '{"module": {"m": {"source": "../modules/c"}}}', "modules/c/main.tf": "",
                     "free/main.tf": '# source = "../live"\nresource "aws_x" "y" {\n  source = "./file"\n}\n'})
    folders = [str(path.parent) for path in sorted(tmp_path.rglob("*.tf*"))]
    assert [Path(one).relative_to(tmp_path).as_posix() for one in roots(folders)] == ["free", "live", "other"]


def test_of_a_circle_the_first_is_taken(tmp_path: Path) -> None:
    write(tmp_path, {"a/main.tf": call("../b"), "b/main.tf": call("../a")})
    assert roots([str(tmp_path / "b"), str(tmp_path / "a")]) == [str(tmp_path / "a")]
