"""Shell scripts: which programs they run, and whether they stop at the first failure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository import shell, tasks
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project

NAME = "scripts"


def claims(path: str) -> bool:
    """*.sh and *.bash."""
    return posixpath.splitext(path)[1] in (".sh", ".bash")


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a script."""
    commands = shell.commands(file.text, exits=False)
    known = [tasks.recognise(command.words) for command in commands]
    first = file.text.split("\n", 1)[0]
    shebang = first.startswith("#!") and " -" in first and "e" in first.rsplit(" -", 1)[1]
    # Whether failures end it shows at the last command: `set -e` may stand anywhere.
    strict = shebang or any(
        "set -" in line and "e" in line.split("set -", 1)[1].split()[0] or "errexit" in line
        for line in _settings(file.text)
    )
    yield fact(
        "Script",
        file.path,
        file,
        Lines(file.source, 1),
        {
            "executable_name": file.stem.lower(),
            "tools": tasks.merged(task.tool for task in known),
            "purposes": tasks.merged(purpose for task in known for purpose in task.purposes),
            "strict": strict,
            "commands": len(commands),
        },
    )


def _settings(content: str) -> Iterator[str]:
    for line in content.splitlines():
        if line.strip().startswith("set -"):
            yield line.strip()
