"""Functions that set, take away and ask for marks."""

from __future__ import annotations

from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.types import BOOL, Type
from scanner.hcl.values import EPHEMERAL, SENSITIVE, Value, boolean, null, unknown

_VALUE = Parameter("value", null=True, unknown=True, dynamic=True, marked=True)


def _same(arguments: list[Value]) -> Type:
    return arguments[0].type


@function("sensitive", _VALUE, result=_same, never_null=False)
def sensitive(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The value, not to be shown."""
    return arguments[0].with_marks(frozenset({SENSITIVE}))


@function("nonsensitive", _VALUE, result=_same, never_null=False)
def nonsensitive(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The value, which may be shown."""
    value = arguments[0]
    return Value(value.type, value.data, value.marks - {SENSITIVE})


@function("issensitive", _VALUE, result=BOOL)
def is_sensitive(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether the value is marked; one that is not known may still become so."""
    value = arguments[0]
    if SENSITIVE in value.marks:
        return boolean(True)
    return boolean(False) if value.is_known else unknown(BOOL, value)


@function("ephemeralasnull", _VALUE, result=_same, never_null=False)
def ephemeral_as_null(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The value with null for what lives only as long as a run of Terraform."""
    return _without(arguments[0])


def _without(value: Value) -> Value:
    if EPHEMERAL in value.marks:
        return null(value.type).with_marks(value.marks - {EPHEMERAL})
    if not value.marked:
        return value
    if isinstance(value.data, dict):
        return Value(value.type, {key: _without(one) for key, one in value.data.items()}, value.marks)
    if isinstance(value.data, list):
        return Value(value.type, [_without(one) for one in value.data], value.marks)
    return value

