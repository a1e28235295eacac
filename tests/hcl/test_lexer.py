"""Tokens and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from scanner.hcl import lexer
from scanner.hcl.errors import SyntaxProblem


def kinds(text: str, template: bool = False) -> list[str]:
    return [token.kind for token in lexer.tokens(text, template)][:-1]


@pytest.mark.parametrize(("text", "expected"), [
    ("a = 1", ["name", "=", "number"]),
    ("a-b_c é", ["name", "name"]),
    ("1.5e3 2.x", ["number", "number", ".", "name"]),
    ("a # c\nb // d\n/* e\n*/ f", ["name", "newline", "name", "newline", "name"]),
    ("\n\n\n", ["newline"]),
    ('"x${a}y"', ["opening quote", "text", "${", "name", "end of template sequence", "text", "closing quote"]),
    ('"${{a = 1}}"', ["opening quote", "${", "{", "name", "=", "number", "}", "end of template sequence", "closing quote"]),
    ('"$${a} %%{b}"', ["opening quote", "text", "closing quote"]),
    ("<<E\na\nE\n", ["heredoc", "text", "end of heredoc", "newline"]),
    ("a << b", ["name", "<", "<", "name"]),
    ("a...", ["name", "..."]), ("a::b", ["name", "::", "name"]),
])
def test_kinds(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_a_bare_template_is_text_by_lines() -> None:
    assert kinds("a\nb${c}\n", template=True) == ["text", "text", "${", "name", "end of template sequence", "text"]


@pytest.mark.parametrize(("text", "start"), [("a = 'x'", 4), ('"a\nb"', 2), ('"a', 2), ("<<E\na\n", 6), ("a;", 1)])
def test_what_cannot_stand_there(text: str, start: int) -> None:
    with pytest.raises(SyntaxProblem) as problem:
        lexer.tokens(text)
    assert problem.value.start == start


@given(st.text(alphabet='ab1 ="${}%\n[](),.*<E-é\\', max_size=60))
def test_tokens_slice_to_their_text(text: str) -> None:
    try:
        found = lexer.tokens(text)
    except SyntaxProblem as problem:
        assert 0 <= problem.start <= len(text)
        return
    position = 0
    for token in found:
        assert text[token.start:token.end] == token.text.rstrip("\r\n" if token.kind == "end of heredoc" else "") or (
            token.kind in ("end of file", "end of heredoc"))
        assert token.start >= position
        position = token.end
