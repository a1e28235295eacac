"""Which folders with configurations are root modules: those that no other one calls by its path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from scanner.patterns import lazy
from scanner.terraform.folder import names_of

MAX_FILE = 8 * 1024 * 1024

_SOURCE = lazy(rb'(?m)^[ \t{]*source[ \t]*=[ \t]*"(\.{1,2}(?:/[^"$%\n]*)?)"|"source"\s*:\s*"(\.{1,2}(?:/[^"$%\n]*)?)"')


def roots(folders: Iterable[str]) -> list[str]:
    """The root modules among folders, sorted; of folders that call each other in a circle the first one."""
    candidates = {os.path.realpath(path): path for path in folders}
    calls = {real: {target for target in _called(real) if target in candidates and target != real} for real in candidates}
    called = {target for targets in calls.values() for target in targets}
    found = [real for real in sorted(candidates) if real not in called]
    reached: set[str] = set()
    for real in found:
        _reach(real, calls, reached)
    for real in sorted(candidates):
        if real not in reached:
            found.append(real)
            _reach(real, calls, reached)
    return sorted(candidates[real] for real in found)


def leading(modules: Iterable[str], changed: Iterable[str], top: str) -> dict[str, list[str]]:
    """The modules that call a changed folder, themselves or by way of others, by that folder; real paths below `top`."""
    wanted = {os.path.realpath(path) for path in changed}
    found: dict[str, list[str]] = {}
    calls: dict[str, set[str]] = {}
    inside = os.path.realpath(top).rstrip("/") + "/"
    for module in modules:
        pending, reached = [os.path.realpath(module)], set[str]()
        while pending:
            folder = pending.pop()
            if folder not in reached:
                reached.add(folder)
                if folder not in calls:
                    calls[folder] = {target for target in _called(folder) if target.startswith(inside)}
                pending.extend(calls[folder])
        for folder in reached & wanted:
            found.setdefault(folder, []).append(module)
    return found


def _reach(start: str, calls: dict[str, set[str]], reached: set[str]) -> None:
    pending = [start]
    while pending:
        real = pending.pop()
        if real not in reached:
            reached.add(real)
            pending.extend(calls[real])


def _called(folder: str) -> Iterator[str]:
    """The real paths that the sources of module calls lead to."""
    for name in names_of(folder):
        path = os.path.join(folder, name)
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > MAX_FILE:
                continue
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            continue
        for match in _SOURCE.finditer(data):
            target = (match[1] or match[2]).decode("utf-8", "replace")
            yield os.path.realpath(os.path.join(folder, target))
