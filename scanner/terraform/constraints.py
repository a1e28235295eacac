"""Type constraints of variables, with the defaults of attributes that may be left out."""

from __future__ import annotations


from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.nodes import Call, Literal, Name, Node, Object, Tuple
from scanner.hcl.scope import Scope, Surroundings
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, list_of, map_of, object_of, set_of, tuple_of
from scanner.hcl.values import Value
from scanner.records import NamedTuple

_PRIMITIVES = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": ANY}
_COLLECTIONS = {"list": list_of, "set": set_of, "map": map_of}


class Constraint(NamedTuple):
    """A type, and where attributes inside have defaults: `defaults` here, `parts` below by name, index or "*"."""

    type: Type
    defaults: dict[str, Value]
    parts: dict[str | int, Constraint]

    @property
    def is_plain(self) -> bool:
        """Whether no default lies in it."""
        return not self.defaults and not self.parts


def _plain(type: Type) -> Constraint:  # noqa: A002
    return Constraint(type, {}, {})


UNCONSTRAINED = _plain(ANY)


def constraint(node: Node, surroundings: Surroundings) -> Constraint:
    """The constraint that an expression writes."""
    if isinstance(node, Name):
        if node.name in _PRIMITIVES:
            return _plain(_PRIMITIVES[node.name])
        if node.name in ("list", "map"):  # as Terraform 0.11 wrote them
            return _plain(_COLLECTIONS[node.name](ANY))
        if node.name == "set":
            return _fail(node, "the set type constructor requires one argument specifying the element type")
        if node.name in ("object", "tuple"):
            return _fail(node, f"the {node.name} type constructor requires one argument")
        return _fail(node, f'the keyword "{node.name}" is not a valid type specification')
    if isinstance(node, Call) and not node.expanded:
        if node.name in _COLLECTIONS:
            inner = constraint(_only(node), surroundings)
            return Constraint(_COLLECTIONS[node.name](inner.type), {}, {} if inner.is_plain else {"*": inner})
        if node.name == "tuple":
            return _tuple(node, surroundings)
        if node.name == "object":
            return _object(node, surroundings)
        if node.name == "optional":
            return _fail(node, "the optional modifier is valid only for attributes of objects")
    if isinstance(node, Literal):
        return _fail(node, "Terraform 0.11 and earlier required type constraints to be given in quotes; remove the quotes")
    return _fail(node, "a type specification is either a primitive type keyword (bool, number, string) or a type "
                       "constructor such as list(string)")


def _fail(node: Node, why: str) -> Constraint:
    raise EvalError(f"Invalid type specification: {why}.", node.start, node.end)


def _only(node: Call) -> Node:
    if len(node.arguments) != 1:
        _fail(node, f"the {node.name} type constructor requires one argument specifying the element type")
    return node.arguments[0]


def _tuple(node: Call, surroundings: Surroundings) -> Constraint:
    argument = _only(node)
    if not isinstance(argument, Tuple):
        return _fail(argument, "the tuple type constructor requires a list of element types")
    parts = [constraint(one, surroundings) for one in argument.elements]
    inner: dict[str | int, Constraint] = {index: one for index, one in enumerate(parts) if not one.is_plain}
    return Constraint(tuple_of([one.type for one in parts]), {}, inner)


def _object(node: Call, surroundings: Surroundings) -> Constraint:
    argument = _only(node)
    if not isinstance(argument, Object):
        return _fail(argument, "the object type constructor requires a map whose values are types")
    types: dict[str, Type] = {}
    defaults: dict[str, Value] = {}
    parts: dict[str | int, Constraint] = {}
    optional: set[str] = set()
    for item in argument.items:
        name = item.literal
        if name is None and isinstance(item.key, Literal) and isinstance(item.key.value.data, str):
            name = item.key.value.data
        if name is None:
            return _fail(item.key, "object constructor map keys must be attribute names")
        given = item.value
        if isinstance(given, Call) and given.name == "optional":
            optional.add(name)
            if not 1 <= len(given.arguments) <= 2:
                return _fail(given, "optional takes a type and perhaps a default value")
            inner = constraint(given.arguments[0], surroundings)
            if len(given.arguments) == 2:
                defaults[name] = _default(given.arguments[1], inner, surroundings)
        else:
            inner = constraint(given, surroundings)
        types[name] = inner.type
        if not inner.is_plain:
            parts[name] = inner
    return Constraint(object_of(types, frozenset(optional)), defaults, parts)


def _default(node: Node, inner: Constraint, surroundings: Surroundings) -> Value:
    value = evaluate(node, Scope(surroundings))
    try:
        return convert(with_defaults(value, inner), inner.type)
    except ConversionError as error:
        raise EvalError("Invalid default value for optional attribute: this default value is not compatible with the "
                        f"attribute's type constraint: {error.message}.", node.start, node.end) from None


def with_defaults(value: Value, wanted: Constraint) -> Value:
    """The value with defaults for what is left out or null in it."""
    if wanted.is_plain or value.is_null or not value.is_known:
        return value
    data, kind = value.data, value.type.kind
    if kind in ("object", "map"):
        found = dict(data)
        if wanted.type.kind == "object":
            for name, default in wanted.defaults.items():
                if name not in found or found[name].is_null:
                    found[name] = default
        for name, one in found.items():
            inner = wanted.parts.get(name) or wanted.parts.get("*")
            if inner is not None and (wanted.type.kind == "object") == (name in wanted.parts):
                found[name] = with_defaults(one, inner)
        return Value(object_of({name: one.type for name, one in found.items()}), found, value.marks)
    if kind in ("tuple", "list", "set"):
        parts = [
            with_defaults(one, inner) if (inner := wanted.parts.get("*") or wanted.parts.get(index)) else one
            for index, one in enumerate(data)
        ]
        return Value(tuple_of([one.type for one in parts]), parts, value.marks)
    return value
