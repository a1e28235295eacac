"""Typed decoding as Go's encoding/json does it."""

from typing import Any

import pytest

from scanner.helm.decode import TEXT, TRUTH, Anything, DecodeError, ListOf, MapOf, Struct, decode

INNER = Struct("Inner", "p.Inner", {"name": TEXT})
OUTER = Struct(
    "Outer",
    "p.Outer",
    {
        "name": TEXT,
        "fooBar": TEXT,
        "on": TRUTH,
        "list": ListOf(TEXT),
        "inners": ListOf(INNER),
        "map": MapOf(TEXT),
        "any": ListOf(Anything()),
    },
)

GOOD: list[tuple[Any, dict[str, Any]]] = [
    (None, {}),
    ({}, {}),
    ({"name": "a", "unknown": [1]}, {"name": "a"}),
    ({"NAME": "a", "FOOBAR": "b"}, {"name": "a", "fooBar": "b"}),
    ({"Name": "a", "name": "b"}, {"name": "b"}),
    ({"name": None}, {}),
    ({"name": 1}, {"name": "1"}),
    ({"name": 1.5}, {"name": "1.5"}),
    ({"name": 1e21}, {"name": "1e+21"}),
    ({"name": True}, {"name": "true"}),
    ({"list": [1, None, "x"]}, {"list": ["1", "", "x"]}),
    ({"map": {"a": 1, "b": None}}, {"map": {"a": "1", "b": ""}}),
    ({"inners": [{"name": 1}, None]}, {"inners": [{"name": "1"}, None]}),
    ({"any": [1, None, {"a": [2]}]}, {"any": [1.0, None, {"a": [2.0]}]}),
]


@pytest.mark.parametrize(("value", "expected"), GOOD)
def test_decodes(value: Any, expected: dict[str, Any]) -> None:
    assert decode(value, OUTER) == expected


BAD = [
    ([], "array into Go value of type p.Outer"),
    ("x", "string into Go value of type p.Outer"),
    ({"name": []}, "array into Go struct field Outer.name of type string"),
    ({"on": "true"}, "string into Go struct field Outer.on of type bool"),
    ({"list": "x"}, "string into Go struct field Outer.list of type []string"),
    ({"list": [[]]}, "array into Go struct field Outer.list of type string"),
    ({"map": [1]}, "array into Go struct field Outer.map of type map[string]string"),
    ({"map": {"a": {}}}, "object into Go struct field Outer.map of type string"),
    ({"inners": {}}, "object into Go struct field Outer.inners of type []*p.Inner"),
    ({"inners": [5]}, "number into Go struct field Outer.inners of type p.Inner"),
    ({"inners": [{"name": {}}]}, "object into Go struct field Inner.inners.name of type string"),
    ({"name": [], "any": True}, "bool into Go struct field Outer.any of type []interface {}"),
]


@pytest.mark.parametrize(("value", "message"), BAD)
def test_refuses(value: Any, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(value, OUTER)
    expected = f"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {message}"
    assert str(caught.value) == expected
