"""Regular expressions and growing texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules.library import texts
from tests.rules.library.expressions import reason, value


@pytest.mark.parametrize(("expression", "expected"), [
    ("'abc 123'.find('[0-9]+')", "123"), ("'abc'.find('x')", ""), ("'123 abc 456'.findAll('[0-9]+')", ["123", "456"]),
    ("'1 2 3'.findAll('[0-9]', 2)", ["1", "2"]), ("'abc'.findAll('x')", []), ("'abc'.findAll('.', 0)", []),
    ("'abc'.matches('^a.c$') && matches('abc', 'b')", True), ("'abc'.matches('^b')", False),
    ("'aXbX'.replace('X', '-')", "a-b-"), ("'aXbX'.replace('X', '-', 1)", "a-bX"), ("'ab'.replace('', '-')", "-a-b-"),
    ("['a', 'b'].join('-') + ['c'].join()", "a-bc"), ("'%s is %d'.format(['x', 3])", "x is 3"),
    ("'é😀'.find('😀')", "😀"),
])
def test_in_expressions(expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(("expression", "said"), [
    ("'x'.matches(object)", "missing closing"), ("'x'.find(object)", "missing closing"),
    ("[1].join('-')", "does not take"), ("'a'.replace(1, 'b')", "")])
def test_errors(expression: str, said: str) -> None:
    from scanner.rules import cel, extended

    program = extended.of_tree(extended.parse(expression, extended.POLICIES).root, expression, extended.POLICIES)
    found = program.value(cel.activation({"object": "("}))
    assert isinstance(found, cel.Undecided) and said in found.reason


def nested(depth: int, start: str, step: str) -> str:
    text = start
    for _ in range(depth):
        text = f"[{text}].map(a, {step})[0]"
    return text


@pytest.mark.parametrize("expression", [
    nested(7, "object", "a + a + a + a + a + a + a + a"),
    nested(7, "object", "a.replace('a', a)"),
    nested(7, "object", "[a, a, a, a, a, a, a, a].join(a)"),
    nested(7, "[object]", "a + a + a + a + a + a + a + a"),
    nested(7, "object", "'%s%s%s%s%s%s%s%s'.format([a, a, a, a, a, a, a, a])"),
    nested(7, "[object]", "[a, a, a, a, a, a, a, a]"),
    nested(7, "{'k': object}", "{'a': a, 'b': a, 'c': a, 'd': a, 'e': a, 'f': a}"),
    "lists.range(10000).map(i, object).size() > 0",
    "lists.range(10000).all(i, ('a' + string(i)).matches('a{100}b{100}' + string(i)) == false)",
    "lists.range(2000).map(i, object + object).join(object) == ''",
    "lists.range(10000).all(i, lists.range(10000).all(j, i == j || true))",
])
def test_what_grows_without_end_is_stopped(expression: str) -> None:
    import time

    started = time.monotonic()
    said = reason(expression, object="a" * 1000)
    assert said in ("it asks for more than any rule needs", "it is too large to be judged")
    assert time.monotonic() - started < 3


@given(st.text(max_size=20), st.text(max_size=4), st.text(max_size=4), st.integers(-2, 5))
def test_any_text_is_replaced(text: str, old: str, new: str, count: int) -> None:
    assert texts.replace(text, old, new, count) == text.replace(old, new, count)


@given(st.text(max_size=20), st.text(max_size=10))
def test_any_pattern(text: str, pattern: str) -> None:
    from scanner.gotemplate.functions.regex import BadPattern

    try:
        assert isinstance(texts.find(text, pattern), str) and isinstance(texts.matches(text, pattern), bool)
    except BadPattern:
        pass
