"""Lists of what a product is made of: CycloneDX and SPDX in JSON."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository import dates
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, text

NAME = "sboms"


def claims(path: str) -> bool:
    """JSON files that are called like one."""
    name = posixpath.basename(path).lower()
    return name.endswith(".json") and any(word in name for word in ("sbom", "bom", "cyclonedx", "cdx", "spdx"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a list."""
    yield from broken(file)
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if text(data.get("bomFormat")) == "CycloneDX":
            components = [as_map(one) for one in as_list(data.get("components"))]
            yield _list(
                file,
                document,
                "cyclonedx",
                components,
                dates.find(text(as_map(data.get("metadata")).get("timestamp"))),
                ("licenses",),
            )
        elif text(data.get("spdxVersion")):
            components = [as_map(one) for one in as_list(data.get("packages"))]
            yield _list(
                file,
                document,
                "spdx",
                components,
                dates.find(text(as_map(data.get("creationInfo")).get("created"))),
                ("licenseConcluded", "licenseDeclared"),
            )


def _list(
    file: File, document: Any, kind: str, components: list[dict[str, Any]], day: str, keys: tuple[str, ...]
) -> Resource:
    known = sum(
        1 for one in components if any(one.get(key) not in (None, "", [], "NOASSERTION", "NONE") for key in keys)
    )
    return fact(
        "Sbom",
        file.path,
        file,
        document.at(),
        {
            "format": kind,
            "components": len(components),
            "licences": round(100 * known / len(components)) if components else 0,
            "day": day,
            "day_number": dates.number(day),
        },
    )
