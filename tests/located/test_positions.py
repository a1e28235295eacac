"""Places: every span slices to what it claims."""

from __future__ import annotations

import pytest

from scanner.located.errors import YamlError
from scanner.located.positions import positions, split_documents

TEXT = """\
a: &anchor
  b: [1, "two"]   # comment
  c: |
    lit
    more

d:
  <<: *anchor
  e: *anchor
  y: own
f:
"""


def slices(text: str, document: int = 0) -> dict[tuple[str | int, ...], str]:
    return {path: text[span.start : span.end] for path, span in positions(text, document).walk()}


def test_values() -> None:
    found = slices(TEXT)
    assert found["a", "b"] == '[1, "two"]' and found["a", "b", 1] == '"two"'
    assert found["a", "c"] == "|\n    lit\n    more"
    assert found["f",] == ""


def test_keys() -> None:
    located = positions(TEXT)
    span = located.span_of(["a", "b"])
    assert span is not None and TEXT[span.key_start : span.start] == "b: "
    assert TEXT[located.nearest(["a", "b", 7, "x"]).start :].startswith("[1")
    assert located.span_of(["a", "nothing"]) is None and located.span_of(["f", "x"]) is None


def test_aliases_stand_where_used_and_their_parts_at_the_anchor() -> None:
    found = slices(TEXT)
    assert found["d", "e"] == "*anchor" and found["d", "e", "b", 0] == "1"
    assert found["d", "b"] == '[1, "two"]', "a merged entry stands where it was written"
    assert found["d", "true"] == "own", "keys are those of the data"


def test_documents() -> None:
    text = "# head\na: 1\n--- # two\nb: 2\n...\n---\nc: é\n"
    pieces = [text[start:end] for start, end in split_documents(text)]
    assert pieces == ["# head\na: 1\n", "--- # two\nb: 2\n...\n", "---\nc: é\n"]
    assert slices(text, 2)["c",] == "é"
    assert split_documents("") == []


def test_errors() -> None:
    with pytest.raises(YamlError, match="exceeded max depth"):
        positions("[" * 5000)
    with pytest.raises(YamlError, match="unknown anchor 'x' referenced"):
        positions("a: *x")
