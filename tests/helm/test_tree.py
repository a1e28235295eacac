"""Chart folders: what is read, what is followed, what is refused."""

import os
from pathlib import Path

import pytest

from scanner.helm.archive import Budget
from scanner.helm.errors import ArchiveError, ChartError
from scanner.helm.ignore import parse
from scanner.helm.tree import MAX_DEPTH, read_tree
from tests.helm.charts import write


def names(root: Path, ignore: str = "", boundary: Path | None = None) -> list[str]:
    return [found.name for found in read_tree(root, "web", boundary or root, parse(ignore), Budget())]


def test_order_is_by_name_within_each_directory(tmp_path: Path) -> None:
    write(tmp_path, {"b": "", "a/x": "", "a-b": "", "a/b/c": "", "B": ""})
    assert names(tmp_path) == ["B", "a/b/c", "a/x", "a-b", "b"]


def test_ignored_directories_are_not_entered(tmp_path: Path) -> None:
    write(tmp_path, {"keep/a": "", "drop/a": "", "drop/b/c": ""})
    os.mkfifo(tmp_path / "drop/pipe")
    assert names(tmp_path, "drop/") == ["keep/a"]


def test_irregular_files_are_refused_unless_ignored(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path, "pipe") == []
    with pytest.raises(ChartError) as caught:
        names(tmp_path)
    assert str(caught.value) == "cannot load irregular file web/pipe as it has file mode type bits set"


def test_links_inside_are_followed(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.txt": "a", "b.txt": "b"})
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "c.txt").symlink_to("b.txt")
    assert names(tmp_path) == ["b.txt", "c.txt", "linked/a.txt", "real/a.txt"]


@pytest.mark.parametrize("target", ["../outside", "/etc", "/etc/hostname", "../outside/a.txt"])
def test_links_that_leave_are_refused(tmp_path: Path, target: str) -> None:
    write(tmp_path, {"outside/a.txt": "secret", "web/x": ""})
    (tmp_path / "web/link").symlink_to(target)
    with pytest.raises(ChartError, match="symbolic link web/link leads out of the chart"):
        names(tmp_path / "web")


def test_a_wider_boundary(tmp_path: Path) -> None:
    write(tmp_path, {"common/a.txt": "a", "web/x": ""})
    (tmp_path / "web/common").symlink_to("../common")
    assert names(tmp_path / "web", boundary=tmp_path) == ["common/a.txt", "x"]


def test_a_link_through_another_that_leaves(tmp_path: Path) -> None:
    write(tmp_path, {"secret/a": "", "web/x": "", "inside/x": ""})
    (tmp_path / "web/one").symlink_to("two")
    (tmp_path / "web/two").symlink_to("../secret")
    with pytest.raises(ChartError, match="leads out"):
        names(tmp_path / "web")


def test_links_to_nowhere_and_in_circles(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to("nothing")
    with pytest.raises(ChartError, match="error evaluating symlink web/gone: no such file or directory"):
        names(tmp_path)
    (tmp_path / "gone").unlink()
    write(tmp_path, {"a/x": ""})
    (tmp_path / "a/loop").symlink_to("..")
    with pytest.raises(ChartError, match="leads back"):
        names(tmp_path)
    (tmp_path / "a/loop").unlink()
    (tmp_path / "self").symlink_to("self")
    with pytest.raises(ChartError):
        names(tmp_path)


def test_bounds(tmp_path: Path) -> None:
    write(tmp_path, {"a": "", "b": ""})
    with pytest.raises(ArchiveError, match="more than"):
        read_tree(tmp_path, "web", tmp_path, parse(""), Budget(files=2))
    write(tmp_path, {"/".join(["d"] * (MAX_DEPTH + 5)) + "/x": ""})
    with pytest.raises(ChartError, match="levels deep"):
        names(tmp_path)


def test_links_that_multiply(tmp_path: Path) -> None:
    for level in range(30):
        (tmp_path / f"{level}").mkdir()
        for name in "abc":
            (tmp_path / f"{level}" / name).symlink_to(f"../{level + 1}")
    (tmp_path / "30").mkdir()
    with pytest.raises(ArchiveError, match="more than"):
        read_tree(tmp_path, "web", tmp_path, parse(""), Budget(files=2000))
