"""Holds a SARIF file against the standard and against what code scanning services take."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path as Folder

from scanner.located import json
from scanner.located.errors import YamlError
from scanner.model.source import SourceFile
from scanner.records import NamedTuple
from scanner.sarif import locations, results, runs, shape, tool
from scanner.sarif.problems import Level, Problem, SarifError, error

MAX_FILE = 256 * 1024 * 1024
"""Largest file that is read, in bytes."""

MAX_PACKED = 10_000_000
"""Largest file that GitHub takes, in bytes after gzip."""

_FAMILIES = (shape, runs, tool, results, locations)


class Placed(NamedTuple):
    """A problem and where it stands in the file; line and column count from 1."""

    problem: Problem
    line: int
    column: int


def validate(text: str, root: Folder | None = None) -> list[Placed]:
    """The problems of a SARIF file in the order of the file; with a root, its locations are held against files.

    SarifError: the text is no JSON. What does not have the form of the standard is checked no further.
    """
    try:
        log = json.load(text, "int")
    except YamlError as problem:
        raise SarifError(f"is no JSON: {problem}") from None
    found = [*shape.null_members(log), *shape.schema(log)]
    if not found:
        found = [problem for family in _FAMILIES for check in family.CHECKS for problem in check(log)]
        found += _size(text)
        if root is not None:
            from scanner.sarif.files import held_against

            found += held_against(log, root)
    return _placed(found, text)


def worst(found: list[Placed]) -> Level | None:
    """The most serious level among some problems; None for none."""
    levels = {one.problem.level for one in found}
    return next((level for level in Level if level in levels), None)


def _size(text: str) -> Iterator[Problem]:
    data = text.encode("utf-8", "replace")
    if len(data) > MAX_PACKED and (packed := len(zlib.compress(data, 6))) > MAX_PACKED:
        yield error("file-size", (), f"{packed} bytes after gzip; code scanning takes {MAX_PACKED}")


def _placed(found: list[Problem], text: str) -> list[Placed]:
    if not found:
        return []
    located = json.positions(text)
    source = SourceFile("", text)
    placed = []
    for problem in dict.fromkeys(found):
        where = source.position(located.nearest(problem.path).key_start)
        placed.append(Placed(problem, where.line, where.column))
    return sorted(placed, key=lambda one: (one.line, one.column, one.problem.check))
