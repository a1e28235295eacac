"""Syntax trees to values."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from scanner.hcl import limits
from scanner.hcl.access import attribute_of, element_of
from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError, FunctionError, LimitError
from scanner.hcl.loops import loop, splat
from scanner.hcl.nodes import (
    Attribute, Binary, Call, Conditional, Each, For, Index, Join, Literal, Name, Node, Object, Parentheses, Splat,
    Template, Tuple, Unary,
)  # fmt: skip
from scanner.hcl.numbers import compare
from scanner.hcl.operators import binary, decides, unary
from scanner.hcl.order import identical
from scanner.hcl.scope import Scope, Step
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, friendly
from scanner.hcl.unify import unify
from scanner.hcl.values import (
    DYNAMIC, NO_MARKS, NULL, Value, boolean, drafted, object_value, string, tuple_value, unknown,
)  # fmt: skip


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of an expression.  EvalError, with its place, when it has none; LimitError ends all."""
    limits.METER.left -= 1
    if limits.METER.left < 0:
        limits.spend(0)
    try:
        return _EVALUATORS[node.__class__](node, scope)
    except RecursionError:
        raise LimitError("The evaluation was stopped: expressions and references are nested too deep.",
                         node.start, node.end) from None


def _literal(node: Literal, scope: Scope) -> Value:
    return node.value


def _each(node: Each, scope: Scope) -> Value:
    return scope.variables.get(node, DYNAMIC)


