"""Tests of images: container-structure-test and goss."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_map, documents

NAME = "imagetests"

_PARTS = ("commandTests", "fileExistenceTests", "fileContentTests", "metadataTest", "licenseTests")
_GOSS = ("goss.yaml", "goss.yml", "goss_wait.yaml")


def claims(path: str) -> bool:
    """goss.yaml, and YAML files that are called like structure tests."""
    name = posixpath.basename(path).lower()
    return name in _GOSS or name.endswith((".yaml", ".yml")) and ("structure" in name or "container-test" in name)


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a file."""
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if file.name.lower() in _GOSS:
            checks = sum(len(as_map(part)) for part in data.values())
            if checks:
                yield fact("ContainerTest", file.path, file, document.at(), {"tool": "goss", "checks": checks})
        elif "schemaVersion" in data and any(part in data for part in _PARTS):
            checks = sum(len(data[part]) if isinstance(data[part], list) else 1 for part in _PARTS if part in data)
            yield fact(
                "ContainerTest", file.path, file, document.at(), {"tool": "container-structure-test", "checks": checks}
            )
