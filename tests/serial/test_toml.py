"""toToml and fromToml."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.values import FunctionError, Int64, NilList
from scanner.serial.errors import EncodeError
from scanner.serial.toml import TomlError, from_toml, to_toml

WRITTEN: list[tuple[Any, str]] = [
    ({}, ""), ({"b": 1, "a": 2.0}, "a = 2.0\nb = 1\n"), ({"n": None, "x": "a\nb"}, 'x = "a\\nb"\n'), ([1, "x"], '[1, "x"]'),
    ({"t": {"u": {"v": True}}, "z": 1e21}, "z = 1e+21\n\n[t]\n  [t.u]\n    v = true\n"),
    ({"l": [{"a": 1}, {}]}, "[[l]]\n  a = 1\n\n[[l]]\n"), ({"l": [{"a": 1}, 2]}, "l = [{a = 1}, 2]\n"),
    ({"": 1, "a b": 2}, '"" = 1\n"a b" = 2\n'), ({"e": [], "d": {}}, "e = []\n\n[d]\n"), (NilList(), "[]"), ("\x7f", '"\\u007f"'),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_to_toml(value: Any, text: str) -> None:
    assert to_toml(value) == text


def test_what_cannot_be_written() -> None:
    with pytest.raises(EncodeError, match="cannot encode array with nil element"):
        to_toml({"a": [None]})
    with pytest.raises(EncodeError, match="top-level values must be Go maps or structs"):
        to_toml([{}])
    with pytest.raises(FunctionError):
        to_toml(None)
    cyclic: dict[str, Any] = {}
    cyclic["a"] = cyclic
    with pytest.raises(EncodeError):
        to_toml(cyclic)


READ: list[tuple[str, Any]] = [
    ("a = 1\nb.c = 'x'\n[t]\nd = 2.5 # comment\n", {"a": 1, "b": {"c": "x"}, "t": {"d": 2.5}}),
    ("[[l]]\na = [1, [true]]\n[[l]]\n[l.m]\nx = inf\n", {"l": [{"a": [1, [True]]}, {"m": {"x": float("inf")}}]}),
    ('a = """\nx \\\n   y"""\nb = "\\u00e9\\x41\\e"\n', {"a": "x y", "b": "é" + "A\x1b"}),
    ("a = '''x''''\n", {"a": "x'"}),
    ("a = {b.c = 1,\n d = [0x1F, 0o7, 0b1, 1_0]}", {"a": {"b": {"c": 1}, "d": [31, 7, 1, 10]}}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_from_toml(text: str, value: Any) -> None:
    assert from_toml(text) == value


def test_types() -> None:
    value = from_toml("i = 1\nt = 2024-05-06T07:08:09Z\nd = 2024-05-06\n")
    assert type(value["i"]) is Int64
    assert to_toml(value) == "d = 2024-05-06\ni = 1\nt = 2024-05-06T07:08:09Z\n"


@pytest.mark.parametrize(("text", "message"), [
    ("a", "line 1: unexpected EOF; expected key separator '='"),
    ("a = 1\nb =\n", "line 2 (last key \"b\"): expected value but found '\\n' instead"),
    ("= 1", "line 1: unexpected '=': key name appears blank"),
    ("a = 1 b", "line 1: expected a top-level item to end with a newline, comment, or EOF, but got 'b' instead"),
    ("[t]\n[t]\n", "line 2: Key 't' has already been defined."),
    ("[t]\na = 1\na = 2\n", "line 3 (last key \"t.a\"): Key 't.a' has already been defined."),
    ("a = [1, 2", "line 1 (last key \"a\"): expected a comma (',') or array terminator (']'), but got end of file"),
    ("a = 01", 'line 1 (last key "a"): Invalid integer "01": cannot have leading zeroes'),
    ("a = 9223372036854775808", 'line 1 (last key "a"): 9223372036854775808 is out of range for int64'),
    ("a = 2024-13-01", 'line 1 (last key "a"): invalid datetime: "2024-13-01"'),
    ('a = "x\n"', 'line 1 (last key "a"): strings cannot contain newlines'),
    ("a = \x01", "line 1 (last key \"a\"): TOML files cannot contain control characters: '0x01'"),
    ("a = " + "[" * 5000, 'line 1 (last key "a"): values are nested more than 100 levels deep'),
])  # fmt: skip
def test_errors(text: str, message: str) -> None:
    with pytest.raises(TomlError) as caught:
        from_toml(text)
    assert str(caught.value) == "toml: " + message


KEYS = st.text(st.characters(codec="utf-8"), max_size=5)
DATA = st.dictionaries(KEYS, st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
), max_size=4)  # fmt: skip


@given(DATA)
def test_round_trip(value: Any) -> None:
    assert from_toml(to_toml(value)) == value


@given(st.text("a=[]{}.\"'\\#, \n1e-_:tx", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(from_toml(text), dict)
    except TomlError as error:
        assert str(error).startswith("toml: line ")
