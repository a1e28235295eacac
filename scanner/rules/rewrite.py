"""Expressions of packs as the runtime can run them, and within bounds.

The runtime has no macros with two variables, no overloads of ours on functions of its own, and no bound on the size of
what an expression makes: `a + a` of `a + a` of ... fills any memory. So the tree of an expression is changed before it
becomes a program:

- macros with two variables become loops over the keys, with the value bound inside;
- functions that exist for texts and are wanted for lists, and functions that give an optional, are called under other
  names, which begin with @;
- whatever is put together (by `+`, in lists and maps, by `map`) is measured by `@fits` first; regular expressions,
  `replace` and `join` run in bounded versions (`library/texts.py`); loops that make lists are bounded in length,
  because each element more copies the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import TypeAlias

from scanner.rules.syntax import Call, Comprehension, Const, Entry, Ident, ListOf, Node, Select, Struct, macro

PLAIN, OPTIONAL, HOLDER = 0, 1, 2
"""What a part of an expression is: a value, an optional, or a list or map of optionals."""

Levels: TypeAlias = Mapping[int, int]
"""The levels of the nodes that are not PLAIN, by the ids of the nodes."""

MAX_COLLECTED = 1_000
"""Most elements that one `map`, `filter` or `transform...` goes through."""

RENAMED = {"indexOf": "@indexOf", "lastIndexOf": "@lastIndexOf", "reverse": "@reverse", "replace": "@replace",
           "join": "@join"}
"""Methods that run under another name."""

_RESULT = "@result"
_MEASURED, _LOOPED = Ident("@measured"), Ident("@looped")
_FALSE, _TRUE = Const("bool", False), Const("bool", True)
_NOTHING = ListOf(())

# What these give is small whatever they are given.
_SMALL = frozenset({
    "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_in_", "@in", "!_", "-_", "_&&_", "_||_", "_-_", "_*_", "_/_", "_%_",
    "size", "type", "int", "uint", "double", "bool", "duration", "timestamp", "startsWith", "endsWith", "contains",
    "matches", "@matches", "hasValue",
})


def rewritten(root: Node, levels: Levels) -> Node:
    """The tree to run in place of another one."""
    return _Rewriter(levels).node(root)


class _Rewriter:
    """Changes a tree from the inside out; numbers the names it makes up."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels
        self._numbers = count(1)

    def node(self, node: Node) -> Node:
        """The node to run."""
        if isinstance(node, Select):
            return node._replace(operand=self.node(node.operand))
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, ListOf):
            return node._replace(elements=self._parts(node.elements))
        if isinstance(node, Struct):
            values = self._parts([one.value for one in node.entries])
            entries = [self._entry(one, value) for one, value in zip(node.entries, values, strict=True)]
            return node._replace(entries=tuple(entries))
        return self._loop(node) if isinstance(node, Comprehension) else node

    def _parts(self, parts: Sequence[Node]) -> tuple[Node, ...]:
        """Values to be put together; where several may be large, each of them is measured."""
        several = sum(map(_may_be_large, parts)) > 1
        return tuple(self._part(one) if several else self.node(one) for one in parts)

    def _part(self, node: Node) -> Node:
        """A value to be put to others, measured if it may be large; optionals cannot be."""
        changed = self.node(node)
        return _measured(changed) if _may_be_large(node) and node.id not in self._levels else changed

    def _entry(self, entry: Entry, value: Node) -> Entry:
        key = entry.key if isinstance(entry.key, str) else self.node(entry.key)
        return entry._replace(key=key, value=value)

    def _call(self, node: Call) -> Node:
        if macro(node):
            return self._macro(node)
        if node.function == "_+_":
            return node._replace(args=tuple(
                self.node(one) if isinstance(one, Call) and one.function == "_+_" else self._part(one)
                for one in node.args))
        args = tuple(self.node(one) for one in node.args)
        target = self.node(node.target) if node.target is not None else None
        changed = node._replace(args=args, target=target)
        if node.function == "matches" and len(args) + (target is not None) == 2:
            return Call("@matches", args if target is None else (target, *args), None, node.id)
        if node.function == "string" and target is None and len(args) == 1:
            return changed._replace(args=(Call("@text", args),))
        if node.function == "named" and isinstance(target, Ident) and target.name == "format":
            return _optional(Call("@named_format", args, None, node.id))
        if target is None:
            return changed
        if node.function == "validate":
            return _optional(changed._replace(function="@validate"))
        return changed._replace(function=RENAMED.get(node.function, node.function))

    def _loop(self, node: Comprehension) -> Node:
        """A loop as the runtime's macros make it; what is put to its result is measured."""
        step, grows = node.step, True
        if isinstance(step, Call) and step.function == "_?_:_" and _grows(step.args[1], node):
            step = step._replace(args=(self.node(step.args[0]), self._grown(step.args[1], node), step.args[2]))
        elif _grows(step, node):
            step = self._grown(step, node)
        else:
            step, grows = self.node(step), False
        whole, start = self.node(node.range), self.node(node.start)
        changed = node._replace(range=whole, start=start, condition=self.node(node.condition), step=step,
                                result=self.node(node.result))
        return _if_short(whole, lambda name: changed._replace(range=name)) if grows else changed

    def _grown(self, step: Node, loop: Comprehension) -> Node:
        """`@result + [x]` with a measured x."""
        assert isinstance(step, Call)
        (element,) = step.args[1].elements  # type: ignore[union-attr]
        kept = isinstance(element, Ident) and element.name == loop.variable
        element = element if kept else self._part(element)
        return step._replace(args=(step.args[0], ListOf((element,))))

    # --- macros ------------------------------------------------------------------------

    def _macro(self, node: Call) -> Node:
        assert node.target is not None
        whole = Ident(f"@whole{next(self._numbers)}")
        inner = self._sorted_by(node, whole) if node.function == "sortBy" else self._two_variables(node, whole)
        return let(whole.name, self.node(node.target), inner)

    def _sorted_by(self, node: Call, whole: Ident) -> Node:
        variable, key = node.args
        assert isinstance(variable, Ident)
        keys = _collected(variable.name, whole, _measured(self.node(key)))
        return Call("@sortedBy", (whole, keys))

    def _two_variables(self, node: Call, whole: Ident) -> Node:
        key, value, *rest = node.args
        assert isinstance(key, Ident) and isinstance(value, Ident)
        keys = Call("@keys", (whole,))

        def inside(body: Node) -> Node:
            return let(value.name, Call("_[_]", (whole, key)), self.node(body))

        if node.function.startswith("transform"):
            condition = inside(rest[0]) if len(rest) == 2 else None
            made = inside(rest[-1])
            if node.function == "transformMap":
                made = ListOf((key, made))
            collected = _collected(key.name, keys, _measured(made), condition)
            wrapper = {"transformMap": "@mapOf", "transformMapEntry": "@merged"}.get(node.function)
            return collected if wrapper is None else Call(wrapper, (collected,))
        return _quantified(node.function, key.name, keys, inside(rest[0]))


