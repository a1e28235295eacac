"""Reads a configuration file and what it extends, and holds each file against the schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.model.provenance import Provenance
from scanner.model.source import SourceFile
from scanner.records import NamedTuple
from scanner.settings.records import SettingsError

if TYPE_CHECKING:
    from scanner.located.spans import Located

MAX_SIZE = 1024 * 1024
MAX_EXTENDED = 20
"""Most files that one configuration may be put together from."""


class Layer(NamedTuple):
    """One file: its data, which follows the schema, its text, and the folder that its paths are relative to."""

    data: dict[str, Any]
    source: SourceFile
    folder: Path

    def where(self, path: tuple[str | int, ...]) -> Provenance:
        """The place of the value at a path of keys and indices."""
        span = _located(self.source.text).nearest(list(path))
        end = self.source.text.find("\n", span.key_start)
        return Provenance.literal(self.source.path, span.key_start, end if end >= 0 else len(self.source.text))

    def place(self, path: tuple[str | int, ...]) -> str:
        """The same as file:line."""
        hop = self.where(path).hops[0]
        return f"{self.source.path}:{self.source.position(hop.span.start).line}" if hop.span else self.source.path

    def error(self, path: tuple[str | int, ...], problem: str) -> SettingsError:
        """An error at a place of the file."""
        return SettingsError(f"{self.place(path)}: {problem}")


@lru_cache(maxsize=1)
def _located(text: str) -> Located:
    """The places in a file; many are asked for one after the other."""
    from scanner.located.positions import positions

    return positions(text)


def layers(path: Path, shown: str) -> tuple[Layer, ...]:
    """The file and what it extends, the latter first.  SettingsError where a file cannot be read or used."""
    found: list[Layer] = []
    for layer in _layers(path, shown, ()):
        found.append(layer)
        if len(found) > MAX_EXTENDED:
            raise SettingsError(f"{shown}: extends more than {MAX_EXTENDED} files")
    return tuple(found)


def _layers(path: Path, shown: str, above: tuple[Path, ...]) -> Iterator[Layer]:
    layer = _read(path, shown)
    here = Path(os.path.abspath(path))
    extended = layer.data.get("extends", [])
    for number, name in enumerate([extended] if isinstance(extended, str) else extended):
        other = Path(os.path.normpath(here.parent / name))
        if other in (*above, here):
            raise layer.error(("extends", number), f"{name} extends itself")
        inner = os.path.normpath(os.path.join(os.path.dirname(shown), name))
        yield from _layers(other, inner, (*above, here))
    yield layer


def _read(path: Path, shown: str) -> Layer:
    from scanner.located.errors import YamlError
    from scanner.located.yaml import load as load_yaml

    try:
        if path.stat().st_size > MAX_SIZE:
            raise SettingsError(f"{shown}: larger than {MAX_SIZE} bytes")
        text = path.read_text(encoding="utf-8")
        data = load_yaml(text, "int")
    except OSError as error:
        raise SettingsError(f"{shown}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{shown}: is not UTF-8") from None
    except YamlError as error:
        raise SettingsError(f"{shown}:{error.line or 1}: is not valid YAML: {error.yaml_message}") from None
    layer = Layer({} if data is None else data, SourceFile(shown, text), path.parent)
    _check(layer)
    return layer


def _check(layer: Layer) -> None:
    """Hold the data against schemas/config.schema.json; the first failure is the error."""
    from scanner.conform import failures

    for failure in failures(layer.data, "config.schema.json"):
        raise layer.error(failure.path, failure.problem)
