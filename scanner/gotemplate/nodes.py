"""The syntax tree of Go's text/template.

Every node knows `start`, the code-point offset that Go reports in errors, and prints
itself back (`str(node)`) the way Go does in error messages.  For a chain of two or more
fields Go reports the second one, and so does `start`; `begin` is where the text of the
node really begins.

Nodes are made once by the parser and never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.gotemplate.errors import ParseError


class Node:
    """A piece of a template; `start` is the offset Go's errors name."""

    __slots__ = ("start",)
    start: int

    @property
    def begin(self) -> int:
        """Offset of the first character that belongs to the node."""
        return self.start


class Text(Node):
    """Literal text, already trimmed; `start` is where it stands in the source."""

    __slots__ = ("text",)

    def __init__(self, start: int, text: str) -> None:
        self.start = start
        self.text = text


class Dot(Node):
    """The cursor, `.`."""

    __slots__ = ()

    def __init__(self, start: int) -> None:
        self.start = start

    def __str__(self) -> str:
        return "."


class Nil(Node):
    """The word `nil`."""

    __slots__ = ()

    def __init__(self, start: int) -> None:
        self.start = start

    def __str__(self) -> str:
        return "nil"


class Bool(Node):
    """`true` or `false`."""

    __slots__ = ("value",)

    def __init__(self, start: int, value: bool) -> None:
        self.start = start
        self.value = value

    def __str__(self) -> str:
        return "true" if self.value else "false"


class Number(Node):
    """A numeric constant: the value it has where the parameter type does not decide, and the others it could have.

    `integer` is the value as an integer, `real` as a float64, `value` as Go types an
    untyped constant; each is None where the constant has no such value (an integer
    literal beyond int64 has no `value`).
    """

    __slots__ = ("text", "value", "integer", "real")

    def __init__(
        self, start: int, text: str, value: object, integer: int | None, real: float | None
    ) -> None:
        self.start = start
        self.text = text
        self.value = value
        self.integer = integer
        self.real = real

    def __str__(self) -> str:
        return self.text


class String(Node):
    """A string constant: `quoted` as written, `value` what it means."""

    __slots__ = ("quoted", "value")

    def __init__(self, start: int, quoted: str, value: str) -> None:
        self.start = start
        self.quoted = quoted
        self.value = value

    def __str__(self) -> str:
        return self.quoted


class Identifier(Node):
    """The name of a function."""

    __slots__ = ("name",)

    def __init__(self, start: int, name: str) -> None:
        self.start = start
        self.name = name

    def __str__(self) -> str:
        return self.name


class Field(Node):
    """Fields of the cursor: `.Values.image` has the names Values and image."""

    __slots__ = ("names", "first")

    def __init__(self, start: int, names: Sequence[str], first: int) -> None:
        self.start = start
        self.names = tuple(names)
        self.first = first

    @property
    def begin(self) -> int:
        return self.first

    def __str__(self) -> str:
        return "." + ".".join(self.names)


class Variable(Node):
    """A variable and fields of it: `$x.a` has the name `$x` and the names (a,).

    `slot` numbers the variables of a body from 0, which is `$`; it is -1 where the name is
    known but not visible (declared in another branch).  `element` says that a range set it.
    """

    __slots__ = ("name", "names", "first", "slot", "element")

    def __init__(
        self, start: int, name: str, names: Sequence[str], first: int, slot: int, element: bool = False
    ) -> None:
        self.start = start
        self.name = name
        self.names = tuple(names)
        self.first = first
        self.slot = slot
        self.element = element

    @property
    def begin(self) -> int:
        return self.first

    def __str__(self) -> str:
        return ".".join((self.name, *self.names))


class Chain(Node):
    """Fields of a parenthesised pipeline or a function word: `(f x).a.b`."""

    __slots__ = ("base", "names")

    def __init__(self, start: int, base: Node, names: Sequence[str]) -> None:
        self.start = start
        self.base = base
        self.names = tuple(names)

    @property
    def begin(self) -> int:
        return self.base.begin

    def __str__(self) -> str:
        base = f"({self.base})" if isinstance(self.base, Pipeline) else str(self.base)
        return base + "".join("." + name for name in self.names)


class Command(Node):
    """Operands side by side: a function or method and its arguments, or one value."""

    __slots__ = ("args",)

    def __init__(self, start: int, args: Sequence[Node]) -> None:
        self.start = start
        self.args = tuple(args)

    def __str__(self) -> str:
        return " ".join(f"({arg})" if isinstance(arg, Pipeline) else str(arg) for arg in self.args)


