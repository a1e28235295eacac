"""The index held against HEAD; the git program writes what the library reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import staged as module
from scanner.revisions import RevisionError
from scanner.staged import staged
from tests.git import git
from tests.helm.charts import write

OLD = "one\ntwo\nthree\nfour\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    folder = write(tmp_path / "repo", {"a.yaml": OLD, "deep/b.yaml": "b\n", "gone.yaml": "gone\n", "old.yaml": "moved\n" * 3})
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def new(folder: Path, path: str) -> list[int]:
    with staged(folder) as changes:
        return sorted(changes.new_lines(path))


def test_nothing_is_staged(repository: Path) -> None:
    with staged(repository) as changes:
        assert changes.changed == () and changes.new_lines("a.yaml") == changes.new_lines("none") == frozenset()


def test_files_that_are_added_changed_and_deleted(repository: Path) -> None:
    write(repository, {"a.yaml": OLD + "five\n", "new.yaml": "x\n", "not-staged.yaml": "y\n"})
    (repository / "gone.yaml").unlink()
    git(repository, "add", "a.yaml", "new.yaml", "gone.yaml")
    with staged(repository) as changes:
        assert changes.changed == ("a.yaml", "gone.yaml", "new.yaml")
        assert changes.new_lines("gone.yaml") == frozenset()


@pytest.mark.parametrize(("text", "lines"), [
    (OLD, []),
    ("zero\n" + OLD, [1]),
    (OLD + "five", [5]),
    ("one\nTWO\nthree\nfour\n", [2]),
    ("one\nfour\n", []),
    ("two\nthree\nfour\none\n", [4]),
    (OLD.replace("\n", "\r\n"), []),
    ("other\n", [1]),
    ("", []),
])
def test_lines_that_are_new(text: str, lines: list[int], repository: Path) -> None:
    (repository / "a.yaml").write_bytes(text.encode())
    git(repository, "add", "a.yaml")
    assert new(repository, "a.yaml") == lines


def test_all_lines_of_a_new_file_are_new_and_none_of_a_moved_one(repository: Path) -> None:
    write(repository, {"new.yaml": "x\ny"})
    git(repository, "mv", "old.yaml", "deep/moved.yaml")
    git(repository, "add", ".")
    assert new(repository, "new.yaml") == [1, 2]
    assert new(repository, "deep/moved.yaml") == []


def test_lines_are_numbered_as_they_lie_in_the_work_tree(repository: Path) -> None:
    write(repository, {"a.yaml": "one\nTWO\nthree\nfour\n"})
    git(repository, "add", "a.yaml")
    write(repository, {"a.yaml": "zero\nhalf\none\nTWO\nthree\nfour\nfive\n"})
    assert new(repository, "a.yaml") == [4], "lines that are not staged are not new"
    (repository / "a.yaml").unlink()
    assert new(repository, "a.yaml") == []


def test_before_the_first_commit_everything_is_new(tmp_path: Path) -> None:
    folder = write(tmp_path / "repo", {"a.yaml": "a\n"})
    git(folder, "init", "-q")
    git(folder, "add", ".")
    with staged(folder) as changes:
        assert changes.changed == ("a.yaml",) and 1 in changes.new_lines("a.yaml")


def test_the_index_that_git_names_is_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git commit FILE` gives its hooks an index of their own."""
    write(repository, {"a.yaml": OLD + "five\n", "deep/b.yaml": "c\n"})
    git(repository, "add", "deep/b.yaml")
    hook = repository / ".git/hooks/pre-commit"
    hook.write_text('#!/bin/sh\ncp "$GIT_INDEX_FILE" .git/index-of-hook\n')
    hook.chmod(0o755)
    git(repository, "commit", "-qm", "some", "a.yaml")
    git(repository, "reset", "-q", "--soft", "HEAD~1")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index-of-hook")
    with staged(repository) as changes:
        assert changes.changed == ("a.yaml",)


def test_a_work_tree_of_its_own_has_its_own_index(repository: Path) -> None:
    git(repository, "worktree", "add", "-q", "../other")
    other = repository.parent / "other"
    write(other, {"a.yaml": "zero\n" + OLD})
    git(other, "add", ".")
    assert new(other, "a.yaml") == [1] and new(repository, "a.yaml") == []


def test_index_of_other_versions(repository: Path) -> None:
    write(repository, {"a.yaml": "zero\n" + OLD})
    git(repository, "add", ".")
    for version in ("3", "4"):
        git(repository, "update-index", "--index-version", version)
        assert new(repository, "a.yaml") == [1]


def test_links_and_submodules_are_no_files(repository: Path) -> None:
    (repository / "link.yaml").symlink_to("a.yaml")
    git(repository, "add", ".")
    with staged(repository) as changes:
        assert changes.changed == ()


@pytest.mark.parametrize("content", [b"", b"DIRC", b"DIRC\0\0\0\x02\0\0\0\x09", b"DIRC\0\0\0\x63\0\0\0\0", b"no index"])
def test_an_index_that_is_broken(content: bytes, repository: Path) -> None:
    (repository / ".git/index").write_bytes(content)
    try:
        with staged(repository) as changes:
            assert isinstance(changes.changed, tuple)
    except RevisionError as error:
        assert "index" in str(error)


def test_an_object_that_is_missing(repository: Path) -> None:
    write(repository, {"a.yaml": "zero\n" + OLD})
    git(repository, "add", ".")
    name = git(repository, "rev-parse", ":a.yaml").strip()
    (repository / ".git/objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(RevisionError, match="partial clone"):
        new(repository, "a.yaml")


def test_outside_of_a_repository(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="is not the top of a Git repository"), staged(tmp_path):
        pass


def test_large_files_and_many_differences_are_bounded(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PAIRS", 3)
    write(repository, {"a.yaml": "one\n2\nthree\n4\n"})
    git(repository, "add", ".")
    assert new(repository, "a.yaml") == [2, 3, 4]
    monkeypatch.setattr(module, "MAX_FILE", 5)
    assert new(repository, "a.yaml") == [1, 2, 3, 4, 5]


LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b""]), max_size=12)


@given(LINES, LINES)
def test_same_lines_are_the_same_and_in_order(old: list[bytes], new: list[bytes]) -> None:
    pairs = list(module._same(old, new))
    assert all(old[first] == new[second] for first, second in pairs)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in zip(pairs, pairs[1:], strict=False))
    if old == new:
        assert len(pairs) == len(old)
