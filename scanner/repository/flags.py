"""Feature flags as files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents

NAME = "flags"


def claims(path: str) -> bool:
    """Files that are called like flags."""
    name = posixpath.basename(path).lower()
    return name.endswith((".json", ".yaml", ".yml")) and (
        "flag" in name or "feature" in name or "unleash" in name or "growthbook" in name
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a file; flags are a map from name to settings, or a list of maps with a name."""
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if "kind" in data and "apiVersion" in data:
            return
        for key, system in (
            ("flags", "flagd"),
            ("features", "growthbook"),
            ("toggles", "file"),
            ("feature_flags", "file"),
            ("featureFlags", "file"),
        ):
            found = data.get(key)
            count = (
                len(found)
                if isinstance(found, dict)
                else sum(1 for one in as_list(found) if as_map(one).get("name") or as_map(one).get("key"))
            )
            if count:
                known = (
                    system == "flagd"
                    and isinstance(found, dict)
                    and any("defaultVariant" in as_map(one) for one in found.values())
                )
                yield fact(
                    "FeatureFlags",
                    file.path,
                    file,
                    document.at(key),
                    {
                        "system": system if system != "flagd" or known else "file",
                        "flags": count,
                    },
                )
                return
