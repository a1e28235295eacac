"""The files that functions may read: those of one folder, which no path and no symbolic link leaves."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from scanner.hcl.errors import FunctionError
from scanner.hcl.limits import spend
from scanner.records import NamedTuple

MAX_BYTES = 8 * 1024 * 1024
"""Largest file that a function reads."""

MAX_ENTRIES = 20_000
"""Most files that a function lists."""

STAND_IN = "/repository"
"""What absolute paths begin with, whatever the real folder is."""


class Outside(Exception):
    """A path that leads out of the folder."""


class Found(NamedTuple):
    """What lies at a path: kind is file, folder, other or "" for nothing."""

    path: str
    kind: str


class Files:
    """Paths are relative to `base`, the folder in which Terraform would run; nothing outside of `root` is looked at."""

    def __init__(self, base: str, root: str) -> None:
        self.base, self.root = os.path.realpath(base), os.path.realpath(root)
        # Where the files really lie differs from machine to machine, so absolute paths are made up: below a folder that
        # stands for the root.
        self.working = os.path.normpath(os.path.join(STAND_IN, os.path.relpath(self.base, self.root))).replace(os.sep, "/")

    def find(self, path: str) -> Found:
        """What lies at a path.  Outside: the path, or a link on its way, leads out of the root."""
        if "\0" in path or len(path) > 4096:
            raise FunctionError(f"{path[:60]!r} is no path")
        if path.startswith("~"):
            raise Outside(path)
        if path == STAND_IN or path.startswith(STAND_IN + "/"):
            path = os.path.join(self.root, path[len(STAND_IN):].lstrip("/"))
        real = os.path.realpath(os.path.join(self.base, path))
        if real != self.root and not real.startswith(self.root.rstrip("/") + "/"):
            raise Outside(path)
        try:
            mode = os.stat(real).st_mode
        except (OSError, ValueError):
            return Found(real, "")
        return Found(real, "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other")

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        found = self.find(path)
        if found.kind == "":
            raise FunctionError(f"no file exists at {path!r}; this function works only with files that are distributed as "
                                "part of the configuration source code")
        if found.kind != "file":
            raise FunctionError(f"{path!r} is a {'directory' if found.kind == 'folder' else 'special file'}, not a file")
        try:
            if os.path.getsize(found.path) > MAX_BYTES:
                raise FunctionError(f"{path!r} is larger than {MAX_BYTES} bytes")
            with open(found.path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise FunctionError(f"failed to read {path!r}: {error.strerror}") from None
        spend(len(data) >> 8)
        return data

    def walk(self, path: str) -> Iterator[str]:
        """Paths of all regular files below a folder, relative to it; links to files inside of the root count."""
        start = self.find(path)
        if start.kind != "folder":
            return
        pending = [(start.path, "")]
        count = 0
        while pending:
            folder, prefix = pending.pop()
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                count += 1
                spend(2)
                if count > MAX_ENTRIES:
                    raise FunctionError(f"more than {MAX_ENTRIES} files below {path!r}")
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, name + "/"))
                elif self._is_file(entry.path):
                    yield name

    def _is_file(self, path: str) -> bool:
        try:
            return self.find(path).kind == "file"
        except (Outside, FunctionError):
            return False
