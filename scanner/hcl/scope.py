"""What an expression can see: variables of loops, and whatever else its surroundings declare."""

from __future__ import annotations

from typing import Protocol

from scanner.hcl.errors import EvalError
from scanner.hcl.nodes import Attribute, Index, Literal, Name, Node
from scanner.hcl.values import Value
from scanner.records import NamedTuple


class Step(NamedTuple):
    """A step of a reference: an attribute's name, or the literal key of an index."""

    key: Value | str
    node: Node

    @property
    def is_name(self) -> bool:
        """Whether it was written with a dot and a name."""
        return isinstance(self.key, str)


class Surroundings(Protocol):
    """Where references lead to that are no loop variables, and what functions may look at."""

    def resolve(self, root: Name, steps: list[Step], scope: Scope) -> tuple[Value, int]:
        """The value of a reference, and how many of its steps that took.  EvalError when there is none."""

    def spares(self, error: EvalError) -> bool:
        """Whether to go on without the right side of `&&` or `||`, which has this error and nothing to decide."""

    @property
    def provider_functions(self) -> frozenset[str]:
        """Local names of the providers whose functions may be called."""

    @property
    def files(self) -> object:
        """What file functions read from (see `functions.files`); None where there are no files."""


class Scope:
    """Loop variables by name, and elements of splats by their node."""

    __slots__ = ("surroundings", "variables")

    def __init__(self, surroundings: Surroundings, variables: dict[object, Value] | None = None) -> None:
        self.surroundings = surroundings
        self.variables: dict[object, Value] = variables if variables is not None else {}

    def within(self, **more: Value) -> Scope:
        """The scope inside of a loop."""
        return Scope(self.surroundings, {**self.variables, **more})

    def at(self, item: Node, value: Value) -> Scope:
        """The scope of the element of a splat."""
        return Scope(self.surroundings, {**self.variables, item: value})


def reference(node: Node) -> tuple[Name, list[Step]] | None:
    """The first word and the steps of an expression that is a reference with literal keys only; None for others."""
    steps: list[Step] = []
    while True:
        if isinstance(node, Attribute):
            steps.append(Step(node.name, node))
        elif isinstance(node, Index) and isinstance(node.key, Literal):
            steps.append(Step(node.key.value, node))
        elif isinstance(node, Name):
            steps.reverse()
            return node, steps
        else:
            return None
        node = node.source
