"""Whether a statement is about the state that is checked out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scanner import revisions
from scanner.attestations.files import ENDINGS, FOLDER


class Commits:
    """Answers about one repository, which is opened when the first question is asked.

    `trouble` says why nothing can be told, "" where there was no question or all could be answered.
    """

    def __init__(self, root: Path, folders: Iterable[Path] = ()) -> None:
        self._root = root
        self._own = {os.path.relpath(folder / FOLDER, root).replace(os.sep, "/") for folder in (root, *folders)}
        self._repository: Any = None
        self.trouble = ""

    def head(self) -> str:
        """The commit that is checked out, "" where that is not known."""
        repository = self._opened()
        try:
            return repository.head().decode("ascii") if repository is not None else ""
        except KeyError:
            return ""

    def not_before(self, revision: str) -> str:
        """Why a revision is not in the history of what is checked out; "" where it is, or where that cannot be told."""
        repository = self._opened()
        if repository is None:
            return ""
        commit = revisions.commit_of(repository, revision)
        if commit is None:
            return f"there is no commit or tag '{revision}' in this clone{self._shallow()}{_moving(revision)}"
        return "" if revisions.leads_to(repository, commit, repository.head()) else (
            f"the commit {revision} is not in the history of what is checked out{self._shallow()}")

    def not_now(self, revision: str) -> str:
        """Why a revision is not the state that is checked out, but for statements; "" where it is.

        Unlike `not_before` it says no where nothing can be told: a release is signed off for one state.
        """
        repository = self._opened()
        if repository is None:
            return f"whether it is about this state cannot be told: {self.trouble}"
        commit = revisions.commit_of(repository, revision)
        if commit is None:
            return f"there is no commit or tag '{revision}' in this clone{self._shallow()}{_moving(revision)}"
        head = repository.head()
        if commit == head:
            return ""
        different = [path for path in revisions.different(repository, commit, head) if not self._is_statement(path)]
        if not different:
            return ""
        return f"it is for {revision}, and files have changed since, such as {different[0]}"

    def _is_statement(self, path: str) -> bool:
        """Whether a file of the repository is one of statements: they come after what they are about."""
        folder, _, name = path.rpartition("/")
        return folder in self._own and name.endswith(ENDINGS)

    def _opened(self) -> Any:
        if self._repository is None and not self.trouble:
            try:
                self._repository = revisions.opened(self._root)
                self._repository.head()
            except revisions.RevisionError as error:
                self._repository, self.trouble = None, str(error)
            except KeyError:
                self._repository, self.trouble = None, "the repository has no commit yet"
        return self._repository

    def _shallow(self) -> str:
        if not self._repository.get_shallow():
            return ""
        return "; the clone is shallow, fetch its whole history (fetch-depth: 0)"

    def close(self) -> None:
        """Let go of the repository."""
        if self._repository is not None:
            self._repository.close()


def _moving(revision: str) -> str:
    """What to say of a name that is neither an id nor looks like a tag of a release."""
    return "; names that move, such as HEAD, are tied to nothing" if revision.upper().startswith("HEAD") else ""
