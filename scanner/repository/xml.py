"""XML as plain elements. Entities are refused, so that a short text cannot become a long one or name another file."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

MAX_DEPTH = 200
MAX_ELEMENTS = 500_000


class Broken(Exception):
    """A text that is no XML, or asks for what is not done; str() says what."""


class Element:
    """An element with its attributes, text, children and line; names without their namespaces."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.children: list[Element] = []
        self.text = ""

    def first(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((one for one in self.children if one.name == name), None)

    def value(self, name: str) -> str:
        """The text of the first child of that name, "" for none."""
        found = self.first(name)
        return found.text.strip() if found is not None else ""

    def all(self, *way: str) -> list[Element]:
        """The elements at a way of names below this one."""
        found = [self]
        for name in way:
            found = [child for one in found for child in one.children if child.name == name]
        return found

    def every(self, name: str) -> Iterator[Element]:
        """Every element of that name, however deep."""
        pending = [self]
        while pending:
            one = pending.pop()
            if one.name == name:
                yield one
            pending += reversed(one.children)


def parse(content: str) -> Element:
    """The root element. Broken: the text is no XML, has entities of its own, or is too large."""
    top = Element("", {}, 0)
    stack = [top]
    count = 0
    parser = expat.ParserCreate(namespace_separator=None)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(stack) > MAX_DEPTH:
            raise Broken("it is too large")
        one = Element(
            name.rpartition(":")[2],
            {key.rpartition(":")[2]: value for key, value in attributes.items()},
            parser.CurrentLineNumber,
        )
        stack[-1].children.append(one)
        stack.append(one)

    def refuse(*_: object) -> None:
        raise Broken("it declares entities")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: stack.pop() and None
    parser.CharacterDataHandler = lambda data: (
        setattr(stack[-1], "text", stack[-1].text + data) if len(stack[-1].text) < 100_000 else None
    )
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(content.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise Broken(str(error)) from None
    if not top.children:
        raise Broken("it has no element")
    return top.children[0]
