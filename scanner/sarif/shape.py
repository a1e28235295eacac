"""The form that the standard gives to a log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scanner.paths import data_folder
from scanner.sarif.problems import Problem, error, values, warning

MAX_ERRORS = 100
"""Most deviations from the schema that are told."""

_FINAL = ("sarif-schema-2.1.0.json", "sarif-2.1.0.json")


def schema(log: Any) -> Iterator[Problem]:
    """Deviations from schemas/sarif.schema.json."""
    from itertools import islice

    from jsonschema import Draft202012Validator

    shape = json.loads((data_folder("schemas") / "sarif.schema.json").read_text(encoding="utf-8"))
    found = islice(Draft202012Validator(_spelled_out(shape, shape["$defs"])).iter_errors(log), MAX_ERRORS)
    for problem in sorted(found, key=lambda one: [str(step) for step in one.absolute_path]):
        yield error("schema", tuple(problem.absolute_path), _short(problem.message))


def _spelled_out(part: Any, definitions: Any) -> Any:
    """The schema with its references replaced by what they refer to, which is four times as fast; it has no cycles."""
    if isinstance(part, list):
        return [_spelled_out(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _spelled_out(definitions[part["$ref"].removeprefix("#/$defs/")], definitions)
    return {key: _spelled_out(item, definitions) for key, item in part.items() if key != "$defs"}


def null_members(log: Any) -> Iterator[Problem]:
    """The standard knows no null: what is absent is left out (kube-score and others were refused for it)."""
    for path, value in values(log):
        if value is None:
            yield error("null", path, "null is no value in SARIF; leave the property out")


def schema_uri(log: Any) -> Iterator[Problem]:
    """SARIF1011, SARIF2008: the log names the final schema of 2.1.0; GitHub requires that it names one."""
    found = log.get("$schema", "")
    if not found:
        yield error("schema-uri", (), "'$schema' is missing; code scanning requires it")
    elif not found.endswith(_FINAL) or "-rtm" in found or "-csd" in found:
        yield warning("schema-uri", ("$schema",), f"'{found}' is not a schema of the final standard 2.1.0")


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:150]} ... {text[-100:]}"


CHECKS = (schema_uri,)
