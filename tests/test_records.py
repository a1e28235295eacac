"""Named tuples that are defined quickly are named tuples."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from scanner.records import NamedTuple


class Quick(NamedTuple):
    """A place."""

    path: str
    line: int = 1
    column: int = 0

    @property
    def shown(self) -> str:
        return f"{self.path}:{self.line}"

    def moved(self, by: int) -> Quick:
        return self._replace(line=self.line + by)

    @classmethod
    def start(cls, path: str) -> Quick:
        return cls(path)

    def __str__(self) -> str:
        return self.shown


class Usual(typing.NamedTuple):
    path: str
    line: int = 1
    column: int = 0


def test_fields_and_defaults_are_those_of_a_named_tuple() -> None:
    assert Quick._fields == Usual._fields and Quick._field_defaults == Usual._field_defaults
    assert Quick("a") == Usual("a") == ("a", 1, 0)
    assert repr(Quick("a", column=2)) == "Quick(path='a', line=1, column=2)"
    assert (Quick.__name__, Quick.__qualname__, Quick.__module__, Quick.__doc__) == ("Quick", "Quick", __name__, "A place.")


def test_methods_belong_to_it() -> None:
    one = Quick.start("a").moved(4)
    assert (one.shown, str(one), one.line, type(one)) == ("a:5", "a:5", 5, Quick)
    path, line, column = one
    assert (path, line, column) == one and hash(one) == hash(tuple(one))


@pytest.mark.parametrize("arguments", [(), ("a", 1, 2, 3)])
def test_a_wrong_number_of_values_is_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Quick(*arguments)  # type: ignore[arg-type]


def test_what_named_tuples_can_do_besides() -> None:
    one = Quick("a", 2)
    assert one._asdict() == {"path": "a", "line": 2, "column": 0} and Quick._make(["a", 2, 0]) == one
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == one  # noqa: S301 - our own bytes
    match one:
        case Quick(path, line):
            assert (path, line) == ("a", 2)
    with pytest.raises(ValueError, match="nothing"):
        one._replace(nothing=1)
    with pytest.raises(TypeError):
        Quick._make(["a"])


def test_a_class_may_be_derived_from_one() -> None:
    class Named(Quick):
        def __str__(self) -> str:
            return "named"

    assert str(Named("a")) == "named" and Named("a") == Quick("a") and Named._fields == Quick._fields


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Quick("a").line = 2  # type: ignore[misc]


def test_defaults_stand_at_the_end() -> None:
    with pytest.raises(TypeError):
        class Wrong(NamedTuple):
            first: int = 1
            second: str
