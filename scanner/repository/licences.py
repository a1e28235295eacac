"""Licences of the repository itself."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project

NAME = "licences"

_NAME = lazy(r"(?:licen[cs]e|copying|unlicense)(?:[.-][\w.-]+)?", 2)
_SPDX = lazy(r"SPDX-License-Identifier:\s*([\w.+-]+)")
# What a licence calls itself in its first lines.
_KNOWN = (
    ("Apache-2.0", r"apache license\s+version 2\.0"),
    ("MIT", r"\bmit license|permission is hereby granted, free of charge"),
    ("BSD-3-Clause", r"redistributions? .{0,900}neither the name"),
    ("BSD-2-Clause", r"redistribution and use in source and binary forms"),
    ("AGPL-3.0", r"gnu affero general public license\s+version 3"),
    ("LGPL-3.0", r"gnu lesser general public license\s+version 3"),
    ("GPL-3.0", r"gnu general public license\s+version 3"),
    ("GPL-2.0", r"gnu general public license\s+version 2"),
    ("MPL-2.0", r"mozilla public license,? version 2\.0"),
    ("ISC", r"\bisc license|permission to use, copy, modify, and/or distribute"),
    ("Unlicense", r"this is free and unencumbered software"),
    ("EPL-2.0", r"eclipse public license - v ?2\.0"),
    ("BUSL-1.1", r"business source license 1\.1"),
)
_KNOWN_PATTERNS = {name: lazy(pattern, 16) for name, pattern in _KNOWN}


def claims(path: str) -> bool:
    """LICENSE and its like at the top."""
    return "/" not in path and _NAME.fullmatch(path) is not None


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a file."""
    head = " ".join(file.text[:3_000].lower().split())
    declared = _SPDX.search(file.text[:2_000])
    spdx = (
        declared[1]
        if declared
        else next((name for name, pattern in _KNOWN_PATTERNS.items() if pattern.search(head)), "")
    )
    yield fact("Licence", spdx or file.name, file, Lines(file.source, 1), {"spdx": spdx})
