"""Hooks of pre-commit."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository import expand, tasks
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, text, texts

NAME = "precommit"

_TAG = lazy(r"v?\d+(?:\.\d+)*[-.\w]*|[0-9a-f]{40}|.*[-_/]v?\d+\.\d+[\w.]*")


def claims(path: str) -> bool:
    """`.pre-commit-config.yaml`."""
    return posixpath.basename(path) in (".pre-commit-config.yaml", ".pre-commit-config.yml")


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """A fact for each hook."""
    yield from broken(file)
    commands = iter(expand.hook_commands(file))
    for document in documents(file)[:1]:
        for number, one in enumerate(as_list(as_map(document.data).get("repos"))):
            repo = as_map(one)
            revision = document.written("repos", number, "rev") if "rev" in repo else ""
            for index, inner in enumerate(as_list(repo.get("hooks"))):
                hook = as_map(inner)
                words, _ = next(commands)
                task = tasks.recognise(words)
                purposes = task.purposes or tasks.purposes_of_tool(text(hook.get("id")))
                yield fact(
                    "PreCommitHook",
                    text(hook.get("id")),
                    file,
                    document.at("repos", number, "hooks", index),
                    {
                        "id": text(hook.get("id")),
                        "repo": text(repo.get("repo")),
                        "rev": revision,
                        "pinned": repo.get("repo") in ("local", "meta") or _TAG.fullmatch(revision) is not None,
                        "stages": texts(hook.get("stages")),
                        "tool": task.tool,
                        "purposes": tasks.merged(purposes),
                    },
                )
