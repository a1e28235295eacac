"""The functions of the provider that is built into Terraform; they must be asked for in required_providers."""

from __future__ import annotations

from scanner.hcl.errors import FunctionError, HclError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.types import STRING, Type
from scanner.hcl.values import Value, object_value, string, unknown
from scanner.hcl.writing import expression

_VALUE = Parameter("value", null=True, dynamic=True, unknown=True)


@function("provider::terraform::encode_expr", _VALUE, result=STRING)
def encode_expr(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A value as an expression of the language."""
    if arguments[0].unsettled:
        return unknown(STRING, arguments[0])
    return string(expression(arguments[0]))


@function("provider::terraform::encode_tfvars", _VALUE, result=STRING)
def encode_tfvars(arguments: list[Value], kind: Type, context: Context) -> Value:
    """An object as the contents of a .tfvars file."""
    value = arguments[0]
    if value.unsettled:
        return unknown(STRING, value)
    if value.is_null or value.type.kind not in ("object", "map"):
        raise FunctionError("the value to encode must be an object whose attribute names and values will become the names and "
                            "values of the arguments")
    items = value.items()
    width = max((len(key) for key, _ in items), default=0)
    return string("".join(f"{key.ljust(width)} = {expression(one)}\n" for key, one in items))


@function("provider::terraform::decode_tfvars", Parameter("src", STRING))
def decode_tfvars(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The object that the contents of a .tfvars file make."""
    from scanner.hcl.evaluator import evaluate
    from scanner.hcl.parser import parse
    from scanner.hcl.scope import Scope

    try:
        body = parse(arguments[0].data, "<decode_tfvars argument>")
        if body.blocks:
            raise FunctionError("blocks are not allowed in a .tfvars file")
        scope = Scope(context.surroundings)
        return object_value({name: evaluate(one.value, scope) for name, one in body.attributes.items()})
    except FunctionError:
        raise
    except HclError as error:
        raise FunctionError(f"invalid tfvars syntax: {error.message}") from None
