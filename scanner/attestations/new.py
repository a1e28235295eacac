"""Writes statements: an entry as YAML, and into a file behind what it has."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scanner.attestations.files import FOLDER
from scanner.errors import RequestError


class WritingError(RequestError):
    """A file that an entry cannot be added to; str() says why."""


def entry(data: Mapping[str, Any]) -> str:
    """An entry of a list, as YAML of two spaces; what is empty is left out."""
    lines = [f"{key}: {_value(value)}" for key, value in data.items() if value]
    return "".join(f"{'  - ' if not number else '    '}{line}\n" for number, line in enumerate(lines))


def file_of(root: Path, item_id: str) -> Path:
    """The file for statements about an item: one for each item, so that people do not meet in one file."""
    return root / FOLDER / f"{item_id.replace('/', '.')}.yaml"


def add(path: Path, key: str, data: Mapping[str, Any]) -> None:
    """Add an entry to the list `key` of a file, which is made if it is not there; the rest of it stays as it is.

    WritingError: the file cannot be read or written, or has another form than entries can be added to.
    """
    try:
        old = path.read_bytes().decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise WritingError(f"{path.name} cannot be read: {getattr(error, 'strerror', 'it is not UTF-8')}") from None
    text = _added(old, key, data)
    if text is None:
        raise WritingError(f"{path.name} has another form than an entry can be added to; put this into its list "
                           f"'{key}':\n{entry(data)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise WritingError(f"{path.name} cannot be written: {error.strerror}") from None


def _added(old: str, key: str, data: Mapping[str, Any]) -> str | None:
    """The text with the entry at its end; None where that does not give the old data with one entry more."""
    from scanner.located.errors import YamlError
    from scanner.located.yaml import load

    try:
        before = load(old, "int") if old.strip() else {}
    except YamlError:
        return None
    before = {} if before is None else before
    if not isinstance(before, dict) or not isinstance(before.get(key) or [], list):
        return None
    old = old if not old or old.endswith("\n") else f"{old}\n"
    wanted = {**before, key: [*(before.get(key) or []), {name: value for name, value in data.items() if value}]}
    for head in ([f"{key}:\n"] if key not in before else [""]):
        for indent in ("  ", ""):
            text = old + head + _indented(entry(data), indent)
            try:
                if load(text, "int") == wanted:
                    return text
            except YamlError:
                continue
    return None


def _indented(text: str, indent: str) -> str:
    return "".join(f"{indent}{line[2:]}" for line in text.splitlines(keepends=True))


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    return _plain(str(value))


def _plain(text: str) -> str:
    """A text as YAML, without quotes where it needs none."""
    from scanner.located.errors import YamlError
    from scanner.located.yaml import load

    if text and text.isprintable() and text == text.strip() and not any(char in text for char in "[]{},"):
        try:
            if load(f"a:\n- b: {text}\n", "int") == {"a": [{"b": text}]}:
                return text
        except YamlError:
            pass
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    """A character between double quotes."""
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def shown(path: Path) -> str:
    """The path as somebody here would write it."""
    return Path(os.path.relpath(path)).as_posix()
