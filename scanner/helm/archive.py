"""Reading chart archives (.tgz) in memory; nothing is ever written to disk.

The tar format is read here, by hand and front to back: blocks of 512 bytes, a header
before each file, long names in GNU or PAX form.  Everything a chart cannot need (links,
devices, sparse files, names that lead out of the chart) is refused, and a `Budget`
shared by all archives of one chart bounds what is unpacked, so that a small file cannot
become a large one.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import NoReturn

from scanner.gotemplate.strconv import quote
from scanner.gotemplate.values import decode
from scanner.helm.errors import ArchiveError
from scanner.patterns import lazy
from scanner.records import NamedTuple

MAX_FILE = 5 * 1024 * 1024
"""Largest file of a chart, in bytes (Helm's limit)."""

MAX_CHART = 100 * 1024 * 1024
"""Most bytes of one chart, subcharts and their archives included (Helm's limit for one archive)."""

MAX_FILES = 50_000
"""Most files of one chart, subcharts included."""

MAX_MATCHES = 3_000_000
"""Most times a name of a file is held against a pattern of .helmignore."""

_BLOCK = 512
_MAX_LONG_NAME = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_DRIVE = lazy(r"[a-zA-Z]:/")


class Budget:
    """What may still be read for one chart."""

    __slots__ = ("bytes", "files", "matches")

    def __init__(self, bytes: int = MAX_CHART, files: int = MAX_FILES) -> None:  # noqa: A002
        self.bytes = bytes
        self.files = files
        self.matches = MAX_MATCHES

    def take(self, size: int) -> None:
        """Account for one file of `size` bytes; ArchiveError when it is too much."""
        self.bytes -= size
        self.files -= 1
        if self.bytes < 0:
            raise ArchiveError(f"decompressed chart is larger than the maximum size {MAX_CHART}")
        if self.files < 0:
            raise ArchiveError(f"chart holds more than {MAX_FILES} files")

    def take_matches(self, count: int) -> None:
        """Account for holding one name against `count` patterns; ArchiveError when it is too much."""
        self.matches -= count
        if self.matches < 0:
            raise ArchiveError("too many files and too many patterns in .helmignore")


class Member(NamedTuple):
    """A file of an archive: its `path` there, its `name` below the chart's folder, its bytes without a BOM."""

    path: str
    name: str
    data: bytes


def is_gzip(data: bytes) -> bool:
    """Whether the bytes begin as a gzip file does."""
    return data.startswith(b"\x1f\x8b\x08")


def read_archive(data: bytes, budget: Budget) -> list[Member]:
    """The files of a chart archive, in its order.  ArchiveError when it is unsafe, too large or broken."""
    members = []
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            for header in _headers(stream, budget):
                if header.kind == "directory":
                    continue
                name = _safe_name(header.path)
                if header.size > MAX_FILE:
                    limit = f"is larger than the maximum file size {MAX_FILE}"
                    raise ArchiveError(f"decompressed chart file {quote(header.path)} {limit}")
                budget.take(header.size)
                content = _read(stream, header.size)
                _skip(stream, -header.size % _BLOCK)
                members.append(Member(header.path, name, content.removeprefix(_BOM)))
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ArchiveError(f"unable to load chart archive: {error}") from None
    if not members:
        raise ArchiveError("no files in chart archive")
    return members


class _Header(NamedTuple):
    path: str
    size: int
    kind: str  # file or directory


def _headers(stream: gzip.GzipFile, budget: Budget) -> Iterator[_Header]:
    """The files and directories; whoever takes a file reads its content before the next."""
    path, size = "", -1  # what an extension header says of the next entry
    while True:
        block = stream.read(_BLOCK)
        if not block or block == bytes(_BLOCK):
            return
        if len(block) < _BLOCK:
            _broken("unexpected end")
        _check_sum(block)
        kind, own_size = block[156:157], _number(block[124:136])
        if kind in b"xLgK" and kind:
            if own_size > _MAX_LONG_NAME:
                _broken("an extension header is too long")
            budget.take(own_size)
            content = _read(stream, own_size)
            _skip(stream, -own_size % _BLOCK)
            if kind == b"L":
                path = decode(content.partition(b"\0")[0])
            elif kind == b"x":
                records = _pax_records(content)
                path = records.get("path", path)
                size = int(records["size"]) if records.get("size", "").isdecimal() else size
            continue
        name = path or _path(block)
        own_size = own_size if size < 0 else size
        path, size = "", -1
        if kind == b"5" or name.endswith("/"):
            _skip_content(stream, own_size, budget)
            yield _Header(name, 0, "directory")
        elif kind in (b"0", b"\0", b"7"):
            yield _Header(name, own_size, "file")
        elif kind in (b"1", b"2"):
            raise ArchiveError(f"chart archive holds a link, {quote(name)}: links are not followed")
        else:
            raise ArchiveError(f"chart archive holds {quote(name)}, which is neither a file nor a directory")


def _path(block: bytes) -> str:
    name = block[:100].partition(b"\0")[0]
    prefix = block[345:500].partition(b"\0")[0] if block[257:263] == b"ustar\0" else b""
    return decode(prefix + b"/" + name if prefix else name)


def _number(field: bytes) -> int:
    """A size: octal text, or big-endian binary when the first bit is set."""
    if field[0] & 0x80:
        number = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    else:
        text = field.strip(b"\0 ")
        if not re.fullmatch(rb"[0-7]*", text):
            _broken("a size is no number")
        number = int(text or b"0", 8)
    if number >= 1 << 62:
        _broken("a size is out of range")
    return number


def _check_sum(block: bytes) -> None:
    stated = block[148:156].strip(b"\0 ")
    spaced = block[:148] + b" " * 8 + block[156:]
    if not re.fullmatch(rb"[0-7]+", stated):
        _broken("invalid tar header")
    too_much = sum(spaced) - int(stated, 8)
    # some old programs counted bytes as signed
    if too_much and too_much != 256 * sum(byte > 127 for byte in spaced):
        _broken("invalid tar header")


def _pax_records(content: bytes) -> dict[str, str]:
    """``"<length> <key>=<value>\\n"`` records; the length counts the whole record."""
    found, at = {}, 0
    while at < len(content):
        digits, space, _ = content[at : at + 12].partition(b" ")
        if not space or not digits.isdigit():
            _broken("invalid extension header")
        end = at + int(digits)
        key, equals, value = content[at + len(digits) + 1 : end - 1].partition(b"=")
        if end > len(content) or not equals or content[end - 1 : end] != b"\n":
            _broken("invalid extension header")
        found[decode(key)] = decode(value)
        at = end
    return found


def _read(stream: gzip.GzipFile, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        _broken("unexpected end")
    return data


def _skip(stream: gzip.GzipFile, size: int) -> None:
    while size > 0:
        passed = len(stream.read(min(size, 65536)))
        if not passed:
            _broken("unexpected end")
        size -= passed


def _skip_content(stream: gzip.GzipFile, size: int, budget: Budget) -> None:
    """Pass over what a directory entry claims to hold."""
    size += -size % _BLOCK
    budget.take(size)
    _skip(stream, size)


def _broken(reason: str) -> NoReturn:
    raise ArchiveError(f"unable to load chart archive: {reason}")


def _safe_name(path: str) -> str:
    """The name below the chart's folder, normalised; refused when it leads out of the chart."""
    delimiter = "\\" if "\\" in path else "/"  # archives made on Windows
    folder, *rest = path.split(delimiter)
    name = "/".join(rest)
    if name.startswith("/"):
        raise ArchiveError("chart illegally contains absolute paths")
    name = _clean(name)
    if name == ".":
        raise ArchiveError(f"chart illegally contains content outside the base directory: {quote(path)}")
    if name.startswith(".."):
        raise ArchiveError("chart illegally references parent directory")
    if _DRIVE.match(name) or "\\" in name or "\0" in name:
        raise ArchiveError("chart contains illegally named files")
    if folder == "Chart.yaml":
        raise ArchiveError("chart yaml not in base directory")
    return name


def _clean(name: str) -> str:
    """path.Clean of a relative path."""
    parts: list[str] = []
    for part in name.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."
