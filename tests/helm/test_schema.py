"""values.schema.json of a chart and its subcharts."""

from pathlib import Path

import pytest

from scanner.gotemplate.values import Map
from scanner.helm.chart import Chart
from scanner.helm.errors import SchemaError, SchemaUnavailable
from scanner.helm.schema import check_schemas, schema_problems
from scanner.helm.values import coalesce
from tests.helm.charts import head, load

HEADING = "values don't meet the specifications of the schema(s) in the following chart(s):\n"
STRING_A = '{"properties": {"a": {"type": "string"}}}'


def chart(tmp_path: Path, schema: str | None, values: str, sub_schema: str | None = None) -> Chart:
    files = {"values.yaml": values, "charts/db/Chart.yaml": head("db")}
    if schema is not None:
        files["values.schema.json"] = schema
    if sub_schema is not None:
        files["charts/db/values.schema.json"] = sub_schema
    return load(tmp_path, files)


def check(loaded: Chart) -> None:
    check_schemas(loaded, coalesce(loaded, Map()))


def test_good_values(tmp_path: Path) -> None:
    check(chart(tmp_path, STRING_A, "a: x", STRING_A))
    check(chart(tmp_path / "none", None, "a: 1"))


def test_all_charts_are_checked(tmp_path: Path) -> None:
    below = '{"required": ["z"], "properties": {"a": {"type": "null"}}}'
    loaded = chart(tmp_path, STRING_A, "a: 1\ndb: {a: true}", below)
    with pytest.raises(SchemaError) as caught:
        check(loaded)
    assert str(caught.value) == (
        HEADING + "web:\n- at '/a': got number, want string\n"
        "db:\n- at '': missing property 'z'\n- at '/a': got boolean, want null"
    )
    assert caught.value.where is not None and caught.value.where.path == "web/values.schema.json"
    assert [error.where.path for error in schema_problems(loaded, coalesce(loaded, Map())) if error.where] == [
        "web/values.schema.json",
        "web/charts/db/values.schema.json",
    ]


NO_SCHEMAS = [
    ("", "EOF"),
    ("{", "unexpected EOF"),
    ('{"a": 1,}', "invalid character '}' looking for beginning of object key string"),
    ('{"$ref": "#/definitions/x"}', 'json-pointer in "file:///values.schema.json#/definitions/x" not found'),
    ('{"properties": {"a": {"pattern": "("}}}', "is not valid regex: error parsing regexp: missing closing )"),
    ('{"type": "nope"}', "- at '/type': 'anyOf' failed"),
    ("[]", "- at '': got array, want boolean or object"),
    ('{"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": 1}',
     "is not valid against metaschema"),
    ('{"$schema": "https://json-schema.org/draft/2019-09/schema", "minLength": -1}', "- at '/minLength': "),
]


@pytest.mark.parametrize(("schema", "message"), NO_SCHEMAS)
def test_what_is_no_schema(tmp_path: Path, schema: str, message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check(chart(tmp_path, schema, "a: x"))
    assert str(caught.value).startswith(HEADING + "web:\n") and message in str(caught.value)
    assert not isinstance(caught.value, SchemaUnavailable)


ABSENT = [
    "https://example.com/schema.json",
    "http://example.com/schema.json#/definitions/a",
    "schemas/other.json",
    "file://../other.json",
]


@pytest.mark.parametrize("url", ABSENT)
def test_schemas_that_are_not_at_hand(tmp_path: Path, url: str) -> None:
    schema = '{"properties": {"a": {"$ref": "URL"}, "b": {"type": "string"}}}'.replace("URL", url)
    loaded = chart(tmp_path, schema, "a: 1\nb: 2\n")
    values = coalesce(loaded, Map())
    with pytest.raises(SchemaUnavailable, match='failing loading "'):
        check_schemas(loaded, values)
    notice, error = schema_problems(loaded, values)
    assert isinstance(notice, SchemaUnavailable) and "not checked" in str(notice)
    assert str(error) == "- at '/b': got number, want string"


def test_a_dialect_that_is_not_at_hand(tmp_path: Path) -> None:
    with pytest.raises(SchemaUnavailable):
        check(chart(tmp_path, '{"$schema": "https://example.com/dialect"}', "{}"))


def test_unknown_names_are_let_pass(tmp_path: Path) -> None:
    check(chart(tmp_path, '{"properties": {"a": {"$ref": "urn:example:x"}}}', "a: 1"))


def test_references_nobody_uses_do_not_count(tmp_path: Path) -> None:
    check(chart(tmp_path, '{"definitions": {"d": {"$ref": "https://example.com/x"}}}', "a: 1"))


def test_values_of_the_wrong_shape_below(tmp_path: Path) -> None:
    loaded = chart(tmp_path, None, "{}", STRING_A)
    with pytest.raises(SchemaError, match=r"db:\ninvalid type for values: expected object \(map\), got float64$"):
        check_schemas(loaded, Map({"db": 1.0}))
