"""Custom objects under structural schemas."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.apischema.findings import Findings
from scanner.apischema.structural import check_custom
from scanner.apischema.tables import tables
from scanner.located.yaml import load
from scanner.model.unknown import Unknown


def findings(schema: Any, spec: Any, **more: Any) -> Findings:
    body = {"apiVersion": "example.com/v1", "kind": "Backup", "metadata": {"name": "a"}, "spec": spec, **more}
    found = Findings(100_000)
    check_custom(tables(), 35, {"type": "object", "properties": {"spec": schema}}, body, found)
    return found


def said(schema: str, spec: str) -> list[str]:
    found = findings(load(schema, "int"), load(spec, "int"))
    assert found.unknown is None
    return [defect.message for defect in found.defects]


OBJECT = "{type: object, properties: {a: {type: string}, b: {type: integer}}}"


@pytest.mark.parametrize(("schema", "spec"), [
    (OBJECT, "{a: x, b: 1}"),
    (OBJECT, "{a: null, b: 2.0}"),
    (OBJECT, "null"),
    ("{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}", "{a: x, other: [1]}"),
    ("{type: object, additionalProperties: {type: integer}}", "{x: 1, z: 2}"),
    ("{type: object, additionalProperties: true}", "{x: {w: z}}"),
    ("{x-kubernetes-preserve-unknown-fields: true}", "[1, {a: b}]"),
    ("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "80"),
    ("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}], pattern: '^[0-9]+%?$'}", "'5%'"),
    ("{type: string, nullable: true}", "null"),
    ("{type: object, required: [a], properties: {a: {type: string, nullable: true}}}", "{a: null}"),
    ("{type: object, required: [a], properties: {a: {type: string, default: x}}}", "{}"),
    ("{type: object, required: [a], properties: {a: {type: string, default: x}}}", "{a: null}"),
    ("{type: object, properties: {a: {type: object, default: {}, required: [b], properties: {b: {type: integer, default: 1}}}}}", "{}"),
    ("{type: string, enum: [A, B]}", "A"),
    ("{type: number, enum: [1, 2]}", "1.0"),
    ("{type: string, pattern: '[a-z]+', minLength: 1, maxLength: 3}", "'1a2'"),
    ("{type: integer, minimum: 1, maximum: 3}", "3"),
    ("{type: array, items: {type: string}, minItems: 1, maxItems: 2}", "[a, b]"),
    ("{type: array, items: {type: string}, x-kubernetes-list-type: atomic}", "[a, a]"),
    ("{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object, properties: "
     "{name: {type: string}}}}", "[{name: a}, {name: b}]"),
    ("{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}", "{a: x}"),
    ("{type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
     "{a: x, b: z}"),
    ("{type: object, properties: {a: {type: string}}, not: {required: [b]}}", "{a: x}"),
    ("{type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object, properties: {a: {type: string}}}}}",
     "{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {a: b}}"),
    ("{type: number}", "1"),
    ("{type: integer, multipleOf: 5}", "10"),
    ("{type: integer, exclusiveMinimum: true, minimum: 1}", "2"),
])
def test_taken(schema: str, spec: str) -> None:
    assert said(schema, spec) == []


@pytest.mark.parametrize(("schema", "spec", "expected"), [
    (OBJECT, "{A: x}", "example.com/v1 Backup has no field spec.A; the nearest known name is 'a'."),
    (OBJECT, "{zzz: x}", "example.com/v1 Backup has no field spec.zzz."),
    (OBJECT, "{a: 1}", "spec.a is an integer, and a string is expected (write it in quotes)."),
    (OBJECT, "{b: '1'}", "spec.b is a string, and an integer is expected (write it without quotes)."),
    (OBJECT, "[]", "spec is a list, and a map is expected."),
    ("{type: object}", "{a: 1}", "example.com/v1 Backup has no field spec.a."),
    ("{type: object, additionalProperties: {type: integer}}", "{x: z}", "spec.x is a string, and an integer is expected."),
    ("{type: object, required: [a], properties: {a: {type: string}}}", "{}", "spec.a is missing."),
    ("{type: object, required: [a], properties: {a: {type: string}}}", "{a: null}", "spec.a is missing."),
    ("{type: boolean}", "'yes'", "spec is a string, and true or false is expected."),
    ("{x-kubernetes-int-or-string: true}", "1.5", "spec is a number with a fraction, and an integer or a string is expected."),
    ("{type: string, enum: [A, B]}", "C", "spec is 'C', and A or B is expected."),
    ("{type: string, enum: [A, B]}", "''", "spec is '', and A or B is expected."),
    ("{type: integer, enum: [1]}", "2", "spec is an integer, and 1 is expected."),
    ("{type: string, pattern: '^[a-z]+$'}", "A1", "spec does not match the pattern ^[a-z]+$."),
    ("{type: string, minLength: 3}", "ab", "spec has 2 characters, and at least 3 are expected."),
    ("{type: integer, minimum: 1}", "0", "spec is less than 1."),
    ("{type: integer, maximum: 5, exclusiveMaximum: true}", "5", "spec is greater than or equal to 5."),
    ("{type: integer, multipleOf: 5}", "7", "spec is no multiple of 5."),
    ("{type: array, items: {type: string}, maxItems: 1}", "[a, b]", "spec has 2 items, and at most 1 are allowed."),
    ("{type: array, items: {type: string}, x-kubernetes-list-type: set}", "[a, b, a]", "spec[2] occurs twice in a list that is a set."),
    ("{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name, port], items: {type: object, properties: "
     "{name: {type: string}, port: {type: integer, default: 1}}}}", "[{name: a}, {name: a, port: 1}]",
     "spec[1] has the same name a and port 1 as another item of the list."),
    ("{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
     "{}", "spec fits none of the alternatives of its schema: spec.a is missing, spec.b is missing."),
    ("{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
     "{a: x, b: z}", "spec fits 2 alternatives of its schema, and only one is allowed."),
    ("{type: string, anyOf: [{pattern: '^a'}, {pattern: '^b'}]}", "c", "spec fits none of the alternatives of its schema."),
    ("{type: object, properties: {a: {type: string}}, not: {required: [a]}}", "{a: x}", "spec is what its schema excludes."),
    ("{type: object, properties: {a: {type: string}}, allOf: [{properties: {a: {minLength: 2}}}]}", "{a: x}",
     "spec.a has 1 characters, and at least 2 are expected."),
    ("{type: object, x-kubernetes-embedded-resource: true}", "{apiVersion: v1, kind: Pod, metadata: {labels: {a: 1}}}",
     "spec.metadata.labels.a is an integer, and a string is expected (write it in quotes)."),
    ("{type: object, maxProperties: 1, additionalProperties: {type: integer}}", "{a: 1, b: 2}",
     "spec has 2 entries, and at most 1 are allowed."),
])
def test_refused(schema: str, spec: str, expected: str) -> None:
    assert said(schema, spec) == [expected]


def test_the_object_around_is_checked_too() -> None:
    schema = load(OBJECT, "int")
    assert [one.message for one in findings(schema, {}, metadata={"labels": {"a": True}}).defects] == [
        "metadata.labels.a is the boolean true, and a string is expected (write it in quotes).", "metadata.name is missing."]
    assert [one.path for one in findings(schema, {}, sepc={}).defects] == [("sepc",)]
    assert findings(schema, {}, status={"anything": 1}).defects == []


@pytest.mark.parametrize("schema", [
    "{type: string, pattern: '(?<!a)b'}",
    "{type: string, pattern: '('}",
    "{type: string, pattern: '" + "a" * 6_000 + "'}",
])
def test_a_pattern_that_the_server_cannot_read_either_says_nothing(schema: str) -> None:
    found = findings(load(schema, "int"), "x")
    assert found.defects == [] and found.unknown is not None


UNKNOWN = Unknown("the template action failed")


@pytest.mark.parametrize(("schema", "spec", "expected"), [
    (OBJECT, {"a": UNKNOWN}, []),
    (OBJECT, UNKNOWN, []),
    (OBJECT, {"a": UNKNOWN, "b": "x"}, ["spec.b"]),
    ("{type: object, properties: {a: {type: string}}, oneOf: [{properties: {a: {enum: [x]}}}, {properties: {a: {enum: [y]}}}]}",
     {"a": UNKNOWN}, []),
    ("{type: object, properties: {a: {type: string}}, not: {properties: {a: {enum: [x]}}}}", {"a": UNKNOWN}, []),
    ("{type: array, items: {type: string}, x-kubernetes-list-type: set}", [UNKNOWN, UNKNOWN], []),
])
def test_a_value_that_is_not_known_is_never_wrong(schema: str, spec: Any, expected: list[str]) -> None:
    found = findings(load(schema, "int"), spec)
    assert [".".join(map(str, one.path)) for one in found.defects] == expected
    assert found.unknown is not None and found.unknown[1] is UNKNOWN


def test_an_alternative_that_fits_leaves_nothing_open() -> None:
    schema = load("{type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [b]}, "
                  "{properties: {a: {enum: [x]}}}]}", "int")
    found = findings(schema, {"a": "y", "b": "z"})
    assert found.defects == [] and found.unknown is None


def _nested(word: str, depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "pattern": "^x"}
    for _ in range(depth):
        schema = {word: [schema, schema]}
    return schema


def _deep(depth: int) -> tuple[dict[str, Any], dict[str, Any]]:
    schema: dict[str, Any] = {"type": "string"}
    spec: Any = "x"
    for _ in range(depth):
        schema, spec = {"type": "object", "properties": {"a": schema}}, {"a": spec}
    return schema, spec


_PROPERTIES = {f"p{number}": {"type": "integer", "default": number} for number in range(500)}
HOSTILE: dict[str, tuple[Any, Any]] = {
    "alternatives of alternatives": (_nested("anyOf", 40), "y"),
    "exclusive alternatives of alternatives": (_nested("oneOf", 40), "y"),
    "not of not": ({"not": {"not": _nested("anyOf", 30)}}, "y"),
    "deep schema and value": _deep(800),
    "schema that holds itself": ((cyclic := {"type": "object", "properties": {}}) and cyclic, {"a": {"a": {}}}),
    "defaults of many items": ({"type": "array", "items": {"type": "object", "properties": _PROPERTIES}}, [{}] * 20_000),
    "list of many values": ({"type": "array", "items": {"enum": list(range(2_000))}}, list(range(20_000))),
    "many required fields": ({"type": "array", "items": {"required": [f"r{number}" for number in range(5_000)]}}, [{}] * 5_000),
    "regex bomb": ({"type": "array", "items": {"type": "string", "pattern": "^(a+)+$"}}, ["a" * 5_000 + "!"] * 500),
    "many patterns": ({"type": "object", "properties": {f"p{number}": {"type": "string", "pattern": f"(x{{1,900}}){{1,2}}{number}" * 200}
                                                        for number in range(600)}}, {f"p{number}": "x" for number in range(600)}),
    "many strangers": ({"type": "object", "properties": _PROPERTIES}, {f"q{number}": 1 for number in range(100_000)}),
    "many keys of a list": ({"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys":
                             [f"k{number}" for number in range(5_000)], "items": {}}, [{"k0": "a"}] * 5_000),
    "nothing as it should be": ({"type": ["object"], "properties": [1], "required": {"a": 1}, "enum": 5, "items": 7,
                                 "anyOf": {}, "oneOf": [3], "not": [], "pattern": 8, "minimum": "x", "maxLength": None,
                                 "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [{}]}, {"a": [1, "x"]}),
}
cyclic["properties"]["a"] = cyclic


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_schemas_cost_a_bounded_amount_of_work(name: str) -> None:
    found = findings(*HOSTILE[name])
    assert found.unknown is not None or found.left > 0
    assert len(found.defects) <= 50 and all(len(one.message) < 1_000 for one in found.defects)


def test_alternatives_that_are_not_tried_any_more_say_nothing() -> None:
    schema = {"anyOf": [{"pattern": f"^{letter}"} for letter in "abcdef"]}
    for left in range(1, 400, 7):
        found = Findings(left)
        body = {"apiVersion": "example.com/v1", "kind": "Backup", "metadata": {"name": "a"}, "spec": "f"}
        check_custom(tables(), 35, {"type": "object", "properties": {"spec": schema}}, body, found)
        assert found.defects == []
    assert found.unknown is None


# -- properties -------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "name", "kind"])
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text("abx\u20ac\udc80", max_size=4)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8)
LEAVES = st.fixed_dictionaries({}, optional={
    "type": st.sampled_from(["object", "array", "string", "integer", "number", "boolean", "odd"]),
    "nullable": st.booleans(), "enum": st.lists(SCALARS, max_size=3), "default": VALUES, "minimum": st.integers(-3, 3),
    "maxLength": st.integers(0, 3), "pattern": st.sampled_from(["^a", "[", "b$"]), "minItems": st.integers(0, 2),
    "required": st.lists(NAMES, max_size=2), "x-kubernetes-int-or-string": st.booleans(),
    "x-kubernetes-preserve-unknown-fields": st.booleans(), "x-kubernetes-embedded-resource": st.booleans(),
    "x-kubernetes-list-type": st.sampled_from(["set", "map", "atomic"]), "x-kubernetes-list-map-keys": st.lists(NAMES, max_size=2),
})
SCHEMAS = st.recursive(LEAVES, lambda inner: st.tuples(LEAVES, st.fixed_dictionaries({}, optional={
    "properties": st.dictionaries(NAMES, inner, max_size=3), "additionalProperties": inner | st.booleans(), "items": inner,
    "anyOf": st.lists(inner, max_size=2), "oneOf": st.lists(inner, max_size=2), "allOf": st.lists(inner, max_size=2), "not": inner,
})).map(lambda both: {**both[0], **both[1]}), max_leaves=8)


@settings(max_examples=150)
@given(SCHEMAS | VALUES, VALUES)
def test_any_schema_gives_an_answer(schema: Any, spec: Any) -> None:
    first, second = findings(schema, spec), findings(schema, spec)
    assert first.defects == second.defects
    assert all(one.path[0] == "spec" and one.message.endswith(".") for one in first.defects)


@settings(max_examples=150)
@given(SCHEMAS, st.dictionaries(NAMES, SCALARS, min_size=1), NAMES)
def test_a_value_that_becomes_unknown_adds_no_defect(schema: Any, spec: dict[str, Any], name: str) -> None:
    known = {(one.path, one.message) for one in findings(schema, spec).defects}
    if name in spec and spec[name] is not None:
        blurred = {(one.path, one.message) for one in findings(schema, {**spec, name: UNKNOWN}).defects}
        assert blurred <= known
