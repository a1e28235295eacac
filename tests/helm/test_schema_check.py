"""Whether a document is a schema."""

from typing import Any

import pytest

from scanner.helm.schema_check import check_schema
from scanner.helm.schema_documents import META_SCHEMAS, Documents, Invalid, parse

GOOD = [
    "{}",
    "true",
    '{"type": ["string", "null"], "enum": [1], "required": ["a"], "minLength": 1, "multipleOf": 0.5}',
    '{"unknown": [1], "default": {"$ref": "#/nowhere"}, "enum": [{"$ref": "#/nowhere"}]}',
    '{"properties": {"$ref": {"type": "string"}, "type": {"type": "string"}}}',
    '{"definitions": {"unused": {"$ref": "#/nowhere"}}}',
    '{"items": {"$ref": "#/definitions/a"}, "definitions": {"a": {"items": {"$ref": "#"}}}}',
    '{"dependencies": {"a": ["b"], "c": {}}}',
    '{"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": true}',
    '{"required": []}',
]


@pytest.mark.parametrize("text", GOOD)
def test_good(text: str) -> None:
    check_schema(Documents(parse(text)))


BAD = [
    ('{"type": "text"}', "/type"),
    ('{"type": 1}', "/type"),
    ('{"properties": []}', "/properties"),
    ('{"properties": {"a": 1}}', "/properties/a"),
    ('{"allOf": {}}', "/allOf"),
    ('{"anyOf": []}', "/anyOf"),
    ('{"minLength": "1"}', "/minLength"),
    ('{"minLength": 1.5}', "/minLength"),
    ('{"multipleOf": 0}', "/multipleOf"),
    ('{"required": "a"}', "/required"),
    ('{"required": ["a", "a"]}', "/required"),
    ('{"pattern": "(?=x)"}', "/pattern"),
    ('{"patternProperties": {"(": {}}}', "/patternProperties"),
    ('{"uniqueItems": 1}', "/uniqueItems"),
    ('{"definitions": {"unused": {"type": 1}}}', "/definitions/unused/type"),
    ('{"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": 1}', ""),
    ('{"items": {"not": {"type": []}}}', "/items/not/type"),
]


@pytest.mark.parametrize(("text", "place"), BAD)
def test_bad(text: str, place: str) -> None:
    with pytest.raises(Invalid, match="is not valid against metaschema: jsonschema validation failed with") as caught:
        check_schema(Documents(parse(text)))
    assert f"at '{place}" in str(caught.value)


@pytest.mark.parametrize(
    "text", ['{"$ref": "#/x"}', '{"items": {"allOf": [{"$ref": "#/x"}]}}', '{"not": {"$ref": "#x"}}']
)
def test_references_that_lead_nowhere(text: str) -> None:
    with pytest.raises(Invalid, match="not found"):
        check_schema(Documents(parse(text)))


@pytest.mark.parametrize("draft", sorted(META_SCHEMAS))
def test_meta_schemas_are_schemas(draft: int) -> None:
    from jsonschema_specifications import REGISTRY

    url = META_SCHEMAS[draft]
    document: Any = REGISTRY.contents(url if url in REGISTRY else url.rstrip("#"))
    check_schema(Documents(document))
