"""Values: a type, the data, and marks that follow the data into every result.

Data are `str`, `bool`, `Number`, `list[Value]` (list, tuple, set in its order), `dict[str, Value]` (map, object), None
for null, and `Unknown` for what cannot be known before something else is.  Values do not change once they are made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from scanner.hcl import numbers
from scanner.hcl.limits import check_size
from scanner.hcl.numbers import Number
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, list_of, map_of, object_of, set_of, tuple_of
from scanner.records import NamedTuple

SENSITIVE = "sensitive"
EPHEMERAL = "ephemeral"
HIDDEN = "hidden"
"""Comes from an output that is declared as sensitive: not shown either, but no mark that Terraform 1.11 itself sets."""

NO_MARKS: frozenset[str] = frozenset()

MAX_CAUSES = 8
"""Causes that an unknown value keeps."""


class Cause(NamedTuple):
    """What would have to be known first: `reference` as it is written (`var.x`, `aws_vpc.main.id`), and why it is not.

    `kind` is variable, attribute, data, module, function, count or other.  `module` is the path of the module instance
    that the reference is seen from, "" for the root.
    """

    kind: str
    reference: str
    module: str = ""


class Unknown:
    """Data that are not known, and what is known about them all the same.

    `not_null`; a `prefix` of a string; `least` and `most` elements of a collection; `low` and `high` ends of a number;
    the `draft` of a text: all that is known of it, with `${aws_vpc.main.id}` where a provider will put something in, and
    `${?var.name}` where it cannot be said what will stand there; the `blocks` of which there are some, or none.
    """

    __slots__ = ("not_null", "prefix", "least", "most", "low", "high", "causes", "draft", "blocks")

    def __init__(
        self, causes: tuple[Cause, ...] = (), not_null: bool = False, prefix: str = "",
        least: int = 0, most: int | None = None, low: Number | None = None, high: Number | None = None, draft: str = "",
        blocks: tuple[Value, ...] = (),
    ) -> None:  # fmt: skip
        self.causes, self.not_null, self.prefix, self.draft, self.blocks = causes, not_null, prefix, draft, blocks
        self.least, self.most, self.low, self.high = least, most, low, high

    def but(self, **changes: Any) -> Unknown:
        """A copy with some fields changed."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return Unknown(**(fields | changes))


class OpenObject(dict):  # type: ignore[type-arg]
    """Attributes of something that has further ones, which only a provider knows: those wait for `cause`.

    Its value has the type any, so that nothing takes the attributes that are known for all of them.  `draft` gives the
    draft of an attribute that waits; "" where it may be no text.
    """

    __slots__ = ("cause", "draft")

    def __init__(self, attributes: Mapping[str, Value], cause: Cause, draft: Callable[[str], str] = lambda name: "") -> None:
        super().__init__(attributes)
        self.cause, self.draft = cause, draft

    def other(self, name: str) -> Value:
        """What an attribute is that is not configured."""
        reference = f"{self.cause.reference}.{name}"
        return Value(ANY, Unknown((Cause(self.cause.kind, reference, self.cause.module),), draft=self.draft(name)))


