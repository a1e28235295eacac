"""Expressions changed for the runtime mean what they meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules import cel, extended, rewrite, syntax
from scanner.rules.extended import RULES

DATA = {"self": {"a": 2, "l": [3, 1, 2], "m": {"x": 1, "y": 2}, "s": "text", "n": [[1], [2, 3]]}}

# What the runtime can run as it is.
PLAIN = [
    "self.a + 1 + 2 == 5", "self.l + [4] == [3, 1, 2, 4]", "'a' + self.s + 'b' == 'atextb'",
    "[self.a, self.l] == [2, [3, 1, 2]]",
    "{'k': self.a, 'l': self.l}.k == 2", "self.l.map(x, x * 2) == [6, 2, 4]", "self.l.filter(x, x > 1) == [3, 2]",
    "self.l.map(x, x > 1, x + 1) == [4, 3]", "self.n.map(x, x.map(y, y + 1)) == [[2], [3, 4]]",
    "self.n.all(x, x.exists(y, y > 0) && x.size() < 3)", "self.s.replace('t', 'T') == 'TexT'",
    "['a', 'b'].join('-') == 'a-b'", "self.s.matches('^te')", "matches(self.s, 'xt$')", "self.s.indexOf('x') == 2",
    "self.s.lastIndexOf('t') == 3", "string(self.a) == '2'", "self.s.split('e').map(x, x + '!').join() == 't!xt!'",
    "self.m.map(k, self.m[k]).exists_one(v, v == 2)", "'%s:%d'.format([self.s, self.a]) == 'text:2'",
    "duration('1h') + duration('30m') == duration('90m')", "1.5 + 2.5 == 4.0 && 1u + 2u == 3u",
    "timestamp('2024-01-01T00:00:00Z') + duration('1h') == timestamp('2024-01-01T01:00:00Z')",
    "self.missing == 1 || self.a + 0 == 2", "[1, 2].map(x, [x, x]).map(p, p[0] + p[1]) == [2, 4]",
    "b'a' + b'b' == b'ab'", "self.s.reverse() == 'txet'",
    # Loops that end early leave something behind in the runtime, which must not be taken for a value.
    "self.l.exists(x, x == 3) && 'a' + self.s == 'atext'", "[3, 9].exists(x, x in self.l) && self.l.map(x, x + 1).size() == 3",
    "['text', 'a'].exists(x, x == self.s) && [1, 2].filter(x, x > 1) == [2]", "![3, 9].all(x, x > 5) && 'a' + self.s == 'atext'",
]


@pytest.mark.parametrize("text", PLAIN)
def test_same_answers(text: str) -> None:
    bound = cel.activation(DATA)
    native = RULES.environment.compile(text, disable_check=True).eval(bound).value()
    assert native is True, native
    assert extended.program(text).run(bound) is True


@given(st.lists(st.integers(0, 9), max_size=5))
def test_macros_of_two_variables(numbers: list[int]) -> None:
    bound = cel.activation({"self": {"l": numbers, "m": {str(one): one for one in numbers}}})

    def value(text: str) -> object:
        return extended.program(text).value(bound)

    pairs = list(enumerate(numbers))
    assert value("self.l.all(i, v, v >= i)") == all(v >= i for i, v in pairs)
    assert value("self.l.exists(i, v, v == i)") == any(v == i for i, v in pairs)
    assert value("self.l.existsOne(i, v, v == i)") == (sum(v == i for i, v in pairs) == 1)
    assert value("self.l.transformList(i, v, v > i, v - i)") == [v - i for i, v in pairs if v > i]
    assert value("self.l.transformMap(i, v, v * 2)") == {i: v * 2 for i, v in pairs}
    assert value("self.m.transformMap(k, v, k + string(v))") == {str(v): f"{v}{v}" for v in numbers}
    assert value("self.l.sortBy(x, -x)") == sorted(numbers, reverse=True)


def test_variables_of_macros_hide_names_outside() -> None:
    bound = cel.activation({"self": {"l": [1, 2]}, "object": {"l": [7]}})
    assert extended.program("self.l.all(self, object, object > self)").run(bound) is True


def test_macros_may_lie_in_each_other() -> None:
    bound = cel.activation(DATA)
    text = "self.n.all(i, x, x.all(j, y, y > j && y > i) || self.m.exists(k, v, v == i + 1 && k != ''))"
    assert extended.program(text).run(bound) is True


def test_names_made_up_cannot_be_written() -> None:
    root = extended.parse("self.l.map(x, x + 1).all(i, v, v > i)", RULES).root
    made = {node.name for node in syntax.walk(rewrite.rewritten(root, {})) if isinstance(node, syntax.Ident)}
    assert all(name.startswith("@") for name in made - {"self", "x", "i", "v"})
    assert extended.check("@measured == 1", RULES)


def test_long_lists_are_not_collected() -> None:
    bound = cel.activation({"self": list(range(rewrite.MAX_COLLECTED + 1))})
    assert isinstance(extended.program("self.map(x, x).size() > 0").run(bound), cel.Undecided)
    assert extended.program("self.all(x, x >= 0)").run(bound) is True
