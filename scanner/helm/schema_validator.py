"""Holding values against a JSON schema, drafts 4 to 2020-12, as the validator in Helm does.

Own code instead of the `jsonschema` package because a chart's schema is untrusted: patterns
run on RE2, and every step is counted, so that neither a pattern nor references that fan
out exponentially can stop a scan.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from scanner.gotemplate.functions.regex import BadPattern, compiled, spend_search
from scanner.gotemplate.limits import VISIT, spend
from scanner.helm.schema_documents import Documents, Invalid, Number, Schema
from scanner.helm.schema_failures import Failure, all_quoted, grouped, number, quoted, shown
from scanner.helm.schema_formats import complaint

MAX_STEPS = 300_000
"""Most times a schema is held against a value in one validation (some seconds)."""

_STEP = 1000
"""Work of holding a schema against a value."""

MAX_DEPTH = 140
"""Most schemas within schemas on the way to one value."""

At = tuple[str, ...]
Marks = set[str] | None  # evaluated properties, and items as "#0"; None where nobody asks


def validate(documents: Documents, value: Any, assert_formats: bool = False) -> list[Failure]:
    """What is wrong with `value` by the root schema; Invalid where the schema cannot be applied.

    `assert_formats` asserts `format` in every draft, as is done with the meta-schemas.
    """
    failure = _Validation(documents, assert_formats).check(documents.root, value, (), _Context(), None)
    if failure is None:
        return []
    return list(failure.causes) if failure.text == "validation failed" and not failure.transparent else [failure]


class _Context:
    """The way to a schema: the resources entered, for dynamic references; the schemas active on this very value."""

    __slots__ = ("bases", "active", "depth")

    def __init__(self, bases: tuple[str, ...] = (), active: tuple[int, ...] = (), depth: int = 0) -> None:
        self.bases = bases
        self.active = active
        self.depth = depth


class _Validation:
    def __init__(self, documents: Documents, assert_formats: bool) -> None:
        self.documents = documents
        self.assert_formats = assert_formats
        self.steps = 0

    def check(self, schema: Schema, value: Any, at: At, context: _Context, marks: Marks) -> Failure | None:
        """Hold a schema against a value; the failure, or None, in which case `marks` gets what was evaluated."""
        self.steps += 1
        spend(_STEP)
        if self.steps > MAX_STEPS or context.depth > MAX_DEPTH:
            raise Invalid("the schema takes too many steps, or refers to itself too deeply, to be applied")
        node = schema.node
        if node is True:
            return None
        if node is False:
            return Failure(at, "false schema")
        if not isinstance(node, dict):
            return None
        if id(node) in context.active:
            return Failure(at, f'both refer to "{schema.base}" causing reference cycle')
        bases = context.bases
        if not bases or bases[-1] != schema.base:
            bases = (*bases, schema.base)
        inner = _Context(bases, (*context.active, id(node)), context.depth + 1)
        if schema.draft < 2019 and isinstance(node.get("$ref"), str):
            return self._reference(schema, "$ref", value, at, inner, marks)
        first = _own_value(node, value, at) or self._format(schema, value, at)
        if first is not None:
            return first
        own_marks: Marks = set() if self.documents.tracks_unevaluated else None
        failures: list[Failure] = []
        for each in (self._references, self._typed, self._combined):
            each(schema, value, at, inner, own_marks, failures)
        if own_marks is not None:
            self._unevaluated(schema, value, at, inner, own_marks, failures)
        if failures:
            return grouped(at, failures)
        if marks is not None and own_marks is not None:
            marks |= own_marks
        return None

    def child(self, schema: Schema, node: Any, value: Any, at: At, key: str, context: _Context) -> Failure | None:
        """Hold a subschema against a part of the value."""
        fresh = _Context(context.bases, (), context.depth)
        return self.check(self._inside(schema, node), value, (*at, key), fresh, None)

    def _inside(self, schema: Schema, node: Any) -> Schema:
        return self.documents.entered(node, schema.base, schema.draft)

    def _format(self, schema: Schema, value: Any, at: At) -> Failure | None:
        name = schema.node.get("format")
        if not isinstance(name, str) or not isinstance(value, str) or not (schema.draft < 2019 or self.assert_formats):
            return None
        reason = complaint(name, value)
        return Failure(at, f"{quoted(value)} is not valid {name}: {reason}") if reason else None

    # -- references

    def _references(
        self, schema: Schema, value: Any, at: At, context: _Context, marks: Marks, failures: list[Failure]
    ) -> None:
        for keyword in ("$ref", "$recursiveRef", "$dynamicRef"):
            if isinstance(schema.node.get(keyword), str):
                failure = self._reference(schema, keyword, value, at, context, marks)
                if failure is not None:
                    failures.append(failure)

    def _reference(
        self, schema: Schema, keyword: str, value: Any, at: At, context: _Context, marks: Marks
    ) -> Failure | None:
        reference = schema.node[keyword]
        target = self.documents.resolve(reference, schema.base)
        if keyword != "$ref" and isinstance(target.node, dict):
            anchor = "" if keyword == "$recursiveRef" else reference.rpartition("#")[2]
            mark = target.node.get("$dynamicAnchor") if anchor else target.node.get("$recursiveAnchor")
            if mark == anchor or mark is True:
                target = next(filter(None, (self.documents.dynamic(base, anchor) for base in context.bases)), target)
        failure = self.check(target, value, at, context, marks)
        if failure is None:
            return None
        causes = failure.causes if failure.text == "validation failed" else (failure,)
        return Failure(at, "validation failed", causes, transparent=True)

    # -- assertions by type

    def _typed(
        self, schema: Schema, value: Any, at: At, context: _Context, marks: Marks, failures: list[Failure]
    ) -> None:
        if isinstance(value, dict):
            self._object(schema, value, at, context, marks, failures)
        elif isinstance(value, list):
            self._array(schema, value, at, context, marks, failures)
        elif isinstance(value, str):
            failures += _text(schema.node, value, at)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            failures += _number(schema.node, value, at)

    def _object(
        self, schema: Schema, value: dict[str, Any], at: At, context: _Context, marks: Marks, failures: list[Failure]
    ) -> None:
        node = schema.node
        failures += _size(node, "minProperties", "maxProperties", len(value), at)
        missing = [name for name in _texts(node.get("required")) if name not in value]
        if missing:
            words = f"missing propert{'y' if len(missing) == 1 else 'ies'}"
            failures.append(Failure(at, f"{words} {all_quoted(missing)}"))
        for keyword in ("dependencies", "dependentSchemas", "dependentRequired"):
            for name, wanted in sorted(_map(node.get(keyword)).items()):
                if name not in value:
                    continue
                if isinstance(wanted, list):
                    absent = [each for each in _texts(wanted) if each not in value]
                    if absent:
                        text = f"properties {all_quoted(absent)} required, if {quoted(name)} exists"
                        failures.append(Failure(at, text))
                else:
                    self._add(failures, self.check(self._inside(schema, wanted), value, at, context, marks))
        self._properties(schema, value, at, context, marks, failures)
        if "propertyNames" in node and schema.draft > 4:
            for name in sorted(value):
                failure = self.child(schema, node["propertyNames"], name, at, name, context)
                if failure is not None:
                    causes = failure.causes if failure.text == "validation failed" else (failure,)
                    bare = tuple(Failure((), each.text, each.causes, each.transparent) for each in causes)
                    failures.append(Failure(at, f"invalid propertyName {quoted(name)}", bare))

    def _properties(
        self, schema: Schema, value: dict[str, Any], at: At, context: _Context, marks: Marks, failures: list[Failure]
    ) -> None:
        node = schema.node
        own = _map(node.get("properties"))
        patterns = [(_pattern(text), each) for text, each in sorted(_map(node.get("patternProperties")).items())]
        additional = node.get("additionalProperties")
        refused = []
        for name in sorted(value):
            found = [own[name]] if name in own else []
            if patterns:
                self.steps += len(patterns)
                found += [each for matches, each in patterns if matches(name)]
            if not found and additional is not None:
                if additional is False:
                    refused.append(name)
                found = [additional] if additional is not False else []
                if marks is not None:
                    marks.add(name)
            for each in found:
                self._add(failures, self.child(schema, each, value[name], at, name, context))
                if marks is not None:
                    marks.add(name)
        if refused:
            failures.append(Failure(at, f"additional properties {all_quoted(refused)} not allowed"))

    def _array(
        self, schema: Schema, value: list[Any], at: At, context: _Context, marks: Marks, failures: list[Failure]
    ) -> None:
        node = schema.node
        failures += _size(node, "minItems", "maxItems", len(value), at)
        if node.get("uniqueItems") is True:
            failures += _unique(value, at)
        listed, rest = node.get("prefixItems" if schema.draft >= 2020 else "items"), None
        if schema.draft >= 2020:
            rest = node.get("items")
        elif isinstance(listed, list):
            rest = node.get("additionalItems")
        else:
            listed, rest = [], listed
        listed = listed if isinstance(listed, list) else []
        for index, item in enumerate(value):
            if index >= len(listed) and rest is None:
                break
            if index >= len(listed) and rest is False and schema.draft < 2020 and listed:
                count = len(value) - len(listed)
                failures.append(Failure(at, f"last {number(count)} additionalItem(s) not allowed"))
                break
            each = listed[index] if index < len(listed) else rest
            self._add(failures, self.child(schema, each, item, at, str(index), context))
            if marks is not None:
                marks.add(f"#{index}")
        if "contains" in node and schema.draft > 4:
            self._contains(schema, value, at, context, marks, failures)

    def _contains(
        self, schema: Schema, value: list[Any], at: At, context: _Context, marks: Marks, failures: list[Failure]
    ) -> None:
        node = schema.node
        causes, matched = [], []
        for index, item in enumerate(value):
            failure = self.child(schema, node["contains"], item, at, str(index), context)
            if failure is not None:
                causes.append(failure)
                continue
            matched.append(index)
            if marks is not None and schema.draft >= 2020:
                marks.add(f"#{index}")
        least, most = _whole(node.get("minContains")), _whole(node.get("maxContains"))
        if schema.draft < 2019:
            least = most = None
        where = " ".join(map(str, matched))
        if least is not None and len(matched) < least:
            but = f"matched {len(matched)} items at {where}" if matched else "none matched"
            text = f"min {least} items required to match contains schema, but {but}"
            failures.append(Failure(at, text, tuple(causes)))
        elif least is None and not matched:
            failures.append(Failure(at, "no items match contains schema", tuple(causes)))
        if most is not None and len(matched) > most:
            text = f"max {most} items required to match contains schema, but matched {len(matched)} items at {where}"
            failures.append(Failure(at, text))

    # -- combinations

    def _combined(
        self, schema: Schema, value: Any, at: At, context: _Context, marks: Marks, failures: list[Failure]
    ) -> None:
        node = schema.node

        def apply(each: Any, taking: Marks = marks) -> Failure | None:
            return self.check(self._inside(schema, each), value, at, context, taking)

        if "not" in node and apply(node["not"], set()) is None:
            failures.append(Failure(at, "'not' failed"))
        if isinstance(node.get("allOf"), list):
            causes = [failure for each in node["allOf"] if (failure := apply(each)) is not None]
            if causes:
                failures.append(Failure(at, "'allOf' failed", tuple(causes)))
        if isinstance(node.get("anyOf"), list):
            self._add(failures, self._any_of(node["anyOf"], at, apply))
        if isinstance(node.get("oneOf"), list):
            self._add(failures, self._one_of(node["oneOf"], at, apply, marks))
        if "if" in node and schema.draft > 6:
            branch = "then" if apply(node["if"]) is None else "else"
            if branch in node:
                self._add(failures, apply(node[branch]))

    def _any_of(self, choices: list[Any], at: At, apply: Callable[..., Failure | None]) -> Failure | None:
        causes, matched = [], False
        for each in choices:
            failure = apply(each)
            if failure is not None:
                causes.append(failure)
                continue
            matched = True
            if not self.documents.tracks_unevaluated:
                break
        return None if matched or not choices else Failure(at, "'anyOf' failed", tuple(causes))

    def _one_of(self, choices: list[Any], at: At, apply: Callable[..., Failure | None], marks: Marks) -> Failure | None:
        causes, matched = [], []
        for index, each in enumerate(choices):
            found: Marks = set()
            failure = apply(each, found)
            if failure is not None:
                causes.append(failure)
                continue
            matched.append(index)
            if len(matched) > 1:
                return Failure(at, f"'oneOf' failed, subschemas {matched[0]}, {matched[1]} matched")
            if marks is not None and found is not None:
                marks |= found
        return None if matched or not choices else Failure(at, "'oneOf' failed, none matched", tuple(causes))

    def _unevaluated(
        self, schema: Schema, value: Any, at: At, context: _Context, marks: set[str], failures: list[Failure]
    ) -> None:
        if schema.draft < 2019:
            return
        if isinstance(value, dict) and "unevaluatedProperties" in schema.node:
            rest = [(name, name, value[name]) for name in sorted(value) if name not in marks]
            each = schema.node["unevaluatedProperties"]
        elif isinstance(value, list) and "unevaluatedItems" in schema.node:
            rest = [(f"#{index}", str(index), item) for index, item in enumerate(value) if f"#{index}" not in marks]
            each = schema.node["unevaluatedItems"]
        else:
            return
        for mark, key, item in rest:
            self._add(failures, self.child(schema, each, item, at, key, context))
            marks.add(mark)

    @staticmethod
    def _add(failures: list[Failure], failure: Failure | None) -> None:
        if failure is not None:
            failures.append(failure)


# -- assertions on the value alone


def kind(value: Any) -> str:
    """JSON's name for the type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _own_value(node: dict[str, Any], value: Any, at: At) -> Failure | None:
    """type, const and enum: when one of them fails the rest of the schema is not looked at."""
    wanted = node.get("type")
    if wanted is not None:
        names = [wanted] if isinstance(wanted, str) else _texts(wanted)
        found = kind(value)
        whole = found == "number" and "integer" in names and float(value).is_integer()
        if names and found not in names and not whole:
            return Failure(at, f"got {found}, want {' or '.join(sorted(names, key=_type_order))}")
    if "const" in node and not _same(node["const"], value):
        if isinstance(node["const"], (list, dict)):
            return Failure(at, "'const' failed")
        return Failure(at, f"value must be {shown_json(node['const'])}")
    if isinstance(node.get("enum"), list) and not any(_same(each, value) for each in node["enum"]):
        choices = node["enum"]
        if any(isinstance(each, (list, dict)) for each in choices):
            return Failure(at, "'enum' failed")
        words = "value must be" if len(choices) == 1 else "value must be one of"
        return Failure(at, f"{words} {', '.join(map(shown_json, choices))}")
    return None


