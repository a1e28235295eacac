"""Finds the boxes of a Markdown text, each with the offset of the character between its brackets.

A scanner of lines and not a parser that writes Markdown again, because all but the boxes has to stay as it is. It knows
as much of CommonMark and of GitHub's task lists as decides whether a line has a box: lists in lists and in quotes,
fenced and indented code, comments, HTML blocks, headings of both forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.patterns import lazy
from scanner.records import NamedTuple

_MARKER = lazy(r"(?:[-*+]|(\d{1,9})[.)])(?=[ \t]|$)")
_BOX = lazy(r"\[([ \txX])\](?=[ \t])")
_FENCE = lazy(r"(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = lazy(r"(#{1,6})(?:[ \t]|$)")
_UNDERLINE = lazy(r"(=+|-+)[ \t]*$")
_BREAK = lazy(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = lazy(r" {0,3}>[ \t]?")
_RAW = lazy(r"<(script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE)
_BLOCK = lazy(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    r"|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu"
    r"|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track"
    r"|ul)(?:[\s>]|/>|$)", re.IGNORECASE)
_ALONE = lazy(r"(?:<[A-Za-z][A-Za-z0-9-]*(?:[ \t]+[A-Za-z_:][\w.:-]*"
              r"(?:[ \t]*=[ \t]*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*"
              r"[ \t]*/?>|</[A-Za-z][A-Za-z0-9-]*[ \t]*>)[ \t]*$")
_LINE = lazy(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_ID = lazy(r"<!--[ \t]*readiness:[ \t]*([A-Za-z0-9._/-]+)[ \t]*-->")

_COMMENT = lazy(r"<!--.*?(?:-->|$)")
_IMAGE = lazy(r"!\[([^\]\[]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_LINK = lazy(r"\[([^\]\[]*)\](?:\([^()]*\)|\[[^\]\[]*\])")
_TAG = lazy(r"</?[A-Za-z][^<>]*>")
_MARKS = lazy(r"\\([!-/:-@\[-`{-~])|\*\*|__|~~|`+|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")


_LONGEST = 2_000
"""Characters of a line and of a text that are looked at for words."""


class Task(NamedTuple):
    """A box. `box` is the offset of the character in its brackets, `line` counts from 1, `parent` is the number of the
    task that it is a part of, -1 for none. `headings` are the words of those above it, the title first, `id` is that of
    a comment ``<!-- readiness: ID -->``.
    """

    box: int
    ticked: bool
    text: str
    headings: tuple[str, ...]
    line: int
    parent: int = -1
    id: str = ""


class Line(NamedTuple):
    """A line outside of code, comments and HTML: its offset, its text without the line break, the headings above it."""

    start: int
    text: str
    headings: tuple[str, ...]


class Document(NamedTuple):
    """The boxes of a text, and the lines that may have counters."""

    text: str
    tasks: tuple[Task, ...]
    lines: tuple[Line, ...]


def read(text: str) -> Document:
    """The boxes of a Markdown text."""
    scanner = _Scanner()
    start = 1 if text.startswith("\ufeff") else 0
    for number, match in enumerate(_LINE.finditer(text, start), start=1):
        if match.end() > match.start():
            scanner.line(match.start(), match[0].rstrip("\r\n"), number)
    return Document(text, tuple(scanner.tasks), tuple(scanner.lines))


def words(text: str) -> str:
    """What a reader sees of a piece of Markdown, on one line."""
    plain = _LINK.sub(r"\1", _IMAGE.sub(r"\1", _COMMENT.sub(" ", text)))
    plain = _MARKS.sub(lambda match: match[1] or "", _TAG.sub(" ", plain))
    return " ".join(plain.split())


class _Scanner:
    """Where one is in a document."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.lines: list[Line] = []
        self._headings: list[tuple[int, str]] = []
        self._items: list[tuple[int, int]] = []  # of open list items: the column of their content, their task or -1
        self._quotes = 0
        self._ends = ""  # what ends the block that hides boxes: a fence, `-->`, a closing tag, or " " for a blank line
        self._blank = True
        self._paragraph = ""
        self._current = -1  # the task whose text goes on

    def line(self, start: int, text: str, number: int) -> None:
        """Go on by a line; `start` is its offset."""
        depth, at = 0, 0
        while depth < (self._quotes if self._ends else 100) and (quote := _QUOTE.match(text, at)):
            depth, at = depth + 1, quote.end()
        goes_on = depth < self._quotes and self._paragraph and not self._blank and text[at:].strip() and (
            _indent(text[at:]) >= 4 or not self._is_block(text[at:], False))
        if goes_on:
            self._text(start, text, text[at:].lstrip(" \t"))
            return
        if depth != self._quotes:
            self._quotes, self._items, self._ends, self._current, self._paragraph = depth, [], "", -1, ""
        rest = text[at:]
        if self._ends:
            self._hidden(rest)
        elif not rest.strip():
            self._blank, self._paragraph, self._current = True, "", -1
        else:
            self._visible(start, text, at, number)
            self._blank = False

    def _hidden(self, rest: str) -> None:
        """A line of code, of a comment or of HTML."""
        ends = self._ends
        if ends == " ":
            over = not rest.strip()
            self._blank = over
        elif ends[0] in "`~":
            bare = rest.strip()
            over = len(bare) >= len(ends) and set(bare) == {ends[0]} and _indent(rest) - self._column() < 4
            over = over or bool(bare) and bool(self._items) and _indent(rest) < self._items[-1][0] and not over
        else:
            over = ends in rest.lower()
        if over:
            self._ends = ""

    def _column(self) -> int:
        return self._items[-1][0] if self._items else 0

    def _visible(self, start: int, text: str, at: int, number: int) -> None:
        rest = text[at:]
        indent = _indent(rest)
        body = rest.lstrip(" \t")
        marked = self._is_block(rest)
        goes_on = self._paragraph and not self._blank and not marked
        still = self._items if goes_on else [one for one in self._items if indent >= one[0]]
        room = indent - (still[-1][0] if still else 0)
        if room < 4 or self._blank or not self._paragraph:
            self._items = still
        if room >= 4 and not (self._paragraph and not self._blank):
            return  # indented code
        if room >= 4 or not marked:
            self._text(start, text, body)
            return
        if self._opens(body):
            return
        match = _HEADING.match(body)
        if match:
            self._heading(len(match[1]), _title(body[match.end():].strip(" \t")))
        elif _BREAK.match(body) and not (self._paragraph and set(body.strip()) == {"-"}):
            self._paragraph, self._current = "", -1
        elif _UNDERLINE.match(body) and self._paragraph and not self._items:
            self._heading(1 if body[0] == "=" else 2, self._paragraph)
        elif _MARKER.match(body):
            self._item(start, text, at + len(rest) - len(body), indent, number)
        else:
            self._text(start, text, body)

    def _is_block(self, rest: str, inside: bool = True) -> bool:
        """Whether a line begins something new instead of going on with a paragraph."""
        body = rest.lstrip(" \t")
        inside = inside and bool(self._paragraph) and not self._blank and _indent(rest) >= self._column()
        marker = _MARKER.match(body)
        if marker and not _BREAK.match(body):
            # A number other than 1 does not break into a paragraph, and neither does an empty item.
            return not inside or marker[1] in (None, "1") and bool(body[marker.end():].strip())
        return bool(body[:1] == "#" and _HEADING.match(body) or _FENCE.match(body) or _BREAK.match(body)
                    or inside and _UNDERLINE.match(body) or body[:1] == "<" and self._html(body))

    def _html(self, body: str) -> str:
        """What ends the block of HTML that a line begins, "" where it begins none; behind a paragraph fewer do."""
        if body.startswith("<!--"):
            return "-->"
        raw = _RAW.match(body)
        if raw:
            return f"</{raw[1].lower()}>"
        return " " if _BLOCK.match(body) or (self._blank or not self._paragraph) and _ALONE.match(body) else ""

    def _opens(self, body: str) -> bool:
        """Begin what hides boxes, if the line does."""
        fence = _FENCE.match(body)
        ends = fence[1] if fence else self._html(body) if body[0] == "<" else ""
        if not ends:
            return False
        found = _ID.match(body)
        if found and self._current_task() is not None:
            self._name(found[1])
        if fence or ends == " " or ends not in body[4 if ends == "-->" else 0:].lower():
            self._ends = ends
        self._paragraph = ""
        return True

    def _current_task(self) -> Task | None:
        """The task that a comment on a line of its own is about."""
        return self.tasks[self._current] if self._current >= 0 else None

    def _heading(self, level: int, title: str) -> None:
        self._items, self._paragraph, self._current = [], "", -1
        self._headings = [one for one in self._headings if one[0] < level]
        self._headings.append((level, words(title)))

    def _text(self, start: int, text: str, body: str) -> None:
        """A line of a paragraph; it may go on with the text of a task."""
        self.lines.append(Line(start, text, self._names()))
        found = _ID.search(body)
        if self._current >= 0 and not self._blank:
            if found:
                self._name(found[1])
            task = self.tasks[self._current]
            more = words(body[:_LONGEST])
            if more and len(task.text) < _LONGEST:
                self.tasks[self._current] = task._replace(text=f"{task.text} {more}".strip())
        elif self._blank:
            self._current = -1
        if len(self._paragraph) < _LONGEST:
            self._paragraph = f"{self._paragraph} {body[:_LONGEST]}".strip()

    def _name(self, item_id: str) -> None:
        task = self.tasks[self._current]
        if not task.id:
            self.tasks[self._current] = task._replace(id=item_id)

    def _item(self, start: int, text: str, at: int, indent: int, number: int) -> None:
        """An item of a list, which may begin with another list, or with a box."""
        self.lines.append(Line(start, text, self._names()))
        column = indent
        self._paragraph, self._current = "", -1
        while True:
            marker = _MARKER.match(text, at)
            if marker is None:
                break
            after = marker.end()
            width = column + after - at
            space = _indent(text[after:], width)
            at = after + len(text[after:]) - len(text[after:].lstrip(" \t"))
            if space > 4 or at == len(text):
                self._items.append((width + 1, -1))
                return
            column = width + space
            self._items.append((column, -1))
        box = _BOX.match(text, at)
        self._paragraph = text[at:at + _LONGEST]
        if box is None or not text[box.end():].strip():
            self._opens_inside(text[at:])
            return
        parent = next((task for _, task in reversed(self._items[:-1]) if task >= 0), -1)
        self._items[-1] = (column, len(self.tasks))
        self._current = len(self.tasks)
        body = text[box.end():]
        found = _ID.search(body)
        self.tasks.append(Task(start + box.start(1), box[1] in "xX", words(body[:_LONGEST]), self._names(), number, parent,
                               found[1] if found else ""))

    def _opens_inside(self, body: str) -> None:
        """A list item that begins with code or HTML."""
        if body and (_FENCE.match(body) or body[0] == "<") and self._opens(body):
            return
        match = _HEADING.match(body) if body[:1] == "#" else None
        if match:
            self._paragraph = ""

    def _names(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._headings)


def _title(text: str) -> str:
    """A heading without the signs that may close it."""
    bare = text.rstrip("#")
    return bare.rstrip(" \t") if bare != text and bare[-1:] in (" ", "\t", "") else text


def _indent(text: str, column: int = 0) -> int:
    """How many columns the white space at the beginning takes, with tab stops of four."""
    at = column
    for char in text:
        if char == " ":
            at += 1
        elif char == "\t":
            at += 4 - at % 4
        else:
            break
    return at - column


def parts(document: Document) -> Iterator[tuple[int, list[int]]]:
    """The numbers of the tasks that have parts, the inner ones first, with the numbers of those."""
    inner: dict[int, list[int]] = {}
    for number, task in enumerate(document.tasks):
        if task.parent >= 0:
            inner.setdefault(task.parent, []).append(number)
    yield from sorted(inner.items(), reverse=True)
