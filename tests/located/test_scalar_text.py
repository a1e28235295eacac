"""The characters of a scalar in the text it was read from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.located.positions import positions
from scanner.located.scalar_text import offset_in
from scanner.located.yaml import load


def place(text: str, at: int) -> int:
    """The offset in a document of character `at` of the value under `key`."""
    span = positions(text).at(["key"]).span
    return offset_in(text, span.start, span.end, load(text)["key"], at)


CASES = [
    pytest.param("key: self.a == bad\n", id="plain"),
    pytest.param("key: self.a ==\n  bad && x\n", id="plain over lines"),
    pytest.param("key: 'it''s self.a == bad'\n", id="single quotes"),
    pytest.param('key: "a \\"b\\" \\u00e9 \\\n   \\x41 bad"\n', id="double quotes"),
    pytest.param('key: "a\n  b\n\n  bad"\n', id="double quotes over lines"),
    pytest.param("key: |\n  self.a ==\n    bad\n  && c\n", id="literal"),
    pytest.param("key: |-\n\n  self.a\n\n\n  bad\n", id="literal with blank lines"),
    pytest.param("key: |2-\n    self.a\n   bad\n", id="literal with an indicator"),
    pytest.param("key: >-\n  self.a ==\n  b\n\n  && bad\n    more\n  end\n", id="folded"),
    pytest.param("key: &x !!str >-\n  self.a ==\n  bad\n", id="folded with properties"),
    pytest.param("{key: self.a == bad, b: 1}\n", id="in a flow map"),
    pytest.param("key: |\r\n  self.a\r\n  bad\r\n", id="carriage returns"),
    pytest.param("# é😀\nkey: 'é😀 bad'\n", id="beyond ASCII"),
]


@pytest.mark.parametrize("text", CASES)
def test_words_are_found_where_they_stand(text: str) -> None:
    value = load(text)["key"]
    assert place(text, value.index("bad")) == text.index("bad")
    for at, character in enumerate(value):
        if character.isalnum() and character.isascii() and "\\x" not in text:
            assert text[place(text, at)] == character


@pytest.mark.parametrize(("text", "end"), [("key: abc\n", 8), ("key: 'abc'\n", 9), ("key: |\n  abc\n", 12)])
def test_behind_the_value(text: str, end: int) -> None:
    assert place(text, 10_000) == end


@pytest.mark.parametrize("text", ["a: &x abc\nkey: *x\n", "key:\n", "key: 3\n"])
def test_what_is_not_written_there_stands_at_its_start(text: str) -> None:
    span = positions(text).at(["key"]).span
    assert offset_in(text, span.start, span.end, "abc", 1) == span.start


@given(st.text(max_size=30), st.text(max_size=10), st.integers(0, 20), st.integers(0, 30))
def test_any_text_gives_a_place_inside(text: str, value: str, at: int, start: int) -> None:
    start = min(start, len(text))
    assert start <= offset_in(text, start, len(text), value, at) <= len(text)
