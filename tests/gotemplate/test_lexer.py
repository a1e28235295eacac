from __future__ import annotations

import re

import pytest
from hypothesis import example, given

from scanner.gotemplate import lexer
from scanner.gotemplate.lexer import ERROR, tokenize
from tests.gotemplate.strategies import NOISE, TEMPLATES

COMMENT = re.compile(r"\{\{(?:-[ \t\r\n])?/\*.*?\*/(?:[ \t\r\n]-)?\}\}", re.DOTALL)
NAMES = {value: name for name, value in vars(lexer).items() if name.isupper() and isinstance(value, int)}


def kinds(text: str) -> str:
    return " ".join(NAMES[token[0]] for token in tokenize(text))


@pytest.mark.parametrize(("text", "expected"), [
    ("", "EOF"),
    ("a", "TEXT EOF"),
    ("a{{.}}", "TEXT LEFT DOT RIGHT EOF"),
    ("{{ .a.b $x.c }}", "LEFT FIELD FIELD VARIABLE FIELD RIGHT EOF"),
    ("{{ if nil true print }}", "LEFT KEYWORD NIL BOOL IDENTIFIER RIGHT EOF"),
    ("{{ 1 'a' \"b\" `c` }}", "LEFT NUMBER CHARACTER STRING RAW RIGHT EOF"),
    ("{{ (1|2) , := = }}", "LEFT OPEN NUMBER PIPE NUMBER CLOSE COMMA DECLARE ASSIGN RIGHT EOF"),
    ("{{ # }}", "LEFT SIGN RIGHT EOF"),
    ("{{ } }}", "LEFT SIGN RIGHT EOF"),
    ("{{/* a */}}", "EOF"),
    ("{{- end -}} ", "LEFT KEYWORD RIGHT EOF"),
    ("{{ ender }}", "LEFT IDENTIFIER RIGHT EOF"),
    ("{{ end.x }}", "LEFT KEYWORD FIELD RIGHT EOF"),
    ("{{", "LEFT ERROR"),
    ("{{ § }}", "LEFT ERROR"),
])
def test_kinds(text: str, expected: str) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("{{ .a .b }}", [True, True, True]), ("{{.a.b}}", [False, False, False]), ("{{ (.a).b }}", [True, False, False, False, True])])
def test_space_before_a_token_is_told(text: str, expected: list[bool]) -> None:
    assert [token[3] for token in tokenize(text)[1:-1]] == expected


@given(NOISE | TEMPLATES)
@example("a {{- 1 -}} b {{- /* c */ -}} d {{- end -}} e")
def test_tokens_tile_the_text(text: str) -> None:
    """Tokens stand in order where they say; between them are blanks, trim marks and comments only."""
    at = 0
    tokens = tokenize(text)
    for kind, value, start, _ in tokens:
        assert start >= at
        if kind == ERROR:
            break
        assert text.startswith(value, start)
        assert not COMMENT.sub("", text[at:start]).strip(" \t\r\n-")
        at = start + len(value)
    else:
        assert at == len(text)
    assert [token[0] for token in tokens if token[0] >= lexer.EOF] == [tokens[-1][0]]


@pytest.mark.parametrize("text", [
    "{{" * 50_000, "{{ " + "1" * 200_000, "{{ \"" + "\\\\" * 100_000, "{{ " + "(" * 200_000, "{{/*" + "*/ " * 50_000,
    "a" + " " * 200_000 + "b", "{{ 0x" + "_" * 200_000 + "}}", "{{ " + "1e" * 100_000, "{{ 'a" + "'" * 100_000])
def test_long_texts_take_linear_time(text: str) -> None:
    tokenize(text)
