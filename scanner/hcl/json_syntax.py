"""Configuration in JSON: the same trees as native syntax makes, strings being templates.

What is a block and what an attribute cannot be told from JSON alone; `body` is told the types of blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from scanner.deep import deep
from scanner.hcl import numbers
from scanner.hcl.errors import FunctionError, SyntaxProblem
from scanner.hcl.limits import MAX_FILE, MAX_NESTING
from scanner.hcl.nodes import (
    Assignment, Attribute, Binary, Block, Body, Call, Conditional, For, Index, Item, Join, Literal, Node, Object,
    Parentheses, Splat, Template, Tuple, Unary,
)  # fmt: skip
from scanner.hcl.parser import parse_template
from scanner.hcl.types import NUMBER
from scanner.hcl.values import FALSE, NULL, TRUE, Value, string
from scanner.patterns import lazy

_TOKEN = lazy(r'[ \t\r\n]*(?:("(?:[^"\\\x00-\x1f]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)'
              r"|([\[\]{},:])|(\Z))")
_ESCAPE = lazy(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": TRUE, "false": FALSE, "null": NULL}


class Text(Node):
    """A JSON string that has not been read as a template yet."""

    __slots__ = ("text", "raw", "path")

    def __init__(self, text: str, raw: str, path: str, start: int, end: int) -> None:
        self.text, self.raw, self.path, self.start, self.end = text, raw, path, start, end


class Property(Node):
    """The name of a property."""

    __slots__ = ("name",)

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name, self.start, self.end = name, start, end


class Json(Node):
    """An object, with its properties in order and doubles kept, or an array."""

    __slots__ = ("properties", "elements")

    def __init__(
        self, properties: list[tuple[Property, Node]] | None, elements: list[Node] | None, start: int, end: int,
    ) -> None:  # fmt: skip
        self.properties, self.elements, self.start, self.end = properties, elements, start, end


@deep
def parse(text: str, path: str) -> Node:
    """The data of a file, with places.  SyntaxProblem says where it is no JSON."""
    if len(text) > MAX_FILE:
        raise SyntaxProblem(f"The text is longer than {MAX_FILE} characters.", 0, 0, path)
    reader = _Reader(text, path)
    node = reader.value(0)
    if reader.kind != "end":
        reader.fail("Extraneous data after value: a JSON document holds one value.")
    return node


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.kind = ""
        self.start = self.position = 1 if text.startswith("\ufeff") else 0
        self.read()

    def fail(self, message: str) -> None:
        """Say what is wrong at the token that was read last."""
        raise SyntaxProblem(f"Invalid JSON: {message}", self.start, max(self.position, self.start), self.path)

    def read(self) -> None:
        """Go to the next token."""
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            self.start = self.position
            while self.text[self.start:self.start + 1].isspace():
                self.start += 1
            self.position = self.start + 1
            sign = self.text[self.start:self.start + 1]
            self.fail(f"{sign!r} cannot stand here." if sign != '"' else "a string is not closed, or holds a line break.")
        index = match.lastindex
        self.start, self.position = match.span(index)
        self.kind = ("", "string", "number", "word", match[4], "end")[index]

    def value(self, depth: int) -> Node:
        """One value."""
        if depth > MAX_NESTING:
            self.fail(f"values are nested deeper than {MAX_NESTING} levels.")
        start, end, written = self.start, self.position, self.text[self.start:self.position]
        if self.kind == "{":
            return self.object(depth)
        if self.kind == "[":
            return self.array(depth)
        if self.kind == "string":
            node: Node = Text(self.string(written), written, self.path, start, end)
        elif self.kind == "number":
            try:
                node = Literal(Value(NUMBER, numbers.parse(written)), start, end)
            except FunctionError as error:
                self.fail(f"{error.message}.")
        elif self.kind == "word":
            node = Literal(_WORDS[written], start, end)
        else:
            self.fail("a value is expected here." if self.kind != "end" else "the text ends where a value is expected.")
        self.read()
        return node

    def string(self, written: str) -> str:
        """The text of a string."""
        inner = written[1:-1]
        if "\\" not in inner:
            return inner

        def replaced(match: object) -> str:
            code, short = match.groups()  # type: ignore[attr-defined]
            return chr(int(code, 16)) if code else _SHORT.get(short, short)

        text = _ESCAPE.sub(replaced, inner)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def object(self, depth: int) -> Node:
        """{ "name": value, ... }"""
        start = self.start
        found: list[tuple[Property, Node]] = []
        self.read()
        while self.kind != "}":
            if self.kind != "string":
                self.fail("a property name in double quotes is expected here.")
            name = Property(self.string(self.text[self.start:self.position]), self.start, self.position)
            self.read()
            if self.kind != ":":
                self.fail("a colon is expected after the name of a property.")
            self.read()
            found.append((name, self.value(depth + 1)))
            if self.kind == ",":
                self.read()
                if self.kind == "}":
                    self.fail("a comma must not stand before the end of an object.")
            elif self.kind != "}":
                self.fail("a comma or the end of the object is expected here.")
        end = self.position
        self.read()
        return Json(found, None, start, end)

    def array(self, depth: int) -> Node:
        """[ value, ... ]"""
        start = self.start
        found: list[Node] = []
        self.read()
        while self.kind != "]":
            found.append(self.value(depth + 1))
            if self.kind == ",":
                self.read()
                if self.kind == "]":
                    self.fail("a comma must not stand before the end of an array.")
            elif self.kind != "]":
                self.fail("a comma or the end of the array is expected here.")
        end = self.position
        self.read()
        return Json(None, found, start, end)


def expression(node: Node) -> Node:
    """A value as an expression: strings are templates, names of properties too."""
    if isinstance(node, Text):
        return _template(node)
    if isinstance(node, Json):
        if node.elements is not None:
            return Tuple([expression(one) for one in node.elements], node.start, node.end)
        assert node.properties is not None
        items = [Item(_template(Text(name.name, f'"{name.name}"', "", name.start, name.end)), expression(value), None)
                 for name, value in node.properties]
        return Object(items, node.start, node.end)
    return node


def literal(node: Node) -> Node:
    """A value as it stands there: strings are no templates, as in values files and defaults of variables."""
    if isinstance(node, Text):
        return Literal(string(node.text), node.start, node.end)
    if isinstance(node, Json):
        if node.elements is not None:
            return Tuple([literal(one) for one in node.elements], node.start, node.end)
        assert node.properties is not None
        items = [Item(Literal(string(name.name), name.start, name.end), literal(value), None) for name, value in node.properties]
        return Object(items, node.start, node.end)
    return node


def _template(node: Text) -> Node:
    if "${" not in node.text and "%{" not in node.text:
        return Literal(string(node.text), node.start, node.end)
    try:
        found = parse_template(node.text, node.path)
    except SyntaxProblem as problem:
        raise SyntaxProblem(problem.message, node.start, node.end, node.path) from None
    if node.raw[1:-1] == node.text:
        _shift(found, node.start + 1)
    else:
        _place(found, node.start, node.end)
    return found


def walk(node: Node) -> Iterator[Node]:
    """The nodes of an expression, itself first."""
    pending = [node]
    while pending:
        one = pending.pop()
        yield one
        pending.extend(inside(one))


def inside(node: Node) -> Iterable[Node]:
    """The nodes directly inside of one."""
    parts = _INSIDE.get(node.__class__)
    return parts(node) if parts is not None else ()


def _of_for(node: For) -> Iterable[Node]:
    return [part for part in (node.source, node.key, node.value, node.condition) if part is not None]


# Expressions are walked often, so the parts are looked up by class.
_INSIDE: dict[type, Callable[[Any], Iterable[Node]]] = {
    Attribute: lambda node: (node.source,), Index: lambda node: (node.source, node.key), For: _of_for,
    Splat: lambda node: (node.source, node.each), Parentheses: lambda node: (node.inner,), Unary: lambda node: (node.inner,),
    Binary: lambda node: (node.left, node.right), Conditional: lambda node: (node.condition, node.yes, node.no),
    Call: lambda node: node.arguments, Tuple: lambda node: node.elements, Template: lambda node: node.parts,
    Join: lambda node: (node.loop,), Object: lambda node: [part for item in node.items for part in (item.key, item.value)],
}


def _shift(node: Node, offset: int) -> None:
    seen: set[int] = set()
    for one in walk(node):
        if id(one) not in seen:
            seen.add(id(one))
            one.start += offset
            one.end += offset


def _place(node: Node, start: int, end: int) -> None:
    for one in walk(node):
        one.start, one.end = start, end


def body(node: Node, path: str, blocks: Mapping[str, int], literals: frozenset[str] | None = frozenset()) -> Body:
    """An object, or an array of objects, as a body; `blocks` gives the number of labels of each type of block.

    Strings in the attributes `literals`, or in all for None, are no templates.
    """
    attributes: dict[str, Assignment] = {}
    found: list[Block] = []
    for name, value in _properties(node, path):
        if name.name == "//":
            continue
        if name.name in blocks:
            found += _blocks(name, value, path, blocks[name.name], ())
            continue
        if name.name in attributes:
            raise SyntaxProblem(f'Duplicate argument: the argument "{name.name}" was already set.', name.start, name.end, path)
        given = literal(value) if literals is None or name.name in literals else expression(value)
        attributes[name.name] = Assignment(name.name, given, name.start, value.end, name.end, path)
    return Body(path, attributes, found, node.start, node.end, is_json=True)


def _properties(node: Node, path: str) -> Iterator[tuple[Property, Node]]:
    if isinstance(node, Json) and node.properties is not None:
        yield from node.properties
    elif isinstance(node, Json) and node.elements is not None:
        for one in node.elements:
            if not isinstance(one, Json) or one.properties is None:
                raise SyntaxProblem("Incorrect JSON value type: a JSON object is required here.", one.start, one.end, path)
            yield from one.properties
    else:
        raise SyntaxProblem("Incorrect JSON value type: a JSON object, or an array of them, is required here.",
                            node.start, node.end, path)


def _blocks(name: Property, value: Node, path: str, labels: int, given: tuple[Property, ...]) -> Iterator[Block]:
    if isinstance(value, Literal) and value.value.is_null:
        return
    if labels > len(given):
        for label, inner in _properties(value, path):
            if label.name != "//":
                yield from _blocks(name, inner, path, labels, (*given, label))
        return
    if isinstance(value, Json) and value.elements is not None:
        for one in value.elements:
            yield from _blocks(name, one, path, labels, given)
        return
    if not isinstance(value, Json):
        raise SyntaxProblem(f'Incorrect JSON value type: "{name.name}" must be a JSON object, or an array of them.',
                            value.start, value.end, path)
    last = given[-1] if given else name
    yield Block(name.name, tuple(one.name for one in given), tuple((one.start, one.end) for one in given),
                Raw(value, path), last.start, last.end, value.end)


class Raw(Body):
    """A body of which it is not known yet what in it are blocks."""

    __slots__ = ("node",)

    def __init__(self, node: Node, path: str) -> None:
        super().__init__(path, {}, [], node.start, node.end, is_json=True)
        self.node = node

    def read(self, blocks: Mapping[str, int], literals: frozenset[str] = frozenset()) -> Body:
        """The body once that is known."""
        return body(self.node, self.path, blocks, literals)
