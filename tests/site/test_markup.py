"""Markdown as HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.site.errors import SiteError
from scanner.site.markup import markup

PAGES = {"docs/other.md": "other.html", "README.md": "index.html", "docs/images/a.svg": "images/a.svg"}


def html(text: str) -> str:
    return markup(text, "docs/page.md", PAGES.get).html


@pytest.mark.parametrize(("text", "expected"), [
    ("[a](other.md)", '<a href="other.html">a</a>'),
    ("[a](other.md#part)", '<a href="other.html#part">a</a>'),
    ("[a](../README.md)", '<a href="index.html">a</a>'),
    ("[a](#part)", '<a href="#part">a</a>'),
    ("[a](https://example.com/x.md)", '<a href="https://example.com/x.md">a</a>'),
    ("[a](mailto:a@example.com)", '<a href="mailto:a@example.com">a</a>'),
    ("![a](images/a.svg)", '<img src="images/a.svg" alt="a">'),
    ("| [a](other.md) |\n|---|\n| b |", '<a href="other.html">a</a>'),
    ("<script>alert(1)</script>", "&lt;script&gt;"),
    ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
    ("`<b>`", "<code>&lt;b&gt;</code>"),
])
def test_links_and_texts(text: str, expected: str) -> None:
    assert expected in html(text).replace(" />", ">")


@pytest.mark.parametrize("link", ["missing.md", "../LICENSE", "../../etc/passwd", "images/none.svg"])
def test_dead_links_are_refused(link: str) -> None:
    with pytest.raises(SiteError, match=f"docs/page.md: the link to {link} leads to no page"):
        html(f"[a]({link})")


def test_sections_have_the_names_that_github_gives() -> None:
    page = markup("# A `title`, with: marks!\n\nFirst *words*\nand more.\n\n## Twice\nx\n## Twice\n\n- y\n", "p.md", PAGES.get)
    assert page.title == "A title, with: marks!"
    assert [(one.level, one.anchor, one.text) for one in page.sections] == [
        (1, "a-title-with-marks", "First words and more."), (2, "twice", "x"), (2, "twice-1", "y")]
    assert '<h2 id="twice-1">' in page.html


def test_a_text_without_headings_has_no_title() -> None:
    assert markup("words", "p.md", PAGES.get).title == ""


@given(st.text(max_size=200))
def test_any_text_is_html_or_refused(text: str) -> None:
    try:
        page = markup(text, "p.md", lambda path: path)
    except SiteError:
        return
    assert "<script" not in page.html.lower()
