"""Inputs below paths, and how their paths are shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner import discover as module
from scanner.discover import NothingFound, discover, root_of, shown_path
from tests.helm.charts import write

FILES = {"b.yaml": "", "a.yml": "", "c.json": "", "readme.md": "", "charts/web/Chart.yaml": "",
         "charts/web/templates/t.yaml": "", "charts/web/charts/db/Chart.yaml": "", "deep/er/x.yaml": "",
         ".hidden/h.yaml": "", "node_modules/n.yaml": "", "venv/v.yaml": "", "web-1.0.0.tgz": ""}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", FILES)


def shown(paths: list[str], **options: object) -> tuple[list[str], list[str]]:
    found = discover(paths, **options)  # type: ignore[arg-type]
    return [name for _, name in found.charts], [name for _, name in found.manifests]


def test_a_folder_gives_its_charts_and_manifests_sorted(tree: Path) -> None:
    assert shown([str(tree)]) == (["repo/charts/web"], ["repo/a.yml", "repo/b.yaml", "repo/c.json", "repo/deep/er/x.yaml"])


def test_paths_are_relative_to_the_repository(tree: Path) -> None:
    (tree / ".git").mkdir()
    assert shown([str(tree / "charts"), str(tree / "deep")]) == (["charts/web"], ["deep/er/x.yaml"])


@pytest.mark.parametrize(("path", "expected"), [
    ("charts/web", (["web"], [])), ("charts/web/Chart.yaml", (["web"], [])), ("web-1.0.0.tgz", (["web-1.0.0.tgz"], [])),
    ("b.yaml", ([], ["b.yaml"])), ("readme.md", ([], ["readme.md"])), (".hidden", ([], [".hidden/h.yaml"]))])
def test_what_is_named_is_taken(path: str, expected: object, tree: Path) -> None:
    assert shown([str(tree / path)]) == expected


def test_a_path_given_twice_counts_once(tree: Path) -> None:
    assert shown([str(tree / "b.yaml"), str(tree / "b.yaml"), str(tree / "deep" / ".." / "b.yaml")])[1] == ["b.yaml"]


@pytest.mark.parametrize(("exclude", "left"), [
    ((), ["a.yml", "b.yaml", "c.json", "deep/er/x.yaml"]), (("deep",), ["a.yml", "b.yaml", "c.json"]),
    (("deep/",), ["a.yml", "b.yaml", "c.json"]), (("*.yaml",), ["a.yml", "c.json"]), (("b.*", "c.json"), ["a.yml", "deep/er/x.yaml"]),
    (("dee",), ["a.yml", "b.yaml", "c.json", "deep/er/x.yaml"])])
def test_exclude(exclude: tuple[str, ...], left: list[str], tree: Path) -> None:
    (tree / ".git").mkdir()
    assert shown([str(tree)], exclude=exclude)[1] == left


def test_charts_can_be_excluded(tree: Path) -> None:
    (tree / ".git").mkdir()
    assert shown([str(tree)], exclude=("charts/web",))[0] == []


def test_links_are_not_followed_below_a_folder(tree: Path, tmp_path: Path) -> None:
    write(tmp_path / "outside", {"o.yaml": "", "Chart.yaml": ""})
    (tree / "link").symlink_to(tmp_path / "outside")
    (tree / "link.yaml").symlink_to(tmp_path / "outside" / "o.yaml")
    (tree / "deep" / "loop").symlink_to(tree)
    assert shown([str(tree)])[1] == ["repo/a.yml", "repo/b.yaml", "repo/c.json", "repo/deep/er/x.yaml"]


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_passed_over(tree: Path) -> None:
    (tree / "deep").chmod(0)
    try:
        assert "repo/b.yaml" in shown([str(tree)])[1]
    finally:
        (tree / "deep").chmod(0o700)


def test_standard_input() -> None:
    found = discover(["-"])
    assert found.stdin and not found.charts and not found.manifests
    assert not discover([]).stdin


def test_a_path_that_does_not_exist(tree: Path) -> None:
    with pytest.raises(NothingFound, match="does not exist"):
        discover([str(tree), str(tree / "none")])


def test_the_number_of_files_is_bounded(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 2)
    found = discover([str(tree)])
    assert found.truncated and len(found.charts) + len(found.manifests) == 2


@pytest.mark.parametrize(("exclude", "passed"), [
    ((), {".git-hooks/": module.HIDDEN, ".hidden/": module.HIDDEN, "node_modules/": module.FOREIGN, "venv/": module.FOREIGN,
          "link.yaml": module.LINK, ".x.yaml": module.HIDDEN}),
    (("deep", "charts/web"), {"deep/er/x.yaml": module.EXCLUDED, "charts/web/": module.EXCLUDED})])
def test_what_is_passed_over_is_told_with_its_reason(
    exclude: tuple[str, ...], passed: dict[str, str], tree: Path, tmp_path: Path
) -> None:
    write(tree, {".git/config.yaml": "", ".x.yaml": "", ".git-hooks/a.yaml": ""})
    (tree / "link.yaml").symlink_to(tree / "a.yml")
    found = discover([str(tree)], exclude)
    assert dict(found.passed).items() >= passed.items()
    assert len(found.passed) == 6 + len(exclude)
    assert found.others == {".md": 1, ".tgz": 1}


def test_root_modules_of_terraform_and_plans(tree: Path) -> None:
    plan = '{"format_version": "1.2", "planned_values": {}}'
    write(tree, {"tf/main.tf": 'module "a" {\n  source = "./a"\n}\n', "tf/a/main.tf": "", "tf/prod.tfvars": "", "plan.json": plan,
                 "tf/.terraform.lock.hcl": ""})
    found = discover([str(tree)])
    assert [where for _, where in found.terraform] == ["repo/tf"]
    assert [where for _, where in found.plans] == ["repo/plan.json"]
    assert "repo/plan.json" not in [where for _, where in found.manifests]
    assert [where for _, where in discover([str(tree)], ["repo/tf"]).terraform] == []


@pytest.mark.parametrize("name", ["main.tf", "prod.tfvars", "main.tofu", "main.tf.json"])
def test_a_file_of_terraform_that_is_named_stands_for_its_folder(tree: Path, name: str) -> None:
    write(tree, {f"tf/{name}": ""})
    found = discover([str(tree / "tf" / name)])
    assert (found.manifests, found.charts) == ((), ())
    assert [path for path, _ in found.terraform] == [tree / "tf"]


def test_root_of(tree: Path, tmp_path: Path) -> None:
    assert root_of([tree]) == tmp_path
    assert root_of([tree / "deep", tree / "charts" / "web"]) == tree
    (tree / ".git").mkdir()
    assert root_of([tree / "deep" / "er"]) == tree
    assert root_of([tree, tmp_path / "other.yaml"]) == tmp_path
    assert root_of([]) == Path.cwd()


def test_shown_path(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "a" / "b.yaml", tmp_path) == "a/b.yaml"
    assert shown_path(tmp_path / "a" / ".." / "b.yaml", tmp_path) == "b.yaml"
    assert shown_path(Path("/elsewhere/b.yaml"), tmp_path) == "b.yaml"
    assert shown_path(tmp_path, tmp_path) == "."
