"""Syntax trees of HCL.  Every node knows where it stands: offsets in code points, the end not included."""

from __future__ import annotations


from scanner.hcl.values import Value
from scanner.records import NamedTuple


class Node:
    """An expression."""

    __slots__ = ("start", "end")

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


class Literal(Node):
    """A number, bool, null, or text without templates in it."""

    __slots__ = ("value",)

    def __init__(self, value: Value, start: int, end: int) -> None:
        self.value, self.start, self.end = value, start, end


class Name(Node):
    """The first word of a reference."""

    __slots__ = ("name",)

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name, self.start, self.end = name, start, end


class Attribute(Node):
    """`source.name`"""

    __slots__ = ("source", "name")

    def __init__(self, source: Node, name: str, start: int, end: int) -> None:
        self.source, self.name, self.start, self.end = source, name, start, end


class Index(Node):
    """`source[key]`; `legacy` for `source.0`."""

    __slots__ = ("source", "key", "legacy")

    def __init__(self, source: Node, key: Node, start: int, end: int, legacy: bool = False) -> None:
        self.source, self.key, self.start, self.end, self.legacy = source, key, start, end, legacy


class Each(Node):
    """The element that a splat is at."""

    __slots__ = ()


class Splat(Node):
    """`source[*]...` or `source.*...`; `each` is evaluated for every element, which `item` stands for."""

    __slots__ = ("source", "each", "item")

    def __init__(self, source: Node, each: Node, item: Each, start: int, end: int) -> None:
        self.source, self.each, self.item, self.start, self.end = source, each, item, start, end


class Parentheses(Node):
    """`(inner)`"""

    __slots__ = ("inner",)

    def __init__(self, inner: Node, start: int, end: int) -> None:
        self.inner, self.start, self.end = inner, start, end


class Unary(Node):
    """`-inner` or `!inner`"""

    __slots__ = ("operator", "inner")

    def __init__(self, operator: str, inner: Node, start: int, end: int) -> None:
        self.operator, self.inner, self.start, self.end = operator, inner, start, end


class Binary(Node):
    """`left operator right`"""

    __slots__ = ("operator", "left", "right")

    def __init__(self, operator: str, left: Node, right: Node) -> None:
        self.operator, self.left, self.right, self.start, self.end = operator, left, right, left.start, right.end


class Conditional(Node):
    """`condition ? yes : no`, also as `%{ if }` in a template."""

    __slots__ = ("condition", "yes", "no")

    def __init__(self, condition: Node, yes: Node, no: Node, start: int, end: int) -> None:
        self.condition, self.yes, self.no, self.start, self.end = condition, yes, no, start, end


class Call(Node):
    """`name(arguments)`; `expanded` when the last argument has `...`."""

    __slots__ = ("name", "arguments", "expanded", "name_end")

    def __init__(self, name: str, arguments: list[Node], expanded: bool, start: int, name_end: int, end: int) -> None:
        self.name, self.arguments, self.expanded = name, arguments, expanded
        self.start, self.name_end, self.end = start, name_end, end


class Tuple(Node):
    """`[a, b]`"""

    __slots__ = ("elements",)

    def __init__(self, elements: list[Node], start: int, end: int) -> None:
        self.elements, self.start, self.end = elements, start, end


class Item(NamedTuple):
    """An entry of an object; `literal` is its key where that is a bare word."""

    key: Node
    value: Node
    literal: str | None


class Object(Node):
    """`{a = 1}`"""

    __slots__ = ("items",)

    def __init__(self, items: list[Item], start: int, end: int) -> None:
        self.items, self.start, self.end = items, start, end


class For(Node):
    """`[for k, v in source : value if condition]`, or with `key` an object; `grouped` with `...`."""

    __slots__ = ("key_name", "value_name", "source", "key", "value", "condition", "grouped")

    def __init__(
        self, key_name: str, value_name: str, source: Node, key: Node | None, value: Node, condition: Node | None,
        grouped: bool, start: int, end: int,
    ) -> None:  # fmt: skip
        self.key_name, self.value_name, self.source, self.key = key_name, value_name, source, key
        self.value, self.condition, self.grouped, self.start, self.end = value, condition, grouped, start, end


class Template(Node):
    """Text with expressions in it; one part that is an expression alone is no template but that expression."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Node], start: int, end: int) -> None:
        self.parts, self.start, self.end = parts, start, end


class Join(Node):
    """What a `%{ for }` of a template puts together; `loop` gives a tuple of texts."""

    __slots__ = ("loop",)

    def __init__(self, loop: Node, start: int, end: int) -> None:
        self.loop, self.start, self.end = loop, start, end


class Assignment(NamedTuple):
    """An attribute of a body: `name = value`; `path` is its file, as overriding files put bodies together."""

    name: str
    value: Node
    start: int
    end: int
    name_end: int
    path: str


class Block(NamedTuple):
    """A block of a body; `labels` with the places of each."""

    type: str
    labels: tuple[str, ...]
    label_places: tuple[tuple[int, int], ...]
    body: Body
    start: int
    header_end: int
    end: int


class Body:
    """Attributes and blocks of a file or a block, in their order; `path` is the file."""

    __slots__ = ("path", "attributes", "blocks", "start", "end", "is_json")

    def __init__(
        self, path: str, attributes: dict[str, Assignment], blocks: list[Block], start: int, end: int,
        is_json: bool = False,
    ) -> None:  # fmt: skip
        self.path, self.attributes, self.blocks = path, attributes, blocks
        self.start, self.end, self.is_json = start, end, is_json

    def of_type(self, name: str) -> list[Block]:
        """The blocks of that type."""
        return [block for block in self.blocks if block.type == name]