_TYPES = ["null", "boolean", "number", "integer", "string", "array", "object"]


def _type_order(name: str) -> int:
    return _TYPES.index(name) if name in _TYPES else len(_TYPES)


def shown_json(value: Any) -> str:
    """A value of a schema in a message: numbers as they were written."""
    return value.text if isinstance(value, Number) else shown(value)


def _same(one: Any, other: Any) -> bool:
    """Equality as JSON has it: 1 and 1.0 are equal, 1 and true are not."""
    spend(VISIT)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return kind(one) == kind(other) and bool(one == other)


def _text(node: dict[str, Any], value: str, at: At) -> list[Failure]:
    failures = _size(node, "minLength", "maxLength", len(value), at)
    pattern = node.get("pattern")
    if isinstance(pattern, str) and not _pattern(pattern)(value):
        failures.append(Failure(at, f"{quoted(value)} does not match pattern {quoted(pattern)}"))
    return failures


def _number(node: dict[str, Any], value: float, at: At) -> list[Failure]:
    failures = []

    def compare(keyword: str, limit: Any, holds: bool) -> None:
        if not holds:
            failures.append(Failure(at, f"{keyword}: got {number(value)}, want {number(limit)}"))

    least, most = node.get("minimum"), node.get("maximum")
    above, below = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
    if above is True and _is_number(least):  # draft 4
        above, least = least, None
    if below is True and _is_number(most):
        below, most = most, None
    if _is_number(least):
        compare("minimum", least, value >= least)
    if _is_number(most):
        compare("maximum", most, value <= most)
    if _is_number(above):
        compare("exclusiveMinimum", above, value > above)
    if _is_number(below):
        compare("exclusiveMaximum", below, value < below)
    step = node.get("multipleOf")
    if _is_number(step) and step > 0:
        whole = step != float("inf") and (Fraction(repr(float(value))) / Fraction(repr(float(step)))).denominator == 1
        compare("multipleOf", step, whole or value == 0)
    return failures


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _size(node: dict[str, Any], least: str, most: str, size: int, at: At) -> list[Failure]:
    low, high = _whole(node.get(least)), _whole(node.get(most))
    failures = []
    if low is not None and size < low:
        failures.append(Failure(at, f"{least}: got {size:,}, want {low:,}"))
    if high is not None and size > high:
        failures.append(Failure(at, f"{most}: got {size:,}, want {high:,}"))
    return failures


def _unique(value: list[Any], at: At) -> list[Failure]:
    seen: dict[Any, int] = {}
    for index, item in enumerate(value):
        first = seen.setdefault(_hashable(item), index)
        if first != index:
            return [Failure(at, f"items at {first:,} and {index:,} are equal")]
    return []


def _hashable(value: Any) -> Any:
    spend(VISIT)
    if isinstance(value, dict):
        return ("object", frozenset((key, _hashable(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("array", *map(_hashable, value))
    return (kind(value), value)


def _pattern(text: str) -> Callable[[str], bool]:
    try:
        expression = compiled(text)
    except BadPattern as error:
        raise Invalid(str(error)) from None

    def matches(value: str) -> bool:
        spend_search(expression, value)
        return expression.search(_valid(value)) is not None

    return matches


def _valid(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _whole(value: Any) -> int | None:
    return int(value) if _is_number(value) and abs(value) < 1e18 else None


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
