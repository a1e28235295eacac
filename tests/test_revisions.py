"""Files as they were in another revision."""

from __future__ import annotations

import builtins
import os
from pathlib import Path
from typing import Any

import pytest
from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo

from scanner import revisions
from scanner.revisions import RevisionError, unpacked
from tests.git import AUTHOR, commit, repository


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_files_of_a_revision(tmp_path: Path) -> None:
    root = repository(tmp_path)
    first = commit(root, {"a.yaml": "a: 1\n", "charts/web/b.yaml": "b: 1\n"})
    commit(root, {"a.yaml": "a: 2\n", "c.yaml": "c: 1\n"})
    with unpacked(root, "HEAD~1", [root]) as base:
        assert contents(base.folder) == {"a.yaml": "a: 1\n", "charts/web/b.yaml": "b: 1\n"}
        assert base.commit == first[:12]
    assert not base.folder.exists()
    with unpacked(root, first, [root / "charts"]) as base:
        assert contents(base.folder) == {"charts/web/b.yaml": "b: 1\n"}


def test_the_common_commit_of_branches_counts(tmp_path: Path) -> None:
    root = repository(tmp_path)
    commit(root, {"a.yaml": "a: 1\n"})
    commit(root, {"a.yaml": "a: 2\n"}, branch="feature")
    commit(root, {"a.yaml": "a: 3\n"}, branch="other")
    with unpacked(root, "feature", [root]) as base:
        assert contents(base.folder) == {"a.yaml": "a: 2\n"}


@pytest.mark.parametrize("step", ["HEAD", "HEAD~0", "HEAD~1", "HEAD^", "HEAD~", "HEAD~2", "HEAD^^", "HEAD^1~1"])
def test_steps_to_parents(step: str, tmp_path: Path) -> None:
    root = repository(tmp_path)
    commits = [commit(root, {"a.yaml": f"a: {number}\n"}) for number in range(3)]
    back = {"HEAD": 0, "HEAD~0": 0, "HEAD~1": 1, "HEAD^": 1, "HEAD~": 1}.get(step, 2)
    with unpacked(root, step, [root]) as base:
        assert base.commit == commits[2 - back][:12]


@pytest.mark.parametrize("revision", [
    "nowhere", "0" * 40, "HEAD~7", "HEAD^2", "a\0b", "", "é", "~1", "HEAD~99999999", "a..b", "../x", "HEAD:a.yaml"])
def test_revisions_that_are_not_there(revision: str, tmp_path: Path) -> None:
    root = repository(tmp_path)
    commit(root, {"a.yaml": "a: 1\n"})
    with pytest.raises(RevisionError, match="there is no revision"), unpacked(root, revision, [root]):
        pass


def test_a_shallow_clone_is_told(tmp_path: Path) -> None:
    root = repository(tmp_path)
    head = commit(root, {"a.yaml": "a: 1\n"})
    (root / ".git/shallow").write_text(head + "\n")
    with pytest.raises(RevisionError, match="The clone is shallow; fetch its whole history"), unpacked(root, "main~1", [root]):
        pass


def test_histories_that_have_nothing_in_common(tmp_path: Path) -> None:
    root = repository(tmp_path)
    commit(root, {"a.yaml": "a: 1\n"})
    with Repo(str(root)) as repo:
        other = made(repo, Tree())
    with pytest.raises(RevisionError, match="have no common commit"), unpacked(root, other, [root]):
        pass


def test_folders_that_are_no_repository(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="is not the top of a Git repository"), unpacked(tmp_path, "HEAD", [tmp_path]):
        pass


def test_the_extra_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("dulwich"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RevisionError, match=r"pip install 'readiness-scan\[git\]'"), unpacked(tmp_path, "HEAD", [tmp_path]):
        pass


# -- hostile repositories -----------------------------------------------------------------


def made(repo: Repo, tree: Tree, parent: bytes = b"") -> str:
    """The id of a commit of a tree, whatever is in it."""
    repo.object_store.add_object(tree)
    new = Commit()
    new.tree, new.author, new.committer, new.message = tree.id, AUTHOR, AUTHOR, b"x"
    new.author_time = new.commit_time = new.author_timezone = new.commit_timezone = 0
    new.parents = [parent] if parent else []
    repo.object_store.add_object(new)
    return new.id.decode()


def blob(repo: Repo, data: bytes) -> bytes:
    found = Blob.from_string(data)
    repo.object_store.add_object(found)
    return found.id


def test_nothing_is_written_outside_of_the_folder(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    head = commit(root, {"a.yaml": "a: 1\n"})
    with Repo(str(root)) as repo:
        evil, fine = blob(repo, b"evil"), blob(repo, b"fine: 1\n")
        below, tree = Tree(), Tree()
        below.add(b"x.yaml", 0o100644, evil)
        repo.object_store.add_object(below)
        for name in (b"..", b".", b".git", b"a\\b", b"c/d"):
            tree.add(name, 0o100644, evil)
        tree.add(b"fine.yaml", 0o100644, fine)
        tree.add(b"out", 0o120000, blob(repo, b"../../outside"))
        tree.add(b"absolute", 0o120000, blob(repo, b"/etc/passwd"))
        tree.add(b"in", 0o120000, blob(repo, b"fine.yaml"))
        tree.add(b"module", 0o160000, head.encode())
        repo.refs[b"refs/heads/master"] = made(repo, tree, head.encode()).encode()
        repo.refs[b"HEAD"] = repo.refs[b"refs/heads/master"]
    with unpacked(root, "HEAD", [root]) as base:
        assert contents(base.folder) == {"fine.yaml": "fine: 1\n", "in": "fine: 1\n"}
        assert os.readlink(base.folder / "in") == "fine.yaml"


def test_links_that_lead_out_of_the_paths_bring_everything(tmp_path: Path) -> None:
    root = repository(tmp_path)
    (root / "common").mkdir()
    (root / "charts").mkdir()
    os.symlink("../common/b.yaml", root / "charts/b.yaml")
    commit(root, {"common/b.yaml": "b: 1\n"})
    with Repo(str(root)) as repo:
        repo.get_worktree().stage(["charts/b.yaml"])
        repo.get_worktree().commit(message=b"link", author=AUTHOR, committer=AUTHOR)
    with unpacked(root, "HEAD", [root / "charts"]) as base:
        assert contents(base.folder) == {"charts/b.yaml": "b: 1\n", "common/b.yaml": "b: 1\n"}


@pytest.mark.parametrize(("name", "limit", "problem"), [
    ("MAX_FILES", 1, "more than 1 files"), ("MAX_BYTES", 3, "more than 3 bytes")])
def test_too_much_is_refused(name: str, limit: int, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    commit(root, {"a.yaml": "a: 1\n", "b.yaml": "b: 1\n"})
    monkeypatch.setattr(revisions, name, limit)
    with pytest.raises(RevisionError, match=problem), unpacked(root, "HEAD", [root]):
        pass
