"""What the next commit of a Git repository will change: the index held against HEAD.

Read by a library, like revisions; the index is only read. A file that moves as it is has no new lines; one that moves
and changes counts as a new one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from scanner import revisions
from scanner.revisions import RevisionError

MAX_FILE = 4 * 1024 * 1024
"""Largest file whose lines are compared, in bytes; in larger ones every line counts as new."""

MAX_PAIRS = 4_000_000
"""Most pairs of lines that a comparison looks at; beyond that every line between the first and the last difference
counts as new."""


@contextmanager
def staged(top: Path) -> Iterator[Staged]:
    """The index of the repository at `top` beside its HEAD.  RevisionError: they cannot be read."""
    repository = revisions.opened(top)
    try:
        yield Staged(repository, top, _index(repository, top))
    finally:
        repository.close()


class Staged:
    """An index and the HEAD it will be committed on; paths are relative to the top of the repository.

    `index` has the ids of the contents of all regular files.
    """

    def __init__(self, repository: Any, top: Path, index: dict[str, bytes]) -> None:
        self._repository, self._top, self.index = repository, top, index
        self._new: dict[str, frozenset[int]] = {}

    @cached_property
    def head(self) -> dict[str, bytes]:
        """The ids of the contents of the files of HEAD; none where there is no commit yet."""
        try:
            commit = self._repository[self._repository.head()]
        except KeyError:
            return {}
        files = revisions.files_of(self._repository, self._repository[commit.tree])
        return {file.path: file.sha for file in files if stat.S_ISREG(file.mode)}

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """Files that are added, changed or deleted, sorted."""
        either = self.head.keys() | self.index.keys()
        return tuple(sorted(path for path in either if self.head.get(path) != self.index.get(path)))

    def new_lines(self, path: str) -> frozenset[int]:
        """The numbers, from 1, of the lines of a file in the work tree that are in the index and not in HEAD."""
        if path not in self._new:
            self._new[path] = self._compared(path)
        return self._new[path]

    def _compared(self, path: str) -> frozenset[int]:
        sha, old = self.index.get(path), self.head.get(path)
        if sha is None or sha == old or (old is None and sha in self._moved):
            return frozenset()
        ours = self._lines(sha)
        there = _lines_of(self._top / path)
        if there is None:
            return frozenset()
        if sum(map(len, there)) > MAX_FILE:
            return frozenset(range(1, len(there) + 1))
        new = _not_in(self._lines(old) if old is not None else (), ours)
        if there == ours:
            return frozenset(number + 1 for number in new)
        return frozenset(other + 1 for number, other in _same(ours, there) if number in new)

    @cached_property
    def _moved(self) -> frozenset[bytes]:
        """The contents of the files that are deleted."""
        return frozenset(sha for path, sha in self.head.items() if path not in self.index)

    def _lines(self, sha: bytes) -> tuple[bytes, ...]:
        try:
            return _split(self._repository[sha].data)
        except KeyError:
            name = sha.decode("ascii", "replace")
            raise RevisionError(f"the repository lacks the object {name}; is it a partial clone?") from None


def _index(repository: Any, top: Path) -> dict[str, bytes]:
    """The index that Git means: hooks of a commit of some files only get one of their own in GIT_INDEX_FILE."""
    from dulwich.index import Index

    file = Path(os.path.join(top, os.environ.get("GIT_INDEX_FILE") or repository.index_path()))
    try:
        entries = Index(str(file)).items()
        return {path.decode("utf-8", "surrogateescape"): entry.sha for path, entry in entries
                if stat.S_ISREG(getattr(entry, "mode", 0))}
    except Exception as error:  # the library does not say which ones a broken index raises
        raise RevisionError(f"the index of the repository cannot be read: {error}") from None


def _lines_of(file: Path) -> tuple[bytes, ...] | None:
    """The lines of a file of the work tree; None where it lacks it."""
    try:
        return _split(file.read_bytes()) if file.is_file() else None
    except OSError:
        return None


def _split(data: bytes) -> tuple[bytes, ...]:
    """Lines without their ends, since Git may write other ones into the work tree."""
    return tuple(data.replace(b"\r\n", b"\n").split(b"\n"))


def _not_in(old: Sequence[bytes], new: Sequence[bytes]) -> frozenset[int]:
    """The numbers, from 0, of lines that the new text has and the old one has not."""
    return frozenset(range(len(new))) - {number for _, number in _same(old, new)}


def _same(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """The numbers, from 0, of lines that are the same in both texts, in order."""
    from difflib import SequenceMatcher

    shorter = min(len(old), len(new))
    first = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    last = next((number for number in range(shorter - first) if old[-1 - number] != new[-1 - number]), shorter - first)
    yield from ((number, number) for number in range(first))
    before, after = old[first:len(old) - last], new[first:len(new) - last]
    if len(before) * len(after) <= MAX_PAIRS:
        for block in SequenceMatcher(None, before, after).get_matching_blocks():
            yield from ((first + block.a + number, first + block.b + number) for number in range(block.size))
    yield from ((len(old) - number, len(new) - number) for number in range(last, 0, -1))
