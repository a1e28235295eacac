"""Programs of policies with their variables."""

from __future__ import annotations

import pytest

from scanner.admission import expressions
from scanner.admission.records import Expression
from scanner.rules import cel

VARIABLES = (("a", "object.x + 1"), ("b", "variables.a * 2"), ("unused", "object.z"), ("c", "object.?y"))


def compiled(text: str) -> expressions.Compiled:
    return expressions.compiled(Expression(text, ()), VARIABLES)


def test_variables_are_bound_where_they_are_asked_for() -> None:
    one = compiled("variables.b == 8 && variables.c.orValue(1) == 1")
    assert one.names == {"object"}
    assert one.program.run(cel.activation({"object": {"x": 3}})) is True
    assert compiled("true").names == frozenset()


@pytest.mark.parametrize(("text", "names"), [
    ("request.userInfo.username == 'x'", {"@request"}), ("request.name == 'x'", {"request"}),
    ("request.?name.orValue('') == 'x'", {"request"}), ("request.?userInfo.hasValue()", {"@request"}),
    ("request['name'] == 'x'", {"@request"}), ("[request].size() == 1", {"@request"}),
    ("has(request.namespace)", {"request"}), ("authorizer.check('x').allowed()", {"authorizer"}),
])
def test_what_is_not_told_has_names_of_its_own(text: str, names: set[str]) -> None:
    assert compiled(text).names == names


def test_many_variables_do_not_exhaust_anything() -> None:
    doubling = tuple((f"v{number}", f"variables.v{number - 1} + variables.v{number - 1}" if number else "[object]")
                     for number in range(60))
    try:
        program = expressions.compiled(Expression("variables.v59.size() > 0", ()), doubling).program
    except cel.ExpressionError as error:
        assert "too" in str(error)
    else:
        assert isinstance(program.run(cel.activation({"object": {}})), cel.Undecided)
