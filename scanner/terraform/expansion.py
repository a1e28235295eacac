"""Instances that `count` and `for_each` make."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.limits import spend
from scanner.hcl.nodes import Assignment
from scanner.hcl.types import ANY, NUMBER, STRING
from scanner.hcl.values import SENSITIVE, Cause, Unknown, Value, causes_of, number, object_value, string, unknown
from scanner.records import NamedTuple
from scanner.terraform.configuration import Declaration

if TYPE_CHECKING:
    from scanner.terraform.module import ModuleInstance


class _Symbolic:
    """The key of the one instance that stands for all where it is not known which there are."""

    def __repr__(self) -> str:
        return "[*]"


SYMBOLIC = _Symbolic()
Key: TypeAlias = "None | int | str | _Symbolic"

MAX_INSTANCES = 10_000
"""Most instances of one block."""


class Expansion(NamedTuple):
    """`kind` is single, count or for_each; `values` belong to the keys of for_each.

    Where the instances are not known there is one with the key SYMBOLIC, and `causes` say what it waits for.
    """

    kind: str
    keys: tuple[Key, ...] = (None,)
    values: dict[str, Value] = {}
    causes: tuple[Cause, ...] = ()
    element: Value | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is known which instances there are."""
        return SYMBOLIC not in self.keys

    def find(self, key: Value | str) -> Key:
        """A literal key as the key of an instance; SYMBOLIC for one that cannot be any."""
        if not isinstance(key, Value) or not key.is_known or key.is_null:
            return SYMBOLIC
        try:
            if self.kind == "count":
                wanted = convert(key, NUMBER).data
                return wanted.whole() if wanted.is_whole else SYMBOLIC
            found = convert(key, STRING).data
            return str(found)
        except ConversionError:
            return SYMBOLIC

    def variables(self, key: Key) -> dict[object, Value]:
        """`count` or `each` of an instance."""
        if self.kind == "count":
            index = unknown(NUMBER, causes=self.causes, not_null=True) if key is SYMBOLIC else number(int(str(key)))
            return {"count": object_value({"index": index})}
        if self.kind == "for_each":
            if key is SYMBOLIC:
                name = unknown(STRING, causes=self.causes, not_null=True)
                return {"each": object_value({"key": name, "value": self.element or unknown(ANY, causes=self.causes)})}
            return {"each": object_value({"key": string(str(key)), "value": self.values[str(key)]})}
        return {}


def key_text(key: Key) -> str:
    """A key behind an address: "", `[0]`, `["a"]` or `[*]`."""
    if key is None:
        return ""
    if isinstance(key, str):
        from scanner.hcl.writing import quoted

        return f"[{quoted(key)}]"
    return "[*]" if key is SYMBOLIC else f"[{key}]"


def expand(module: ModuleInstance, declared: Declaration) -> Expansion:
    """The instances of a block."""
    count, each = declared.body.attributes.get("count"), declared.body.attributes.get("for_each")
    if count is not None and each is not None:
        module.failed(EvalError('Invalid combination of "count" and "for_each": they are mutually exclusive.'), each)
    try:
        if each is not None:
            return _for_each(module, each, declared)
        if count is not None:
            return _count(module, count, declared)
    except EvalError as error:
        assignment = each or count
        assert assignment is not None
        value = module.failed(error, assignment)
        return Expansion("for_each" if each else "count", (SYMBOLIC,), causes=causes_of(value))
    return Expansion("single")


def _count(module: ModuleInstance, assignment: Assignment, declared: Declaration) -> Expansion:
    value = evaluate(assignment.value, module.scope)
    if value.is_null:
        raise EvalError("Invalid count argument: the given \"count\" argument value is null. An integer is required.")
    if SENSITIVE in value.marks:
        raise EvalError("Invalid count argument: sensitive values, or values derived from sensitive values, cannot be used.")
    try:
        value = convert(value.bare(), NUMBER)
    except ConversionError as error:
        raise EvalError(f"Invalid count argument: the given \"count\" argument value is unsuitable: {error.message}.") from None
    if not value.is_known:
        return _unknown(module, assignment, value, "count")
    if not value.data.is_whole or value.data.sign < 0:
        raise EvalError("Invalid count argument: a whole number of zero or more is required.")
    count = value.data.whole()
    if count > MAX_INSTANCES:
        raise EvalError(f"Invalid count argument: more than {MAX_INSTANCES} instances are not looked at.")
    spend(count)
    return Expansion("count", tuple(range(count)))


def _unknown(module: ModuleInstance, assignment: Assignment, value: Value, kind: str, element: Value | None = None) -> Expansion:
    causes = causes_of(value)
    if any(cause.kind == "computed" for cause in causes):
        module.failed(EvalError(f"Invalid {kind} argument: the value depends on resource attributes that cannot be determined "
                                "until apply, so Terraform cannot predict how many instances will be created."), assignment)
    return Expansion(kind, (SYMBOLIC,), causes=causes, element=element)


def _for_each(module: ModuleInstance, assignment: Assignment, declared: Declaration) -> Expansion:
    value = evaluate(assignment.value, module.scope)
    invalid = "Invalid for_each argument: "
    if SENSITIVE in value.marks:
        raise EvalError(invalid + "sensitive values, or values derived from sensitive values, cannot be used.")
    value = value.bare()
    kind = value.type
    if value.is_null:
        raise EvalError(invalid + "the given \"for_each\" argument value is null. A map, or set of strings is allowed.")
    if kind is ANY and not value.is_known:
        return _unknown(module, assignment, value, "for_each")
    if kind.kind not in ("map", "object", "set") and kind is not ANY:
        raise EvalError(invalid + f"the \"for_each\" argument must be a map, or set of strings, and you have provided a value of "
                                  f"type {kind.kind}.")
    if kind.kind == "set" and kind.of not in (STRING, ANY):
        raise EvalError(invalid + "\"for_each\" supports maps and sets of strings, but you have provided a set containing "
                                  f"type {kind.of.kind}.")
    if not value.is_known or kind is ANY:
        element = unknown(kind.of, value) if kind.kind == "map" else unknown(STRING, value, not_null=True) if (
            kind.kind == "set") else None
        return _unknown(module, assignment, value, "for_each", element)
    if kind.kind == "set":
        if any(one.data.__class__ is Unknown for one in value.data):
            return _unknown(module, assignment, value, "for_each", unknown(STRING, value, not_null=True))
        if any(one.is_null for one in value.data):
            raise EvalError(invalid + "the given set has a null value.")
        entries = {one.data: one for one in value.data}
    else:
        entries = dict(value.items())
    if len(entries) > MAX_INSTANCES:
        raise EvalError(invalid + f"more than {MAX_INSTANCES} instances are not looked at.")
    spend(len(entries))
    return Expansion("for_each", tuple(entries), entries)
