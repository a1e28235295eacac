"""Optionals must not reach a function in Python, nor the end of an expression."""

from __future__ import annotations

import pytest

from scanner.rules import cel, extended, optionals
from scanner.rules.extended import RULES
from scanner.rules.rewrite import HOLDER, OPTIONAL


def misplaced(text: str, **known: int) -> list[str]:
    found = optionals.find(extended.parse(text, RULES).root, RULES.python, known)
    return [*(one.problem for one in found.misplaced), *(["the result"] if found.result else [])]


@pytest.mark.parametrize("text", [
    "self.?a.orValue(1)", "self.?a.?b.c.hasValue()", "(self.?a.hasValue() ? self.?a : self.?b).orValue(1)",
    "self.?a.or(self.?b).value()", "[?self.?a, 1].distinct()", "{?'a': self.?a}.a", "self[?'a'].hasValue()",
    "[self.?a, self.?b].map(x, x.orValue(1)).sum()", "[self.?a] == [self.?b]",
    "[self.?a].filter(x, x.hasValue()).size()",
    "{'k': self.?a}.k.hasValue()", "[self.?a][0].hasValue()", "self.?a == optional.none()", "self.l.first().value()",
    "self.?a.optMap(x, [x, x]).orValue([]).distinct()", "self.?a.optFlatMap(x, x.?b).orValue(2)",
    "self.l.all(i, v, v > i)", "dyn(self.?a).hasValue()", "self.l.map(x, optional.of(x))[0].value()",
    "format.uuid().validate(self.a).hasValue()", "cel.bind(x, self.?a, x.orValue(1))",
])
def test_well_placed(text: str) -> None:
    assert misplaced(text) == []


@pytest.mark.parametrize("text", [
    "self.?a", "[self.?a]", "{'k': self.?a}", "image(self.?a)", "[self.?a].distinct()",
    "[[self.?a]].size()", "self.?a + 1", "[self.?a] + [self.?b] == []", "{self.?a: 1}.size()", "dyn(self.?a)",
    "self.l.map(x, x.?a).distinct()", "self.l.all(i, v, v.?a)", "[self.?a].sort()", "optional.of(self.?a).value()",
    "cel.bind(x, self.?a, x)", "self.?a.matches('x')", "string(self.?a)", "[self.?a].first().value()",
    "self.l.sortBy(x, x.?a).size()", "self.?a.optMap(x, self.?b).hasValue()",
    "format.uuid().validate(self.?a).hasValue()",
    "true ? self.?a : 1", "self.l.first()", "[self.?a][?0].hasValue()", "[dyn(self.?a)].distinct()",
    "self.l.transformList(i, v, self.?a).size()",
])
def test_misplaced(text: str) -> None:
    assert misplaced(text)


def test_levels_go_around_loops() -> None:
    """The accumulator becomes an optional in the first turn only."""
    text = "[1, 2].map(x, x > 1 ? self.?a : optional.none()).size() == 2"
    assert misplaced(text) == []
    assert extended.program(text).run(cel.activation({"self": {}})) is True


def test_names_from_outside() -> None:
    assert misplaced("image(x)", x=OPTIONAL) and not misplaced("image(x.orValue('a'))", x=OPTIONAL)
    assert misplaced("params.x", **{"params.x": HOLDER}) == ["the result"]
    assert misplaced("params.x.all(y, image(y).tag == '')", **{"params.x": HOLDER})
    assert not misplaced("params.x.all(y, y.hasValue()) && has(params.x)", **{"params.x": HOLDER})
