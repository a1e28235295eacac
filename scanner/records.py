"""Named tuples that are defined in a third of the time.

`typing.NamedTuple` compiles the annotation of each field to check it, although annotations here are texts that nobody
evaluates; with the hundred records that a scan of a small chart loads, that took a tenth of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    # What the class of a named tuple has of its own.
    _MADE = frozenset({"__module__", "__qualname__", "__annotations__", "__doc__", "__orig_bases__"})

    class _Record(type):
        """Makes a named tuple of a class whose body lists fields with annotations, and has the methods."""

        def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(mcs, name, bases, body)
            fields = body.get("__annotations__", {})
            usual = [field for field in fields if field in body]
            if usual and usual != list(fields)[-len(usual):]:
                raise TypeError(f"{name} has a field without a default behind one that has one")
            made = namedtuple(name, fields, defaults=[body[field] for field in usual], module=body["__module__"])
            made.__qualname__, made.__annotations__ = body["__qualname__"], fields
            if "__doc__" in body:
                made.__doc__ = body["__doc__"]
            for key, value in body.items():
                if key not in fields and key not in _MADE:
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Record):
        """As `typing.NamedTuple`, for classes with fields; their order is that of the annotations."""
