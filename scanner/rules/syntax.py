"""The syntax tree of an expression, read out of what the runtime's parser writes, and written back for its planner.

There is no parser of ours: the runtime parses an expression, writes it as a protocol buffer (cel.expr.ParsedExpr, from
google/cel-spec proto/cel/expr/syntax.proto), and takes such a message for a program. Macros such as `all` are expanded
in it already.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, TypeAlias

from scanner.records import NamedTuple
from scanner.rules.programs import fields, length, varint

MAX_DEPTH = 200
"""How deep the parts of an expression may lie in each other."""

_NAME = "type.googleapis.com/cel.expr.ParsedExpr"

# Numbers of the fields of cel.expr.Expr.
_ID, _CONST, _IDENT, _SELECT, _CALL, _LIST, _STRUCT, _COMPREHENSION = range(2, 10)
# Of cel.expr.Constant.
_CONSTANTS = ("null", "bool", "int", "uint", "double", "string", "bytes")
_MASK = 2**64 - 1


class TooDeep(ValueError):
    """An expression whose parts lie in each other deeper than MAX_DEPTH."""


class Const(NamedTuple):
    """A literal; kind is one of null, bool, int, uint, double, string, bytes."""

    kind: str
    value: Any
    id: int = 0


class Ident(NamedTuple):
    """A name."""

    name: str
    id: int = 0


class Select(NamedTuple):
    """`operand.field`; `test`: `has(operand.field)`."""

    operand: Node
    field: str
    test: bool = False
    id: int = 0


class Call(NamedTuple):
    """A function, an operator (`_==_`, `_&&_`, `_?_:_` ...) or, with a target, a method."""

    function: str
    args: tuple[Node, ...]
    target: Node | None = None
    id: int = 0


class ListOf(NamedTuple):
    """`[a, ?b]`; `optional` holds the indices of elements with a question mark."""

    elements: tuple[Node, ...]
    optional: tuple[int, ...] = ()
    id: int = 0


class Entry(NamedTuple):
    """One entry of a map (the key is a node) or of a message (the key is the name of a field)."""

    key: Node | str
    value: Node
    optional: bool = False
    id: int = 0


class Struct(NamedTuple):
    """`{k: v}`, or a message when it has a name."""

    entries: tuple[Entry, ...]
    name: str = ""
    id: int = 0


class Comprehension(NamedTuple):
    """A loop: `variable` runs over the elements of `range`, `step` makes the next value of `accumulator`."""

    variable: str
    range: Node
    accumulator: str
    start: Node
    condition: Node
    step: Node
    result: Node
    second: str = ""
    id: int = 0


Node: TypeAlias = Const | Ident | Select | Call | ListOf | Struct | Comprehension


class Parsed(NamedTuple):
    """A tree and where its nodes stand: offsets into the text of the expression, in code points, by id."""

    root: Node
    offsets: dict[int, int]

    def offset(self, node: Node) -> int:
        """Where a node stands: a name at its beginning, a call or an operator at its sign."""
        return self.offsets.get(node.id, 0)


# --- reading -------------------------------------------------------------------------


def decode(message: bytes) -> Parsed:
    """The tree in a message of the runtime's parser. TooDeep; ValueError for anything else than such a message."""
    content = _only(message, 2)
    root = _only(content, 2)
    offsets = {}
    for number, value in fields(_only(content, 3)):
        if number == 4:
            entry = dict(fields(value))
            offsets[entry.get(1, 0)] = entry.get(2, 0)
    return Parsed(_node(root, 0), offsets)


def _only(message: bytes, wanted: int) -> Any:
    return next((value for number, value in fields(message) if number == wanted), b"")


