"""The files of a repository: which there are, and their texts when somebody asks."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scanner.model.source import SourceFile

MAX_BYTES = 4 * 1024 * 1024
"""Largest file that is read."""

_TEST = frozenset(["test", "tests", "__tests__", "testdata", "fixtures", "spec", "specs", "testing", "e2e"])
_EXAMPLE = frozenset(["example", "examples", "sample", "samples", "demo", "demos"])
_DOCS = frozenset(["docs", "doc", "documentation"])


class Unreadable(Exception):
    """A file that cannot be read; str() says why."""


class File:
    """A file by three paths: where it lies, as reports show it (`shown`), and from the top of the project (`path`)."""

    __slots__ = ("_source", "parsed", "path", "real", "shown", "size")

    def __init__(self, real: Path, shown: str, path: str, size: int = 0) -> None:
        self.real, self.shown, self.path, self.size = real, shown, path, size
        self._source: SourceFile | None = None
        # What modules keep of it, so that a text is parsed once: by the name of the reading.
        self.parsed: dict[str, object] = {}

    @property
    def name(self) -> str:
        """Its name without folders."""
        return posixpath.basename(self.path)

    @property
    def stem(self) -> str:
        """Its name without the last ending."""
        return posixpath.splitext(self.name)[0]

    @property
    def folder(self) -> str:
        """The folder from the top of the project, "" for the top."""
        return posixpath.dirname(self.path)

    @property
    def folders(self) -> list[str]:
        """The names of the folders it lies in, from the top, lower case."""
        return self.folder.lower().split("/") if self.folder else []

    @property
    def area(self) -> str:
        """What it is part of: product, test, example or docs."""
        for names, area in ((_TEST, "test"), (_EXAMPLE, "example"), (_DOCS, "docs")):
            if names.intersection(self.folders):
                return area
        return "product"

    @property
    def source(self) -> SourceFile:
        """Its text with places. Unreadable: it is none."""
        if self._source is None:
            self._source = SourceFile(self.shown, self._read())
        return self._source

    @property
    def text(self) -> str:
        """Its text."""
        return self.source.text

    def _read(self) -> str:
        try:
            with open(self.real, "rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise Unreadable(error.strerror or str(error)) from None
        if len(data) > MAX_BYTES:
            raise Unreadable(f"it is larger than {MAX_BYTES} bytes")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(f"it is not UTF-8 (byte {error.start})") from None

    @classmethod
    def of_text(cls, path: str, text: str) -> File:
        """A file that is only in memory."""
        file = cls(Path(path), path, path, len(text))
        file._source = SourceFile(path, text)
        return file


def _ancestors(folder: str) -> Iterator[str]:
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder


class Project:
    """All files of a project by path from its top, also those that nobody reads."""

    __slots__ = ("_above", "_files", "_folders", "_kept")

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files
        self._folders: dict[str, list[File]] = {}
        for file in files.values():
            self._folders.setdefault(file.folder, []).append(file)
        self._above = {above for folder in self._folders for above in _ancestors(folder)}
        self._kept: dict[str, Any] = {}

    def __iter__(self) -> Iterator[File]:
        return iter(self._files.values())

    def get(self, path: str) -> File | None:
        """The file at a path from the top; it may be written with "." and ".."."""
        return self._files.get(posixpath.normpath(path))

    def has(self, path: str) -> bool:
        """Whether a file or folder lies at a path from the top."""
        path = posixpath.normpath(path)
        return path in self._files or path in self._folders or path == "." or path in self._above

    def once(self, name: str, work: Callable[[Project], Any]) -> Any:
        """What `work` gives for the project, worked out when it is asked for first."""
        if name not in self._kept:
            self._kept[name] = work(self)
        return self._kept[name]

    def beside(self, folder: str, *names: str) -> File | None:
        """The first of the names that lies in a folder."""
        for name in names:
            found = self._files.get(posixpath.join(folder, name))
            if found is not None:
                return found
        return None

    def above(self, folder: str, *names: str) -> File | None:
        """The first of the names that lies in a folder or in one above it."""
        while True:
            found = self.beside(folder, *names)
            if found is not None or not folder:
                return found
            folder = posixpath.dirname(folder)

    def inside(self, folder: str) -> list[File]:
        """The files of one folder, without those of folders in it."""
        return self._folders.get(folder, [])

    def text(self, path: str) -> str | None:
        """The text of a file; None where there is none that can be read."""
        file = self.get(path)
        if file is None:
            return None
        try:
            return file.text
        except Unreadable:
            return None
