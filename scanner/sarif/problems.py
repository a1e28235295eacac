"""What is wrong with a SARIF file, and ways through it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from scanner.records import NamedTuple

Path = tuple[str | int, ...]


class SarifError(Exception):
    """A file that cannot be read as JSON at all; str() says why and where."""


class Level(str, Enum):
    """error: it breaks the standard or an upload; warning: it is taken, and shown badly or not at all."""

    ERROR = "error"
    WARNING = "warning"


class Problem(NamedTuple):
    """One problem: the name of the check, the path of the value, and what is wrong with it."""

    check: str
    path: Path
    message: str
    level: Level = Level.ERROR


def error(check: str, path: Path, message: str) -> Problem:
    """A problem of level error."""
    return Problem(check, path, message)


def warning(check: str, path: Path, message: str) -> Problem:
    """A problem of level warning."""
    return Problem(check, path, message, Level.WARNING)


Found = Iterator[tuple[Path, Any]]


def items(parent: Any, path: Path, *keys: str) -> Found:
    """The members of a list at keys below a map, with their paths; none where there is no such list."""
    for key in keys:
        parent = parent.get(key) or {} if isinstance(parent, dict) else {}
    for number, item in enumerate(parent if isinstance(parent, list) else ()):
        yield (*path, *keys, number), item


def runs(log: Any) -> Found:
    """The runs of a log."""
    return items(log, (), "runs")


def results(log: Any) -> Found:
    """The results of all runs."""
    for path, run in runs(log):
        yield from items(run, path, "results")


def components(run: Any, path: Path) -> Found:
    """The driver of a run and its extensions."""
    yield (*path, "tool", "driver"), run["tool"]["driver"]
    yield from items(run, path, "tool", "extensions")


def rules(run: Any, path: Path) -> Found:
    """The rules of the driver and the extensions."""
    for above, component in components(run, path):
        yield from items(component, above, "rules")


def values(log: Any) -> Found:
    """All values with their paths, parents first; what tools add of their own (`properties`) is left out."""
    pending: list[tuple[Path, Any]] = [((), log)]
    while pending:
        path, value = pending.pop()
        yield path, value
        if path and path[-1] == "properties":
            continue
        inner: Iterable[tuple[Any, Any]] = ()
        if isinstance(value, dict):
            inner = value.items()
        elif isinstance(value, list):
            inner = enumerate(value)
        pending += reversed([((*path, key), item) for key, item in inner])


def named(log: Any, *keys: str) -> Found:
    """The maps that stand under one of some keys, wherever they are."""
    for path, value in values(log):
        if path and path[-1] in keys and isinstance(value, dict):
            yield path, value


def words(path: Path) -> str:
    """A path as people write it: runs[0].results[3]."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the log"
