"""`.readiness.yaml`: found upwards from what is scanned, checked against its schema, unknown keys refused."""

from __future__ import annotations

from pathlib import Path

from scanner.settings.build import fail_on, settings_of
from scanner.settings.file import FILE_NAME, find, layers, nearest
from scanner.settings.records import Environment, Override, RuleChoice, Settings, SettingsError


def load(path: Path, shown: str) -> Settings:
    """The settings of a file and of what it extends; `shown` is the path that messages and places name.

    SettingsError where a file does not exist, is no YAML, or does not follow the schema.
    """
    return settings_of(layers(path, shown))


__all__ = [
    "FILE_NAME", "Environment", "Override", "RuleChoice", "Settings", "SettingsError", "fail_on", "find", "load",
    "nearest",
]
