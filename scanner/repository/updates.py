"""Bots that keep dependencies up to date: Dependabot and Renovate."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, text, texts

NAME = "updates"

_DEPENDABOT = (".github/dependabot.yml", ".github/dependabot.yaml")
_RENOVATE = (
    "renovate.json",
    ".github/renovate.json",
    ".gitlab/renovate.json",
    ".renovaterc",
    ".renovaterc.json",
    "renovate.json5",
    ".github/renovate.json5",
)


def claims(path: str) -> bool:
    """Where the bots look for their settings."""
    return path in _DEPENDABOT or path in _RENOVATE


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact for each ecosystem; Renovate finds them by itself."""
    yield from broken(file)
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if file.path in _DEPENDABOT:
            for index, one in enumerate(as_list(data.get("updates"))):
                update = as_map(one)
                limit = update.get("open-pull-requests-limit", 5)
                folders = texts(update.get("directories")) or texts(update.get("directory"))
                ecosystem = text(update.get("package-ecosystem"))
                yield fact(
                    "DependencyBot",
                    f"dependabot {ecosystem} {' '.join(folders)}".strip(),
                    file,
                    document.at("updates", index),
                    {
                        "tool": "dependabot",
                        "ecosystem": ecosystem,
                        "folders": folders,
                        "interval": text(as_map(update.get("schedule")).get("interval")),
                        # A limit of 0 leaves security updates on, which have settings of their own elsewhere.
                        "enabled": limit != 0,
                    },
                )
        else:
            enabled = data.get("enabled") is not False
            managers = texts(data.get("enabledManagers"))
            for manager in managers or ["*"]:
                yield fact(
                    "DependencyBot",
                    f"renovate {manager}",
                    file,
                    document.at(),
                    {
                        "tool": "renovate",
                        "ecosystem": manager,
                        "folders": [],
                        "interval": ", ".join(texts(data.get("schedule"))),
                        "enabled": enabled,
                    },
                )
