"""toYaml: exact text, tracing, round trips."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.values import Int64, NilList, StringList, StringMap, Uint64
from scanner.located.yaml import load
from scanner.serial.errors import EncodeError
from scanner.serial.to_yaml import to_yaml, to_yaml_with_lines

WORDS = "word " * 15 + "word"

CASES: list[tuple[Any, str]] = [
    (None, "null"), (True, "true"), ("", '""'), ({}, "{}"), ([], "[]"), (NilList(), "null"), (b"hi", "aGk="),
    (1e6, "1000000"), (1.5, "1.5"), (-0.0, "0"), (1e20, "1e+20"), (1e19, "10000000000000000000"), (1234567.5, "1.2345675e+06"),
    (1e-7, "1e-07"), (Int64(7), "7"), (Uint64(2**64 - 1), "18446744073709551615"),
    ("yes", '"yes"'), ("12", '"12"'), ("1:30", '"1:30"'), ("2024-01-01", '"2024-01-01"'), ("~", '"~"'), ("null", '"null"'),
    ("a b", "a b"), ("a: b", "'a: b'"), ("a:", "'a:'"), ("a #b", "'a #b'"), ("a#b", "a#b"), ("- a", "'- a'"), ("-a", "-a"),
    ("it's", "it's"), ("'q'", "'''q'''"), (" a", "' a'"), ("@a", "'@a'"), ("a\tb", '"a\\tb"'), ("\x00", '"\\0"'),
    ("\U0001f600", '"\\U0001F600"'), ("\ufeff", '"\\uFEFF"'), ("\ufeffa", '"\\uFEFF\\x61"'), ("é", "é"), ("\udcff", "\ufffd"),
    ("a\nb", "|-\n  a\n  b"), ("a\n\n", "|+\n  a\n"), (" a\nb", "|2-\n   a\n  b"), ("a \nb", '"a \\nb"'), ("a\u2028b", "'a\u2028  b'"),
    ({"b": 1, "a": [1, {"c": [[2], {}]}]}, "a:\n- 1\n- c:\n  - - 2\n  - {}\nb: 1"),
    ({"a10": 1, "a2": 2, "B": 3, "b": 4, "a_": 5, "1": 6}, '"1": 6\nB: 3\na_: 5\na2: 2\na10: 1\nb: 4'),
    ({"x": "a\nb\n", "y": 1}, 'x: |\n  a\n  b\n"y": 1'),
    ({"a\nb": [1]}, "? |-\n  a\n  b\n: - 1"),
    ({"k" * 129: {"a": 1}}, f"? {'k' * 129}\n: a: 1"),
    ({"a": WORDS + " end of it"}, f"a: {WORDS}\n  end of it"),
    ({"a": "'" + WORDS + " end of it"}, "a: '''" + WORDS + "\n  end of it'"),
    ([["x" * 90 + " y  z w"]], "- - " + "x" * 90 + "\n    y  z w"),
    (StringMap(a="1"), 'a: "1"'), (StringList(["a"]), "- a"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), CASES)
def test_text(value: Any, text: str) -> None:
    assert to_yaml(value) == text


def test_double_quotes_fold_with_a_backslash_before_a_space() -> None:
    text = to_yaml({"a": "\t" + "x" * 90 + "  y z"})
    assert text == 'a: "\\t' + "x" * 90 + '\n  \\ y z"'


@pytest.mark.parametrize("value", [float("nan"), {"a": float("inf")}, "a\x7fb", {"k\x85": 1}, {"k" * 1100: 1}, 1j])
def test_what_cannot_be_written(value: Any) -> None:
    with pytest.raises(EncodeError):
        to_yaml(value)


def test_values_without_end() -> None:
    cyclic: dict[str, Any] = {}
    cyclic["self"] = cyclic
    with pytest.raises(EncodeError, match=r"encountered a cycle via map\[string\]interface \{\}"):
        to_yaml(cyclic)
    wide: Any = "x"
    for _ in range(40):
        wide = [wide, wide]
    with pytest.raises(EncodeError, match="entries"):
        to_yaml(wide)


def test_lines_lead_to_entries() -> None:
    inner = {"name": "x", "text": "a\nb\n"}
    value = {"list": [inner, "s"], "n": None}
    text, entries = to_yaml_with_lines(value)
    expected = [
        ("list:", value, "list"), ("- name: x", inner, "name"), ("  text: |", inner, "text"), ("    a", inner, "text"),
        ("    b", inner, "text"), ("- s", value["list"], 1), ('"n": null', value, "n"),
    ]  # fmt: skip
    assert text.split("\n") == [line for line, _, _ in expected]
    assert all(got[0] is owner and got[1] == key for got, (_, owner, key) in zip(entries, expected, strict=True))


def test_a_line_of_a_scalar_has_no_entry() -> None:
    assert to_yaml_with_lines("a\nb") == ("|-\n  a\n  b", [(None, None)] * 3)


# Control characters are refused, and U+0085 folds: everything else reads back.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x7f\ufffe\uffff" + "".join(map(chr, range(0x80, 0xA0)))), max_size=30)
PROSE = st.text("ab :-#'\"\n\t\\", max_size=200)
DATA = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | TEXT | PROSE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(DATA)
def test_round_trip(value: Any) -> None:
    assert load(to_yaml(value) + "\n") == value


@given(DATA)
def test_tracing_changes_nothing(value: Any) -> None:
    assert to_yaml_with_lines(value)[0] == to_yaml(value)
