"""Finds statements and reads them as plain data, each with its place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scanner.conform import suggestion
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.source import SourceFile
from scanner.records import NamedTuple
from scanner.settings.file import Layer
from scanner.settings.records import Written

FOLDER = "attestations"
ENDINGS = (".yaml", ".yml")
ATTESTATIONS, SIGN_OFFS = "attestations", "sign-offs"
MAX_SIZE = 1024 * 1024
MAX_FILES = 5_000
STAGE = "attestations"


class Read(NamedTuple):
    """Entries of both sorts as they are written, what is wrong with whole files, and the texts."""

    attestations: tuple[Written, ...] = ()
    sign_offs: tuple[Written, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[SourceFile, ...] = ()


def read(root: Path, folders: Iterable[Path] = ()) -> Read:
    """The statements below `attestations/` of a root, and of further folders that may have some of their own."""
    attestations: list[Written] = []
    sign_offs: list[Written] = []
    notices: list[Notice] = []
    sources: list[SourceFile] = []
    for path, shown in files(root, folders):
        found = _read(path, shown)
        if isinstance(found, Notice):
            notices.append(found)
            continue
        sources.append(found.source)
        notices += _misplaced(found)
        attestations += _entries(found, ATTESTATIONS, notices)
        sign_offs += _entries(found, SIGN_OFFS, notices)
    return Read(tuple(attestations), tuple(sign_offs), tuple(notices), tuple(sources))


def files(root: Path, folders: Iterable[Path] = ()) -> Iterator[tuple[Path, str]]:
    """The files, each with the path that reports show, sorted within their folder."""
    root = Path(os.path.abspath(root))
    for folder in dict.fromkeys((root, *(Path(os.path.abspath(folder)) for folder in folders))):
        inside = folder / FOLDER
        if not inside.is_dir() or inside.is_symlink():
            continue
        named = sorted(path for path in inside.iterdir() if path.suffix in ENDINGS and not path.is_symlink())
        for path in named[:MAX_FILES]:
            if path.is_file():
                yield path, path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _read(path: Path, shown: str) -> Layer | Notice:
    """The data and text of a file; a notice where it is no map of YAML."""
    from scanner.located.errors import YamlError
    from scanner.located.yaml import load

    try:
        if path.stat().st_size > MAX_SIZE:
            return _broken(shown, f"it is larger than {MAX_SIZE} bytes")
        text = path.read_bytes().decode("utf-8-sig")
        data = load(text, "int")
    except OSError as error:
        return _broken(shown, f"it cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return _broken(shown, "it is not UTF-8")
    except YamlError as error:
        source = SourceFile(shown, text)
        start = source.offset(error.line or 1)
        return _broken(shown, f"line {error.line or 1} is not valid YAML: {error.yaml_message}",
                       Provenance.literal(shown, start, start + len(source.line(error.line or 1))))
    if data is not None and not isinstance(data, dict):
        return _broken(shown, f"expected is a map with '{ATTESTATIONS}' or '{SIGN_OFFS}'")
    return Layer(data or {}, SourceFile(shown, text), path.parent)


def _broken(shown: str, why: str, where: Provenance | None = None) -> Notice:
    return Notice(Level.WARNING, f"No statement of {shown} counts.", why[:1].upper() + why[1:] + ".",
                  where or Provenance.literal(shown, 0, 0), STAGE)


def _misplaced(layer: Layer) -> Iterator[Notice]:
    for key in layer.data:
        if key not in (ATTESTATIONS, SIGN_OFFS):
            yield Notice(Level.WARNING, f"Nothing reads '{key}' in {layer.source.path}.",
                         f"It is an unknown key{suggestion(key, (ATTESTATIONS, SIGN_OFFS))}.", layer.where((key,)),
                         STAGE)


def _entries(layer: Layer, key: str, notices: list[Notice]) -> Iterator[Written]:
    data: Any = layer.data.get(key)
    if data is None:
        return
    if not isinstance(data, list):
        notices.append(Notice(Level.WARNING, f"No statement under '{key}' counts.", "Expected is a list.",
                              layer.where((key,)), STAGE))
        return
    for number, entry in enumerate(data):
        yield Written(entry, layer, (key, number))
