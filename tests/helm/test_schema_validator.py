"""Keywords of JSON schema, by draft."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.helm import schema_validator
from scanner.helm.schema_documents import Documents, Invalid
from scanner.helm.schema_failures import lines
from scanner.helm.schema_validator import validate

D4, D6, D7 = (f"http://json-schema.org/draft-0{number}/schema#" for number in (4, 6, 7))
D2019, D2020 = (f"https://json-schema.org/draft/{name}/schema" for name in ("2019-09", "2020-12"))


def run(schema: Any, value: Any, draft: str = D7) -> list[str]:
    if isinstance(schema, dict):
        schema = {"$schema": draft, **schema}
    return lines(validate(Documents(schema), value))


# schema, good values, bad value, its lines
KEYWORDS: list[tuple[Any, list[Any], Any, list[str]]] = [
    (False, [], 1, ["- at '': false schema"]),
    ({"type": "integer"}, [1, 1.0, 1e6], 1.5, ["- at '': got number, want integer"]),
    ({"type": ["string", "null"]}, ["", None], [], ["- at '': got array, want null or string"]),
    ({"type": "number"}, [1, 2.5], True, ["- at '': got boolean, want number"]),
    ({"const": 1}, [1, 1.0], True, ["- at '': value must be 1"]),
    ({"const": [1]}, [[1.0]], [2], ["- at '': 'const' failed"]),
    ({"enum": ["a", None, 1]}, ["a", None, 1.0], "b", ["- at '': value must be one of 'a', <nil>, 1"]),
    ({"enum": ["a"]}, ["a"], True, ["- at '': value must be 'a'"]),
    ({"enum": [{"a": 1}]}, [{"a": 1}], {}, ["- at '': 'enum' failed"]),
    ({"minimum": 1, "maximum": 3}, [1, 3, "x"], 0.5, ["- at '': minimum: got 0.5, want 1"]),
    ({"exclusiveMinimum": 1}, [1.1], 1, ["- at '': exclusiveMinimum: got 1, want 1"]),
    ({"exclusiveMaximum": 1000}, [999], 2e6, ["- at '': exclusiveMaximum: got 2×10⁰⁶, want 1,000"]),
    ({"multipleOf": 0.1}, [0.3, 0, 1e300], 0.35, ["- at '': multipleOf: got 0.35, want 0.1"]),
    ({"minLength": 2}, ["éé", 1], "é", ["- at '': minLength: got 1, want 2"]),
    ({"maxLength": 1}, ["é"], "ab", ["- at '': maxLength: got 2, want 1"]),
    ({"pattern": "^[a-z]+$"}, ["ab"], "A'1", ["- at '': 'A\\'1' does not match pattern '^[a-z]+$'"]),
    ({"pattern": "b"}, ["abc"], "x", ["- at '': 'x' does not match pattern 'b'"]),
    ({"format": "ipv4"}, ["1.2.3.4", 5], "1.2.3", ["- at '': '1.2.3' is not valid ipv4: expected four decimals"]),
    ({"minItems": 1}, [[1], {}], [], ["- at '': minItems: got 0, want 1"]),
    ({"uniqueItems": True}, [[1, "1", True, [1]]], [{"a": 1}, 2, {"a": 1.0}], ["- at '': items at 0 and 2 are equal"]),
    ({"items": {"type": "string"}}, [["a"]], ["a", 1], ["- at '/1': got number, want string"]),
    ({"items": [True], "additionalItems": False}, [[1], []], [1, 2, 3],
     ["- at '': last 2 additionalItem(s) not allowed"]),
    ({"contains": {"const": 1}}, [[2, 1]], [2],
     ["- at '': no items match contains schema", "  - at '/0': value must be 1"]),
    ({"minProperties": 1}, [{"a": 1}], {}, ["- at '': minProperties: got 0, want 1"]),
    ({"required": ["a", "b"]}, [{"a": 1, "b": None}], {}, ["- at '': missing properties 'a', 'b'"]),
    ({"properties": {"a/b~": {"type": "null"}}}, [{"c": 1}], {"a/b~": 1}, ["- at '/a~1b~0': got number, want null"]),
    ({"patternProperties": {"^x": False}}, [{"y": 1}], {"x1": 1}, ["- at '/x1': false schema"]),
    ({"additionalProperties": False}, [{}], {"b": 1, "a": 1}, ["- at '': additional properties 'a', 'b' not allowed"]),
    ({"properties": {"a": True}, "additionalProperties": {"type": "null"}}, [{"a": 1, "b": None}], {"b": 1},
     ["- at '/b': got number, want null"]),
    ({"propertyNames": {"maxLength": 1}}, [{"a": 1}], {"ab": 1},
     ["- at '': invalid propertyName 'ab'", "  - at '': maxLength: got 2, want 1"]),
    ({"dependencies": {"a": ["b"]}}, [{"a": 1, "b": 1}, {}], {"a": 1},
     ["- at '': properties 'b' required, if 'a' exists"]),
    ({"dependencies": {"a": {"required": ["c"]}}}, [{"a": 1, "c": 1}], {"a": 1}, ["- at '': missing property 'c'"]),
    ({"not": {"type": "null"}}, [1], None, ["- at '': 'not' failed"]),
    ({"allOf": [{"minimum": 1}, {"maximum": 0}]}, ["x"], 0.5,
     ["- at '': 'allOf' failed", "  - at '': minimum: got 0.5, want 1", "  - at '': maximum: got 0.5, want 0"]),
    ({"anyOf": [{"type": "null"}, False]}, [None], 1,
     ["- at '': 'anyOf' failed", "  - at '': got number, want null", "  - at '': false schema"]),
    ({"oneOf": [{"type": "null"}, {"const": 1}]}, [None, 1], 2,
     ["- at '': 'oneOf' failed, none matched", "  - at '': got number, want null", "  - at '': value must be 1"]),
    ({"oneOf": [False, True, True]}, [], 2, ["- at '': 'oneOf' failed, subschemas 1, 2 matched"]),
    ({"if": {"const": 1}, "then": False, "else": {"type": "null"}}, [None], 1, ["- at '': false schema"]),
    ({"$ref": "#/definitions/d", "type": "null", "definitions": {"d": {"minimum": 1}}}, [2], 0,
     ["- at '': minimum: got 0, want 1"]),
    ({"definitions": {"d": {"minimum": 1, "multipleOf": 2}}, "properties": {"a": {"$ref": "#/definitions/d"}}},
     [{"a": 2}], {"a": -1},
     ["- at '/a': validation failed", "  - at '/a': minimum: got -1, want 1",
      "  - at '/a': multipleOf: got -1, want 2"]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "good", "bad", "expected"), KEYWORDS)
def test_keywords(schema: Any, good: list[Any], bad: Any, expected: list[str]) -> None:
    for value in good:
        assert run(schema, value) == []
    assert run(schema, bad) == expected


DRAFTS: list[tuple[str, Any, Any, bool]] = [
    (D4, {"minimum": 1, "exclusiveMinimum": True}, 1, False),
    (D4, {"const": 1}, 1, True),
    (D4, {"id": "http://x/", "definitions": {"a": {"id": "#a", "type": "null"}}, "properties": {"b": {"$ref": "#a"}}},
     {"b": 1}, False),
    (D6, {"if": True, "then": False}, 1, True),
    (D7, {"format": "email"}, "x", False),
    (D2019, {"format": "email"}, "x", True),
    (D2020, {"format": "email"}, "x", True),
    (D2019, {"$ref": "#/$defs/d", "$defs": {"d": True}, "type": "null"}, 1, False),
    (D2019, {"dependentRequired": {"a": ["b"]}}, {"a": 1}, False),
    (D2019, {"dependentSchemas": {"a": False}}, {"a": 1}, False),
    (D2019, {"contains": {"const": 1}, "minContains": 2}, [1], False),
    (D2019, {"contains": {"const": 1}, "maxContains": 1}, [1, 1], False),
    (D2019, {"contains": {"const": 1}, "minContains": 0}, [], True),
    (D2019, {"items": [True], "additionalItems": False}, [1, 2], False),
    (D2019, {"$recursiveAnchor": True, "properties": {"a": {"$recursiveRef": "#"}}, "maxProperties": 1},
     {"a": {"a": {"b": 1, "c": 2}}}, False),
    (D2020, {"prefixItems": [{"type": "null"}], "items": {"type": "string"}}, [None, "x"], True),
    (D2020, {"prefixItems": [{"type": "null"}], "items": {"type": "string"}}, [None, 1], False),
    (D2020, {"$anchor": "here", "properties": {"a": {"$ref": "#here"}}, "maxProperties": 1}, {"a": {"b": 1, "c": 1}},
     False),
    (D2020, {"properties": {"a": True}, "unevaluatedProperties": False}, {"a": 1, "b": 1}, False),
    (D2020, {"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False}, {"a": 1}, True),
    (D2020, {"anyOf": [{"properties": {"a": {"type": "null"}}}, True], "unevaluatedProperties": False}, {"a": 1},
     False),
    (D2020, {"if": {"required": ["a"]}, "then": {"properties": {"a": True}}, "unevaluatedProperties": False},
     {"a": 1}, True),
    (D2020, {"prefixItems": [True], "unevaluatedItems": False}, [1, 2], False),
    (D2020, {"prefixItems": [True], "contains": {"const": 2}, "unevaluatedItems": False}, [1, 2], True),
    (D2020, {"$id": "https://x/y", "$defs": {"d": {"$id": "z", "type": "null"}}, "properties": {"a": {"$ref": "z"}}},
     {"a": 1}, False),
    (D2020, {"$dynamicAnchor": "n", "properties": {"a": {"$dynamicRef": "#n"}}, "maxProperties": 1},
     {"a": {"b": 1, "c": 2}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "schema", "value", "good"), DRAFTS)
def test_drafts(draft: str, schema: Any, value: Any, good: bool) -> None:
    assert (run(schema, value, draft) == []) is good


def test_reference_cycles_end() -> None:
    assert "reference cycle" in run({"$ref": "#"}, 1)[0]
    schema = {"definitions": {"a": {"allOf": [{"$ref": "#/definitions/a"}]}}, "$ref": "#/definitions/a"}
    assert "reference cycle" in "".join(run(schema, 1))
    assert run({"properties": {"a": {"$ref": "#"}}, "type": "object"}, {"a": {"a": {"a": {}}}}) == []


def test_references_that_fan_out_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_validator, "MAX_STEPS", 20_000)
    definitions = {
        f"d{level}": {"anyOf": [{"allOf": [{"$ref": f"#/definitions/d{level + 1}"}, False]}] * 3} for level in range(40)
    }
    schema = {"definitions": {**definitions, "d40": {"type": "null"}}, "$ref": "#/definitions/d0"}
    with pytest.raises(Invalid, match="too many steps"):
        run(schema, 1)


def test_long_chains_of_references_are_stopped() -> None:
    definitions = {f"d{level}": {"$ref": f"#/definitions/d{level + 1}"} for level in range(3000)}
    with pytest.raises(Invalid, match="too deeply"):
        run({"definitions": {**definitions, "d3000": True}, "$ref": "#/definitions/d0"}, 1)


def test_hostile_patterns_are_linear() -> None:
    start = time.perf_counter()
    run({"pattern": "^(a+)+$"}, "a" * 50_000 + "b")
    run({"patternProperties": {"^(a|a)*$": {}}, "unevaluatedProperties": False}, {"a" * 5000 + "b": 1}, D2020)
    run({"uniqueItems": True}, [[float(number)] for number in range(50_000)])
    assert time.perf_counter() - start < 5


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
SCHEMAS = st.recursive(
    st.booleans()
    | st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["null", "integer", "string", "array", "object", "boolean"]),
            "enum": st.lists(VALUES, min_size=1, max_size=2),
            "minimum": st.integers(-1, 1),
            "maxLength": st.integers(0, 1),
            "required": st.lists(st.sampled_from("ab"), unique=True, min_size=1),
            "uniqueItems": st.booleans(),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "additionalProperties": inner,
            "items": inner,
            "not": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "if": inner,
            "then": inner,
            "unevaluatedProperties": inner,
            "unevaluatedItems": inner,
        },
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("draft", [D7, D2020])
@given(schema=SCHEMAS, value=VALUES)
def test_agrees_with_the_jsonschema_package(draft: str, schema: Any, value: Any) -> None:
    from jsonschema.validators import validator_for

    if isinstance(schema, dict):
        schema = {"$schema": draft, **schema}
    reference = validator_for(schema)(schema)
    assert (validate(Documents(schema), value) == []) is reference.is_valid(value)
