"""`for` expressions and splats."""

from __future__ import annotations

from collections.abc import Callable

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError
from scanner.hcl.nodes import For, Node, Splat
from scanner.hcl.scope import Scope
from scanner.hcl.types import ANY, BOOL, STRING, Type, friendly, list_of, tuple_of
from scanner.hcl.values import (
    DYNAMIC, Value, can_iterate, elements, list_value, object_value, tuple_value, unknown,
)  # fmt: skip

Evaluate = Callable[[Node, Scope], Value]


def loop(node: For, scope: Scope, evaluate: Evaluate) -> Value:
    """The tuple or object that a `for` expression makes."""
    source = evaluate(node.source, scope)
    if source.is_null:
        raise EvalError("Iteration over null value: a null value cannot be used as the collection in a 'for' expression.",
                        node.source.start, node.source.end)
    if source.type is ANY:
        return unknown(ANY, source).with_marks(source.marks)
    marks = source.marks
    source = source.bare()
    if not can_iterate(source):
        raise EvalError(f"Iteration over non-iterable value: a value of type {friendly(source.type)} cannot be used as the "
                        "collection in a 'for' expression.", node.source.start, node.source.end)
    if node.condition is not None:
        # Whatever the elements are, the condition must be able to give a bool.
        tried = _condition(node.condition, _inner(node, scope, DYNAMIC, DYNAMIC), evaluate)
        if not source.is_known:
            marks |= tried.marks
    if not source.is_known:
        return unknown(ANY, source).with_marks(marks)
    return _Loop(node, scope, evaluate, marks).over(source)


def _inner(node: For, scope: Scope, key: Value, value: Value) -> Scope:
    names = {node.value_name: value}
    if node.key_name:
        names = {node.key_name: key, **names}
    return scope.within(**names)


def _condition(node: Node, scope: Scope, evaluate: Evaluate) -> Value:
    result = evaluate(node, scope)
    if result.is_null:
        raise EvalError("Invalid 'for' condition: the value of the 'if' clause must not be null.", node.start, node.end)
    try:
        return convert(result, BOOL)
    except ConversionError as error:
        raise EvalError(f"Invalid 'for' condition: the 'if' clause value is invalid: {error.message}.",
                        node.start, node.end) from None


class _Loop:
    """One run over the elements; what is not known about conditions and keys makes the whole result unknown."""

    def __init__(self, node: For, scope: Scope, evaluate: Evaluate, marks: frozenset[str]) -> None:
        self.node, self.scope, self.evaluate, self.marks = node, scope, evaluate, marks
        self.waits: list[Value] = []
        self.values: list[Value] = []
        self.entries: dict[str, list[Value]] = {}

    def over(self, source: Value) -> Value:
        """The result for all elements."""
        for key, value in elements(source):
            self.one(_inner(self.node, self.scope, key, value))
        if self.waits:
            return unknown(ANY, *self.waits).with_marks(self.marks)
        if self.node.key is None:
            return tuple_value(self.values).with_marks(self.marks)
        if self.node.grouped:
            return object_value({key: tuple_value(found) for key, found in self.entries.items()}).with_marks(self.marks)
        return object_value({key: found[0] for key, found in self.entries.items()}).with_marks(self.marks)

    def one(self, scope: Scope) -> None:
        """Take one element in, if it belongs to the result."""
        node = self.node
        if node.condition is not None:
            try:
                wanted = _condition(node.condition, scope, self.evaluate)
            except EvalError:
                if self.waits:
                    return  # once the result is unknown, Terraform does not look so closely
                raise
            self.marks |= wanted.marks
            if not wanted.is_known:
                self.waits.append(wanted)
                return
            if not wanted.data:
                return
        if node.key is None:
            self.values.append(self.evaluate(node.value, scope))
        else:
            self.entry(node.key, scope)

    def entry(self, place: Node, scope: Scope) -> None:
        """Take one entry of an object in."""
        key = self.evaluate(place, scope)
        if key.is_null and self.waits:
            return
        if key.is_null:
            raise EvalError("Invalid object key: the key expression in a 'for' expression must not produce a null value.",
                            place.start, place.end)
        self.marks |= key.marks
        if not key.is_known:
            self.waits.append(key)
            return
        try:
            name = convert(key.bare(), STRING).data
        except ConversionError as error:
            raise EvalError(f"Invalid object key: the key expression produced an invalid result: {error.message}.",
                            place.start, place.end) from None
        value = self.evaluate(self.node.value, scope)
        if name in self.entries and not self.node.grouped:
            raise EvalError(f'Duplicate object key: two different items produced the key "{name}" in this \'for\' '
                            "expression. If duplicates are expected, use the ellipsis (...) after the value expression to "
                            "enable grouping by key.", place.start, place.end)
        self.entries.setdefault(name, []).append(value)


def splat(node: Splat, scope: Scope, evaluate: Evaluate) -> Value:
    """`source[*]...`; what is no sequence is taken for one with a single element, null for one with none."""
    source = evaluate(node.source, scope)
    single = not source.type.is_sequence
    marks = source.marks
    if source.is_null:
        if single:
            return tuple_value([]).with_marks(marks)
        raise EvalError("Splat of null value: splat expressions (with the * symbol) cannot be applied to null sequences.",
                        node.source.start, node.source.end)
    if source.type is ANY:
        return unknown(ANY, source).with_marks(marks)
    undecided = False
    if single:
        undecided = not source.is_known and not source.data.not_null
        source = tuple_value([source])
    source = source.bare()
    if not source.is_known:
        return _of_unknown(node, source, scope, evaluate).with_marks(marks)
    found = [evaluate(node.each, scope.at(node.item, one)) for one in source.data]
    if undecided:
        return unknown(ANY, source).with_marks(marks)
    if source.type.kind == "tuple":
        return tuple_value(found).with_marks(marks)
    if not found:
        return list_value([], _result_type(node, source.type, scope, evaluate).of).with_marks(marks)
    if any(one.type != found[0].type for one in found):
        raise EvalError("Invalid nested splat expressions: the second level of splat expression produced elements of "
                        "different types. Use a for expression instead.", node.start, node.end)
    return list_value(found).with_marks(marks)


def _result_type(node: Splat, source: Type, scope: Scope, evaluate: Evaluate) -> Type:
    def of(element: Type) -> Type:
        return evaluate(node.each, scope.at(node.item, unknown(element))).type

    if source.kind == "tuple":
        return tuple_of([of(one) for one in source.elements])
    return list_of(of(source.of))


def _of_unknown(node: Splat, source: Value, scope: Scope, evaluate: Evaluate) -> Value:
    kind = _result_type(node, source.type, scope, evaluate)
    if kind.kind == "list":
        return unknown(kind, source, not_null=True, least=source.data.least, most=source.data.most)
    return unknown(kind, source, not_null=True)


