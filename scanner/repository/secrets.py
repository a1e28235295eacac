"""Secrets in the repository: files of SOPS, .env files, ignore lists of Git."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.secretish import literals, names_secret
from scanner.repository.structured import as_map, documents

NAME = "secrets"

_KEYS = ("kms", "age", "pgp", "gcp_kms", "azure_kv", "hc_vault")


def claims(path: str) -> bool:
    """.env*, .gitignore, YAML and JSON files."""
    name = posixpath.basename(path)
    return name == ".gitignore" or is_env(name) or name.endswith((".yaml", ".yml", ".json"))


def is_env(name: str) -> bool:
    """Whether a file of that name holds variables of an environment."""
    return name == ".env" or name.startswith(".env.") or name.endswith(".env")


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The fact of a file, where it is one of these."""
    if file.name == ".gitignore":
        entries = [line.strip() for line in file.text.splitlines() if line.strip() and not line.startswith("#")]
        yield fact("GitIgnore", file.path, file, Lines(file.source, 1), {"entries": entries[:2_000]})
    elif is_env(file.name):
        found = {}
        for line in file.text.splitlines()[:5_000]:
            name, equals, value = line.strip().removeprefix("export ").partition("=")
            if equals and name and not name.startswith("#"):
                found[name.strip()] = value.partition(" #")[0].strip().strip("'\"")
        line = next(
            (
                number
                for number, one in enumerate(file.text.splitlines(), 1)
                if one.partition("=")[0].strip() in literals(found)
            ),
            1,
        )
        yield fact(
            "EnvFile",
            file.path,
            file,
            Lines(file.source, 1, {"secret_literals": line}),
            {"names": sorted(found), "secret_literals": literals(found)},
        )
    elif "sops" in file.text and "ENC[" in file.text:
        for document in documents(file):
            data = as_map(document.data)
            sops = as_map(data.get("sops"))
            if sops.get("mac"):
                plain = sorted(_plain({key: value for key, value in data.items() if key != "sops"}, ""))
                yield fact(
                    "SopsFile",
                    file.path,
                    file,
                    document.at(plain=("sops",)),
                    {
                        "encrypted": not plain,
                        "plain": plain[:100],
                        "keys": [key for key in _KEYS if sops.get(key)],
                    },
                )


def _plain(data: Any, path: str, depth: int = 0) -> Iterator[str]:
    """Paths of texts that look like secrets and are not encrypted."""
    if depth > 50:
        return
    if isinstance(data, dict):
        inside = path in ("data", "stringData") or path.endswith((".data", ".stringData"))
        for key, value in data.items():
            here = f"{path}.{key}" if path else str(key)
            if isinstance(value, str) and not value.startswith("ENC[") and (inside or names_secret(str(key))) and value:
                yield here
            else:
                yield from _plain(value, here, depth + 1)
    elif isinstance(data, list):
        for index, value in enumerate(data[:1_000]):
            yield from _plain(value, f"{path}.{index}", depth + 1)