def _node(message: bytes, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise TooDeep
    node_id, kind, content = 0, 0, b""
    for number, value in fields(message):
        if number == _ID:
            node_id = value
        else:
            kind, content = number, value
    if kind == _IDENT:
        return Ident(_text(_only(content, 1)), node_id)
    read = _READERS.get(kind)
    if read is None:
        raise ValueError(f"a part of an expression has an unexpected form ({kind})")
    return read(content, node_id, depth + 1)


def _const(message: bytes, node_id: int, _depth: int) -> Node:
    for number, value in fields(message):
        kind = _CONSTANTS[number - 1]
        if kind == "bool":
            value = bool(value)
        elif kind == "int":
            value = value - 2**64 if value >> 63 else value
        elif kind == "double":
            value = struct.unpack("<d", value)[0]
        elif kind == "string":
            value = _text(value)
        elif kind == "null":
            value = None
        return Const(kind, value, node_id)
    raise ValueError("a literal without a value")


def _select(message: bytes, node_id: int, depth: int) -> Node:
    found = dict(fields(message))
    return Select(_node(found[1], depth), _text(found[2]), bool(found.get(3)), node_id)


def _call(message: bytes, node_id: int, depth: int) -> Node:
    function, target, args = "", None, []
    for number, value in fields(message):
        if number == 1:
            target = _node(value, depth)
        elif number == 2:
            function = _text(value)
        else:
            args.append(_node(value, depth))
    return Call(function, tuple(args), target, node_id)


def _list(message: bytes, node_id: int, depth: int) -> Node:
    elements, optional = [], []
    for number, value in fields(message):
        if number == 1:
            elements.append(_node(value, depth))
        elif isinstance(value, int):
            optional.append(value)
        else:
            at = 0
            while at < len(value):
                one, at = varint(value, at)
                optional.append(one)
    return ListOf(tuple(elements), tuple(optional), node_id)


def _struct(message: bytes, node_id: int, depth: int) -> Node:
    name, entries = "", []
    for number, value in fields(message):
        if number == 1:
            name = _text(value)
        else:
            found = dict(fields(value))
            key = _text(found[2]) if 2 in found else _node(found[3], depth)
            entries.append(Entry(key, _node(found[4], depth), bool(found.get(5)), found.get(1, 0)))
    return Struct(tuple(entries), name, node_id)


def _comprehension(message: bytes, node_id: int, depth: int) -> Node:
    found = dict(fields(message))
    inner = [_node(found[number], depth) for number in (2, 4, 5, 6, 7)]
    return Comprehension(_text(found.get(1, b"")), inner[0], _text(found.get(3, b"")), *inner[1:],
                         _text(found.get(8, b"")), node_id)


_READERS = {_CONST: _const, _SELECT: _select, _CALL: _call, _LIST: _list, _STRUCT: _struct,
            _COMPREHENSION: _comprehension}


def _text(data: bytes) -> str:
    return data.decode("utf-8")


# --- writing -------------------------------------------------------------------------


def encode(root: Node) -> bytes:
    """The message for a tree; its nodes are numbered anew."""
    body = _field(2, _Writer().node(root))
    return _field(1, _NAME.encode()) + _field(2, body)


class _Writer:
    """Numbers the nodes while they are written."""

    def __init__(self) -> None:
        self.count = 0

    def node(self, node: Node) -> bytes:
        self.count += 1
        head = _number(_ID, self.count)
        if isinstance(node, Ident):
            return head + _field(_IDENT, _field(1, node.name.encode()))
        if isinstance(node, Const):
            return head + _field(_CONST, _constant(node))
        if isinstance(node, Select):
            inner = self._nodes(1, node.operand) + _field(2, node.field.encode())
            return head + _field(_SELECT, inner + (_number(3, 1) if node.test else b""))
        if isinstance(node, Call):
            target = self._nodes(1, node.target) if node.target is not None else b""
            return head + _field(_CALL, target + _field(2, node.function.encode()) + self._nodes(3, *node.args))
        if isinstance(node, ListOf):
            optional = b"".join(length(one) for one in node.optional)
            return head + _field(_LIST, self._nodes(1, *node.elements) + (_field(2, optional) if optional else b""))
        if isinstance(node, Struct):
            name = _field(1, node.name.encode()) if node.name else b""
            return head + _field(_STRUCT, name + b"".join(_field(2, self._entry(one)) for one in node.entries))
        return head + _field(_COMPREHENSION, self._loop(node))

    def _nodes(self, number: int, *nodes: Node) -> bytes:
        return b"".join(_field(number, self.node(node)) for node in nodes)

    def _entry(self, entry: Entry) -> bytes:
        self.count += 1
        head = _number(1, self.count)
        key = _field(2, entry.key.encode()) if isinstance(entry.key, str) else self._nodes(3, entry.key)
        return head + key + self._nodes(4, entry.value) + (_number(5, 1) if entry.optional else b"")

    def _loop(self, node: Comprehension) -> bytes:
        second = _field(8, node.second.encode()) if node.second else b""
        return (_field(1, node.variable.encode()) + self._nodes(2, node.range) + _field(3, node.accumulator.encode())
                + self._nodes(4, node.start) + self._nodes(5, node.condition) + self._nodes(6, node.step)
                + self._nodes(7, node.result) + second)


def _constant(node: Const) -> bytes:
    number = _CONSTANTS.index(node.kind) + 1
    if node.kind in ("string", "bytes"):
        return _field(number, node.value.encode() if node.kind == "string" else bytes(node.value))
    if node.kind == "double":
        return bytes([number << 3 | 1]) + struct.pack("<d", node.value)
    return _number(number, int(node.value or 0))


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + length(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return bytes([number << 3]) + length(value & _MASK)


# --- looking -------------------------------------------------------------------------


def children(node: Node) -> Iterator[Node]:
    """The parts of a node, in the order in which they are written."""
    if isinstance(node, Select):
        yield node.operand
    elif isinstance(node, Call):
        if node.target is not None:
            yield node.target
        yield from node.args
    elif isinstance(node, ListOf):
        yield from node.elements
    elif isinstance(node, Struct):
        for entry in node.entries:
            if not isinstance(entry.key, str):
                yield entry.key
            yield entry.value
    elif isinstance(node, Comprehension):
        yield from (node.range, node.start, node.condition, node.step, node.result)


def replaced(node: Node, change: Callable[[Node], Node]) -> Node:
    """A node with `change` applied to each of its parts."""
    if isinstance(node, Select):
        return node._replace(operand=change(node.operand))
    if isinstance(node, Call):
        target = change(node.target) if node.target is not None else None
        return node._replace(target=target, args=tuple(change(one) for one in node.args))
    if isinstance(node, ListOf):
        return node._replace(elements=tuple(change(one) for one in node.elements))
    if isinstance(node, Struct):
        return node._replace(entries=tuple(
            one._replace(key=one.key if isinstance(one.key, str) else change(one.key), value=change(one.value))
            for one in node.entries))
    if isinstance(node, Comprehension):
        return node._replace(range=change(node.range), start=change(node.start), condition=change(node.condition),
                             step=change(node.step), result=change(node.result))
    return node


def renumbered(root: Node) -> Node:
    """A tree put together from several, with numbers of its own for all nodes."""
    numbers = count(1)

    def change(node: Node) -> Node:
        return replaced(node, change)._replace(id=next(numbers))

    return change(root)


def walk(root: Node) -> Iterator[Node]:
    """A node and everything inside of it."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(list(children(node))))


TWO_VARIABLES = frozenset({"all", "exists", "existsOne", "exists_one", "transformList", "transformMap",
                           "transformMapEntry"})
"""Macros of CEL that take the names of two variables, and which the runtime does not expand."""


def macro(node: Node) -> bool:
    """Whether a node is a macro that the runtime left as a call: one of two variables, or `sortBy`."""
    if not isinstance(node, Call) or node.target is None or not all(isinstance(one, Ident) for one in node.args[:1]):
        return False
    if node.function == "sortBy":
        return len(node.args) == 2
    return (node.function in TWO_VARIABLES and len(node.args) in ((3, 4) if "transform" in node.function else (3,))
            and isinstance(node.args[1], Ident))


def variables(node: Call) -> tuple[str, ...]:
    """The names of the variables of a macro; the arguments behind them are evaluated with those bound."""
    return tuple(one.name for one in node.args[:1 if node.function == "sortBy" else 2] if isinstance(one, Ident))


def free_names(root: Node) -> Iterator[Ident]:
    """The names that a tree takes from outside: not the variables of its own loops and macros."""
    pending: list[tuple[Node, frozenset[str]]] = [(root, frozenset())]
    while pending:
        node, bound = pending.pop()
        if isinstance(node, Ident):
            if node.name not in bound:
                yield node
        elif isinstance(node, Comprehension):
            loop = bound | {node.variable, node.accumulator, node.second}
            pending += [(node.result, bound | {node.accumulator}), (node.step, loop), (node.condition, loop),
                        (node.start, bound), (node.range, bound)]
        elif isinstance(node, Call) and macro(node):
            own = variables(node)
            pending += [(one, bound | set(own)) for one in reversed(node.args[len(own):])]
            pending += [(node.target, bound)] if node.target is not None else []
        else:
            pending.extend((child, bound) for child in reversed(list(children(node))))
