"""Held against the files: whether what locations name is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path as Folder
from typing import Any

from scanner.model.source import SourceFile
from scanner.reports.lines import LineHashes
from scanner.sarif.problems import Path, Problem, error, items, named, results, runs, warning

MAX_FILE = 32 * 1024 * 1024
"""Largest file that is read, in bytes."""


class _Files:
    """Files below a folder, read once."""

    def __init__(self, root: Folder) -> None:
        self._root = Folder(os.path.realpath(root))
        self._read: dict[str, SourceFile | None] = {}

    def source(self, uri: str) -> SourceFile | None:
        """The text of a relative reference; None where there is no such file below the root."""
        if uri not in self._read:
            self._read[uri] = self._load(uri)
        return self._read[uri]

    def _load(self, uri: str) -> SourceFile | None:
        from urllib.parse import unquote

        path = Folder(os.path.realpath(self._root / unquote(uri).lstrip("/")))
        if not path.is_relative_to(self._root) or not path.is_file() or path.stat().st_size > MAX_FILE:
            return None
        return SourceFile(uri, path.read_bytes().decode("utf-8", "replace"))


def held_against(log: Any, root: Folder) -> Iterator[Problem]:
    """Locations whose file, line or column does not exist, and line hashes that are not those of the lines."""
    files = _Files(root)
    for path, run in runs(log):
        for inner, place in named(run, "physicalLocation"):
            yield from _place(place, (*path, *inner), files)
    for path, result in results(log):
        yield from _hash(result, path, files)


def _place(place: Any, path: Path, files: _Files) -> Iterator[Problem]:
    uri = place.get("artifactLocation", {}).get("uri")
    region = place.get("region", {})
    if not uri or ":" in uri.partition("/")[0]:
        return
    source = files.source(uri)
    if source is None:
        yield error("file-exists", path, f"there is no file '{uri}'")
        return
    lines = source.text.count("\n") + 1
    for key, column in (("startLine", "startColumn"), ("endLine", "endColumn")):
        number = region.get(key, 1)
        if number > max(lines, 1) or (number == lines > 1 and not source.line(number) and region.get(column, 1) > 1):
            yield error("line-exists", (*path, "region"), f"'{uri}' has no line {number}")
        elif region.get(column, 1) > len(source.line(number)) + 1:
            yield error("line-exists", (*path, "region"), f"line {number} of '{uri}' has no column {region[column]}")


def _hash(result: Any, path: Path, files: _Files) -> Iterator[Problem]:
    found = result.get("partialFingerprints", {}).get("primaryLocationLineHash")
    for _, location in items(result, path, "locations"):
        place = location.get("physicalLocation", {})
        source = files.source(place.get("artifactLocation", {}).get("uri", ""))
        line = place.get("region", {}).get("startLine", 0)
        if found is not None and source is not None:
            wanted = LineHashes(source.text).of(line)
            if wanted and found != wanted:
                yield warning("fingerprint", (*path, "partialFingerprints", "primaryLocationLineHash"),
                              f"the line's hash is {wanted}, not {found[:60]}")
        return
