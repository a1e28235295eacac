"""Calls: how arguments are counted, converted and checked, and how a function's errors get their place.

The rules are those of evalCall, evalArg and validateType in Go's text/template.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sys import getsizeof
from typing import Any

from scanner.gotemplate import costs, limits, unknown
from scanner.gotemplate.errors import ExecError
from scanner.gotemplate.evaluators import Evaluate, Located, constant, last_node, refusal
from scanner.gotemplate.functions import Function, Signature
from scanner.gotemplate.nodes import (
    Bool,
    Chain,
    Dot,
    Faulty,
    Field,
    Identifier,
    Nil,
    Node,
    Number,
    Pipeline,
    String,
    Variable,
)
from scanner.gotemplate.traced import SERIALIZERS, TracedText
from scanner.gotemplate.unknown import UnknownUsed, UnknownValue
from scanner.gotemplate.values import FunctionError, Int64, Map, Values, go_type

_LARGE = 1 << 16
_ANY = frozenset(["interface{}", "interface {}", "any", "reflect.Value"])
_MAPS = frozenset([dict, Map, Values])  # what Go assigns to a map[string]interface {}
_PYTHON_TYPES: dict[str, type] = {
    "string": str,
    "int": int,
    "int64": Int64,
    "float64": float,
    "bool": bool,
}


def _shown(kind: str) -> str:
    return kind.replace("interface{}", "interface {}")


def argument_types(name: str, signature: Signature, given: int, piped: bool) -> list[str] | str:
    """The parameter type of each argument, or why their number is wrong."""
    parameters = signature.parameters
    count = given + piped
    if signature.variadic is not None:
        if count < len(parameters):
            return f"wrong number of args for {name}: want at least {len(parameters)} got {given}"
    elif count != len(parameters):
        return f"wrong number of args for {name}: want {len(parameters)} got {count}"
    return [*parameters, *[signature.variadic or ""] * (count - len(parameters))]


def method_arguments(
    name: str,
    signature: Signature,
    node: Node,
    args: Sequence[Node],
    compiled: Sequence[Evaluate],
    final: Evaluate | None,
) -> Callable[[Any, list[Any]], list[Any]]:
    """Evaluates and converts the arguments of a method."""
    types = argument_types(name, signature, len(args), final is not None)
    if isinstance(types, str):
        return refusal(node, types, final)
    evaluators = [argument(arg, kind, load) for arg, kind, load in zip(args, types, compiled, strict=False)]
    if final is not None:
        evaluators.append(checked(final, types[-1], argument_node(args, node), piped=True))
    return gatherer(evaluators, final is not None)


def argument(node: Node, kind: str, evaluate: Evaluate) -> Evaluate:
    """An argument for a parameter of Go type `kind`: constants convert, values are checked."""
    if isinstance(node, Faulty):
        return evaluate
    if isinstance(node, Dot | Field | Variable | Pipeline | Identifier | Chain):
        loose = isinstance(node, Variable | Pipeline | Dot) and not getattr(node, "names", ())
        return checked(evaluate, kind, last_node(node), piped=loose)
    if isinstance(node, Nil):
        if kind in _ANY or kind.startswith(("map[", "[]", "*")):
            return evaluate
        return refusal(node, f"cannot assign nil to {_shown(kind)}", None)
    if kind in _ANY:
        return evaluate
    if kind == "string":
        if isinstance(node, String):
            return evaluate
        expected = "string"
    elif kind == "bool":
        if isinstance(node, Bool):
            return evaluate
        expected = "bool"
    elif kind in ("int", "int64", "int32", "uint", "uint32", "uint64", "time.Duration"):
        if isinstance(node, Number) and node.integer is not None:
            return constant(Int64(node.integer) if kind == "int64" else node.integer)
        expected = "unsigned integer" if kind.startswith("uint") else "integer"
    elif kind == "float64":
        if isinstance(node, Number) and node.real is not None:
            return constant(node.real)
        expected = "float"
    else:
        return refusal(node, f"can't handle {node} for arg of type {_shown(kind)}", None)
    return refusal(node, f"expected {expected}; found {node}", None)


def argument_node(args: Sequence[Node], node: Node) -> Node:
    """The node Go looks at while it checks a piped value: the last argument evaluated, or the function."""
    return last_node(args[-1]) if args else node


def gatherer(evaluators: list[Evaluate], piped: bool) -> Callable[[Any, list[Any]], list[Any]]:
    """All arguments of a call; a piped one comes last but into being first."""
    if not piped:

        def gather(dot: Any, frame: list[Any]) -> list[Any]:
            return [evaluate(dot, frame) for evaluate in evaluators]

        return gather
    *others, final = evaluators

    def gather_piped(dot: Any, frame: list[Any]) -> list[Any]:
        last = final(dot, frame)
        args = [evaluate(dot, frame) for evaluate in others]
        args.append(last)
        return args

    return gather_piped


def checked(evaluate: Evaluate, kind: str, node: Node, *, piped: bool) -> Evaluate:
    """A value for a parameter of Go type `kind`, or Go's error (validateType)."""
    if kind in _ANY:
        return evaluate
    if kind == "string":

        def text(dot: Any, frame: list[Any]) -> Any:
            value = evaluate(dot, frame)
            if type(value) is str or type(value) is TracedText:
                return value
            return _convert(value, kind, node, piped)

        return text

    def converted(dot: Any, frame: list[Any]) -> Any:
        return _convert(evaluate(dot, frame), kind, node, piped)

    return converted


