"""What is unknown or marked, and how it spreads."""

from __future__ import annotations

import pytest

from scanner.hcl.errors import EvalError
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, list_of
from scanner.hcl.values import SENSITIVE, Cause, Value, causes_of, deep_marks, string, tuple_value, unknown
from tests.hcl.evaluating import answer, value

WAITS = unknown(STRING, causes=(Cause("variable", "var.x"),), not_null=True)
SECRET = Value(STRING, "s", frozenset({SENSITIVE}))


@pytest.mark.parametrize("expression", [
    "u", "upper(u)", '"a-${u}"', "u == \"a\" ? 1 : 2", "[u][0]", "{(u) = 1}", "[for x in [u] : x][0]", 'format("%s", u)', "u && true",
    "jsonencode([u])", "tolist([u])[0]", "length(u)", "try(upper(u), 1)", "can(u)", "max(1, length(u))", "coalesce(null, u)",
    "{a = u}.a", 'templatestring(u, {})'])
def test_unknown_results_name_what_they_wait_for(expression: str) -> None:
    found = value(expression, u=WAITS)
    assert found.unsettled
    assert [cause.reference for cause in causes_of(found)] == ["var.x"]


@pytest.mark.parametrize(("expression", "expected"), [
    ('"a-${u}" == "b"', "false"), ("u == null", "false"), ("length([u, 1])", "2"), ("keys({a = u})", '["a"]'),
    ('startswith("ab${u}", "a")', "true"), ("contains([u, 1], 1)", "true"), ("[for x in [u, 1] : 1]", "[1,1]"),
    ("anytrue([true, u == \"x\"])", "true"), ("lookup({a = 1, b = u}, \"a\")", "1")])
def test_what_is_known_all_the_same(expression: str, expected: str) -> None:
    assert answer(expression, u=WAITS) == expected


@pytest.mark.parametrize("expression", [
    "s", "upper(s)", '"x${s}"', "[s]", "{a = s}", "s == \"s\"", "s == \"s\" ? 1 : 2", "[for x in [s] : x]", "toset([s])",
    "length(s)", "jsonencode({a = s})", "{(s) = 1}", "[s][0]", "sensitive(1)"])
def test_marks_follow_values(expression: str) -> None:
    assert SENSITIVE in deep_marks(value(expression, s=SECRET))


@pytest.mark.parametrize("expression", ["nonsensitive(s)", "keys({a = s})", "issensitive(s)", "{a = s, b = 1}.b"])
def test_marks_end(expression: str) -> None:
    assert not deep_marks(value(expression, s=SECRET))


def test_the_branch_that_is_not_taken_may_fail() -> None:
    assert answer('true ? 1 : tonumber("x")') == "1"
    assert answer('false ? 1 : tonumber("x")') == "error"


def test_errors_have_the_place_of_what_is_wrong() -> None:
    text = "[1, upper([])]"
    with pytest.raises(EvalError) as error:
        value(text)
    assert text[error.value.start:error.value.end] == "[]"


def test_types_of_results() -> None:
    assert value("1").type is NUMBER and value("true").type is BOOL and value("null").type is ANY
    assert value("tolist([1])").type == list_of(NUMBER)
    assert value('true ? tolist(["a"]) : []').type == list_of(STRING)
    assert value("x", x=tuple_value([string("a")])).type.kind == "tuple"