class Value:
    """`marked` and `unsettled` say whether a mark or an unknown lies anywhere inside; `size` counts the values inside."""

    __slots__ = ("type", "data", "marks", "marked", "unsettled", "size")

    def __init__(self, type: Type, data: Any, marks: frozenset[str] = NO_MARKS) -> None:  # noqa: A002
        self.type, self.data, self.marks = type, data, marks
        self.marked, self.unsettled, self.size = bool(marks), False, 1
        if data is None:
            return
        kind = data.__class__
        if kind is list or kind is dict or kind is OpenObject:
            self.unsettled = kind is OpenObject
            size = 1
            for inner in data if kind is list else data.values():
                size += inner.size
                if inner.marked:
                    self.marked = True
                if inner.unsettled:
                    self.unsettled = True
            self.size = size
            if size > 1000:
                check_size(size)
        elif kind is Unknown:
            self.unsettled = True

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.data is None

    @property
    def is_known(self) -> bool:
        """Whether the value itself is known; parts of it may not be."""
        return self.data.__class__ is not Unknown

    def with_marks(self, marks: frozenset[str]) -> Value:
        """The value with more marks."""
        return self if marks <= self.marks else Value(self.type, self.data, self.marks | marks)

    def bare(self) -> Value:
        """The value without the marks on its outside."""
        return Value(self.type, self.data) if self.marks else self

    def items(self) -> list[tuple[str, Value]]:
        """The entries of a known map or object, in the order of their keys."""
        return sorted(self.data.items())

    def __repr__(self) -> str:
        return f"Value({self.type!r}, {self.data!r}, {set(self.marks) or ''})"


TRUE = Value(BOOL, True)
FALSE = Value(BOOL, False)
NULL = Value(ANY, None)
DYNAMIC = Value(ANY, Unknown())


def string(text: str) -> Value:
    """A string, normalised as Terraform does (NFC)."""
    return Value(STRING, text if text.isascii() else unicodedata.normalize("NFC", text))


def number(given: Number | int) -> Value:
    """A number; an `int` is one that was counted."""
    return Value(NUMBER, numbers.counted(given) if isinstance(given, int) else given)


def boolean(given: bool) -> Value:
    """true or false."""
    return TRUE if given else FALSE


def null(type: Type = ANY) -> Value:  # noqa: A002
    """A null of a type."""
    return Value(type, None)


def unknown(type: Type = ANY, *because: Value, causes: tuple[Cause, ...] = (), **known: Any) -> Value:  # noqa: A002
    """An unknown value of a type; it waits for what the values in `because` wait for."""
    return settled(Value(type, Unknown(causes or causes_of(*because), **known)))


def settled(value: Value) -> Value:
    """An unknown list of a known length as a list of unknown elements, and so on; other values as they are."""
    held = value.data
    if held.__class__ is not Unknown:
        return value
    if held.low is not None and held.high is not None and held.not_null and held.low == held.high:
        return Value(value.type, held.low, value.marks)
    if held.most is None or held.least != held.most or not value.type.is_collection:
        return value
    if held.most == 0:
        return Value(value.type, {} if value.type.kind == "map" else [], value.marks)
    if value.type.kind == "list" and held.not_null and held.most <= 1024 or (
            value.type.kind == "set" and held.not_null and held.most == 1):
        inner = Value(value.type.of, Unknown(held.causes))
        return Value(value.type, [inner] * held.most, value.marks)
    return value


def causes_of(*values: Value) -> tuple[Cause, ...]:
    """What the values wait for, at most `MAX_CAUSES`."""
    found: dict[Cause, None] = {}
    pending = [value for value in reversed(values) if value.unsettled]
    visits = 0
    while pending and len(found) < MAX_CAUSES and visits < 1000:
        value = pending.pop()
        visits += 1
        if value.data.__class__ is Unknown:
            found.update(dict.fromkeys(value.data.causes))
        elif value.data.__class__ is OpenObject:
            found[value.data.cause] = None
        else:
            inner = value.data.values() if isinstance(value.data, dict) else value.data
            pending.extend(one for one in inner if one.unsettled)
    return tuple(found)[:MAX_CAUSES]


def drafted(value: Value) -> str:
    """What is known of a text, which may be unknown; see `Unknown`."""
    held = value.data
    if held.__class__ is Unknown or held.__class__ is OpenObject:
        causes = held.causes if held.__class__ is Unknown else (held.cause,)
        return (held.draft if held.__class__ is Unknown else "") or f"${{?{causes[0].reference if causes else ''}}}"
    return str(held)


def tuple_value(elements: Iterable[Value]) -> Value:
    """A tuple of the values."""
    given = list(elements)
    return Value(tuple_of([one.type for one in given]), given)


