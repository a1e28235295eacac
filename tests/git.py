"""Git repositories made by tests."""

from __future__ import annotations

import os
import subprocess
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


def git(folder: Path, *arguments: str) -> str:
    """What the git program says, run in a folder as the tester, without the configuration of the machine."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_AUTHOR_NAME": "A Tester",
                    "GIT_AUTHOR_EMAIL": "tester@example.com", "GIT_COMMITTER_NAME": "A Tester",
                    "GIT_COMMITTER_EMAIL": "tester@example.com"}
    return subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout
