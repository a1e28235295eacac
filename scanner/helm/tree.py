"""The files of a chart directory: ignored ones left out, bounded, links followed only inside a boundary."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from scanner.gotemplate.strconv import quote
from scanner.helm.archive import MAX_FILE, Budget
from scanner.helm.errors import ChartError, Where
from scanner.helm.ignore import Rules
from scanner.records import NamedTuple

MAX_DEPTH = 60
"""Most levels of directories below a chart."""

_BOM = b"\xef\xbb\xbf"


class Found(NamedTuple):
    """A file below a directory: its slash-separated name there, and its bytes without a BOM."""

    name: str
    data: bytes


class _Walk(NamedTuple):
    shown: str  # the directory's path as messages name it
    boundary: str  # the real path that links must not leave
    rules: Rules
    budget: Budget


def read_tree(root: Path, shown: str, boundary: Path, rules: Rules, budget: Budget) -> list[Found]:
    """All files below `root`, in Helm's order: by name within each directory, directories in their place.

    ChartError for files that are too large or irregular, and for links that leave `boundary`.
    """
    walk = _Walk(shown, os.path.realpath(boundary), rules, budget)
    return list(_directory(str(root), "", walk, (os.path.realpath(root),)))


def read_bounded(path: str, name: str) -> bytes:
    """The bytes of a file, without a BOM; ChartError when it is larger than a chart's file may be."""
    with open(path, "rb") as stream:
        data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        base = name.rpartition("/")[2]
        raise ChartError(f"chart file {quote(base)} is larger than the maximum file size {MAX_FILE}", Where(name))
    return data.removeprefix(_BOM)


def join(directory: str, name: str) -> str:
    """A slash-separated path; "" is the current directory."""
    return f"{directory}/{name}" if directory else name


def _directory(path: str, prefix: str, walk: _Walk, parents: tuple[str, ...]) -> Iterator[Found]:
    """`parents` are the real paths of this directory and those above it: a link to one of them would never end."""
    if len(parents) > MAX_DEPTH:
        where = Where(join(walk.shown, prefix))
        raise ChartError(f"chart directories are nested more than {MAX_DEPTH} levels deep", where)
    walk.budget.take(0)  # links can make exponentially many directories of a few, with no file in them
    with os.scandir(path) as entries:
        found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    for entry in found:
        name = prefix + entry.name
        is_link = entry.is_symlink()
        real = _followed(entry, name, walk, parents) if is_link else ""
        is_directory = os.path.isdir(real) if is_link else entry.is_dir(follow_symlinks=False)
        walk.budget.take_matches(len(walk.rules.rules))
        if walk.rules.ignores(name, is_directory):
            continue
        if is_directory:
            inner = real or os.path.join(parents[-1], entry.name)
            if inner in parents:
                where = Where(join(walk.shown, name))
                raise ChartError(f"symbolic link {name} leads back to a directory above it", where)
            yield from _directory(entry.path, name + "/", walk, (*parents, inner))
            continue
        if not (os.path.isfile(real) if is_link else entry.is_file(follow_symlinks=False)):
            shown = join(walk.shown, name)
            raise ChartError(f"cannot load irregular file {shown} as it has file mode type bits set", Where(shown))
        data = read_bounded(entry.path, join(walk.shown, name))
        walk.budget.take(len(data))
        yield Found(name, data)


def _followed(entry: os.DirEntry[str], name: str, walk: _Walk, parents: tuple[str, ...]) -> str:
    """The real path a link leads to; an error when it leads nowhere or outside."""
    real = os.path.realpath(entry.path)
    shown = join(walk.shown, name)
    walk.budget.take(0)
    if os.path.commonpath([real, walk.boundary]) != walk.boundary:
        raise ChartError(f"symbolic link {shown} leads out of the chart: it is not followed", Where(shown))
    if not os.path.exists(real):
        raise ChartError(f"error evaluating symlink {shown}: no such file or directory", Where(shown))
    return real
