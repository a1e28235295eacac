"""Git repositories made by tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dulwich import porcelain

from tests.helm.charts import write

AUTHOR = b"A Tester <tester@example.com>"


def repository(folder: Path) -> Path:
    """An empty repository."""
    porcelain.init(str(folder)).close()
    return folder


def commit(folder: Path, files: Mapping[str, str | None], branch: str = "") -> str:
    """A commit of changed files (None: deleted), on a new branch where one is named; gives its id."""
    if branch:
        porcelain.branch_create(str(folder), branch)
        porcelain.checkout(str(folder), branch)
    for name, text in files.items():
        if text is None:
            (folder / name).unlink()
        else:
            write(folder, {name: text})
        porcelain.add(str(folder), [str(folder / name)])
    return porcelain.commit(str(folder), message=b"more", author=AUTHOR, committer=AUTHOR).decode()
