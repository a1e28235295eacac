"""`.readiness.yaml`: found upwards from what is scanned, checked against its schema, unknown keys refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from scanner.model.rule import Severity
from scanner.rules.profiles import PROFILES

FILE_NAME = ".readiness.yaml"
MAX_SIZE = 1024 * 1024


class SettingsError(Exception):
    """A configuration that cannot be used; str() names the file, the place, what is wrong and what to do."""


class RuleChoice(NamedTuple):
    """What a team says about one rule; None leaves the rule as it is."""

    enabled: bool | None = None
    severity: Severity | None = None
    params: Mapping[str, Any] = MappingProxyType({})


class Settings(NamedTuple):
    """The configuration of a scan; the command line overrides the file.

    `complete` says that everything which is deployed together is scanned together, so
    that a reference to something that is not there is a defect. `admission_policies` says that policies of Kubernetes
    among what is scanned judge the rest of it.
    """

    profile: str = "default"
    fail_on: Severity | None = Severity.HIGH
    kube_version: str = ""
    complete: bool = False
    exclude: tuple[str, ...] = ()
    rule_paths: tuple[Path, ...] = ()
    admission_policies: bool = False
    rules: Mapping[str, RuleChoice] = MappingProxyType({})

    @property
    def params(self) -> dict[str, Mapping[str, Any]]:
        """Parameters by rule id."""
        return {rule: choice.params for rule, choice in self.rules.items() if choice.params}


def fail_on(word: str) -> Severity | None:
    """The severity from which findings fail a scan; None for ``none``.  SettingsError: no such word."""
    if word == "none":
        return None
    try:
        return Severity.parse(word)
    except ValueError as error:
        raise SettingsError(f"{error}, none") from None


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
    """The settings of a file.  SettingsError where it does not exist, is no YAML, or does not follow the schema."""
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
    if data is None:
        return Settings()
    _check(data, text, shown)
    return _settings(data, path)


def _check(data: Any, text: str, shown: str) -> None:
    """Hold the data against schemas/config.schema.json; the first failure is the error."""
    from scanner.conform import failures

    for failure in failures(data, "config.schema.json"):
        raise SettingsError(f"{shown}:{_line(text, list(failure.path))}: {failure.problem}")


def nearest(word: str, known: list[str]) -> str:
    """``; did you mean 'x'?``, or nothing where no known word is near."""
    from scanner.conform import nearest as found

    return found(word, known)


def _line(text: str, path: list[Any]) -> int:
    from scanner.located.positions import positions

    return text.count("\n", 0, positions(text).nearest(path).key_start) + 1


def _settings(data: dict[str, Any], path: Path) -> Settings:
    settings = Settings()
    if "profile" in data:
        settings = settings._replace(profile=data["profile"])
    if "fail-on" in data:
        settings = settings._replace(fail_on=fail_on(data["fail-on"]))
    rules = {
        rule: RuleChoice(
            choice.get("enabled"),
            Severity.parse(choice["severity"]) if "severity" in choice else None,
            choice.get("params", {}),
        )
        for rule, choice in data.get("rules", {}).items()
    }
    return settings._replace(
        kube_version=str(data.get("kube-version", "")),
        complete=data.get("scope") == "complete",
        exclude=tuple(data.get("exclude", ())),
        rule_paths=tuple(path.parent / each for each in data.get("rule-paths", ())),
        admission_policies=data.get("admission-policies", False),
        rules=rules,
    )


__all__ = ["PROFILES", "RuleChoice", "Settings", "SettingsError", "fail_on", "find", "load", "nearest"]
