"""Values as Go's ``%#v`` prints them, for the messages about impossible map keys."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.strconv import quote
from scanner.serial.numbers import format_float

_MAP, _LIST, _NIL = "map[interface {}]interface {}{", "[]interface {}{", "interface {}(nil)"


def go_syntax(value: Any, *, top: bool = True) -> str:
    """`value` as read from YAML: keys are str, or (type name, value) where they are no text."""
    parts: list[str] = []
    pending: list[Any] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, _Raw):
            parts.append(item)
        elif isinstance(item, dict):
            pending.append(_Raw("}"))
            for position, key in reversed(list(enumerate(sorted(item, key=_order)))):
                pending += [item[key], _Raw(":"), key[1] if isinstance(key, tuple) else key]
                if position:
                    pending.append(_Raw(", "))
            pending.append(_Raw(_MAP))
        elif isinstance(item, list):
            pending.append(_Raw("}"))
            for position, element in reversed(list(enumerate(item))):
                pending.append(element)
                if position:
                    pending.append(_Raw(", "))
            pending.append(_Raw(_LIST))
        else:
            parts.append(_scalar(item, bare=top and not parts and not pending))
    return "".join(parts)


class _Raw(str):
    """Text to print as it is."""

    __slots__ = ()


def _order(key: Any) -> tuple[str, Any]:
    return key if isinstance(key, tuple) else ("string", key)


def _scalar(value: Any, *, bare: bool) -> str:
    if value is None:
        return "<nil>" if bare else _NIL
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value)
    return format_float(value) if isinstance(value, float) else str(value)
