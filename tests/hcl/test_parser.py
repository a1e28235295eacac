"""Bodies and expressions, with places."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from scanner.hcl.errors import SyntaxProblem
from scanner.hcl.limits import MAX_NESTING
from scanner.hcl.nodes import Attribute, Binary, Call, Conditional, Index, Literal, Node, Object, Splat, Template
from scanner.hcl.parser import parse, parse_expression, parse_template

BODY = 'a = 1\nblock "x" y {\n  b = [1,\n    2]\n  inner { c = "é${a}" }\n}\n'


def test_a_body_knows_its_places() -> None:
    body = parse(BODY, "main.tf")
    assert list(body.attributes) == ["a"]
    block = body.blocks[0]
    assert (block.type, block.labels) == ("block", ("x", "y"))
    assert BODY[block.start:block.header_end] == 'block "x" y'
    assert [BODY[start:end] for start, end in block.label_places] == ['"x"', "y"]
    assert BODY[block.end - 1] == "}"
    listed = block.body.attributes["b"]
    assert BODY[listed.start:listed.end] == "b = [1,\n    2]" and listed.path == "main.tf"
    inner = block.body.of_type("inner")[0].body.attributes["c"].value
    assert isinstance(inner, Template) and BODY[inner.start:inner.end] == '"é${a}"'
    assert BODY[inner.parts[1].start:inner.parts[1].end] == "a"


@pytest.mark.parametrize(("text", "kind"), [
    ("1 + 2", Binary), ("a ? b : c", Conditional), ("f(x, y...)", Call), ("a.b", Attribute), ("a[0]", Index), ("a.0", Index),
    ("a[*].b", Splat), ("a.*.b", Splat), ("{a = 1}", Object), ('"x"', Literal), ('"x${y}"', Template)])
def test_the_kind_of_an_expression(text: str, kind: type[Node]) -> None:
    node = parse_expression(text)
    assert isinstance(node, kind)
    assert (node.start, node.end) == (0, len(text))


def test_operators_bind_by_precedence() -> None:
    node = parse_expression("1 + 2 * 3 == 7 && !false")
    assert isinstance(node, Binary) and node.operator == "&&"
    assert isinstance(node.left, Binary) and node.left.operator == "=="


@pytest.mark.parametrize(("text", "message"), [
    ("a = ", "Invalid expression"), ("a = 1 2", "Missing newline after argument"), ("a {", "Unclosed configuration block"),
    ("a = [1 2]", "Missing item separator"), ("a = f(1", "Unterminated function call"), ("a = (1", "Unbalanced parentheses"),
    ("a = 1\na = 2", "Attribute redefined"), ('"a" = 1', "Invalid argument name"), ("a { b = 1, c = 2 }", "Invalid single-argument"),
    ("a = {b 1}", "Missing key/value separator"), ("a = {b.c = 1}", "Ambiguous attribute key"), ("a = 1.2.3", "Invalid number literal"),
    ('a = "\\q"', "Invalid escape sequence"), ("a = [for x : x]", "Invalid 'for' expression"), ("a = x.0.1", "Invalid legacy index"),
    ("a = true ? 1", "Missing false expression"), ('a = "%{ if x }"', "Unexpected end of template"),
    ('a = "%{ endif }"', "Unexpected endif directive"), ("a \"b\" = 1", "Invalid block definition")])
def test_errors_say_what_and_where(text: str, message: str) -> None:
    with pytest.raises(SyntaxProblem) as problem:
        parse(text + ("\n" if "= " not in text[-2:] else "\n"), "main.tf")
    assert problem.value.message.startswith(message)
    assert problem.value.path == "main.tf" and 0 <= problem.value.start <= len(text) + 1


def test_nesting_is_bounded() -> None:
    with pytest.raises(SyntaxProblem, match="nested deeper"):
        parse_expression("(" * (MAX_NESTING + 1) + "1" + ")" * (MAX_NESTING + 1))


def test_a_template_of_one_expression_is_that_expression() -> None:
    from scanner.hcl.nodes import Parentheses

    node = parse_template("${a}")
    assert isinstance(node, Parentheses)
    assert isinstance(parse_template("plain"), Literal)


@given(st.text(alphabet='ab1 ="${}%\n[](),.*?:<E-', max_size=50))
def test_every_text_is_a_tree_or_a_problem_with_a_place(text: str) -> None:
    try:
        body = parse(text, "x")
    except SyntaxProblem as problem:
        assert 0 <= problem.start <= len(text)
        return
    for assignment in body.attributes.values():
        assert text[assignment.start:assignment.name_end] == assignment.name
