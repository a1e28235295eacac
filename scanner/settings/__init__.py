"""`.readiness.yaml`: found upwards from what is scanned, checked against its schema, unknown keys refused.

Most scans have no such file, so what reads one is loaded when there is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from scanner.model.rule import Severity
from scanner.settings.records import Environment, Override, RuleChoice, Settings, SettingsError, TerraformChoice

FILE_NAME = ".readiness.yaml"


def find(start: Path, root: Path) -> Path | None:
    """The nearest `.readiness.yaml` from `start` up to `root`."""
    folder = Path(os.path.abspath(start))
    if not folder.is_dir():
        folder = folder.parent
    for each in (folder, *folder.parents):
        if (each / FILE_NAME).is_file():
            return each / FILE_NAME
        if each == root:
            return None
    return None


def load(path: Path, shown: str) -> Settings:
    """The settings of a file and of what it extends; `shown` is the path that messages and places name.

    SettingsError where a file does not exist, is no YAML, or does not follow the schema.
    """
    from scanner.settings.build import settings_of
    from scanner.settings.file import layers

    return settings_of(layers(path, shown))


def fail_on(word: str) -> Severity | None:
    """The severity from which findings fail a scan; None for ``none``.  SettingsError: no such word."""
    if word == "none":
        return None
    try:
        return Severity.parse(word)
    except ValueError as error:
        raise SettingsError(f"{error}, none") from None


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?``, or nothing where no known word is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1)
    return f"; did you mean '{near[0]}'?" if near else ""


__all__ = [
    "FILE_NAME", "Environment", "Override", "RuleChoice", "Settings", "SettingsError", "TerraformChoice", "fail_on", "find", "load",
    "nearest",
]
