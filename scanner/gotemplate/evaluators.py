"""Evaluators and writers that need no compiler: constants, refusals, printing, sequences, what a range goes over.

An evaluator is ``evaluate(dot, frame) -> value``, a writer ``write(dot, frame, out)``; see `compiler`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanner.gotemplate import costs, limits
from scanner.gotemplate.errors import ExecError
from scanner.gotemplate.nodes import Chain, Command, Faulty, Node, Pipeline
from scanner.gotemplate.printing import to_text
from scanner.gotemplate.unknown import REASON, UnknownUsed
from scanner.gotemplate.values import FunctionError, GoObject, go_kind

Evaluate = Callable[[Any, list[Any]], Any]
Write = Callable[[Any, list[Any], list[Any]], None]


class BreakRange(Exception):
    """`{{break}}` on its way to its range."""


class ContinueRange(Exception):
    """`{{continue}}` on its way to its range."""


class Located(Exception):
    """An error on its way to the template being executed: the node, and the error to put it on."""

    def __init__(self, node: Node, message: str, error: ExecError | None = None) -> None:
        super().__init__(message)
        self.node = node
        self.message = message
        self.error = error or ExecError(message)


def constant(value: Any) -> Evaluate:
    def constant(dot: Any, frame: list[Any]) -> Any:
        return value

    return constant


def nothing(dot: Any, frame: list[Any]) -> Any:
    return None


def the_dot(dot: Any, frame: list[Any]) -> Any:
    return dot


def refusal(node: Node, message: str, final: Evaluate | None) -> Evaluate:
    """An evaluator that fails, after the piped value has been evaluated."""

    def refuse(dot: Any, frame: list[Any]) -> Any:
        if final is not None:
            final(dot, frame)
        raise Located(node, message)

    return refuse


def faulty(node: Faulty) -> Evaluate:
    """An evaluator that fails without a new problem: the parser has reported the node."""

    def refuse(dot: Any, frame: list[Any]) -> Any:
        raise Located(node, node.message, UnknownUsed(node.message))

    return refuse


def last_node(node: Node) -> Node:
    """The node whose evaluation comes last, where Go's errors about the whole value point."""
    if isinstance(node, Pipeline):
        return last_node(node.commands[-1])
    if isinstance(node, Command):
        return last_node(node.args[-1])
    if isinstance(node, Chain):
        return last_node(node.base)
    return node


def show(value: Any, node: Node) -> str:
    """What an action prints for a value; a bare nil is `<no value>`, which Helm takes out again."""
    if value is None:
        return "<no value>"
    if isinstance(value, GoObject):
        pointer_string = getattr(value, "go_pointer_string", None)
        if pointer_string is not None:
            return pointer_string()
    try:
        text = to_text(value)
    except FunctionError as error:
        raise Located(node, str(error)) from None
    limits.spend(len(text))
    return text


def items_of(value: Any, node: Node, two: bool) -> Any:
    """Index (or key) and element of what is ranged over."""
    if isinstance(value, list):
        return enumerate(value)
    if isinstance(value, dict):
        limits.spend(len(value) * costs.ELEMENT)
        return sorted(value.items(), key=_first)
    if value is None:
        return ()
    kind = go_kind(value)
    if kind in ("int", "int64", "int32", "uint8", "uint64"):
        if two:
            raise Located(node, f"can't use {value} to iterate over more than one variable")
        return _count(value)
    if isinstance(value, bytes):
        return enumerate(value)
    if isinstance(value, GoObject) and kind == "map":
        return sorted(value.go_fields().items())
    if kind == "unknown":
        raise Located(node, REASON, UnknownUsed(REASON))
    raise Located(node, f"range can't iterate over {show(value, node)}")


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]


def _count(value: int) -> Any:
    kind = type(value)
    for number in range(value):
        typed = kind(number)
        yield typed, typed


def in_sequence(writers: list[Write]) -> Write:
    """One writer that runs all of them; two and three are by far the most common, and quicker without a loop."""
    if len(writers) == 1:
        return writers[0]
    if len(writers) == 2:
        first, second = writers

        def write_two(dot: Any, frame: list[Any], out: list[Any]) -> None:
            first(dot, frame, out)
            second(dot, frame, out)

        return write_two
    if len(writers) == 3:
        first, second, third = writers

        def write_three(dot: Any, frame: list[Any], out: list[Any]) -> None:
            first(dot, frame, out)
            second(dot, frame, out)
            third(dot, frame, out)

        return write_three

    def write_all(dot: Any, frame: list[Any], out: list[Any]) -> None:
        for write in writers:
            write(dot, frame, out)

    return write_all
