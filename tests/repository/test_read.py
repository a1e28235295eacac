"""The walk through the files: what is entered, what is passed over, what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.repository import read as reading
from scanner.repository.files import MAX_BYTES
from scanner.repository.read import MODULES, read

RUN = "#!/bin/sh\nhelm rollback a\n"


def files(folder: Path, exclude: tuple[str, ...] = (), root: Path | None = None) -> list[str]:
    return [one.body["file"] for one in read([str(folder)], root or folder, exclude).resources]


def write(folder: Path, *paths: str, text: str = RUN) -> None:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def test_folders_of_other_people_and_forms_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.sh",
        "b/c.sh",
        "node_modules/x.sh",
        "vendor/x.sh",
        ".hidden/x.sh",
        ".git/x.sh",
        "d.sh.template",
        "e.sh.example",
    )
    assert files(tmp_path) == ["a.sh", "b/c.sh"]


def test_excluded_paths_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, "a.sh", "old/b.sh", "c/d.sh")
    assert files(tmp_path, ("old", "c/*.sh")) == ["a.sh"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, "secret.sh")
    inside = tmp_path / "inside"
    write(inside, "a.sh")
    (inside / "link.sh").symlink_to(outside / "secret.sh")
    (inside / "folder").symlink_to(outside)
    assert files(inside) == ["a.sh"]


def test_a_single_file_can_be_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "a.sh", "b.sh")
    assert [one.body["file"] for one in read([str(tmp_path / "a.sh")], tmp_path).resources] == ["a.sh"]


def test_paths_are_told_from_the_top_of_a_repository(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", text="x")
    write(tmp_path, "sub/.github/workflows/ci.yml", text="on: push\njobs: {a: {steps: [{run: pytest}]}}\n")
    write(tmp_path, "sub/tests/a.sh")
    found = read([str(tmp_path / "sub")], tmp_path).resources
    assert [(one.id.kind, one.body["file"], one.body["area"]) for one in found] == [
        ("Script", "sub/tests/a.sh", "test")
    ]


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "a.sh")
    (tmp_path / "b.sh").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "c.sh").write_bytes(b"x" * (MAX_BYTES + 1))
    result = read([str(tmp_path)], tmp_path)
    assert [one.body["file"] for one in result.resources] == ["a.sh"]
    assert [one.summary for one in result.notices] == ["b.sh cannot be read.", "c.sh cannot be read."]


@pytest.mark.parametrize(("bound", "value"), [("MAX_FILES", 2), ("MAX_TOTAL", 50)])
def test_the_walk_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int) -> None:
    monkeypatch.setattr(reading, bound, value)
    write(tmp_path, "a.sh", "b.sh", "c.sh")
    result = read([str(tmp_path)], tmp_path)
    assert len(result.resources) == 2 if bound == "MAX_FILES" else 1
    assert [one.summary for one in result.notices] == ["Not all files of the repository were looked at."]


def test_deep_folders_are_not_entered_for_ever(tmp_path: Path) -> None:
    write(tmp_path, "/".join(["d"] * (reading.MAX_DEPTH + 2)) + "/a.sh")
    write(tmp_path, "/".join(["e"] * reading.MAX_DEPTH) + "/a.sh")
    assert len(files(tmp_path)) == 1


def test_nothing_is_imported_by_asking_for_the_walk() -> None:
    """A scan without the checklist must not pay for the modules."""
    import subprocess
    import sys

    program = "import sys, scanner.scan; sys.exit(any(one.startswith('scanner.repository') for one in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0


HOSTILE = {
    "a.yaml": "groups:\n" + "- " * 5_000 + "alert:\n",
    ".github/workflows/a.yml": "jobs: " + "{a: " * 3_000,
    "a.json": '{"panels": ' + "[" * 100_000,
    "README.md": "[" * 20_000 + "](" * 20_000 + "> " * 20_000,
    "b.md": "|a|b|\n|-|-|\n" + "|x" * 20_000 + "\n" + "- " * 10_000 + "x\n",
    "c.md": "`" * 50_000 + "*_" * 20_000,
    "Dockerfile": "FROM a\nRUN " + "\\\n" * 20_000 + "apt-get install " + "x " * 20_000,
    "Makefile": "A=$(B)\nB=$(A)\nall:\n\t$(A) " + "$(B)" * 2_000 + "\n",
    "perf/a.js": "import 'k6/http'; export const options = " + "{a:[" * 10_000,
    "pyproject.toml": "a = " + "[" * 50_000,
    "pom.xml": "<a>" * 50_000,
    "tests/test_a.py": "x = " + "(" * 5_000,
    "a.sh": "(" * 50_000 + '"$(' * 20_000,
    "db/migrations/a.sql": "CREATE TABLE a (" + "(" * 50_000,
    "values-prod.yaml": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: [*d, *d]\n",
    "risks.csv": "a,b\n" + '"' * 50_000,
    "CODEOWNERS": "**/" * 5_000 + "a @b\n",
    "coverage.xml": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><coverage line-rate='&b;'/>",
}


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_files_end_in_a_notice_or_in_nothing(path: str, tmp_path: Path) -> None:
    write(tmp_path, path, text=HOSTILE[path])
    write(tmp_path, "z/healthy.sh")
    assert "z/healthy.sh" in files(tmp_path)


def test_every_module_keeps_the_protocol() -> None:
    for module in reading._modules():
        assert module.NAME in MODULES
        assert module.claims("no/such.thing") is False