class Pipeline(Node):
    """Commands joined by `|`, with the variables it declares (`:=`) or assigns (`=`)."""

    __slots__ = ("declared", "assigns", "commands")

    def __init__(self, start: int, declared: Sequence[Variable], assigns: bool, commands: Sequence[Command]) -> None:
        self.start = start
        self.declared = tuple(declared)
        self.assigns = assigns
        self.commands = tuple(commands)

    def __str__(self) -> str:
        text = " | ".join(map(str, self.commands))
        if self.declared:
            return ", ".join(map(str, self.declared)) + (" = " if self.assigns else " := ") + text
        return text


class Action(Node):
    """`{{pipeline}}`; `opened` and `closed` are the offsets of its delimiters' outer ends."""

    __slots__ = ("pipeline", "opened", "closed")

    def __init__(self, start: int, pipeline: Pipeline, opened: int, closed: int) -> None:
        self.start = start
        self.pipeline = pipeline
        self.opened = opened
        self.closed = closed

    def __str__(self) -> str:
        return "{{" + str(self.pipeline) + "}}"


class Branch(Node):
    """`if`, `with` or `range`: pipeline, body, and the else body or None.

    `slot` is where a `with` or `range` keeps what its cursor was read from.  `size` says how
    much work one run of the body is: its tokens, and a share of its text.
    """

    __slots__ = ("pipeline", "body", "otherwise", "opened", "closed", "slot", "size")
    word = "if"

    def __init__(
        self,
        start: int,
        pipeline: Pipeline,
        body: Sequence[Node],
        otherwise: Sequence[Node] | None,
        opened: int,
        closed: int,
        slot: int,
        size: int,
    ) -> None:
        self.start = start
        self.pipeline = pipeline
        self.body = tuple(body)
        self.otherwise = tuple(otherwise) if otherwise is not None else None
        self.opened = opened
        self.closed = closed
        self.slot = slot
        self.size = size

    def __str__(self) -> str:
        return "{{" + f"{self.word} {self.pipeline}" + "}}"


class If(Branch):
    """`{{if pipeline}} ... {{end}}`."""

    __slots__ = ()


class With(Branch):
    """`{{with pipeline}} ... {{end}}`: an `if` that also moves the cursor."""

    __slots__ = ()
    word = "with"


class Range(Branch):
    """`{{range pipeline}} ... {{end}}`."""

    __slots__ = ()
    word = "range"


class Break(Node):
    """`{{break}}`."""

    __slots__ = ()

    def __init__(self, start: int) -> None:
        self.start = start

    def __str__(self) -> str:
        return "{{break}}"


class Continue(Node):
    """`{{continue}}`."""

    __slots__ = ()

    def __init__(self, start: int) -> None:
        self.start = start

    def __str__(self) -> str:
        return "{{continue}}"


class Call(Node):
    """`{{template "name" pipeline}}`; without a pipeline the callee's cursor is nil."""

    __slots__ = ("name", "pipeline", "opened", "closed")

    def __init__(self, start: int, name: str, pipeline: Pipeline | None, opened: int, closed: int) -> None:
        self.start = start
        self.name = name
        self.pipeline = pipeline
        self.opened = opened
        self.closed = closed

    def __str__(self) -> str:
        from scanner.gotemplate.strconv import quote

        return "{{template " + quote(self.name) + (f" {self.pipeline}" if self.pipeline else "") + "}}"


class Faulty(Node):
    """What a tolerant parser puts where a name is unknown: evaluating it fails with `message`."""

    __slots__ = ("text", "message")

    def __init__(self, start: int, text: str, message: str) -> None:
        self.start = start
        self.text = text
        self.message = message

    def __str__(self) -> str:
        return self.text


class Body:
    """What one name stands for: nodes in order, and the unit they were parsed from.

    `slots` counts its variables, `$` among them; `size` is the work of one run, as in `Branch`.  `compiled` belongs to the executor: it keeps there what it made of the nodes.
    """

    __slots__ = ("unit", "name", "nodes", "slots", "size", "compiled")

    def __init__(self, unit: Unit, name: str, nodes: Sequence[Node], slots: int, size: int) -> None:
        self.unit = unit
        self.name = name
        self.nodes = tuple(nodes)
        self.slots = slots
        self.size = size
        self.compiled: dict[tuple[bool, bool], Any] = {}

    @property
    def is_empty(self) -> bool:
        """Whether the body holds nothing but blanks (comments leave no node)."""
        return all(isinstance(node, Text) and not node.text.strip(" \t\r\n\v\f\x85\xa0") for node in self.nodes)


class Unit:
    """One parsed text: its top-level body, the bodies it defines by name, and what a tolerant parser put up with."""

    __slots__ = ("text", "body", "defines", "problems")

    def __init__(self, text: str) -> None:
        self.text = text
        self.body = Body(self, "", (), 1, 0)
        self.defines: dict[str, Body] = {}
        self.problems: list[ParseError] = []
