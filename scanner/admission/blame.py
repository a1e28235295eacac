"""Which field of an object decided an expression: the place where a finding points.

The expression is walked from the outside in, and asked part by part: of an `&&` the side that is false counts, of a
loop the element that fails. What is left names a path of the object, as `object.spec.replicas` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.admission import expressions
from scanner.admission.evaluate import Evaluation
from scanner.admission.records import Expression
from scanner.model.resource import Data, Path, lookup
from scanner.records import NamedTuple
from scanner.rules.syntax import Call, Comprehension, Const, Ident, ListOf, Node, Select, children, macro

_MAX_ASKED = 200
_MAX_VISITED = 5_000
_MAX_ELEMENTS = 100
_PASSED_ON = frozenset({"orValue", "value", "hasValue", "or", "first", "last", "size", "string", "int", "dyn"})


class _Loop(NamedTuple):
    """A variable of a loop: its value, and the path of that in the object, if it has one."""

    value: Data
    path: Path | None


_Loops = Mapping[str, _Loop]


class _Enough(Exception):
    """More parts were asked than a place is worth."""


def place(evaluation: Evaluation, expression: Expression) -> Path | None:
    """The path in the object that made an expression false, or that it could not get over; None for none."""
    try:
        search = _Search(evaluation, expression)
        return search.why(expressions.parsed(expression.text).root, False, {})
    except _Enough:
        return None


class _Search:
    def __init__(self, evaluation: Evaluation, expression: Expression) -> None:
        self.evaluation, self.text = evaluation, expression.text
        self.object = evaluation.request.body
        self.variables = {one.name: one.expression.text for one in evaluation.policy.variables}
        self.left, self.visits = _MAX_ASKED, _MAX_VISITED

    def why(self, node: Node, truth: bool, loops: _Loops) -> Path | None:
        """The path that makes a node true, or not true."""
        self._visit()
        if isinstance(node, Call):
            if node.function == "!_":
                return self.why(node.args[0], not truth, loops)
            if node.function in ("_&&_", "_||_"):
                return self._sides(node, truth, loops)
            if node.function == "_?_:_":
                condition, one, other = node.args
                return self.why(one if self._ask(condition, loops) is True else other, truth, loops)
            if macro(node) and node.function in ("all", "exists", "existsOne", "exists_one"):
                return self._in_macro(node, truth, loops)
        if isinstance(node, Comprehension):
            found = self._in_loop(node, truth, loops)
            if found is not None:
                return found
        variable = self._variable(node)
        if variable is not None:
            return self.why(variable, truth, {})
        return self._best(node, loops)

    def _ask(self, node: Node, loops: _Loops) -> Any:
        self.left -= 1
        if self.left < 0:
            raise _Enough
        return self.evaluation.part(node, self.text, {name: one.value for name, one in loops.items()})

    def _visit(self) -> None:
        """Variables may be asked for many times by each other, so the ways through them are counted."""
        self.visits -= 1
        if self.visits < 0:
            raise _Enough

    def _variable(self, node: Node) -> Node | None:
        if isinstance(node, Select) and isinstance(node.operand, Ident) and node.operand.name == "variables":
            text = self.variables.get(node.field)
            return expressions.parsed(text).root if text is not None else None
        return None

    def _sides(self, node: Call, truth: bool, loops: _Loops) -> Path | None:
        """Of the sides that have the truth in question the last one, which asks the narrower question."""
        sides = [one for one in node.args if (self._ask(one, loops) is True) is truth]
        for side in reversed(sides or node.args):
            path = self.why(side, truth, loops)
            if path is not None:
                return path
        return None

    # --- loops ---------------------------------------------------------------------------------

    def _in_loop(self, node: Comprehension, truth: bool, loops: _Loops) -> Path | None:
        """Inside `all`, `exists` or `exists_one`: the first element that decides, if one does."""
        condition = _condition(node)
        if condition is None:
            return None
        wanted = not (isinstance(node.start, Const) and node.start.value is True)
        if truth is wanted:
            for loop in self._elements(node.range, loops):
                inside = {**loops, node.variable: loop}
                if (self._ask(condition, inside) is True) is wanted:
                    return self.why(condition, wanted, inside) or loop.path
        return self._path(node.range, loops)

    def _in_macro(self, node: Call, truth: bool, loops: _Loops) -> Path | None:
        key, value, condition = node.args
        assert node.target is not None and isinstance(key, Ident) and isinstance(value, Ident)
        wanted = node.function != "all"
        whole = self._ask(node.target, loops)
        path = self._path(node.target, loops)
        members = whole.items() if isinstance(whole, dict) else enumerate(whole if isinstance(whole, list) else ())
        for at, member in list(members)[:_MAX_ELEMENTS] if truth is wanted else ():
            inside = {**loops, key.name: _Loop(at, path), value.name: _Loop(member, _below(path, at))}
            if (self._ask(condition, inside) is True) is wanted:
                return self.why(condition, wanted, inside) or inside[value.name].path
        return path

    def _elements(self, node: Node, loops: _Loops) -> Iterator[_Loop]:
        """The elements that a loop runs over, with their paths."""
        self._visit()
        variable = self._variable(node)
        if variable is not None:
            yield from self._elements(variable, {})
            return
        if isinstance(node, Call) and node.function == "_+_":
            for side in node.args:
                yield from self._elements(side, loops)
            return
        if isinstance(node, Comprehension) and (kept := _kept(node)) is not None:
            for loop in self._elements(node.range, loops):
                inside = {**loops, node.variable: loop}
                if kept[0] is None or self._ask(kept[0], inside) is True:
                    path = self._path(kept[1], inside)
                    yield _Loop(self._ask(kept[1], inside), path)
            return
        whole = self._ask(node, loops)
        path = self._path(node, loops)
        if isinstance(whole, dict):  # a loop over a map runs over its keys
            for name in list(whole)[:_MAX_ELEMENTS]:
                yield _Loop(name, _below(path, name))
        elif isinstance(whole, list):
            for at, member in enumerate(whole[:_MAX_ELEMENTS]):
                yield _Loop(member, _below(path, at))

    # --- paths ---------------------------------------------------------------------------------

    def _path(self, node: Node, loops: _Loops) -> Path | None:
        """The path of the object that a node leads to."""
        self._visit()
        if isinstance(node, Ident):
            if node.name == "object":
                return ()
            return loops[node.name].path if node.name in loops else None
        variable = self._variable(node)
        if variable is not None:
            return self._path(variable, {})
        if isinstance(node, Select):
            return _below(self._path(node.operand, loops), node.field)
        if isinstance(node, Call):
            if node.function in ("_?._", "_[_]", "_[?_]"):
                key = node.args[1]
                step = key.value if isinstance(key, Const) else self._step(key, loops)
                return _below(self._path(node.args[0], loops), step)
            if node.function in _PASSED_ON:
                subject = node.target if node.target is not None else node.args[0] if node.args else None
                return self._path(subject, loops) if subject is not None else None
            if node.function == "_?_:_":
                chosen = node.args[1] if self._ask(node.args[0], loops) is True else node.args[2]
                return self._path(chosen, loops)
        return None

    def _step(self, key: Node, loops: _Loops) -> Data:
        value = loops[key.name].value if isinstance(key, Ident) and key.name in loops else None
        return value if isinstance(value, (str, int)) else None

    def _best(self, node: Node, loops: _Loops) -> Path | None:
        """Of all paths in a node the first that the object has, else the first."""
        paths = [path for path in self._paths(node, loops) if path]
        return next((path for path in paths if lookup(self.object, path) is not None), paths[0] if paths else None)

    def _paths(self, node: Node, loops: _Loops) -> Iterator[Path]:
        self._visit()
        path = self._path(node, loops)
        if path is not None:
            yield path
            return
        variable = self._variable(node)
        if variable is not None:
            yield from self._paths(variable, {})
        elif isinstance(node, Comprehension):
            kept = _kept(node)
            loop = next(iter(self._elements(node, loops)), None) if kept is not None else None
            if loop is not None and loop.path is not None:
                yield loop.path
            yield from self._paths(node.range, loops)
        else:
            for child in children(node):
                yield from self._paths(child, loops)


def _below(path: Path | None, step: Data) -> Path | None:
    return None if path is None or not isinstance(step, (str, int)) else (*path, step)


def _condition(node: Comprehension) -> Node | None:
    """The condition of `all`, `exists` or `exists_one`."""
    step = node.step
    if not isinstance(step, Call):
        return None
    if step.function in ("_&&_", "_||_") and _is_result(step.args[0]):
        return step.args[1]
    if step.function == "_?_:_" and isinstance(node.start, Const) and node.start.kind == "int":
        return step.args[0]
    return None


def _is_result(node: Node) -> bool:
    return isinstance(node, Ident) and node.name.startswith("@")


def _kept(node: Comprehension) -> tuple[Node | None, Node] | None:
    """(condition, element) of `filter` or `map`."""
    step = node.step
    condition = None
    if isinstance(step, Call) and step.function == "_?_:_":
        condition, step = step.args[0], step.args[1]
    if not isinstance(step, Call) or step.function != "_+_" or not _is_result(step.args[0]):
        return None
    return (condition, step.args[1].elements[0]) if isinstance(step.args[1], ListOf) else None
