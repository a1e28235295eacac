"""Files as they were in another revision of a Git repository.

Read by a library (dulwich, in the extra `git`), not by the git program: a scan starts none. Nothing of the repository's
configuration is run: no hooks, no filters, no submodules.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scanner.errors import RequestError
from scanner.patterns import lazy
from scanner.records import NamedTuple

MAX_FILES = 200_000
MAX_FILE = 32 * 1024 * 1024
MAX_BYTES = 2 * 1024 * 1024 * 1024


# What git-check-ref-format allows in a name, and the steps to parents behind it (gitrevisions).
_REVISION = lazy(r"([^\x00-\x20~^:?*\[\\\x7f]{1,1000}?)((?:~\d{0,6}|\^\d{0,3})*)")
_ID = lazy(r"[0-9a-fA-F]{7,40}")
_STEP = lazy(r"([~^])(\d*)")


class RevisionError(RequestError):
    """A revision that cannot be read; str() says why and what to do."""


class Unpacked(NamedTuple):
    """A folder with the files of a revision, and the first digits of the commit."""

    folder: Path
    commit: str


class File(NamedTuple):
    """A file of a tree: its path from the top, its mode, and the id of its contents."""

    path: str
    mode: int
    sha: bytes


@contextmanager
def unpacked(root: Path, revision: str, paths: Iterable[Path]) -> Iterator[Unpacked]:
    """The files below `paths` as they were where HEAD and a revision parted (their merge base), in a folder of its own.

    The folder stands for `root`, the top of the repository, and is gone when the block ends. Where a symbolic link
    below the paths leads out of them, all files are unpacked. RevisionError: the revision, or an extra, is missing.
    """
    import tempfile

    repository = opened(root)
    try:
        base = _merge_base(repository, revision)
        files = list(files_of(repository, repository[repository[base].tree]))
        with tempfile.TemporaryDirectory(prefix="readiness-scan-") as name:
            folder = Path(name)
            _write(repository, _needed(repository, files, [_relative(path, root) for path in paths]), folder)
            yield Unpacked(folder, base.decode("ascii")[:12])
    finally:
        repository.close()


def merge_base(root: Path, revision: str) -> str:
    """The commit where HEAD and a revision parted.  RevisionError where that cannot be told."""
    repository = opened(root)
    try:
        return _merge_base(repository, revision).decode("ascii")
    finally:
        repository.close()


def parents_of_head(root: Path) -> tuple[str, ...]:
    """The parents of the commit that is checked out, whether or not a shallow clone holds them; () for none."""
    repository = opened(root)
    try:
        return tuple(parent.decode("ascii") for parent in repository[repository.head()].parents)
    except KeyError:
        return ()
    finally:
        repository.close()


def opened(root: Path) -> Any:
    """The repository whose top is `root`; the caller closes it.  RevisionError: there is none, or no library."""
    try:
        from dulwich.errors import NotGitRepository
        from dulwich.repo import Repo
    except ImportError:
        raise RevisionError("reading a Git repository needs the extra 'git': pip install 'readiness-scan[git]'") from None
    try:
        return Repo(str(root))
    except NotGitRepository:
        raise RevisionError(f"{root.name or root} is not the top of a Git repository, so there is nothing to compare with") from None


def _merge_base(repository: Any, revision: str) -> bytes:
    from dulwich.graph import find_merge_base

    shallow = " The clone is shallow; fetch its whole history (fetch-depth: 0)." if repository.get_shallow() else ""
    try:
        head = repository.head()
        other = _commit(repository, revision)
    except (KeyError, ValueError, IndexError):
        raise RevisionError(f"there is no revision '{revision}' in this clone.{shallow}") from None
    try:
        bases = find_merge_base(repository, [head, other])
    except KeyError:
        bases = []
    if not bases:
        raise RevisionError(f"'{revision}' and HEAD have no common commit in this clone.{shallow}")
    return bytes(bases[0])


def _commit(repository: Any, revision: str) -> bytes:
    """The commit that a name such as ``origin/main``, ``v1.0~2`` or ``HEAD^`` stands for.  KeyError: none."""
    from dulwich.objectspec import parse_commit

    match = _REVISION.fullmatch(revision)
    if match is None:
        raise KeyError(revision)
    name, steps = match.groups()
    found = parse_commit(repository, name.encode("utf-8", "surrogateescape"))
    for kind, number in _STEP.findall(steps):
        count = int(number or 1)
        for _ in range(count if kind == "~" else min(count, 1)):
            found = repository[found.parents[count - 1 if kind == "^" else 0]]
    return bytes(found.id)


def commit_of(repository: Any, name: str) -> bytes | None:
    """The commit of a tag, or of an id or its beginning; None where there is none.

    Names that move, such as those of branches and HEAD, stand for no commit here.
    """
    try:
        tag = f"refs/tags/{name}".encode("utf-8", "surrogateescape")
        if tag in repository.refs:
            found = [repository.refs[tag]]
        elif _ID.fullmatch(name):
            found = list(repository.object_store.iter_prefix(name.lower().encode("ascii")))
        else:
            return None
        commits = {_peeled(repository, one) for one in found} - {None}
        return commits.pop() if len(commits) == 1 else None
    except (KeyError, ValueError):
        return None


def _peeled(repository: Any, sha: bytes) -> bytes | None:
    """The commit that an object is, or that a tag in several steps leads to."""
    for _ in range(10):
        found = repository[sha]
        if found.type_name == b"commit":
            return bytes(found.id)
        if found.type_name != b"tag":
            return None
        sha = found.object[1]
    return None


def leads_to(repository: Any, commit: bytes, later: bytes) -> bool:
    """Whether a commit is the other one or one of its ancestors, as far as the clone reaches."""
    from dulwich.graph import can_fast_forward

    try:
        return commit == later or bool(can_fast_forward(repository, commit, later))
    except KeyError:
        return False


def different(repository: Any, commit: bytes, other: bytes) -> Iterator[str]:
    """The paths in which the files of two commits differ, sorted."""
    from dulwich.diff_tree import tree_changes

    trees = (repository[commit].tree, repository[other].tree)
    paths = {entry.path for change in tree_changes(repository.object_store, *trees)
             for entry in (change.old, change.new) if entry is not None and entry.path is not None}
    yield from sorted(path.decode("utf-8", "replace") for path in paths)


def files_of(repository: Any, tree: Any, prefix: str = "") -> Iterator[File]:
    """The files and symbolic links of a tree and of those below it."""
    seen: set[bytes] = set()
    for entry in tree.iteritems():
        name = entry.path.decode("utf-8", "surrogateescape")
        if name in ("", ".", "..", ".git") or "/" in name or "\\" in name or "\0" in name or entry.path in seen:
            continue  # no tree that git wrote has such names
        seen.add(entry.path)
        path = f"{prefix}{name}"
        if stat.S_ISDIR(entry.mode):
            if path.count("/") < 200:
                yield from files_of(repository, repository[entry.sha], f"{path}/")
        elif stat.S_ISREG(entry.mode) or stat.S_ISLNK(entry.mode):
            yield File(path, entry.mode, entry.sha)


def _relative(path: Path, root: Path) -> str:
    absolute = os.path.abspath(path)
    inside = os.path.relpath(absolute, root)
    return "" if inside == "." else Path(inside).as_posix()


def _needed(repository: Any, files: list[File], paths: list[str]) -> list[File]:
    """The files below the paths, or all of them."""
    if "" in paths:
        return files
    below = [file for file in files if any(file.path == path or file.path.startswith(f"{path}/") for path in paths)]
    for file in below:
        if stat.S_ISLNK(file.mode):
            target = _link(repository, file)
            if not any(target == path or target.startswith(f"{path}/") for path in paths):
                return files
    return below


def _link(repository: Any, file: File) -> str:
    """What a symbolic link leads to, from the top of the repository."""
    to = repository[file.sha].data.decode("utf-8", "surrogateescape")
    return posixpath.normpath(posixpath.join(posixpath.dirname(file.path), to))


def _write(repository: Any, files: list[File], folder: Path) -> None:
    if len(files) > MAX_FILES:
        raise RevisionError(f"the revision has more than {MAX_FILES} files; name the folders to compare")
    total = 0
    links = []
    for file in files:
        if stat.S_ISLNK(file.mode):
            links.append(file)
            continue
        data = repository[file.sha].data
        total += len(data)
        if total > MAX_BYTES:
            raise RevisionError(f"the revision has more than {MAX_BYTES} bytes; name the folders to compare")
        if len(data) <= MAX_FILE:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    # Links come last, so that nothing is written through one; those that lead out of the repository are left out.
    for file in links:
        target = _link(repository, file)
        if not target.startswith(("../", "/")) and target != "..":
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(os.path.relpath(folder / target, path.parent))