def object_value(attributes: Mapping[str, Value]) -> Value:
    """An object with the attributes."""
    given = dict(attributes)
    return Value(object_of({name: one.type for name, one in given.items()}), given)


def list_value(elements: list[Value], element: Type | None = None) -> Value:
    """A list; all elements have one type, which must be given for an empty one."""
    return Value(list_of(elements[0].type if elements else element or ANY), elements)


def map_value(entries: dict[str, Value], element: Type | None = None) -> Value:
    """A map; all elements have one type, which must be given for an empty one."""
    return Value(map_of(next(iter(entries.values())).type if entries else element or ANY), entries)


def set_value(elements: list[Value], element: Type | None = None) -> Value:
    """A set in Terraform's order, without doubles; marks of elements become marks of the set."""
    from scanner.hcl.order import distinct

    marks = frozenset().union(*(deep_marks(one) for one in elements if one.marked))
    plain = [unmarked(one) for one in elements] if marks else elements
    kind = plain[0].type if plain else element or ANY
    return Value(set_of(kind), distinct(plain, kind), marks)


def deep_marks(value: Value) -> frozenset[str]:
    """The marks on the value and on everything inside of it."""
    if not value.marked:
        return NO_MARKS
    marks = set(value.marks)
    for inner in inside(value):
        if inner.marked:
            marks |= deep_marks(inner)
    return frozenset(marks)


def unmarked(value: Value) -> Value:
    """The value without any mark, at any depth."""
    if not value.marked:
        return value
    if isinstance(value.data, list):
        return Value(value.type, [unmarked(one) for one in value.data])
    if isinstance(value.data, OpenObject):
        return Value(value.type, OpenObject({key: unmarked(one) for key, one in value.data.items()}, value.data.cause))
    if isinstance(value.data, dict):
        return Value(value.type, {key: unmarked(one) for key, one in value.data.items()})
    return Value(value.type, value.data)


def inside(value: Value) -> Iterator[Value]:
    """The values one level down."""
    if isinstance(value.data, list):
        yield from value.data
    elif isinstance(value.data, dict):
        yield from value.data.values()


def elements(value: Value) -> list[tuple[Value, Value]]:
    """(key, element) of a known collection or structure, in Terraform's order; a set's elements are their own keys."""
    if isinstance(value.data, dict):
        return [(Value(STRING, key), one) for key, one in sorted(value.data.items())]
    if value.type.kind == "set":
        return [(one, one) for one in value.data]
    return [(number(index), one) for index, one in enumerate(value.data)]


def can_iterate(value: Value) -> bool:
    """Whether `for` may walk over values of this type."""
    return value.type.is_collection or value.type.kind in ("tuple", "object")


def length(value: Value) -> Value:
    """How many elements a collection or structure has; unknown where elements of a set might be the same."""
    kind = value.type.kind
    if kind == "tuple":
        return number(len(value.type.elements))
    if kind == "object":
        return number(len(value.type.attributes))
    if not value.is_known:
        held = value.data
        most = numbers.counted(held.most) if held.most is not None else None
        low = numbers.counted(held.least)
        if most is not None and held.most == held.least:
            return number(held.least)
        return unknown(NUMBER, value, not_null=True, low=low, high=most)
    count = len(value.data)
    if kind == "set" and count > 1 and value.unsettled:
        return unknown(NUMBER, value, not_null=True, low=numbers.counted(1), high=numbers.counted(count))
    return number(count)


def refined(value: Value, **known: Any) -> Value:
    """An unknown value about which more is known; every other value as it is."""
    if value.data.__class__ is not Unknown or value.type is ANY and "not_null" not in known:
        return value
    return settled(Value(value.type, value.data.but(**known), value.marks))


def not_null(value: Value) -> Value:
    """The value, not null if it is unknown."""
    if value.data.__class__ is not Unknown or value.type is ANY:
        return value
    return refined(value, not_null=True)
