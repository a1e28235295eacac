"""Configuration in JSON."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from scanner.hcl import json_syntax
from scanner.hcl.errors import SyntaxProblem
from scanner.hcl.json_syntax import Raw
from scanner.hcl.nodes import Binary, Literal, Parentheses

TEXT = '{"//": "note", "resource": {"aws_x": {"y": [{"a": "${1 + b}", "c": 1.50}]}}, "locals": {"k": null}}'


def test_blocks_and_attributes() -> None:
    body = json_syntax.body(json_syntax.parse(TEXT, "a.tf.json"), "a.tf.json", {"resource": 2, "locals": 0})
    resource, locals_ = body.blocks
    assert (resource.type, resource.labels) == ("resource", ("aws_x", "y"))
    assert isinstance(resource.body, Raw)
    inner = resource.body.read({})
    assert TEXT[inner.attributes["a"].start:inner.attributes["a"].end] == '"a": "${1 + b}"'
    template = inner.attributes["a"].value
    assert isinstance(template, Parentheses) and isinstance(template.inner, Binary)
    assert TEXT[template.inner.start:template.inner.end] == "1 + b"
    assert isinstance(locals_.body, Raw)


def test_literals_are_no_templates() -> None:
    body = json_syntax.body(json_syntax.parse('{"a": "${x}"}', "t"), "t", {}, None)
    value = body.attributes["a"].value
    assert isinstance(value, Literal) and value.value.data == "${x}"


@pytest.mark.parametrize(("text", "start"), [
    ('{"a": }', 6), ("[1,]", 3), ('{"a" 1}', 5), ('{"a": 1} x', 9), ('{"a": tru}', 6), ("", 0), ('"a\nb"', 0), ("[" * 600, 501)])
def test_what_is_no_json(text: str, start: int) -> None:
    with pytest.raises(SyntaxProblem) as problem:
        json_syntax.parse(text, "t")
    assert problem.value.start == start


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_reads_what_json_writes(data: object) -> None:
    import json

    from scanner.hcl.scope import Scope
    from scanner.hcl.evaluator import evaluate
    from scanner.hcl.json_values import encode
    from tests.hcl.evaluating import Known

    node = json_syntax.literal(json_syntax.parse(json.dumps(data), "t"))
    found = json.loads(encode(evaluate(node, Scope(Known({})))))
    if json.dumps(data).isascii() and "\\u" not in json.dumps(data):
        assert found == data
