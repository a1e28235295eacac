"""Holds data against one of our schemas, and words what differs for the person who wrote the data.

A schema may say under `expected` how it would put its demand into words; where it does not, the words come from the
keyword that failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from scanner.paths import data_folder
from scanner.records import NamedTuple

_LONGEST = 60
_MAX_FAILURES = 50
_KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


class Failure(NamedTuple):
    """One difference: the path to it, what is wrong, and whether the key at the path is meant and not its value."""

    path: tuple[str | int, ...]
    problem: str
    on_key: bool = False


def failures(data: Any, schema: str) -> list[Failure]:
    """Everything in which `data` differs from the schema of that name in schemas/, by path."""
    validator = _validator(schema)
    known = validator.schema.get("properties", {})
    found = [failure for error in validator.iter_errors(data) for failure in _worded(error, known)]
    ordered = sorted(dict.fromkeys(found), key=lambda one: ([str(step) for step in one.path], one.problem))
    return ordered[:_MAX_FAILURES]


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """``; did you mean 'x'?``, or nothing where no known word is near."""
    near = _near(word, known, cutoff)
    return f"; did you mean '{near}'?" if near else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """The nearest known word, or all of them."""
    known = sorted(known)
    return nearest(word, known) or f"; known keys are {', '.join(known)}"


def shown(value: Any) -> str:
    """A value as part of a sentence."""
    text = repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST - 1] + "…"


def _near(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(str(word)[:_LONGEST], list(known), 1, cutoff)), "")


@cache
def _validator(schema: str) -> Any:
    import json

    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((data_folder("schemas") / schema).read_text(encoding="utf-8")))


def _worded(error: Any, known: dict[str, Any]) -> Iterator[Failure]:
    """The failures behind one error of the validator; `known` are the keys of the whole."""
    path = tuple(error.absolute_path)
    keyword, demanded, value = error.validator, error.validator_value, error.instance
    if keyword == "additionalProperties":
        yield from _unknown_keys(path, value, error.schema.get("properties", {}))
    elif keyword == "required":
        yield from _missing(path, value, error, error.schema.get("properties", {}) if path else known)
    elif keyword == "oneOf" and (branch := _meant(error)):
        for inner in branch:
            yield from _worded(inner, known)
    elif "expected" in error.schema:
        found = "" if isinstance(value, (dict, list)) else f", found {shown(value)}"
        yield Failure(path, f"expected {error.schema['expected']}{found}")
    elif keyword == "enum":
        near = nearest(value, [one for one in demanded if isinstance(one, str)]) if isinstance(value, str) else ""
        yield Failure(path, f"{shown(value)} is not one of {', '.join(map(str, demanded))}{near}")
    elif keyword == "type":
        yield Failure(path, f"{shown(value)} is not of type {shown(demanded)}")
    elif keyword in ("minLength", "maxLength", "minItems", "maxItems"):
        unit = "characters" if keyword.endswith("Length") else "entries"
        bound = "at least" if keyword.startswith("min") else "at most"
        yield Failure(path, f"it has {len(value)} {unit}, {bound} {demanded} are wanted")
    elif keyword == "uniqueItems":
        yield Failure(path, "an entry stands there twice")
    else:
        yield Failure(path, error.message[:300])


def _unknown_keys(path: tuple[str | int, ...], value: dict[str, Any], known: dict[str, Any]) -> Iterator[Failure]:
    for key in value:
        if key not in known:
            yield Failure((*path, key), f"unknown key {shown(key)}{suggestion(key, known)}", on_key=True)


def _missing(
    path: tuple[str | int, ...], value: dict[str, Any], error: Any, known: dict[str, Any],
) -> Iterator[Failure]:
    """The keys that are missing; one that is there under a name nearly the same is told as that."""
    key = next((one for one in error.validator_value if error.message.startswith(f"{one!r} ")), "")
    misspelt = any(_near(one, [key]) for one in value if one not in known)
    if not misspelt:
        yield Failure(path, f"'{key}' is missing")


def _meant(error: Any) -> list[Any]:
    """Of several forms a value may have, the failures of the one whose type it has."""
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    fitting = [found for found in branches.values() if not any(
        inner.validator == "type" and not inner.relative_path for inner in found)]
    return fitting[0] if len(fitting) == 1 and len(branches) > 1 else []
