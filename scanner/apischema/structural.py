"""Custom objects against the structural schema of their definition: what a server refuses, as far as it is certain.

A structural schema is the part of OpenAPI v3 that CustomResourceDefinitions may use.  Defaults are filled in first, as
the server does.  Not checked: `x-kubernetes-validations` (rules in CEL) and `format`, of which the server knows only
some.  Schemas come from whoever wrote the files, so patterns run on RE2 and all work is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from scanner.apischema.check import check_metadata, check_name, check_unique
from scanner.apischema.findings import MAX_DEPTH, Findings
from scanner.apischema.names import choice, dotted, nearest
from scanner.apischema.scalars import described, is_integer, is_number, mismatch
from scanner.apischema.tables import Tables
from scanner.located.scalars import replace_invalid
from scanner.model.resource import Data, Path
from scanner.model.unknown import Unknown

Schema = Mapping[str, Any]

_STEP = 32  # characters of a pattern's subject, or instructions of its program, that count as one value
_TRIAL = 3  # values that trying an alternative counts for
_READING = 10  # values that reading one character of a pattern counts for

_OBJECT = ("apiVersion", "kind", "metadata")


def check_custom(tables: Tables, minor: int, schema: Schema, body: dict[str, Data], findings: Findings) -> None:
    """Add to the findings what is wrong with a custom object under the schema of its version.

    `tables` and `minor` say what its metadata may hold.
    """
    subject = f"{body['apiVersion']} {body['kind']}"
    check_metadata(tables, minor, body.get("metadata"), ("metadata",), subject, findings)
    check_name(body, findings)
    inner = {key: value for key, value in body.items() if key not in (*_OBJECT, "status")}
    filled = _defaulted(inner, schema, findings, 0)
    _Walk(tables, minor, findings, subject).value(filled, _of_the_rest(schema), ())


def _of_the_rest(schema: Schema) -> Schema:
    """The schema of an object without the demand for what is checked apart or not at all."""
    required = schema.get("required")
    if not isinstance(required, list):
        return schema
    return {**schema, "required": [one for one in required if one not in (*_OBJECT, "status")]}


def _defaulted(value: Data, schema: Any, findings: Findings, depth: int) -> Data:
    """The value with the defaults of the schema where something is absent, or null where null is no value."""
    if not isinstance(schema, dict) or depth > MAX_DEPTH:
        return value
    properties, rest = _properties(schema), schema.get("additionalProperties")
    if not findings.may_enter((), 1 + len(properties)):
        return value
    if isinstance(value, list) and "items" in schema:
        return [_defaulted(item, schema["items"], findings, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    filled = {}
    for key, item in value.items():
        inner = properties.get(key, rest)
        if item is None and isinstance(inner, dict) and not inner.get("nullable"):
            continue
        filled[key] = _defaulted(item, inner, findings, depth + 1)
    for key, inner in properties.items():
        if key not in filled and isinstance(inner, dict) and inner.get("default") is not None:
            filled[key] = _defaulted(inner["default"], inner, findings, depth + 1)
    return filled


def _properties(schema: Schema) -> dict[str, Any]:
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


class _Walk:
    """Goes through a value side by side with a schema.

    `depth` counts the combined schemas (`anyOf` and its kin) around: inside of one, names need not be known.
    """

    def __init__(self, tables: Tables, minor: int, findings: Findings, subject: str, depth: int = 0) -> None:
        self.tables, self.minor, self.findings, self.subject, self.depth = tables, minor, findings, subject, depth

    def value(self, value: Data, schema: Any, path: Path) -> None:
        """A value under a schema; one that is null where that is allowed has nothing else to satisfy."""
        if not isinstance(schema, dict) or not self.findings.may_enter(path, 1, self.depth):
            return
        if isinstance(value, Unknown):
            self.findings.blur(path, value)
            return
        if value is None:
            return
        if not self._type(value, schema, path):
            return
        self._enumerated(value, schema, path)
        if isinstance(value, dict):
            self._map(value, schema, path)
        elif isinstance(value, list):
            self._list(value, schema, path)
        elif isinstance(value, str):
            self._string(value, schema, path)
        elif is_number(value):
            self._number(value, schema, path)
        self._combined(value, schema, path)

    def _type(self, value: Data, schema: Schema, path: Path) -> bool:
        """Whether the value has the type of the schema; says so when it has not."""
        if schema.get("x-kubernetes-int-or-string") is True:
            fits, expected = is_integer(value) or isinstance(value, str), "an integer or a string"
        else:
            kind = schema.get("type")
            fits, expected = _TYPES[kind](value) if isinstance(kind, str) and kind in _TYPES else (True, "")
        if not fits:
            self.findings.add(path, mismatch(value, expected))
        return fits

    def _enumerated(self, value: Data, schema: Schema, path: Path) -> None:
        known = schema.get("enum")
        if isinstance(known, list) and self.findings.may_enter(path, len(known)):
            if not self.findings.full and not any(_equal(value, one) for one in known):
                shown = f"'{value[:60]}'" if isinstance(value, str) else described(value)
                expected = choice(value[:60] if isinstance(value, str) else "", [str(one)[:60] for one in known])
                self.findings.add(path, f"is {shown}, and {expected}")

    # -- maps ---------------------------------------------------------------------

    def _map(self, value: dict[str, Data], schema: Schema, path: Path) -> None:
        properties, rest = _properties(schema), schema.get("additionalProperties")
        for key, item in value.items():
            if key in properties:
                self.value(item, properties[key], (*path, key))
            elif isinstance(rest, dict):
                self.value(item, rest, (*path, key))
            elif not self.depth and not self._is_free(key, schema):
                self._stranger(key, properties, path)
        if schema.get("x-kubernetes-embedded-resource") is True:
            metadata = value.get("metadata")
            check_metadata(self.tables, self.minor, metadata, (*path, "metadata"), self.subject, self.findings)
        required = schema.get("required")
        if isinstance(required, list) and self.findings.may_enter(path, len(required)):
            for key in required:
                if isinstance(key, str) and key not in value:
                    self.findings.missing((*path, key), written=key in value)
        self._bounds(len(value), schema, ("minProperties", "maxProperties"), "entries", path)

    def _is_free(self, key: str, schema: Schema) -> bool:
        """Whether a field may, for all that is known, stand in a map although no property has its name."""
        if schema.get("x-kubernetes-preserve-unknown-fields") is True or schema.get("type") != "object":
            return True
        if schema.get("additionalProperties", False) is not False or not isinstance(schema.get("properties", {}), dict):
            return True
        return schema.get("x-kubernetes-embedded-resource") is True and key in _OBJECT

    def _stranger(self, key: str, properties: Mapping[str, Any], path: Path) -> None:
        if self.findings.full:
            return
        near = nearest(key, properties)
        advice = f"; the nearest known name is '{near}'" if near else ""
        self.findings.stranger((*path, key), f"{self.subject} has no field {dotted((*path, key))}{advice}")

    # -- lists ----------------------------------------------------------------------

    def _list(self, value: list[Data], schema: Schema, path: Path) -> None:
        items = schema.get("items")
        for number, item in enumerate(value):
            self.value(item, items, (*path, number))
        self._bounds(len(value), schema, ("minItems", "maxItems"), "items", path)
        keys = schema.get("x-kubernetes-list-map-keys")
        if schema.get("x-kubernetes-list-type") == "map" and isinstance(keys, list):
            if self.findings.may_enter(path, len(value) * len(keys)):
                check_unique(value, [(str(key), None) for key in keys], path, self.findings)
        elif schema.get("x-kubernetes-list-type") == "set":
            self._set(value, path)

    def _set(self, value: list[Data], path: Path) -> None:
        seen: set[Data] = set()
        for number, item in enumerate(value):
            if isinstance(item, str) or is_number(item):
                if item in seen:
                    self.findings.add((*path, number), "occurs twice in a list that is a set")
                seen.add(item)

    # -- scalars --------------------------------------------------------------------

    def _string(self, value: str, schema: Schema, path: Path) -> None:
        self._bounds(len(value), schema, ("minLength", "maxLength"), "characters", path)
        pattern = schema.get("pattern")
        if isinstance(pattern, str):
            expression = self._expression(pattern, path)
            if expression is None:
                self.findings.blur(path, _UNREADABLE)
            elif self.findings.may_enter(path, len(value) // _STEP * (1 + expression.programsize // _STEP)):
                if expression.search(replace_invalid(value)) is None:
                    self.findings.add(path, f"does not match the pattern {pattern[:100]}")

    def _expression(self, pattern: str, path: Path) -> Any:
        """The expression of a pattern; None for one that cannot be read, or not any more."""
        before = _compiled.cache_info().misses
        expression = _compiled(pattern)
        read = _compiled.cache_info().misses > before
        return expression if not read or self.findings.may_enter(path, _READING * len(pattern)) else None

    def _number(self, value: float, schema: Schema, path: Path) -> None:
        low, high, factor = schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
        if is_number(low) and (value < low or value == low and schema.get("exclusiveMinimum") is True):
            self.findings.add(path, f"is less than {'or equal to ' * (value == low)}{low}")
        if is_number(high) and (value > high or value == high and schema.get("exclusiveMaximum") is True):
            self.findings.add(path, f"is greater than {'or equal to ' * (value == high)}{high}")
        if is_integer(factor) and factor and is_integer(value) and value % factor:
            self.findings.add(path, f"is no multiple of {factor}")

    def _bounds(self, size: int, schema: Schema, names: tuple[str, str], what: str, path: Path) -> None:
        least, most = (schema.get(name) for name in names)
        if is_integer(least) and size < least:
            self.findings.add(path, f"has {size} {what}, and at least {least} are expected")
        if is_integer(most) and size > most:
            self.findings.add(path, f"has {size} {what}, and at most {most} are allowed")

    # -- combined schemas -------------------------------------------------------------

    def _combined(self, value: Data, schema: Schema, path: Path) -> None:
        """`allOf`, `anyOf`, `oneOf` and `not`: what they hold says something about values, nothing about names."""
        for one in _list_of(schema, "allOf"):
            self._inner(self.findings).value(value, one, path)
        some = self._trials(value, _list_of(schema, "anyOf"), path)
        if some and not any(map(_fits, some)):
            self._none_fits(some, path)
        alternatives = self._trials(value, _list_of(schema, "oneOf"), path)
        fitting = sum(map(_fits, alternatives))
        if fitting > 1:
            self.findings.add(path, f"fits {fitting} alternatives of its schema, and only one is allowed")
        elif alternatives and not fitting:
            self._none_fits(alternatives, path)
        elif any(one.unknown and not one.defects for one in alternatives):
            self._blur(alternatives)
        for trial in self._trials(value, _list_of({"not": [schema.get("not")]}, "not"), path):
            if _fits(trial):
                self.findings.add(path, "is what its schema excludes")
            elif not trial.defects:
                self._blur([trial])

    def _inner(self, findings: Findings) -> _Walk:
        return _Walk(self.tables, self.minor, findings, self.subject, self.depth + 1)

    def _trials(self, value: Data, schemas: Iterator[Schema], path: Path) -> list[Findings]:
        """What each of several schemas would find; one that is not tried any more finds that nothing is known."""
        trials = []
        for schema in schemas:
            trial = Findings(self.findings.left)
            if trial.may_enter(path, _TRIAL):
                self._inner(trial).value(value, schema, path)
            self.findings.left = trial.left
            trials.append(trial)
        return trials

    def _none_fits(self, trials: list[Findings], path: Path) -> None:
        """No alternative fits for certain; where all lack a field only, the fields are what to say."""
        if not all(trial.defects for trial in trials):
            self._blur(trials)
            return
        first = [trial.defects[0].message.removesuffix(".") for trial in trials]
        lacking = first if all(one.endswith(" is missing") for one in first) else []
        shown = list(dict.fromkeys(lacking))[:_MAX_SHOWN]
        self.findings.add(path, f"fits none of the alternatives of its schema{': ' * bool(shown)}{', '.join(shown)}")

    def _blur(self, trials: list[Findings]) -> None:
        for trial in trials:
            if trial.unknown is not None:
                self.findings.blur(*trial.unknown)


def _fits(trial: Findings) -> bool:
    return not trial.defects and trial.unknown is None


_MAX_SHOWN = 5

_UNREADABLE = Unknown("the pattern of its schema cannot be tried")

_TYPES: Mapping[str, Callable[[Data], tuple[bool, str]]] = {
    "object": lambda value: (isinstance(value, dict), "a map"),
    "array": lambda value: (isinstance(value, list), "a list"),
    "string": lambda value: (isinstance(value, str), "a string"),
    "boolean": lambda value: (isinstance(value, bool), "true or false"),
    "integer": lambda value: (is_integer(value), "an integer"),
    "number": lambda value: (is_number(value), "a number"),
}


def _list_of(schema: Schema, word: str) -> Iterator[Schema]:
    found = schema.get(word)
    return (one for one in found if isinstance(one, dict)) if isinstance(found, list) else iter(())


def _equal(one: Data, other: Data) -> bool:
    """Equality of JSON: true is not 1, 1 is 1.0."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    """The expression of a pattern; None for one that the server's language does not have, or that is too large."""
    from scanner.gotemplate.functions.regex import BadPattern, compiled

    try:
        return compiled(pattern)
    except BadPattern:
        return None
