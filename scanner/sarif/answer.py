"""What is told about some SARIF files, for people and for programs, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path as Folder

from scanner.reports.escape import storable, visible
from scanner.sarif.problems import Level, SarifError, words
from scanner.sarif.validate import MAX_FILE, Placed, validate, worst

FINE, PROBLEMS, UNREADABLE = 0, 1, 3
_MAX_SHOWN = 200


def read(path: str) -> str:
    """The text of a file.  SarifError."""
    try:
        if Folder(path).stat().st_size > MAX_FILE:
            raise SarifError(f"is larger than {MAX_FILE} bytes")
        return Folder(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SarifError(f"is not UTF-8 (byte {problem.start})") from None
    except (OSError, ValueError) as problem:
        raise SarifError(f"cannot be read: {getattr(problem, 'strerror', None) or problem}") from None


def answer(files: Iterable[str], root: Folder | None, strict: bool) -> tuple[dict[str, list[Placed] | str], int]:
    """The problems of each file, or why it cannot be read, and the exit code."""
    found: dict[str, list[Placed] | str] = {}
    codes = [FINE]
    for file in files:
        try:
            placed = validate(read(file), root)
        except SarifError as problem:
            found[file] = str(problem)
            codes.append(UNREADABLE)
        else:
            found[file] = placed
            level = worst(placed)
            codes.append(PROBLEMS if level is Level.ERROR or strict and level is not None else FINE)
    return found, max(codes)


def as_text(found: dict[str, list[Placed] | str]) -> str:
    """One line for each problem, as editors read it, and one for each file."""
    lines = []
    for file, placed in found.items():
        if isinstance(placed, str):
            lines.append(f"{visible(file)}: error: {visible(placed)}")
            continue
        for one in placed[:_MAX_SHOWN]:
            check, path, message, level = one.problem
            lines.append(f"{visible(file)}:{one.line}:{one.column}: {level.value}: {visible(words(path))}: "
                         f"{visible(message)} [{check}]")
        if len(placed) > _MAX_SHOWN:
            lines.append(f"{visible(file)}: and {len(placed) - _MAX_SHOWN} more")
        errors = sum(1 for one in placed if one.problem.level is Level.ERROR)
        lines.append(f"{visible(file)}: {errors} errors, {len(placed) - errors} warnings")
    return "\n".join(lines) + "\n"


def as_json(found: dict[str, list[Placed] | str]) -> str:
    """The same as a JSON list of files."""
    files = []
    for file, placed in found.items():
        problems = [] if isinstance(placed, str) else [
            {"check": one.problem.check, "level": one.problem.level.value, "path": words(one.problem.path),
             "message": one.problem.message, "line": one.line, "column": one.column} for one in placed]
        files.append({"file": file, "problems": problems, **({"error": placed} if isinstance(placed, str) else {})})
    return storable(json.dumps(files, ensure_ascii=False, indent=2)) + "\n"
