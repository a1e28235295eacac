"""What the functions of the library have in common: how they are declared, and values of types the runtime lacks.

The runtime takes no types of ours, so a quantity, an address and so on is a map with one key, the name of its type in
Kubernetes, and a text that is the same for equal values: `==` between two of them works. `type(x)` says map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scanner.gotemplate import limits
from scanner.records import NamedTuple

QUANTITY, IP, CIDR, URL, VERSION, FORMAT = (
    "kubernetes.Quantity", "net.IP", "net.CIDR", "kubernetes.URL", "kubernetes.Semver", "kubernetes.NamedFormat")

_VISIT = 20


class Overload(NamedTuple):
    """One form of a function: the types it takes and gives, by their names in the runtime, joined by spaces.

    A method takes what it is called on as its first parameter. DYN must not be taken: it matches nothing at run time;
    nor TYPE, with which the runtime crashes when it meets an optional.
    """

    takes: str
    gives: str
    implementation: Callable[..., Any]
    member: bool = False


Functions = Mapping[str, tuple[Overload, ...]]

SCALARS = ("STRING", "INT", "UINT", "DOUBLE", "BOOL", "BYTES", "NULL", "DURATION", "TIMESTAMP")
KINDS = (*SCALARS, "LIST", "MAP")
"""Every type that a function can be declared for."""


def mark(kind: str, text: str) -> dict[str, str]:
    """The value of a type of Kubernetes."""
    return {kind: text}


def marked(value: Any, kind: str) -> str | None:
    """The text of a value of that type; None for other values."""
    text = value.get(kind) if isinstance(value, dict) and len(value) == 1 else None
    return text if isinstance(text, str) else None


def kind_of(value: Any) -> str:
    """The type of a value in a sentence."""
    if isinstance(value, dict) and len(value) == 1:
        name = next(iter(value))
        if name in (QUANTITY, IP, CIDR, URL, VERSION, FORMAT):
            return name
    if isinstance(value, bool):
        return "bool"
    names = {dict: "map", list: "list", str: "string", int: "int", float: "double", bytearray: "bytes", bytes: "bytes"}
    return names.get(type(value), "null" if value is None else type(value).__name__)


def no_overload(function: str, *values: Any) -> TypeError:
    """The error for values that a function does not take."""
    return TypeError(f"{function} does not take {', '.join(kind_of(one) for one in values)}")


def identity(value: Any) -> Any:
    """Something hashable that is equal for values that CEL calls equal: 1 and 1.0 are, 1 and true are not.

    LimitError for values too large to walk through.
    """
    limits.spend(_VISIT)
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, dict):
        return ("map", frozenset((identity(key), identity(member)) for key, member in value.items()))
    if isinstance(value, list):
        return ("list", tuple(identity(member) for member in value))
    if isinstance(value, (bytes, bytearray)):
        return ("bytes", bytes(value))
    if isinstance(value, (int, float)):
        return ("number", value)
    if isinstance(value, str):
        limits.spend(len(value))
    return (kind_of(value), value)


def order(one: Any, other: Any) -> int:
    """-1, 0 or 1 as CEL compares two values of one type, or two numbers. TypeError for others."""
    numbers = (int, float)
    comparable = (
        isinstance(one, bool) and isinstance(other, bool)
        or isinstance(one, numbers) and isinstance(other, numbers)
        and not isinstance(one, bool) and not isinstance(other, bool)
        or type(one) is type(other) and not isinstance(one, (dict, list, bool)) and one is not None
    )
    if not comparable:
        raise TypeError(f"{kind_of(one)} and {kind_of(other)} have no order")
    return (one > other) - (one < other)
