"""From a character of rendered text back to the lines that decided it.

`Tracer.hops` walks what the rendering kept (see `gotemplate.traced`): the template's own
text, the action that wrote a value, the includes in between, and the values entry or flag
that was read.  Nothing here runs unless somebody asks about a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scanner.gotemplate.nodes import Action, Branch, Call, Node, Text
from scanner.gotemplate.traced import SERIALIZERS, Item, Rendered, TracedText, locate
from scanner.gotemplate.values import Map
from scanner.helm.setflags import FlagPlace
from scanner.model.provenance import Hop, Provenance
from scanner.model.source import SourceSpan

# Follow at most so many steps of one chain; rendered text nests no deeper in earnest.
_MAX_STEPS = 60

FindSpan = Callable[[str, int, int], SourceSpan | None]


class Tracer:
    """Answers for one rendered file.

    `span(name, start, end)` turns a place in a template or values file, named as Helm
    names it, into a place in the user's repository (None where there is none).
    """

    def __init__(self, trace: Rendered, span: FindSpan) -> None:
        self._trace = trace
        self._span = span

    @property
    def file(self) -> str:
        """The template that the rendered file is made from; of an archived chart, what asks for the archive."""
        span = self._span(self._trace.file, 0, 0)
        return span.path if span is not None else ""

    def origin(self, start: int, end: int) -> Provenance:
        """Where the rendered text between two offsets comes from, nearest cause first.

        One value that makes up the whole text is the place to edit; where a text is put
        together from several, its own line in the template is, and the values follow.
        """
        hops = self._hops(start)
        first = self._trace.at(start)
        if first is None or not isinstance(first[0][1], Text):
            return Provenance(_ordered(hops))
        # A literal beginning, such as an opening quote: what the actions inside read belongs to it as well.
        inner: list[Hop] = []
        bare = True
        for text, node, offset in self._inside(start, end):
            if isinstance(node, Text):
                bare = bare and not text.strip("\"' \n-")
            else:
                inner += self._hops(offset)
        if bare and inner:
            return Provenance(_ordered(inner))
        return Provenance(_unique([*(_cut(hop, end - start) for hop in hops[:1]), *hops[1:], *inner]))

    def undecided(self, start: int, end: int, word: str) -> tuple[Hop, ...]:
        """Values whose falsehood left out a part of the template that writes `word:` between two offsets."""
        found: list[Hop] = []
        for _, node, reads in self._trace.silent(start, end):
            if isinstance(node, Branch) and _writes(node, word):
                found += self._values(reads)
        return _unique(found)

    # -- walking --------------------------------------------------------------------

    def _inside(self, start: int, end: int) -> Iterator[tuple[str, Node, int]]:
        offset = start
        for _ in range(_MAX_STEPS):
            found = self._trace.at(offset)
            if found is None or offset >= end:
                return
            (text, node, _), inside = found
            yield text[inside : inside + end - offset], node, offset
            offset += len(text) - inside

    def _hops(self, offset: int) -> list[Hop]:
        return list(self._rendered(self._trace, offset, 0))

    def _rendered(self, rendered: Rendered, offset: int, step: int) -> Iterator[Hop]:
        found = rendered.at(offset)
        if found is None or step > _MAX_STEPS:
            return
        (text, node, reads), inside = found
        if isinstance(node, Text):
            yield from self._literal(rendered, node.start + inside, node.start + len(text))
            return
        inner = list(self._inner(text, inside, reads, step))
        yield from inner
        through = any(hop.role in ("literal", "expression", "include") for hop in inner)
        role = "call" if isinstance(node, Call) else "include" if through else "expression"
        opened, closed = getattr(node, "opened", node.start), getattr(node, "closed", node.start + 1)
        for hop in self._literal(rendered, opened, closed):
            yield Hop(role, hop.span, False, hop.note)  # type: ignore[arg-type]

    def _literal(self, rendered: Rendered, start: int, end: int) -> Iterator[Hop]:
        """A place in the text of a template; in the text given to `tpl`, the place that text came from."""
        if rendered.source:
            if isinstance(rendered.source, TracedText):
                yield from self._text(rendered.source, start, 0)
            return
        span = self._span(rendered.file, start, end)
        if span is not None:
            yield Hop("literal", span, True)

    def _inner(self, text: str, inside: int, reads: tuple[Any, ...], step: int) -> Iterator[Hop]:
        if isinstance(text, TracedText):
            found = list(self._text(text, inside, step + 1))
            if found:
                yield from found
                if any(isinstance(read, Rendered) and _is_value(read.source) for read in reads):
                    for hop in self._values(reads):  # where the template that `tpl` ran is written
                        if hop.span is not None:
                            yield Hop("expression", hop.span, False)
                return
        yield from self._values(reads)
        for read in reads:
            if isinstance(read, Rendered):
                yield from self._rendered(read, 0, step + 1)

    def _text(self, text: TracedText, offset: int, step: int) -> Iterator[Hop]:
        if step > _MAX_STEPS:
            return
        trace = text.trace
        if isinstance(trace, Rendered):
            yield from self._rendered(trace, offset, step + 1)
            return
        name, arguments = trace
        if name in SERIALIZERS:
            yield from self._serialized(name, text, arguments[-1], offset)
            return
        moved = locate(name, text, arguments, offset)
        if moved is not None:
            yield from self._text(*moved, step + 1)

    def _serialized(self, name: str, text: str, value: Any, offset: int) -> Iterator[Hop]:
        """The values entry that a line of `toYaml` was written from."""
        if name not in ("toYaml", "mustToYaml"):
            return
        from scanner.serial.to_yaml import to_yaml_with_lines

        again, entries = to_yaml_with_lines(value)
        if again != text:  # the value was changed after it had been written
            return
        line = text.count("\n", 0, offset)
        while line >= 0:
            container, key = entries[line] if line < len(entries) else (None, None)
            if isinstance(container, Map) and container.places:
                hop = self._value(container.places.get(key))
                if hop is not None:
                    yield hop
                    return
            line -= 1  # an element of a list, or a line of a block: its nearest owner above

    def _values(self, reads: tuple[Any, ...]) -> list[Hop]:
        found: list[Hop] = []
        for read in reads:
            if isinstance(read, Item):
                found += self._item(read)
            elif not isinstance(read, Rendered):
                hop = self._value(read)
                if hop is not None:
                    found.append(hop)
        return found

    def _item(self, read: Item) -> list[Hop]:
        """The element of a list that was ranged over, as far as it has a place of its own."""
        found: list[Hop] = []
        for inner in read.reads:
            items = getattr(inner, "items", None)
            if isinstance(items, tuple) and isinstance(read.index, int) and read.index < len(items):
                inner = items[read.index]
            found += self._values((inner,))
        return found

    def _value(self, place: Any) -> Hop | None:
        if isinstance(place, FlagPlace):
            return Hop("flag", None, False, f"{place.flag} {place.text}")
        if place is None:
            return None
        span = self._span(place.file, place.key_start, place.end)
        return Hop("value", span, False) if span is not None else None


def _cut(hop: Hop, length: int) -> Hop:
    """A literal hop that ends where the text does: behind it, a comment may follow. One character stands for a key,
    which is shown with its line."""
    if hop.span is None or not hop.exact or length < 2:
        return hop
    return hop._replace(span=hop.span._replace(end=min(hop.span.end, hop.span.start + length)))


def _is_value(source: str) -> bool:
    """Whether the text of a `tpl` was taken from the values as it is."""
    return bool(source) and not isinstance(source, TracedText)


def _ordered(hops: list[Hop]) -> tuple[Hop, ...]:
    """One value read is the nearest cause; of several, none is, so the template comes first."""
    unique = _unique(hops)
    values = [hop for hop in unique if hop.role in ("value", "flag")]
    if len(values) < 2:
        return unique
    others = [hop for hop in unique if hop.role not in ("value", "flag")]
    return (*others[:1], *values, *others[1:])


def _unique(hops: list[Hop]) -> tuple[Hop, ...]:
    return tuple(dict.fromkeys(hops))


def _writes(node: Branch, word: str) -> bool:
    """Whether the text inside a branch writes a key."""
    key = f"{word}:"
    pending: list[Node] = list(node.body)
    while pending:
        item = pending.pop()
        if isinstance(item, Text) and key in item.text:
            return True
        if isinstance(item, Action) and f'"{word}"' in str(item):
            return True
        if isinstance(item, Branch):
            pending += item.body
            pending += item.otherwise or ()
    return False
