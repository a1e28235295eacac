"""Documents: values, errors with Go's words and lines, bounds."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.located.errors import YamlError
from scanner.located.yaml import load, load_all, load_list, load_map

DATA = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz", max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip

VALUES = [
    ("a: 1\nb: [x, 2.5, {c: null}]\n", {"a": 1, "b": ["x", 2.5, {"c": None}]}),
    ("", None),
    ("# only a comment\n", None),
    ("y: 1\n5: a\n1.5: b\n", {"true": 1, "5": "a", "1.5": "b"}),
    ("a: 1\na: 2\n", {"a": 2}),
    ("base: &b {x: 1, l: [1]}\nuse: *b\n", {"base": {"x": 1, "l": [1]}, "use": {"x": 1, "l": [1]}}),
    ("b: &b {x: 1, z: 2}\nc: {<<: *b, z: 3}\n", {"b": {"x": 1, "z": 2}, "c": {"x": 1, "z": 3}}),
    ("b: &b {x: 1}\nc: &c {x: 2, z: 3}\nd: {<<: [*b, *c]}\n", {"b": {"x": 1}, "c": {"x": 2, "z": 3}, "d": {"x": 1, "z": 3}}),
    ("&k key: 1\nother: *k\n", {"key": 1, "other": "key"}),
    ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", {"a": "x\ny\n", "b": "x y"}),
    ("'<<': 1\n", {"<<": 1}),
    ("a: !!str 1\nb: !local 2\nc: ! 3\n", {"a": "1", "b": "2", "c": 3}),
    ("[a:]", ["a:"]),
    ("{a: [b:, c]}", {"a": ["b:", "c"]}),
    ("a: 1\n---\nb: : :\n", {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_load(text: str, value: object) -> None:
    assert load(text) == value


CONVERTING = "error converting YAML to JSON: yaml: "
ERRORS = [
    ("a: b: c\n", "mapping values are not allowed in this context"),
    ("a: 1\nb: c: d\n", "line 2: mapping values are not allowed in this context"),
    ("a: {{ .Values.x }}\n", 'invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}'),
    ("a:\n\t- b\n", "line 2: found character that cannot start any token"),
    ("a: 1\n b: 2\n", "line 2: mapping values are not allowed in this context"),
    ("a: [1,\n", "line 1: did not find expected node content"),
    ("a: *missing\nb: : :\n", "unknown anchor 'missing' referenced"),
    ("a: &a [*a]\n", "anchor 'a' value contains itself"),
    ("a: \x01\n", "control characters are not allowed"),
    ("a: \udcff\n", "invalid leading UTF-8 octet"),
    ('a: "\\/"\n', "found unknown escape character"),
    ("a: [x?y]\n", "did not find expected ',' or ']'"),
    ("%YAML 1.2\n---\na: 1\n", "found incompatible YAML document"),
    ("<<: 1\n", "map merge requires map or sequence of maps as the value"),
    ("a: !!int x\n", "cannot decode !!str `x` as a !!int"),
    ("[" * 5000, "exceeded max depth of 1000"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(YamlError) as caught:
        load(text)
    assert str(caught.value) == CONVERTING + message
    assert caught.value.yaml_message == "yaml: " + message


def test_errors_after_yaml() -> None:
    with pytest.raises(YamlError, match=r"^error converting YAML to JSON: json: unsupported value: \+Inf$"):
        load("a: .inf")
    with pytest.raises(YamlError, match=r"unsupported map key of type: %!s\(<nil>\), key: <nil>, value: \[\]interface \{\}\{1\}$"):
        load("~: [1]")


def test_an_error_knows_its_place() -> None:
    with pytest.raises(YamlError) as caught:
        load("a: 1\nb: c: d\n")
    error = caught.value
    assert (error.line, error.column, error.offset) == (2, 5, 9)


def test_aliases_are_copies() -> None:
    value = load("a: &a {l: []}\nb: *a\n")
    value["b"]["l"].append(1)
    assert value["a"] == {"l": []}


def test_alias_bombs_are_refused() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
    with pytest.raises(YamlError, match="document contains excessive aliasing"):
        load("l0: &l0 [x]\n" + levels)


def test_kinds_at_the_top() -> None:
    assert load_map("") == {} and load_map("null") == {} and load_list("- a") == ["a"]
    with pytest.raises(YamlError) as caught:
        load_map("- a")
    text = "while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"
    assert str(caught.value) == "error unmarshaling JSON: " + text
    with pytest.raises(YamlError, match="cannot unmarshal object"):
        load_list("a: 1")


def test_numbers() -> None:
    assert type(load("1")) is float and type(load("1", "int")) is int and type(load("1.0", "int")) is int
    assert type(load("0.5", "int")) is float


def test_all_documents() -> None:
    assert load_all("a: 1\n---\n---\n- b\n...\n") == [{"a": 1}, None, ["b"]]


@given(DATA)
def test_json_is_yaml(value: object) -> None:
    assert load(json.dumps(value, ensure_ascii=False)) == value


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,? \n\t~<0.", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = load(text)
    except YamlError as error:
        assert error.yaml_message
    else:
        assert value is None or isinstance(value, (dict, list, str, bool)) or math.isfinite(value)
