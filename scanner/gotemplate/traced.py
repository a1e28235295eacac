"""Text that remembers how it came about, at the price of one tuple a piece.

While templates run, nothing is computed about origins; what is needed to find them later
is kept, and `origins` walks it when somebody asks about an offset (only findings ask).

Output of a body is a list of pieces ``(text, node, reads)``: the text, the node that
wrote it (its `Text` or action), and what the node read on the way.  A read is one of

* a place, as the loader of the values left it in `Map.places`;
* an `Item`: an element of a list that was ranged over, with the reads of the list;
* a `Rendered`: the output of a template that was included.

`TracedText` is a Go string with a `trace` saying what made it: a `Rendered`, or the name
and arguments of a function that moves characters without making new ones.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Any

from scanner.gotemplate.nodes import Body, Node
from scanner.gotemplate.values import register_type
from scanner.records import NamedTuple

Read = Any
Piece = tuple[str, Node, tuple[Read, ...]]


class Item(NamedTuple):
    """Element `index` of a list (or map, by key) that the `reads` lead to."""

    reads: tuple[Read, ...]
    index: int | str


class Rendered:
    """The output of one execution of a template: its pieces, and which body wrote them."""

    __slots__ = ("body", "file", "pieces", "source", "_ends")

    def __init__(self, body: Body, file: str, pieces: list[Piece]) -> None:
        self.body = body
        self.file = file
        self.pieces = pieces
        self.source: str = ""  # the (possibly traced) text, where `tpl` made a template of it
        self._ends: list[int] | None = None

    def text(self) -> str:
        """The whole output."""
        return "".join([piece[0] for piece in self.pieces])

    def without(self, word: str) -> Rendered:
        """The output with every occurrence of `word` taken out."""
        bare = Rendered(
            self.body,
            self.file,
            [(text.replace(word, "") if word in text else text, node, reads) for text, node, reads in self.pieces],
        )
        text = self.text().replace(word, "")
        if bare.text() != text:  # the word came together from several pieces
            bare.pieces = [(text, self.pieces[0][1], ())]
        return bare

    def at(self, offset: int) -> tuple[Piece, int] | None:
        """The piece that holds `offset` of the output, and the offset inside it."""
        if self._ends is None:
            self._ends = list(accumulate(len(piece[0]) for piece in self.pieces))
        index = bisect_right(self._ends, offset)
        if index == len(self.pieces):
            return None
        return self.pieces[index], offset - (self._ends[index - 1] if index else 0)

    def silent(self, start: int, end: int) -> list[Piece]:
        """The pieces without text between two offsets: conditions that were false there."""
        self.at(start)
        ends = self._ends or []
        first = bisect_right(ends, start - 1) if start else 0
        found = []
        for index in range(first, len(self.pieces)):
            if ends[index] > end:
                break
            if not self.pieces[index][0]:
                found.append(self.pieces[index])
        return found


class TracedText(str):
    """A Go string that knows what made it."""

    __slots__ = ("trace",)
    trace: Rendered | tuple[str, tuple[Any, ...]]

    @classmethod
    def of(cls, text: str, trace: Rendered | tuple[str, tuple[Any, ...]]) -> TracedText:
        """`text` with its `trace`."""
        traced = cls(text)
        traced.trace = trace
        return traced

    @property
    def plain(self) -> str:
        """The text alone."""
        return str.__str__(self)


register_type(TracedText, "string", "string")

# Functions that hand on one of their arguments as it is.
PASSING = frozenset(["default", "coalesce", "ternary", "required", "first", "last", "index", "get", "dig", "or", "and"])

# Functions that move the characters of an argument: result offset -> (argument, offset).
MOVING = frozenset(
    ["indent", "nindent", "trim", "trimAll", "trimall", "trimPrefix", "trimSuffix", "trunc", "substr", "quote",
     "squote", "toString", "print", "printf", "println", "cat", "join", "upper", "lower", "title", "replace",
     "toYaml", "mustToYaml", "toYamlPretty", "toJson", "mustToJson", "toPrettyJson", "toRawJson"]
)  # fmt: skip

SERIALIZERS = frozenset(["toYaml", "mustToYaml", "toYamlPretty", "toJson", "mustToJson", "toPrettyJson", "toRawJson"])


def locate(name: str, result: str, arguments: tuple[Any, ...], offset: int) -> tuple[TracedText, int] | None:
    """Where a character of the result of a moving function stood in one of its arguments; None when it is new."""
    texts = [argument for argument in arguments if isinstance(argument, TracedText)]
    if name in ("indent", "nindent"):
        return _unindent(name, result, arguments, offset)
    for text in texts:
        start = result.find(text)
        if start >= 0:
            return (text, offset - start) if start <= offset < start + len(text) else None
    if len(texts) == 1:
        return _aligned(result, texts[0], offset)
    return None


def _unindent(name: str, result: str, arguments: tuple[Any, ...], offset: int) -> tuple[TracedText, int] | None:
    width, text = arguments
    if not isinstance(text, TracedText):
        return None
    body = result
    if name == "nindent":
        offset -= 1
        body = result[1:]
    if offset < 0:
        return None
    line = body.count("\n", 0, offset)
    column = offset - (body.rfind("\n", 0, offset) + 1)
    inside = max(column - width, 0)
    moved = offset - (line + 1) * width if column >= width else offset - column - line * width + inside
    return text, min(max(moved, 0), max(len(text) - 1, 0))


def _aligned(result: str, text: TracedText, offset: int) -> tuple[TracedText, int] | None:
    """Trimmed or cut text: the part of `text` that the result is."""
    bare = result.strip("\"'")
    start = text.find(bare)
    if start < 0 or not bare:
        return None
    shift = result.find(bare)
    moved = offset - shift + start
    return (text, moved) if 0 <= moved < len(text) else None
