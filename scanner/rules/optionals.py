"""Where the parts of an expression are optionals (`x.?y`), worked out before it runs.

The runtime crashes when it hands a map with an optional inside to a function in Python, and cannot hand over an
optional at all. So optionals, and lists and maps of them, must not be arguments of functions of ours nor the result of
an expression. Everything else may be done with them: asking (`hasValue`, `value`, `orValue`, `or`, `optMap`, further
`?`), comparing, looping over a list of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from scanner.records import NamedTuple
from scanner.rules.rewrite import HOLDER, OPTIONAL, PLAIN, Levels
from scanner.rules.syntax import (
    Call, Comprehension, Const, Ident, ListOf, Node, Select, Struct, children, macro, variables,
)

_MAKERS = frozenset({"optional.of", "optional.none", "optional.ofNonZeroValue"})
_CHAINS = frozenset({"_?._", "_[?_]"})
_ENDS = frozenset({"first", "last"})


class Misplaced(NamedTuple):
    """An optional where none may be."""

    node: Node
    problem: str


class Found(NamedTuple):
    """The levels of the nodes that are no plain values, by id, the nodes that stand where none of those may, and the
    level of the result."""

    levels: Levels
    misplaced: tuple[Misplaced, ...]
    result: int


def find(root: Node, functions: frozenset[str], known: Mapping[str, int]) -> Found:
    """The optionals of a tree.

    functions: names of functions and methods that run in Python; known: names from outside that are not plain values,
    such as "x" or "x.y", with their levels.
    """
    search = _Search(functions)
    result = search.visit(root, dict(known))
    return Found(search.levels, tuple(search.misplaced), result)


class _Search:
    def __init__(self, functions: frozenset[str]) -> None:
        self.functions = functions
        self.levels: dict[int, int] = {}
        self.misplaced: list[Misplaced] = []

    def visit(self, node: Node, names: dict[str, int]) -> int:
        """The level of a node, where `names` says that of the names bound around it."""
        level = self._level(node, names)
        if level != PLAIN and node.id:
            self.levels[node.id] = level
        return level

    def _level(self, node: Node, names: dict[str, int]) -> int:
        if isinstance(node, Const):
            return PLAIN
        if isinstance(node, Ident):
            return names.get(node.name, PLAIN)
        if isinstance(node, Select):
            level = self.visit(node.operand, names)
            known = names.get(f"{node.operand.name}.{node.field}", PLAIN) if isinstance(node.operand, Ident) else PLAIN
            return PLAIN if node.test else known or min(level, OPTIONAL)
        if isinstance(node, Comprehension):
            return self._loop(node, names)
        if isinstance(node, Call):
            return self._macro(node, names) if macro(node) else self._call(node, names)
        return self._literal(node, names)

    def _literal(self, node: ListOf | Struct, names: dict[str, int]) -> int:
        level = PLAIN
        values = node.elements if isinstance(node, ListOf) else [entry.value for entry in node.entries]
        for at, value in enumerate(values):
            inner = self.visit(value, names)
            spread = at in node.optional if isinstance(node, ListOf) else node.entries[at].optional
            if inner == HOLDER:
                self._refuse(value, "lists and maps of optionals cannot lie in each other")
            elif inner == OPTIONAL and not spread:
                level = HOLDER
        for entry in node.entries if isinstance(node, Struct) else ():
            if not isinstance(entry.key, str):
                self._plain(entry.key, names, "a key")
        return level

    def _loop(self, node: Comprehension, names: dict[str, int]) -> int:
        element = OPTIONAL if self.visit(node.range, names) == HOLDER else PLAIN
        around = {**names, node.accumulator: self.visit(node.start, names)}
        for _ in range(2):  # what a step gives is what the next one starts with
            inside = {**around, node.variable: element, node.second: PLAIN}
            level = self.visit(node.step, inside)
            if level <= around[node.accumulator]:
                break
            around[node.accumulator] = level
        self.visit(node.condition, inside)
        return self.visit(node.result, around)

    def _macro(self, node: Call, names: dict[str, int]) -> int:
        assert node.target is not None
        self._plain(node.target, names, node.function)
        own = variables(node)
        inside = {**names, **dict.fromkeys(own, PLAIN)}
        for argument in node.args[len(own):]:
            self._plain(argument, inside, node.function)
        return PLAIN

    def _call(self, node: Call, names: dict[str, int]) -> int:
        function = node.function
        named = f"{node.target.name}.{function}" if isinstance(node.target, Ident) else function
        if named in _MAKERS:
            for argument in node.args:
                self._plain(argument, names, named)
            return OPTIONAL
        if function in self.functions:
            for argument in children(node):
                self._plain(argument, names, function)
            return OPTIONAL if function in ("validate", "named") else PLAIN
        levels = [self.visit(one, names) for one in children(node)]
        if function == "_?_:_":
            return max(levels[1:], default=PLAIN)
        if function == "_+_":
            return self._sum(node, levels)
        if function in _CHAINS or function in _ENDS and len(levels) == 1:
            if levels[:1] == [HOLDER]:
                self._refuse(node, "an optional of an optional cannot be judged: name the element")
            return OPTIONAL
        if function in ("_[_]", "dyn"):
            return min(levels[0], OPTIONAL) if function == "_[_]" else levels[0]
        if function == "or":
            return OPTIONAL
        return levels[-1] if function == "orValue" and levels else PLAIN

    def _sum(self, node: Call, levels: list[int]) -> int:
        level = max(levels)
        left = node.args[0]
        by_macro = isinstance(left, Ident) and left.name.startswith("@")
        if level != PLAIN and not by_macro:
            self._refuse(node, "optionals, and lists of them, cannot be added: add .orValue(...)")
        return level

    def _plain(self, node: Node, names: dict[str, int], user: str) -> None:
        """A part that must be a plain value."""
        if self.visit(node, names) != PLAIN:
            self._refuse(node, f"{user} takes no optional: add .orValue(...)")

    def _refuse(self, node: Node, problem: str) -> None:
        if not any(one.node.id == node.id for one in self.misplaced):
            self.misplaced.append(Misplaced(node, problem))
