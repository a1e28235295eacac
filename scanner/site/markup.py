"""Markdown as HTML, with links that lead to pages instead of files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.site.errors import SiteError

if TYPE_CHECKING:
    from markdown_it.token import Token

_NO_PART = lazy(r"[^\w\- ]")
_ELSEWHERE = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class Section(NamedTuple):
    """A heading, the name it is linked by, and the plain text below it."""

    level: int
    title: str
    anchor: str
    text: str


class Markup(NamedTuple):
    """A text as HTML, and its sections in order; the first one is the title of the page."""

    html: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The first heading."""
        return self.sections[0].title if self.sections else ""


def markup(text: str, name: str, target: Callable[[str], str | None]) -> Markup:
    """The HTML of a Markdown file; `name` is how errors call it.

    `target` gives the page or file for a path from the top of the project, None where the pages have none; such a link
    is a SiteError.
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise SiteError("making pages needs the extra 'docs': pip install 'readiness-scan[docs]'") from None
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    sections = tuple(_sections(tokens))
    for token in _inside(tokens):
        for attribute in ("href", "src"):
            if attribute in token.attrs:
                token.attrs[attribute] = _link(str(token.attrs[attribute]), name, target)
    return Markup(parser.renderer.render(tokens, parser.options, {}), sections)


def _inside(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _inside(token.children or [])


def _link(link: str, name: str, target: Callable[[str], str | None]) -> str:
    if link.startswith("#") or _ELSEWHERE.match(link):
        return link
    path, hash_, anchor = link.partition("#")
    found = target(posixpath.normpath(posixpath.join(posixpath.dirname(name), path)))
    if found is None:
        raise SiteError(f"{name}: the link to {link} leads to no page; name a file of docs/, or a whole address")
    return found + hash_ + anchor


def _sections(tokens: list[Token]) -> Iterator[Section]:
    """The sections; their headings get the names they are linked by."""
    used: dict[str, int] = {}
    heading: tuple[int, str, str] | None = None
    words: list[str] = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            if heading is not None:
                yield Section(*heading, " ".join(words))
            title = plain(tokens[number + 1])
            heading = int(token.tag[1:]), title, _anchor(title, used)
            token.attrs["id"] = heading[2]
            words = []
        elif token.type == "inline" and tokens[number - 1].type != "heading_open":
            words.append(plain(token))
    if heading is not None:
        yield Section(*heading, " ".join(words))


def plain(token: Any) -> str:
    """The text of a token without its marks."""
    return "".join(child.content if child.type in ("text", "code_inline") else " " if child.type == "softbreak" else ""
                   for child in token.children or [])


def _anchor(title: str, used: dict[str, int]) -> str:
    """The name of a heading, as GitHub makes it."""
    name = _NO_PART.sub("", title.strip().lower()).replace(" ", "-")
    used[name] = used.get(name, -1) + 1
    return f"{name}-{used[name]}" if used[name] else name
