"""YAML, JSON and TOML files as documents, each parsed once however many modules look at it."""

from __future__ import annotations

import re
from typing import Any

from scanner.inputs.manifests import documents as split
from scanner.located.errors import YamlError
from scanner.located.yaml import load
from scanner.model.report import Notice
from scanner.patterns import lazy
from scanner.repository.facts import Document, notice
from scanner.repository.files import File

YAML = (".yaml", ".yml")
JSON = (".json",)

MAX_DOCUMENTS = 2_000

_COMMENT = lazy(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)


def documents(file: File) -> list[Document]:
    """The documents of a YAML or JSON file that hold something; broken ones are left out, see `broken`."""
    return _read(file)[0]


def broken(file: File) -> list[Notice]:
    """What is wrong with the documents of a file that somebody asked for."""
    return _read(file)[1]


def _read(file: File) -> tuple[list[Document], list[Notice]]:
    kept: Any = file.parsed.get("documents")
    if kept is None:
        kept = file.parsed["documents"] = _parsed(file)
    return kept  # type: ignore[no-any-return]


def _parsed(file: File) -> tuple[list[Document], list[Notice]]:
    found: list[Document] = []
    for number, (start, text) in enumerate(split(file.text)):
        if number == MAX_DOCUMENTS:
            break
        try:
            text, data = _loaded(file, text)
        except YamlError as problem:
            what = " ".join(problem.yaml_message.split())
            return found, [
                notice(file, "The file is not valid YAML and was not looked at.", what, start + (problem.offset or 0))
            ]
        if data is not None:
            found.append(Document(file, start, text, data))
    return found, []


def _loaded(file: File, text: str) -> tuple[str, Any]:
    """(the text that was read, its data); comments of JSON, which some programs take, are blanked out."""
    try:
        return text, load(text, "int")
    except YamlError:
        plain = _COMMENT.sub(_blanked, text) if file.path.endswith((".json", ".json5", ".jsonc")) else text
        if plain == text:
            raise
        return plain, load(plain, "int")


def _blanked(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else "".join(one if one == "\n" else " " for one in found[0])


def is_template(file: File) -> bool:
    """Whether a YAML file is a template of a chart or of some other engine, and so no YAML yet."""
    return "templates" in file.folders and "{{" in file.text


def as_map(data: Any) -> dict[str, Any]:
    """The map, or an empty one for anything else."""
    return data if isinstance(data, dict) else {}


def as_list(data: Any) -> list[Any]:
    """The list; a single value as a list of it, nothing as an empty one."""
    if isinstance(data, list):
        return data
    return [] if data is None else [data]


def texts(data: Any) -> list[str]:
    """The texts of a list, or the one text; numbers as they read, anything else is left out."""
    return [text(one) for one in as_list(data) if isinstance(one, str | int | float)]


def text(data: Any) -> str:
    """A scalar as text, "" for anything else; true and false as YAML writes them."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return data
    return str(data) if isinstance(data, int | float) else ""


def text_map(data: Any) -> dict[str, str]:
    """A map of scalars as texts; lists and maps in it are left out."""
    return {key: text(value) for key, value in as_map(data).items() if isinstance(value, str | int | float)}


def number(data: Any) -> int:
    """A whole number, 0 for anything else."""
    if isinstance(data, bool):
        return 0
    if isinstance(data, int | float):
        return int(data) if abs(data) < 2**53 else 0
    if isinstance(data, str) and data.strip().isdigit() and len(data) < 16:
        return int(data)
    return 0


def truth(data: Any) -> bool:
    """Whether a setting is on, written as a truth value or as text."""
    return data is True or isinstance(data, str) and data.strip().lower() in ("true", "yes", "on", "1")
