"""What tests of evidence files share: the files, and the scan of a small repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from scanner import precompiled
from scanner.attestations import check
from scanner.checklist import evidence
from scanner.checklist.load import load as load_items
from scanner.model.checklist import ItemResult
from scanner.model.report import Report
from scanner.paths import data_folder
from scanner.scan import Request, scan
from scanner.settings import Settings, load
from tests import git

FOLDER = data_folder("policies") / "evidence"
TODAY = "2026-01-31"


class Case(NamedTuple):
    """An example of an item."""

    item: str
    name: str
    status: str
    files: dict[str, str]
    config: dict[str, Any]
    today: str
    strength: str
    reason: str
    tag: str

    @property
    def id(self) -> str:
        return f"{self.item}: {self.status}: {self.name}"


@cache
def documents() -> dict[str, dict[str, Any]]:
    """The evidence files with their examples, by item."""
    return {file.relative_to(FOLDER).with_suffix("").as_posix(): precompiled.read_yaml(file)
            for file in sorted(FOLDER.glob("**/*/*.yaml"))}


def cases() -> list[Case]:
    return [
        Case(item, one["name"], one["status"], one["files"], one.get("config", {}), str(one.get("as-of", TODAY)),
             one.get("strength", ""), one.get("reason", ""), one.get("tag", ""))
        for item, data in documents().items() for one in data["examples"]
    ]


def written(case: Case, folder: Path) -> Path:
    """The folder with the files of a case in it; under version control, with the tag, where the case has one."""
    for path, text in case.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    if case.config:
        (folder / ".readiness.yaml").write_text(yaml.safe_dump(case.config), encoding="utf-8")
    if case.tag:
        git.repository(folder)
        git.commit(folder, case.files)
        git.git(folder, "tag", case.tag)
    return folder


def scanned(case: Case, folder: Path) -> Report:
    """The report of a scan of a folder with the files of a case, by all rules and with the checklist."""
    config = folder / ".readiness.yaml"
    settings = load(config, config.name) if case.config else Settings()
    stated = check.read(folder, settings.people, map(evidence.load().on, load_items()), lambda: case.today)
    return scan(Request((str(folder),), settings=settings._replace(profile="all"), today=lambda: case.today,
                        root=folder, checklist=True, attestations=stated.by_item))


def result(case: Case, folder: Path) -> ItemResult:
    """What the report says of the item of the case."""
    return next(one for one in scanned(case, written(case, folder)).items if one.item.id == case.item)