def let(name: str, value: Node, body: Node) -> Node:
    """`body` with a value bound to a name: a loop over nothing, whose result is the body.

    The variable of the loop must not be called `#unused`: the runtime takes such a loop for a value that it works out
    when it is asked for, keeps it where loops keep their variables, and after a loop that ended early (`exists`) finds
    the variable of that loop there.
    """
    return Comprehension("@unused", _NOTHING, name, value, _FALSE, Ident(name), body)


def _quantified(function: str, variable: str, values: Node, condition: Node) -> Node:
    """`all`, `exists` or `exists_one` over a list."""
    result = Ident(_RESULT)
    if function == "all":
        go_on = Call("@not_strictly_false", (result,))
        return Comprehension(variable, values, _RESULT, _TRUE, go_on, Call("_&&_", (result, condition)), result)
    if function == "exists":
        go_on = Call("@not_strictly_false", (Call("!_", (result,)),))
        return Comprehension(variable, values, _RESULT, _FALSE, go_on, Call("_||_", (result, condition)), result)
    more = Call("_+_", (result, Const("int", 1)))
    step = Call("_?_:_", (condition, more, result))
    found = Call("_==_", (result, Const("int", 1)))
    return Comprehension(variable, values, _RESULT, Const("int", 0), _TRUE, step, found)


def _collected(variable: str, values: Node, element: Node, condition: Node | None = None) -> Node:
    """A list with one element for each value, or for those that meet a condition."""
    result = Ident(_RESULT)
    step: Node = Call("_+_", (result, ListOf((element,))))
    if condition is not None:
        step = Call("_?_:_", (condition, step, result))
    return _if_short(values, lambda name: Comprehension(variable, name, _RESULT, _NOTHING, _TRUE, step, result))


def _if_short(values: Node, loop: Callable[[Node], Node]) -> Node:
    """A loop that makes a list, which takes the runtime quadratic time, where there are not too many values."""
    is_short = Call("_<=_", (Call("size", (_LOOPED,)), Const("int", MAX_COLLECTED)))
    return let(_LOOPED.name, values, Call("_?_:_", (is_short, loop(_LOOPED), Call("@tooLong", ()))))


def _optional(call: Call) -> Node:
    """An optional with the result of a call, or with nothing when that is empty."""
    return Call("ofNonZeroValue", (call,), Ident("optional"), call.id)


def _measured(node: Node) -> Node:
    """A node whose value is refused when it is too large; it must not be an optional."""
    fits = Call("@fits", (_MEASURED,))
    return let(_MEASURED.name, node, Call("_?_:_", (fits, _MEASURED, _MEASURED)))


def _may_be_large(node: Node) -> bool:
    if isinstance(node, Call):
        return node.function not in _SMALL
    return not isinstance(node, Const) and not (isinstance(node, Select) and node.test)


def _grows(step: Node, loop: Comprehension) -> bool:
    """Whether a step is `result + [x]`, as the macros `map` and `filter` write it."""
    return (isinstance(step, Call) and step.function == "_+_" and isinstance(step.args[0], Ident)
            and step.args[0].name == loop.accumulator and isinstance(step.args[1], ListOf)
            and len(step.args[1].elements) == 1)
