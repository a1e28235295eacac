"""The files through which a step gives outputs and a summary to its workflow."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

MAX_SUMMARY = 900_000
"""Most bytes of a summary; the runner refuses more than 1 MiB as a whole."""

MAX_COMMENT = 60_000
"""Most bytes of a comment; GitHub refuses more than 65,536 characters."""


def outputs(values: Mapping[str, str]) -> str:
    """Outputs in the form of GITHUB_OUTPUT; the word that ends a value is made of it, so the value cannot have it."""
    text = ""
    for name, value in values.items():
        end = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
        text += f"{name}<<{end}\n{value}\n{end}\n"
    return text


def append(path: str, text: str) -> None:
    """Add text to a file of the runner."""
    with Path(path).open("ab") as file:
        file.write(text.encode("utf-8", "replace"))


def room(path: str) -> int:
    """How many bytes a summary may still have."""
    try:
        return max(0, MAX_SUMMARY - Path(path).stat().st_size)
    except OSError:
        return MAX_SUMMARY
