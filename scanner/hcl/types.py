"""Types of values: primitives, collections with one element type, structures with a type for each part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Type:
    """`kind` is any, string, number, bool, list, set, map, tuple or object.

    `element` belongs to collections, `elements` to tuples, `attributes` to objects; the attributes in `optional` may
    be absent where the type is what a variable wants.  Types are equal by structure.
    """

    __slots__ = ("kind", "element", "elements", "attributes", "optional", "is_collection", "has_any", "_hash")

    def __init__(
        self, kind: str, element: Type | None = None, elements: tuple[Type, ...] = (),
        attributes: Mapping[str, Type] | None = None, optional: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.kind, self.element, self.elements = kind, element, elements
        self.attributes: Mapping[str, Type] = attributes if attributes is not None else {}
        self.optional = optional
        self.is_collection = kind in ("list", "set", "map")
        self.has_any = kind == "any" or any(part.has_any for part in self.parts())
        self._hash = 0

    def parts(self) -> Iterable[Type]:
        """The types inside, one level down."""
        if self.element is not None:
            return (self.element,)
        return self.elements or self.attributes.values()

    @property
    def of(self) -> Type:
        """The element type of a collection."""
        assert self.element is not None
        return self.element

    @property
    def is_primitive(self) -> bool:
        """Whether it is string, number or bool."""
        return self.kind in ("string", "number", "bool")

    @property
    def is_sequence(self) -> bool:
        """Whether it is list, set or tuple."""
        return self.kind in ("list", "set", "tuple")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Type) or self.kind != other.kind or hash(self) != hash(other):
            return False
        return (
            self.element == other.element and self.elements == other.elements
            and self.attributes == other.attributes and self.optional == other.optional
        )  # fmt: skip

    def __hash__(self) -> int:
        if not self._hash:
            attributes = frozenset((name, hash(part)) for name, part in self.attributes.items())
            inner = self.element and hash(self.element), tuple(map(hash, self.elements)), attributes, self.optional
            self._hash = hash((self.kind, inner)) or 1
        return self._hash

    def __repr__(self) -> str:
        return f"Type({written(self)})"


ANY = Type("any")
STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")
EMPTY_TUPLE = Type("tuple")
EMPTY_OBJECT = Type("object")

_COLLECTIONS: dict[tuple[str, int], tuple[Type, Type]] = {}


def list_of(element: Type) -> Type:
    """list(element)"""
    return _collection("list", element)


def set_of(element: Type) -> Type:
    """set(element)"""
    return _collection("set", element)


def map_of(element: Type) -> Type:
    """map(element)"""
    return _collection("map", element)


def _collection(kind: str, element: Type) -> Type:
    if element not in (ANY, STRING, NUMBER, BOOL):
        return Type(kind, element)
    found = _COLLECTIONS.get((kind, id(element)))
    if found is None:
        found = _COLLECTIONS[kind, id(element)] = (Type(kind, element), element)
    return found[0]


def tuple_of(elements: Iterable[Type]) -> Type:
    """tuple([...])"""
    given = tuple(elements)
    return Type("tuple", elements=given) if given else EMPTY_TUPLE


def object_of(attributes: Mapping[str, Type], optional: frozenset[str] = frozenset()) -> Type:
    """object({...})"""
    return Type("object", attributes=attributes, optional=optional) if attributes else EMPTY_OBJECT


def required(wanted: Type) -> Type:
    """The type with no attribute marked as optional, at any depth: what values have."""
    if wanted.element is not None:
        inner = required(wanted.element)
        return wanted if inner is wanted.element else _collection(wanted.kind, inner)
    if wanted.elements:
        return Type("tuple", elements=tuple(map(required, wanted.elements)))
    if wanted.attributes:
        return Type("object", attributes={name: required(part) for name, part in wanted.attributes.items()})
    return wanted


def friendly(kind: Type) -> str:
    """As a sentence names it: "list of string", "object"."""
    if kind.kind == "any":
        return "dynamic"
    if kind.is_collection:
        return f"{kind.kind} of {'any single type' if kind.of is ANY else friendly(kind.of)}"
    return kind.kind


def written(kind: Type) -> str:
    """As a variable's type is written."""
    if kind.is_collection:
        return f"{kind.kind}({written(kind.of)})"
    if kind.kind == "tuple":
        return f"tuple([{', '.join(map(written, kind.elements))}])"
    if kind.kind == "object":
        inner = (f"{name} = {written(part)}" for name, part in sorted(kind.attributes.items()))
        return f"object({{{', '.join(inner)}}})"
    return kind.kind


def as_json(kind: Type) -> Any:
    """In cty's JSON notation: "string", ["list", "string"], ["object", {...}]."""
    if kind.kind == "any":
        return "dynamic"
    if kind.is_collection:
        return [kind.kind, as_json(kind.of)]
    if kind.kind == "tuple":
        return ["tuple", [as_json(part) for part in kind.elements]]
    if kind.kind == "object":
        return ["object", {name: as_json(part) for name, part in sorted(kind.attributes.items())}]
    return kind.kind
