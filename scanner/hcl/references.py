"""The references in an expression: those to loop variables left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scanner.hcl.nodes import (
    Attribute, Binary, Block, Body, Call, Conditional, For, Index, Join, Literal, Name, Node, Object, Parentheses, Splat,
    Template, Tuple, Unary,
)  # fmt: skip


def references(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[Node]:
    """The longest reference with literal keys at each place: `a.b[0].c`, or `a.b` of `a.b[count.index].c`."""
    pending: list[tuple[Node, frozenset[str]]] = [(node, bound)]
    while pending:
        node, bound = pending.pop()
        if isinstance(node, Literal):
            continue
        if isinstance(node, (Attribute, Index, Name)):
            found = _reference(node, bound, pending)
            if found is not None:
                yield found
            continue
        pending.extend((one, inner) for one, inner in reversed(list(_children(node, bound))))


def _reference(node: Node, bound: frozenset[str], pending: list[tuple[Node, frozenset[str]]]) -> Node | None:
    """The reference that a chain begins with; what else is in the chain is left to be looked at."""
    longest = node
    keys: list[Node] = []
    while isinstance(node, (Attribute, Index)):
        if isinstance(node, Index) and not isinstance(node.key, Literal):
            keys.append(node.key)
            longest = node.source
        node = node.source
    pending.extend((key, bound) for key in keys)
    if isinstance(node, Name):
        return None if node.name in bound else longest
    pending.append((node, bound))
    return None


def _children(node: Node, bound: frozenset[str]) -> Iterator[tuple[Node, frozenset[str]]]:
    if isinstance(node, For):
        inner = bound | {node.value_name} | ({node.key_name} if node.key_name else set())
        yield node.source, bound
        for part in (node.key, node.value, node.condition):
            if part is not None:
                yield part, inner
    elif isinstance(node, Object):
        for item in node.items:
            if item.literal is None:
                yield item.key, bound
            yield item.value, bound
    elif isinstance(node, Splat):
        yield node.source, bound
        yield node.each, bound
    else:
        for one in children(node):
            yield one, bound


def children(node: Node) -> Sequence[Node]:
    """The parts of an expression that binds no names and leads nowhere."""
    inside = _INSIDE.get(node.__class__)
    return inside(node) if inside is not None else ()


# Expressions are walked often, so the parts are looked up by class.
_INSIDE: dict[type, Callable[[Any], Sequence[Node]]] = {
    Parentheses: lambda node: (node.inner,), Unary: lambda node: (node.inner,), Binary: lambda node: (node.left, node.right),
    Conditional: lambda node: (node.condition, node.yes, node.no), Call: lambda node: node.arguments,
    Tuple: lambda node: node.elements, Template: lambda node: node.parts, Join: lambda node: (node.loop,),
}


def calls(node: Node) -> Iterator[Call]:
    """The function calls in an expression."""
    pending = [node]
    while pending:
        node = pending.pop()
        if isinstance(node, Call):
            yield node
        if isinstance(node, (Attribute, Index)):
            pending.append(node.source)
            if isinstance(node, Index):
                pending.append(node.key)
        else:
            pending.extend(one for one, _ in _children(node, frozenset()))


def expressions(body: Body) -> Iterator[Node]:
    """The expressions in a body and the blocks inside of it."""
    pending: list[Body | Block] = [body]
    while pending:
        one = pending.pop()
        inner = one.body if isinstance(one, Block) else one
        for assignment in inner.attributes.values():
            yield assignment.value
        pending.extend(reversed(inner.blocks))


def written(node: Node) -> str:
    """A reference as it is written: `a.b["c"].d`."""
    parts: list[str] = []
    while isinstance(node, (Attribute, Index)):
        if isinstance(node, Attribute):
            parts.append(f".{node.name}")
        elif isinstance(node.key, Literal):
            parts.append(f"[{key_text(node.key)}]")
        else:
            parts.append("[...]")
        node = node.source
    parts.append(node.name if isinstance(node, Name) else "...")
    return "".join(reversed(parts))


def key_text(key: Literal) -> str:
    """A literal key between brackets."""
    from scanner.gotemplate.strconv import quote
    from scanner.hcl import numbers

    data = key.value.data
    if isinstance(data, str):
        return quote(data)
    return numbers.text(data) if isinstance(data, numbers.Number) else str(data).lower()
