"""Which lines have boxes: what we find is held against a parser of CommonMark."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scanner.tasklists.fill import fill
from scanner.tasklists.markdown import Task, parts, read, words

PIECES = (
    "- [ ] a", "* [x] b", "+ [X] c", "1. [ ] d", "2) [x] e", "  - [ ] f", "    - [ ] g", "      - [ ] h", "text", "",
    "# H", "## Next", "```", "~~~", "```md", "    - [ ] code", "> - [ ] q", "> text", "<!-- hidden", "-->",
    "<!-- - [ ] one -->", "<details>", "</details>", "<pre>", "</pre>", "---", "===", "- item", "  more",
    "   - [ ] i", "- - [ ] j", "\t- [ ] k", "-  [ ]  l", "- [] m", "- [ ]n", "- [ ]", "10. [ ] o", "* * *",
    "- [y] p", "-\t[ ] r", "-    [ ] s", "-      [ ] t",
)


def boxes_of_a_parser(text: str) -> set[int]:
    """The lines of the list items that begin with a box, as markdown-it-py reads the text."""
    tokens = MarkdownIt("commonmark").parse(text)
    return {token.map[0] + 1 for number, token in enumerate(tokens)
            if token.type == "inline" and token.map and number >= 2 and tokens[number - 1].type == "paragraph_open"
            and tokens[number - 2].type == "list_item_open" and re.match(r"\[[ \txX]\][ \t]+\S", token.content)}


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_the_boxes_are_those_that_a_parser_sees(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert {task.line for task in read(text).tasks} == boxes_of_a_parser(text)


@given(st.text("-*+1.)[ ]x>#`~\n\t a<!", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for task in read(text).tasks:
        assert text[task.box - 1] == "[" and text[task.box + 1] == "]" and text[task.box] in " \txX"


def tasks(text: str) -> tuple[Task, ...]:
    return read(text).tasks


def test_headings_and_nesting() -> None:
    text = ("# Title\n\nPart\n----\n- [ ] **One**:\n  - [x] inner\n    1. [ ] deeper\n- [ ] two\n\n"
            "### Low\n* [ ] three\n")
    found = tasks(text)
    assert [(one.text, one.headings, one.parent, one.ticked) for one in found] == [
        ("One:", ("Title", "Part"), -1, False), ("inner", ("Title", "Part"), 0, True),
        ("deeper", ("Title", "Part"), 1, False), ("two", ("Title", "Part"), -1, False),
        ("three", ("Title", "Part", "Low"), -1, False)]
    assert list(parts(read(text))) == [(1, [2]), (0, [1])]


def test_a_comment_names_an_item() -> None:
    found = tasks("- [ ] one <!-- readiness: a/b -->\n- [ ] two\n  goes on\n  <!-- readiness: c/d-e -->\n- [ ] three\n")
    assert [(one.text, one.id) for one in found] == [("one", "a/b"), ("two goes on", "c/d-e"), ("three", "")]


@pytest.mark.parametrize(("text", "seen"), [
    ("**Bold** and *thin* `code`", "Bold and thin code"), ("[link](https://x.example/a_b) end", "link end"),
    ("a_b_c stays, 3 * 4 too", "a_b_c stays, 3 * 4 too"), ("![pic](x.png)", "pic"), ("<b>x</b> &amp; \\*", "x &amp; *"),
    ("~~gone~~ __strong__ [ref][r]", "gone strong ref"),
])
def test_words(text: str, seen: str) -> None:
    assert words(text) == seen


@pytest.mark.parametrize("text", [
    "# " + " " * 200_000 + "x", "- [ ] a\n" + "b\n" * 200_000, "- [ ] " + "[" * 200_000, "- [ ] " + "*a" * 100_000,
    "> " * 100_000 + "- [ ] a", "- " * 5_000 + "[ ] a", "<a " + "b " * 100_000, "`" * 200_000 + "x`",
    "- [ ] " + "<!--" * 50_000, "|" * 200_000, "Total items: " + "_" * 200_000,
    "- [ ] " + "<" * 200_000])
def test_long_lines_are_no_trouble(text: str) -> None:
    """Each of these would take minutes or more if the work grew with the square of the length."""
    document = read(text)
    assert fill(document, [True] * len(document.tasks)).replace("[x]", "[ ]") == text
