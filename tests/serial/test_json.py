"""toJson, toRawJson, toPrettyJson, fromJson."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.values import GoObject, Int64, NilList
from scanner.serial.json import (
    DecodeError,
    EncodeError,
    from_json,
    from_json_any,
    from_json_array,
    to_json,
    to_json_pretty,
    to_json_raw,
)


class Pair(GoObject):
    """A struct with an unexported field and a renamed one."""

    go_json_names = {"B": "bee"}

    def go_fields(self) -> Mapping[str, Any]:
        return {"Z": 1, "hidden": 2, "B": "x"}


CASES: list[tuple[Any, str]] = [
    ({"b": [1.0, None], "a": {}}, '{"a":{},"b":[1,null]}'), (NilList(), "null"), ([], "[]"), (Int64(5), "5"), (b"hi", '"aGk="'),
    (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-7, "1e-7"), (1e-6, "0.000001"), (-0.0, "-0"), (0.1, "0.1"),
    ("<a>&", '"\\u003ca\\u003e\\u0026"'), ("\u2028", '"\\u2028"'), ("\x01\b\x7f", '"\\u0001\\b\x7f"'), ("\udcff", '"\\ufffd"'),
    (Pair(), '{"Z":1,"bee":"x"}'),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), CASES)
def test_to_json(value: Any, text: str) -> None:
    assert to_json(value) == text


def test_raw_and_pretty() -> None:
    assert to_json_raw("<&>") == '"<&>"'
    assert to_json_pretty({"a": [1, {}, []], "b": {"c": "<"}}) == (
        '{\n  "a": [\n    1,\n    {},\n    []\n  ],\n  "b": {\n    "c": "\\u003c"\n  }\n}'
    )


@pytest.mark.parametrize(("value", "message"), [
    (float("inf"), "json: unsupported value: +Inf"), ([1j], "json: unsupported type: complex128"),
])  # fmt: skip
def test_what_cannot_be_written(value: Any, message: str) -> None:
    with pytest.raises(EncodeError) as caught:
        to_json(value)
    assert str(caught.value) == message


def test_cycles() -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    with pytest.raises(EncodeError, match=r"encountered a cycle via \[\]interface \{\}"):
        to_json(cyclic)


def test_reading() -> None:
    assert from_json('{"a": 1}') == {"a": 1.0} and from_json("null") == {} and from_json_array("null") == []
    assert from_json_any('"x"') == "x"
    for text, found in (("[]", "array"), ("1", "number"), ("1e999", "number"), ('"x"', "string"), ("true", "bool")):
        with pytest.raises(DecodeError, match=f"cannot unmarshal {found} into Go value of type map"):
            from_json(text)
    with pytest.raises(DecodeError, match="unexpected end of JSON input"):
        from_json_array("")


def test_numbers_out_of_range_leave_the_rest() -> None:
    with pytest.raises(DecodeError, match="cannot unmarshal number 1e999 into Go value of type float64") as caught:
        from_json('{"a": 1e999, "b": 2}')
    assert caught.value.partial == {"a": None, "b": 2.0}


DATA = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(DATA)
def test_round_trip(value: Any) -> None:
    for write in (to_json, to_json_raw, to_json_pretty):
        assert json.loads(write(value), parse_int=float) == value == from_json_any(write(value))
