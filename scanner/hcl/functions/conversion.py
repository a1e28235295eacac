"""Conversions to a type."""

from __future__ import annotations

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, friendly, list_of, map_of, set_of
from scanner.hcl.unify import convertible, resolved
from scanner.hcl.values import Value, unknown

_WANTED = {
    "tostring": STRING, "tonumber": NUMBER, "tobool": BOOL,
    "tolist": list_of(ANY), "toset": set_of(ANY), "tomap": map_of(ANY),
}  # fmt: skip


def _offer(name: str, wanted: Type) -> None:
    def result(arguments: list[Value]) -> Type:
        given = arguments[0].type
        if given == wanted or given is ANY and arguments[0].is_null:
            return wanted
        if not convertible(given, wanted):
            raise FunctionError(_refusal(given, wanted))
        return wanted if wanted.is_primitive else resolved(given, wanted)

    def body(arguments: list[Value], kind: Type, context: Context) -> Value:
        if not arguments[0].is_known:
            return unknown(kind, arguments[0]).with_marks(arguments[0].marks)
        try:
            return convert(arguments[0], wanted)
        except ConversionError as error:
            raise FunctionError(error.message if arguments[0].marks or wanted not in (NUMBER, BOOL) else
                                f"cannot convert {str(arguments[0].data)[:50]!r} to {wanted.kind}: {error.message}") from None

    function(name, Parameter("v", null=True, unknown=True, dynamic=True, marked=True), result=result, never_null=False)(body)


def _refusal(given: Type, wanted: Type) -> str:
    from scanner.hcl.convert import mismatch

    if given.kind in ("tuple", "object"):
        return f"cannot convert {given.kind} to {friendly(wanted)}: {mismatch(given, wanted)}"
    return f"cannot convert {friendly(given)} to {friendly(wanted)}"


for _name, _type in _WANTED.items():
    _offer(_name, _type)

