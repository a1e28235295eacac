"""Small repositories and the facts in them: `cases/MODULE.yaml` holds those of each module of scanner/repository.

A case has files, and what must be found: `facts` (each with its kind, some fields, and `line` for where it stands),
`none` (kinds that must not occur), `count` (how many of a kind) and `notices` (how many, 0 where it says nothing).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from scanner.inputs import manifests
from scanner.model.resource import Resource
from scanner.model.source import SourceFile
from scanner.repository.read import Reading, read

FOLDER = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """One repository; `objects` are manifests that other parts of the scan read."""

    module: str
    name: str
    files: dict[str, str]
    facts: list[dict[str, Any]]
    none: list[str]
    count: dict[str, int]
    notices: int
    objects: str

    @property
    def id(self) -> str:
        return f"{self.module}: {self.name}"


@cache
def cases() -> tuple[Case, ...]:
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for one in yaml.safe_load(file.read_text(encoding="utf-8")):
            found.append(
                Case(
                    file.stem,
                    one["name"],
                    one.get("files", {}),
                    one.get("facts", []),
                    one.get("none", []),
                    one.get("count", {}),
                    one.get("notices", 0),
                    one.get("objects", ""),
                )
            )
    return tuple(found)


def reading(case: Case, folder: Path) -> Reading:
    """What is read of the files of a case, written into a folder."""
    for path, text in case.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    objects: list[Resource] = []
    if case.objects:
        objects, _ = manifests.load([SourceFile("objects.yaml", case.objects)])
    return read([str(folder)], folder, (), objects)


def line_of(fact: Resource, result: Reading, field: str = "") -> int:
    """The line that a fact, or a field of it, stands on."""
    primary = fact.locator.place((field,) if field else ()).primary
    assert primary is not None and primary.span is not None
    return result.sources[primary.span.path].position(primary.span.start).line
