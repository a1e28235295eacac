"""Expressions that people bring along: what is wrong with them, and what they give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules import cel, extended
from scanner.rules.extended import POLICIES, RULES, Language

BOUND = {name: {} for name in cel.NAMES}


def problems(text: str, language: Language = RULES, gives: str = "BOOL") -> list[tuple[int, str]]:
    return [(one.offset, one.text) for one in extended.check(text, language, gives=gives)]


@pytest.mark.parametrize("text", [
    "self.a == 1", "self.l.all(i, v, v > i)", "cidr('10.0.0.0/8').containsIP(self.ip)", "quantity(self.cpu) < 1.5",
    "quantity('1Gi').isGreaterThan(quantity(self.memory))", "math.greatest(1, 2) == cel.bind(x, 2, x)", "1 < 1.5",
    "base64.decode('YQ==') == b'a'", "self.?a.optMap(x, x > 1).orValue(true)", "type(self.a) == string",
    "[self.?a, self.?b].all(x, !x.hasValue() || x.value() > 1)", "format.uuid().validate(self.id).hasValue()",
    "string(ip('10.0.0.1')) == self.ip", "[3, 1].sort()[0] == 1", "self.l.sortBy(x, x.name).size() > 0",
])
def test_what_rules_may_say(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(("text", "expected"), [
    ("slef.a == 1", [(0, "unknown name 'slef': did you mean 'self'?")]),
    ("self.a == qqqq", [(10, "unknown name 'qqqq'")]),
    ("slef.a == podd.b",
     [(0, "unknown name 'slef': did you mean 'self'?"), (10, "unknown name 'podd': did you mean 'pod'?")]),
    ("self.name.startWith('x')", [(19, "unknown function 'startWith': did you mean 'startsWith'?")]),
    ("quantitee(self) > 1.0", [(9, "unknown function 'quantitee': did you mean 'quantity'?")]),
    ("self.a = 1", [(7, "Syntax error: token recognition error at: '= ': write == for =")]),
    ("self.a and self.b", [(7, "Syntax error: mismatched input 'and' expecting the end: write && for and")]),
    ("self.l.all(x)", [(10, "'all' is written as list.all(x, condition)"), (11, "unknown name 'x'")]),
    ("self.a.matches('(')", [(15, "no regular expression: missing closing ): `(`")]),
    ("self.a.matches('(a{1000}){1000}')", [(15, "no regular expression: invalid repeat count: `{1000}`")]),
    ("'x'.find('[') == ''", [(9, "no regular expression: missing closing ]: `[`")]),
    ("'a' == 1", [(4, "'==' does not take (string, int)")]),
    ("self.size()", [(0, "the result is of type int, wanted is bool")]),
    ("'a' + 'b'", [(0, "the result is of type string, wanted is bool")]),
    ("image(self.?a).tag == ''", [(10, "image takes no optional: add .orValue(...)")]),
    ("self.?a", [(4, "the result is an optional: add .orValue(...) or .hasValue()")]),
    ("google.protobuf.Any{} == self", [(0, "a message such as google.protobuf.Any{} cannot be made here: use a map")]),
    ("variables.x == 1", [(0, "unknown name 'variables'")]),
    ("'é😀' == nope", [(8, "unknown name 'nope'")]),
    ("self.a ==\n  nope.b", [(12, "unknown name 'nope'")]),
    ("(" * 40 + "true" + ")" * 40, [(0, "the expression is nested more than 32 deep")]),
    ("true" + " " * 20_000, [(0, "the expression has more than 16384 characters")]),
    ("self.a == '\ud800'", [(0, "the expression is not valid Unicode")]),
    ("", [(0, "Syntax error")]),
])
def test_everything_wrong_is_told_with_its_place(text: str, expected: list[tuple[int, str]]) -> None:
    found = problems(text)
    assert [place for place, _ in found] == [place for place, _ in expected]
    assert all(said.startswith(wanted) for (_, said), (_, wanted) in zip(found, expected, strict=True))


def test_the_language_of_policies() -> None:
    assert problems("object.spec.replicas <= params.max && has(variables.x)", POLICIES) == []
    assert problems("authorizer.group('apps').resource('deployments').check('get').allowed()", POLICIES) == []
    assert problems("self.a == 1", POLICIES)[0][1].startswith("unknown name 'self'")
    assert problems("quantity('1') < quantity('2')", POLICIES)[0][1].startswith("'<' does not take (map")
    assert problems("cel.bind(x, 1, x) == 1", POLICIES)[0][1].startswith("unknown function 'bind'")
    assert problems("'a ' + object.name", POLICIES, gives="STRING") == []


def test_names_may_be_bound_elsewhere_only() -> None:
    (problem,) = extended.check("variables.x", POLICIES, frozenset({"object"}))
    assert problem == (0, "'variables' is not bound here")


def value(text: str, language: Language = RULES, **bound: object) -> object:
    return extended.program(text, language).value(cel.activation({**BOUND, **bound}))


def test_quantities_are_numbers_in_rules_and_values_in_policies() -> None:
    assert value("quantity('1.5Gi')") == 1.5 * 2**30
    assert value("quantity('1Gi').isGreaterThan(quantity('500Mi'))") is True
    assert value("quantity('1k').add(5) == 1005.0 && quantity('1k').sub(quantity('1')).asInteger() == 999") is True
    assert value("quantity('1Gi')", POLICIES) == {"kubernetes.Quantity": str(2**30 * 10**9)}


def test_facts_and_functions_of_kubernetes_go_together() -> None:
    assert value("image(self.i).tag.find('^[0-9]+') == '12'", self={"i": "web:12-x"}) is True


def test_a_program_of_a_bad_expression() -> None:
    with pytest.raises(cel.ExpressionError) as caught:
        extended.program("self.a == nope")
    assert caught.value.offset == 10


@pytest.mark.parametrize(("text", "reason"), [
    ("self.a", "Key not found"), ("self.l[5] == 1", "Index error"), ("1 / 0 == 1", "divide by zero"),
    ("type(self)", "No matching overloads"), ("duration('1s') + duration('1s') == self.a", "Key not found"),
])
def test_reasons(text: str, reason: str) -> None:
    found = value(text, self={"l": []})
    assert isinstance(found, cel.Undecided) and reason in found.reason and not found.limit


def test_nulls_cost_python_no_references() -> None:
    import sys

    value("[null, null]")
    before = sys.getrefcount(None)
    for _ in range(200):
        assert value("[null, self, {'a': null}]", self=None) == [None, None, {"a": None}]
    assert abs(sys.getrefcount(None) - before) < 100


WORDS = st.sampled_from([
    "self", "object", ".a", ".?b", "[0]", "[?0]", "(", ")", "[", "]", "{", "}", ",", "x", "'t'", "1", "2.5", " + ",
    " == ",
    " && ", " || ", "!", ".all(x, ", ".map(x, ", ".exists(i, v, ", ".orValue(", ".size()", "has(", "quantity(",
    ".matches(",
    "null", "true", " ? ", " : ", " in ", ".value()", ".distinct()", ".join(", "optional.none()", ".first()", "b'x'",
])


@given(st.one_of(st.lists(WORDS, max_size=14).map("".join), st.text(max_size=20)))
def test_any_text_has_problems_or_a_value(text: str) -> None:
    for language in (RULES, POLICIES):
        if not extended.check(text, language, gives="DYN"):
            program = extended.of_tree(extended.parse(text, language).root, text, language)
            program.value(cel.activation({**BOUND, "self": {"a": [1, None]}}))
