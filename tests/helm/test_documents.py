"""YAML files of charts."""

import pytest

from scanner.helm.documents import MAX_DEPTH, is_deeper, item_places, load_values, read_yaml
from scanner.helm.errors import ChartError, ValuesError


def test_documents_are_merged() -> None:
    found = load_values(b"\xef\xbb\xbfa: {x: 1}\n---\na: {z: 2}\nb: null\n---\nb: [1]\n", "v.yaml", "bad")
    assert found == {"a": {"x": 1.0, "z": 2.0}, "b": [1.0]}
    assert found["a"].places["z"].start == len("a: {x: 1}\n---\na: {z: ")


@pytest.mark.parametrize("data", [b"", b"# note\n", b"null", b"---\n---\n", b"\n\n"])
def test_nothing_is_an_empty_map(data: bytes) -> None:
    assert load_values(data, "v.yaml", "bad") == {}


def test_the_last_line_gets_its_end() -> None:
    assert load_values(b"a: |\n  x", "v.yaml", "bad") == {"a": "x\n"}


@pytest.mark.parametrize(("length", "kept"), [(4095, True), (4096, False), (4097, True), (8192, False)])
def test_a_last_line_that_fills_the_buffer_is_lost(length: int, kept: bool) -> None:
    line = b"a: " + b"x" * (length - 3)
    assert ("a" in load_values(b"b: 1\n" + line, "v.yaml", "bad")) is kept
    assert "a" in load_values(line + b"\n", "v.yaml", "bad")


def test_errors() -> None:
    with pytest.raises(ValuesError) as caught:
        load_values(b"a: 1\n---\nb: [\n", "v.yaml", "cannot load values.yaml")
    assert str(caught.value).startswith("cannot load values.yaml: cannot unmarshal yaml document: error converting")
    assert caught.value.where is not None and caught.value.where.path == "v.yaml"
    with pytest.raises(ChartError, match="^cannot load X: error converting YAML"):
        read_yaml("a: [", "x", "cannot load X")


def test_depth() -> None:
    deep = b"a: " + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)
    with pytest.raises(ValuesError, match="levels deep"):
        load_values(deep, "v.yaml", "bad")
    assert not is_deeper({"a": [1]}, 2) and is_deeper({"a": [[1]]}, 2)


def test_places_of_items() -> None:
    text = "x: 1\nlist:\n- a: 1\n- {b: 2}\n"
    found = item_places(text, "c.yaml", "list")
    assert [text[place.start : place.end] for place in found] == ["a: 1", "{b: 2}"] and found[0].file == "c.yaml"
    assert item_places(text, "c.yaml", "x") == [] and item_places(text, "c.yaml", "none") == []
