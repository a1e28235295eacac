"""Fields and methods of values, as text/template follows them."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.errors import ExecError
from scanner.gotemplate.evaluators import Evaluate, Located
from scanner.gotemplate.functions import parse_signature
from scanner.gotemplate.nodes import Node
from scanner.gotemplate.values import FunctionError, GoObject, Map, StringMap, Values, go_type

MAP_METHODS = frozenset(Values.go_methods)


def method_signature(holder: Any, name: str) -> str | None:
    methods = getattr(type(holder), "go_methods", None)
    return methods.get(name) if methods else None


def walk(value: Any, names: tuple[str, ...], node: Node, nested: bool) -> Any:
    """Follow `names` from a value; `nested` says that a nil to start with sits inside an interface."""
    for name in names:
        kind = type(value)
        if kind is Map or kind is dict or kind is Values and name not in MAP_METHODS:
            value = value.get(name)
        elif value is None:
            if nested:
                raise Located(node, f"nil pointer evaluating interface {{}}.{name}")
            return None
        else:
            value = step(value, name, node, nested)
        nested = True
    return value


def traced_fields(node: Node, names: tuple[str, ...], element: bool, base: Evaluate | None) -> Evaluate:
    """Fields of the cursor (or of `base`), noting the place of the last one."""
    leading, last, key = names[:-1], names[-1:], names[-1]
    nested = bool(leading) or element

    def traced(dot: Any, frame: list[Any]) -> Any:
        holder = dot if base is None else base(dot, frame)
        if leading:
            if holder is None and not element:
                return None  # fields of an untyped nil are nil, all the way down
            holder = walk(holder, leading, node, element)
        kind = type(holder)
        if kind is Map or kind is Values:
            places = holder.places
            if places is not None:
                place = places.get(key)
                if place is not None:
                    frame[0].reads.append(place)
                    return holder[key]
        return walk(holder, last, node, nested)

    return traced


def step(value: Any, name: str, node: Node, nested: bool) -> Any:
    """One field of a value that is no plain map."""
    signature = method_signature(value, name)
    if signature is not None:
        parsed = parse_signature(signature)
        if parsed.parameters:
            raise Located(node, f"wrong number of args for {name}: want {len(parsed.parameters)} got 0")
        try:
            return getattr(value, name)()
        except FunctionError as error:
            raise Located(node, f"error calling {name}: {error}", ExecError(str(error), plain=True)) from None
    if isinstance(value, dict):
        return value.get(name, "") if isinstance(value, StringMap) else value.get(name)
    if value is None:
        if nested:
            raise Located(node, f"nil pointer evaluating interface {{}}.{name}")
        return None
    if isinstance(value, GoObject):
        fields = value.go_fields()
        if name in fields and name[:1].isupper():
            return fields[name]
        if value.go_kind == "map":
            return None
    shown = "interface {}" if nested and not isinstance(value, GoObject) else go_type(value)
    raise Located(node, f"can't evaluate field {name} in type {shown}")
