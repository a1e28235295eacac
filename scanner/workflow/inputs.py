"""The inputs of the action, which reach the command as variables: they are never part of a script."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

PREFIX = "READINESS_"

# (variable, option): the value is one word.
_SINGLE = (
    ("CONFIG", "--config"), ("PROFILE", "--profile"), ("KUBE_VERSION", "--kube-version"), ("FAIL_ON", "--fail-on"),
    ("BASELINE", "--baseline"), ("BASE_REF", "--diff"), ("DIFF_ONLY", "--diff-only"), ("CATEGORY", "--sarif-category"),
    ("SARIF_FILE", "--sarif-file"), ("JSON_FILE", "--json-file"), ("UPLOAD_SARIF", "--upload-sarif"),
    ("ANNOTATIONS", "--annotations"), ("SUMMARY", "--summary"), ("COMMENT", "--comment"),
    ("MAX_RESULTS", "--max-results"),
)

# The value has one word on each line.
_MANY = (("ENVIRONMENT", "--env"), ("VALUES", "--values"), ("SET", "--set"), ("REPORTS", "--output"),
         ("CHECKLIST", "--checklist-report"))

_FLAGS = (("ALLOW_EMPTY", "--allow-empty", "--no-allow-empty"),)


def options(environment: Mapping[str, str]) -> Iterator[str]:
    """The options that the variables stand for.  ValueError: READINESS_ARGS cannot be split."""
    for name, option in _SINGLE:
        value = environment.get(PREFIX + name, "").strip()
        if value:
            yield f"{option}={value}"
    for name, option in _MANY:
        yield from (f"{option}={line}" for line in _lines(environment.get(PREFIX + name, "")))
    for name, on, off in _FLAGS:
        value = environment.get(PREFIX + name, "").strip()
        if value:
            yield on if value == "true" else off
    try:
        yield from shlex.split(environment.get(PREFIX + "ARGS", ""))
    except ValueError as error:
        raise ValueError(f"the input args cannot be split into words: {error}") from None


def paths(environment: Mapping[str, str]) -> list[str]:
    """The paths to scan, one on each line."""
    return list(_lines(environment.get(PREFIX + "PATHS", "")))


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())