def _convert(value: Any, kind: str, node: Node, piped: bool) -> Any:
    expected = _PYTHON_TYPES.get(kind)
    if expected is not None and type(value) is expected:
        return value
    if type(value) is UnknownValue:
        raise Located(node, unknown.REASON, UnknownUsed(unknown.REASON))
    if value is None:
        if piped:
            if kind.startswith(("map[", "[]", "*")):
                return None
            raise Located(node, f"invalid value; expected {_shown(kind)}")
        raise Located(node, f"wrong type for value; expected {_shown(kind)}; got interface {{}}")
    shown = _shown(kind)
    actual = go_type(value)
    if actual == shown or actual == "*" + shown:
        return value
    if shown == "map[string]interface {}" and type(value) in _MAPS:
        return value
    if shown == "error" or shown == "fmt.Stringer":
        return value
    raise Located(node, f"wrong type for value; expected {shown}; got {actual}")


def _shown(kind: str) -> str:
    return kind.replace("interface{}", "interface {}")


def guarded_call(function: Function, name: str, command: Node) -> Callable[..., Any]:
    """The function with its errors put on the command that calls it, and its large results counted."""
    target = function.call
    base, rate, written = costs.cost(name)
    element = 0 if name in costs.HELD else costs.ELEMENT
    meter = limits.METER
    passes = name in unknown.PASSING

    def call(*args: Any) -> Any:
        size = 0
        for arg in args:
            if type(arg) is str:
                size += len(arg)
            elif type(arg) is UnknownValue and not passes:
                raise Located(command, f"error calling {name}", UnknownUsed(unknown.REASON))
        try:
            meter.left -= base + size * rate
            if meter.left < 0:
                limits.spend(0)
            result = target(*args)
            if type(result) is str:
                size = len(result)
                meter.left -= (size if size < 256 else getsizeof(result)) * written
            elif isinstance(result, list | bytes):
                meter.left -= len(result) * element
            return result
        except FunctionError as error:
            message = str(error)
            raise Located(command, f"error calling {name}: {message}", ExecError(message, plain=True)) from None
        except ExecError as error:
            raise Located(command, f"error calling {name}", error) from None

    return call


def traced_call(
    name: str, call: Callable[..., Any], gather: Callable[[Any, list[Any]], list[Any]]
) -> Evaluate:
    """A call that keeps hold of traced text it hands on or moves."""
    serializes = name in SERIALIZERS

    def run(dot: Any, frame: list[Any]) -> Any:
        args = gather(dot, frame)
        plain = args
        for index, arg in enumerate(args):
            if type(arg) is TracedText:
                if plain is args:
                    plain = args.copy()
                plain[index] = arg.plain
        result = call(*plain)
        if plain is not args:
            for index, arg in enumerate(args):
                if plain[index] is result and arg is not result:
                    return arg
            if type(result) is str and result:
                return TracedText.of(result, (name, tuple(args)))
        elif serializes and type(result) is str and isinstance(args[-1], dict | list):
            return TracedText.of(result, (name, tuple(args)))
        return result

    return run


def plain_call(call: Callable[..., Any], gather: Callable[[Any, list[Any]], list[Any]]) -> Evaluate:
    """A call that sees plain strings only."""

    def run(dot: Any, frame: list[Any]) -> Any:
        args = gather(dot, frame)
        for index, arg in enumerate(args):
            if type(arg) is TracedText:
                args[index] = arg.plain
        return call(*args)

    return run
