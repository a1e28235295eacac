"""Function calls: arguments are converted to parameters, and what functions need not see is kept away from them."""

from __future__ import annotations

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError, FunctionError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.functions.registry import Context, Function, find, names
from scanner.hcl.nodes import Call, Node
from scanner.hcl.references import references
from scanner.hcl.scope import Scope
from scanner.hcl.types import ANY, BOOL, Type
from scanner.hcl.values import NO_MARKS, Cause, Value, boolean, causes_of, deep_marks, not_null, unknown, unmarked


def call(node: Call, scope: Scope) -> Value:
    """The result of a call."""
    name = node.name.removeprefix("core::")
    if name.startswith("provider::"):
        provider = name.split("::")[1]
        if provider not in scope.surroundings.provider_functions:
            raise EvalError(f'Unknown provider function: "{node.name}" needs an entry "{provider}" in required_providers.',
                            node.start, node.name_end)
        if find(name) is None:
            given = [evaluate(one, scope) for one in node.arguments]
            return unknown(ANY, *given, causes=(Cause("function", f"{name}()"), *causes_of(*given)))
    if name in ("try", "can"):
        if node.expanded:
            raise EvalError(f'Invalid expanding argument: the arguments of "{name}" are expressions.', node.start, node.end)
        return _try(node, scope) if name == "try" else _can(node, scope)
    found = find(name)
    if found is None:
        raise EvalError(f'Call to unknown function: there is no function named "{node.name}".{_nearest(name)}',
                        node.start, node.name_end)
    arguments = _arguments(node, scope)
    if isinstance(arguments, Value):
        return arguments
    _check_count(node, found, len(arguments))
    converted = [_converted(node, found, index, value) for index, (value, _) in enumerate(arguments)]
    try:
        result = apply(found, converted, Context(scope.surroundings, node))
    except FunctionError as error:
        raise EvalError(f'Error in function call: call to function "{node.name}" failed: {error.message}.',
                        node.start, node.end) from None
    return result


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [*names(), "try", "can"], 1)
    return f' Did you mean "{close[0]}"?' if close else ""


def _arguments(node: Call, scope: Scope) -> list[tuple[Value, Node]] | Value:
    """The arguments; an unknown value instead where it is not known how many there are."""
    found = [(evaluate(one, scope), one) for one in node.arguments]
    if not node.expanded:
        return found
    last, place = found.pop()
    if last.is_null:
        raise EvalError("Invalid expanding argument value: the expanding argument (indicated by ...) must not be null.",
                        place.start, place.end)
    if last.type is not ANY and not last.type.is_sequence:
        raise EvalError("Invalid expanding argument value: the expanding argument (indicated by ...) must be of a tuple, "
                        "list, or set type.", place.start, place.end)
    if not last.is_known:
        return unknown(ANY, last)
    return [*found, *((one.with_marks(last.marks), place) for one in last.data)]


def _check_count(node: Call, function: Function, count: int) -> None:
    if count < len(function.parameters):
        least = " at least" if function.rest else ""
        missing = function.parameters[count].name
        raise EvalError(f'Not enough function arguments: function "{node.name}" expects{least} '
                        f'{len(function.parameters)} argument(s). Missing value for "{missing}".', node.start, node.end)
    if count > len(function.parameters) and function.rest is None:
        raise EvalError(f'Too many function arguments: function "{node.name}" expects only '
                        f"{len(function.parameters)} argument(s).", node.start, node.end)


def _converted(node: Call, function: Function, index: int, value: Value) -> Value:
    parameter = function.parameter(index)
    try:
        return convert(value, parameter.type)
    except ConversionError as error:
        place = node.arguments[min(index, len(node.arguments) - 1)]
        raise EvalError(f'Invalid function argument: invalid value for "{parameter.name}" parameter: {error.message}.',
                        place.start, place.end) from None


def apply(function: Function, arguments: list[Value], context: Context) -> Value:
    """Run a function: marks pass it by, and unknown arguments make an unknown result, unless it asks for them."""
    marks = NO_MARKS
    given: list[Value] = []
    has_unknown = False
    for index, value in enumerate(arguments):
        parameter = function.parameter(index)
        if value.marked and not parameter.marked:
            marks |= deep_marks(value)
            value = unmarked(value)
        if value.is_null and not parameter.null:
            raise FunctionError(f'invalid value for "{parameter.name}" parameter: argument must not be null')
        if value.type is ANY and not parameter.dynamic:
            return unknown(ANY, *given, value).with_marks(marks)  # nothing is asked about the arguments behind it
        if not value.is_known and not parameter.unknown:
            has_unknown = True
        given.append(value)
    kind = function.result(given) if not isinstance(function.result, Type) else function.result
    if has_unknown:
        # Terraform forgets the marks that the function would have looked after itself; nothing is given away by that.
        return _refined(function, unknown(kind, *given), given).with_marks(marks)
    result = function.body(given, kind, context)
    if not result.is_known:
        if not result.data.causes:
            result = Value(result.type, result.data.but(causes=causes_of(*given)), result.marks)
        result = _refined(function, result, given)
    return result.with_marks(marks) if marks else result


def _refined(function: Function, result: Value, arguments: list[Value]) -> Value:
    if function.never_null:
        result = not_null(result)
    if function.refine is not None and result.type is not ANY:
        result = function.refine(result, arguments)
    return result


def _waits(node: Node, scope: Scope) -> list[Value]:
    """The references of an expression whose values are not wholly known."""
    found: list[Value] = []
    for one in references(node):
        try:
            value = evaluate(one, scope)
        except EvalError:
            continue
        if value.unsettled:
            found.append(value)
    return found


def _try(node: Call, scope: Scope) -> Value:
    """The first argument that has a value; unknown while it cannot be said whether one has."""
    if not node.arguments:
        raise EvalError("Error in function call: at least one argument is required.", node.start, node.end)
    problems: list[str] = []
    for argument in node.arguments:
        try:
            found = evaluate(argument, scope)
        except EvalError as error:
            waits = _waits(argument, scope)
            if waits:
                return unknown(ANY, *waits)
            problems.append(error.message)
            continue
        # Once what is unknown is known, taking parts out of it may still fail.
        return unknown(ANY, found) if found.unsettled else found
    raise EvalError("Error in function call: no expression succeeded: " + "; ".join(problems), node.start, node.end)


def _can(node: Call, scope: Scope) -> Value:
    """Whether the argument has a value."""
    if len(node.arguments) != 1:
        raise EvalError('Invalid number of arguments: function "can" expects 1 argument.', node.start, node.end)
    try:
        found = evaluate(node.arguments[0], scope)
    except EvalError:
        waits = _waits(node.arguments[0], scope)
        return unknown(BOOL, *waits) if waits else boolean(False)
    return unknown(BOOL, found) if found.unsettled else boolean(True)
