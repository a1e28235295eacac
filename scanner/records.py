"""Named tuples that are defined in a tenth of the time.

`typing.NamedTuple` compiles the annotation of each field to check it, although annotations here are texts that nobody
evaluates, and compiles a constructor for each class. A scan of a small chart loads a hundred records, which took an eighth
of it. Here the methods are those of one base, and classes with as many fields share the code of a constructor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from functools import cache
    from types import CodeType, FunctionType

    try:
        from _collections import _tuplegetter as _getter
    except ImportError:  # other implementations of Python
        from operator import itemgetter

        def _getter(index: int, doc: str) -> property:
            return property(itemgetter(index), doc=doc)

    _GLOBALS = {"__builtins__": {}, "__name__": __name__, "_new": tuple.__new__}

    @cache
    def _constructor(count: int) -> CodeType:
        """The code of a constructor with that many fields, the names of which do not matter yet."""
        names = "".join(f"f{number}, " for number in range(count))
        return eval(f"lambda _cls, {names}: _new(_cls, ({names}))").__code__  # noqa: S307 - nothing of it comes from outside

    class _Record(type):
        """Makes a named tuple of a class whose body lists fields with annotations, and has the methods."""

        def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases or bases[0].__bases__ != (tuple,):  # the base itself, or what is derived from a record
                return super().__new__(mcs, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            usual = {field: body.pop(field) for field in fields if field in body}
            if usual and tuple(usual) != fields[-len(usual):]:
                raise TypeError(f"{name} has a field without a default behind one that has one")
            code = _constructor(len(fields)).replace(
                co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__")
            body["__new__"] = FunctionType(code, _GLOBALS, "__new__", tuple(usual.values()))
            body |= {field: _getter(number, "") for number, field in enumerate(fields)}
            body |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": usual}
            return super().__new__(mcs, name, bases, body)

    class NamedTuple(tuple, metaclass=_Record):
        """As `typing.NamedTuple`, for classes with fields; their order is that of the annotations."""

        __slots__ = ()

        @classmethod
        def _make(cls, values: Any) -> Any:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, **changes: Any) -> Any:
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)