def _parentheses(node: Parentheses, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _traversal(node: Node, scope: Scope) -> Value:
    """A reference and what is taken out of it; steps that its surroundings want to see as a whole go to them."""
    chain: list[Node] = []
    while isinstance(node, (Attribute, Index)):
        chain.append(node)
        node = node.source
    chain.reverse()
    taken = 0
    if isinstance(node, Name):
        value = scope.variables.get(node.name)
        if value is None:
            value, taken = scope.surroundings.resolve(node, _steps(chain), scope)
    else:
        value = evaluate(node, scope)
    for step in chain[taken:]:
        try:
            if isinstance(step, Attribute):
                value = attribute_of(value, step.name)
            else:
                assert isinstance(step, Index)
                value = element_of(value, evaluate(step.key, scope))
        except FunctionError as error:
            raise EvalError(error.message, step.source.start, step.end) from None  # type: ignore[attr-defined]
    return value


def _steps(chain: list[Node]) -> list[Step]:
    steps: list[Step] = []
    for node in chain:
        if isinstance(node, Attribute):
            steps.append(Step(node.name, node))
        elif isinstance(node, Index) and isinstance(node.key, Literal):
            steps.append(Step(node.key.value, node))
        else:
            break
    return steps


def _tuple(node: Tuple, scope: Scope) -> Value:
    return tuple_value([evaluate(one, scope) for one in node.elements])


def _object(node: Object, scope: Scope) -> Value:
    found: dict[str, Value] = {}
    marks = NO_MARKS
    waits: list[Value] = []
    for item in node.items:
        key = string(item.literal) if item.literal is not None else evaluate(item.key, scope)
        value = evaluate(item.value, scope)
        if key.is_null:
            raise EvalError("Null value as key: can't use a null value as a key.", item.key.start, item.key.end)
        marks |= key.marks
        try:
            key = convert(key.bare(), STRING)
        except ConversionError as error:
            raise EvalError(f"Incorrect key type: can't use this value as a key: {error.message}.",
                            item.key.start, item.key.end) from None
        if key.is_known:
            found[key.data] = value
        else:
            waits.append(key)
    if waits:
        return unknown(ANY, *waits).with_marks(marks)
    return object_value(found).with_marks(marks)


def _unary(node: Unary, scope: Scope) -> Value:
    inner = evaluate(node.inner, scope)
    try:
        return unary(node.operator, inner)
    except FunctionError as error:
        raise EvalError(f"Invalid operand: unsuitable value for unary operand: {error.message}.",
                        node.inner.start, node.inner.end) from None


def _binary(node: Binary, scope: Scope) -> Value:
    # Long chains lean to the left; walking down them here keeps the stack short.
    pending: list[Binary] = []
    inner: Node = node
    while isinstance(inner, Binary):
        pending.append(inner)
        inner = inner.left
    left = evaluate(inner, scope)
    for one in reversed(pending):
        try:
            left = _operation(one, left, scope)
        except EvalError as error:
            # Terraform 1.12 and later do not look at the right side then.
            if not decides(one.operator, left) or not scope.surroundings.spares(error):
                raise
            left = boolean(one.operator == "||").with_marks(left.marks)
    return left


def _operation(node: Binary, left: Value, scope: Scope) -> Value:
    right = evaluate(node.right, scope)
    try:
        return binary(node.operator, left, right)
    except FunctionError as error:
        raise EvalError(f"Invalid operand of {node.operator}: {error.message}.", node.start, node.end) from None


def _attempt(node: Node, scope: Scope) -> tuple[Value, EvalError | None]:
    try:
        return evaluate(node, scope), None
    except EvalError as error:
        return _placeholder(node, scope), error


def _placeholder(node: Node, scope: Scope) -> Value:
    """What stands for an expression with an error: its type may be known all the same, and has to fit."""
    while isinstance(node, Parentheses):
        node = node.inner
    if isinstance(node, (Binary, Unary)):
        return unknown(NUMBER if node.operator in _ARITHMETIC else BOOL)
    if isinstance(node, (Template, Join)):
        return unknown(STRING)
    if isinstance(node, Tuple):
        return tuple_value([_attempt(one, scope)[0] for one in node.elements])
    return DYNAMIC


_ARITHMETIC = frozenset("+-*/%")


def _conditional(node: Conditional, scope: Scope) -> Value:
    """Both results are evaluated for their types; an error counts only in the one that is chosen."""
    yes, yes_error = _attempt(node.yes, scope)
    no, no_error = _attempt(node.no, scope)
    result: Type | None
    if identical(yes, NULL):
        result = no.type
    elif identical(no, NULL):
        result = yes.type
    elif yes.type is ANY or no.type is ANY:
        result = ANY
    else:
        result = unify([yes.type, no.type])
        if result is None:
            raise EvalError(
                "Inconsistent conditional result types: the true and false result expressions must have consistent "
                f"types; the 'true' value is {friendly(yes.type)}, but the 'false' value is {friendly(no.type)}.",
                node.start, node.end)  # fmt: skip
    condition = evaluate(node.condition, scope)
    if condition.is_null:
        raise EvalError("Null condition: the condition value is null. Conditions must either be true or false.",
                        node.condition.start, node.condition.end)
    if not condition.is_known:
        return _either(condition, yes, no, result)
    try:
        chosen = convert(condition, BOOL)
    except ConversionError as error:
        raise EvalError(f"Incorrect condition type: the condition expression must be of type bool: {error.message}.",
                        node.condition.start, node.condition.end) from None
    value, error_of = (yes, yes_error) if chosen.data else (no, no_error)
    if error_of is not None:
        raise error_of
    if result is not ANY:
        try:
            value = convert(value, result)
        except ConversionError as error:
            raise EvalError(f"Inconsistent conditional result types: {error.message}.", node.start, node.end) from None
    return value.with_marks(condition.marks | yes.marks | no.marks)


def _either(condition: Value, yes: Value, no: Value, result: Type) -> Value:
    """What is known about a result whose condition is not."""
    marks = condition.marks | yes.marks | no.marks
    if yes.is_null and no.is_null:
        return Value(result, None, marks)
    known: dict[str, Any] = {}
    if yes.type == no.type and yes.type.is_collection and not yes.is_null and not no.is_null:
        bounds = [_bounds(one) for one in (yes, no)]
        known["least"] = min(low for low, _ in bounds)
        known["most"] = None if any(high is None for _, high in bounds) else max(high or 0 for _, high in bounds)
    if all(not one.is_null and (one.is_known or one.data.not_null) for one in (yes, no)):
        known["not_null"] = True
    if yes.type is NUMBER and no.type is NUMBER and yes.is_known and no.is_known and known:
        known["low"], known["high"] = sorted((yes.data, no.data), key=cmp_to_key(compare))
    return unknown(result, condition, **known).with_marks(marks)


def _bounds(value: Value) -> tuple[int, int | None]:
    if not value.is_known:
        return value.data.least, value.data.most
    if value.type.kind == "set" and value.unsettled and value.data:
        return 1, len(value.data)
    return len(value.data), len(value.data)


def _call(node: Call, scope: Scope) -> Value:
    from scanner.hcl.calls import call

    return call(node, scope)


def _template(node: Template, scope: Scope) -> Value:
    texts: list[str] = []
    drafts: list[str] = []
    marks = NO_MARKS
    waits: list[Value] = []
    for part in node.parts:
        value = evaluate(part, scope)
        if value.is_null:
            raise EvalError("Invalid template interpolation value: the expression result is null. Cannot include a null "
                            "value in a string template.", part.start, part.end)
        marks |= value.marks
        if not value.is_known:
            waits.append(value)
            drafts.append(drafted(value))
            continue
        if value.type is not STRING:
            try:
                value = convert(value.bare(), STRING)
            except ConversionError as error:
                raise EvalError("Invalid template interpolation value: cannot include the given value in a string "
                                f"template: {error.message}.", part.start, part.end) from None
        if not waits:
            texts.append(value.data)
        drafts.append(value.data)
    text = _joined(texts, node)
    if waits:
        prefix = text.encode("utf-8", "surrogatepass")[:128].decode("utf-8", "ignore")
        draft = _joined(drafts, node)
        return unknown(STRING, *waits, prefix=_safe_prefix(prefix), not_null=True, draft=draft).with_marks(marks)
    return string(text).with_marks(marks)


def _safe_prefix(text: str) -> str:
    """What is certain to stay at the beginning: the last character may still melt into one with what follows."""
    import unicodedata

    text = unicodedata.normalize("NFC", text)
    if text and not (text[-1].isascii() and text[-1] != "\r"):
        return text[:-1]
    return text


def _joined(texts: list[str], node: Node) -> str:
    try:
        limits.check_text(sum(map(len, texts)))
    except FunctionError as error:
        raise EvalError(error.message, node.start, node.end) from None
    return "".join(texts)


def _join(node: Join, scope: Scope) -> Value:
    found = evaluate(node.loop, scope)
    if found.type is ANY or not found.is_known:
        return unknown(STRING, found).with_marks(found.marks)
    marks = found.marks
    texts: list[str] = []
    for value in found.data:
        if value.is_null:
            raise EvalError("Invalid template interpolation value: an iteration result is null.", node.start, node.end)
        if not value.is_known:
            return unknown(STRING, value).with_marks(marks)
        marks |= value.marks
        texts.append(convert(value.bare(), STRING).data)
    return string(_joined(texts, node)).with_marks(marks)


def _for(node: For, scope: Scope) -> Value:
    return loop(node, scope, evaluate)


def _splat(node: Splat, scope: Scope) -> Value:
    return splat(node, scope, evaluate)


_EVALUATORS: dict[type, Callable[[Any, Scope], Value]] = {
    Literal: _literal, Name: _traversal, Attribute: _traversal, Index: _traversal, Each: _each, Splat: _splat,
    Parentheses: _parentheses, Unary: _unary, Binary: _binary, Conditional: _conditional, Call: _call, Tuple: _tuple,
    Object: _object, For: _for, Template: _template, Join: _join,
}  # fmt: skip

