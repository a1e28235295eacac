"""Values files with places."""

from __future__ import annotations

import pytest

from scanner.gotemplate.values import Map
from scanner.located.errors import YamlError
from scanner.located.placed import Place, load_placed


def at(text: str, places: dict[str, Place] | None, key: str) -> str:
    assert places is not None
    place = places[key]
    return text[place.key_start : place.end]


def test_places() -> None:
    text = "image:\n  tag: v1\nenv:\n- name: A\n  value: b\nports: [80, 443]\n"
    values = load_placed(text, "values.yaml")
    assert values == {"image": {"tag": "v1"}, "env": [{"name": "A", "value": "b"}], "ports": [80, 443]}
    assert at(text, values["image"].places, "tag") == "tag: v1"
    assert type(values["env"]) is list and at(text, values["env"][0].places, "value") == "value: b"
    place = values.places["ports"]
    assert place.file == "values.yaml" and [text[item.start : item.end] for item in place.items] == ["80", "443"]


def test_documents_are_merged() -> None:
    text = "a: {x: 1, z: 2}\nb: 1\n--- # next\na: {z: 3}\nb: null\n"
    values = load_placed(text, "f")
    assert values == {"a": {"x": 1, "z": 3}, "b": None}
    assert at(text, values["a"].places, "x") == "x: 1" and at(text, values["a"].places, "z") == "z: 3"
    assert at(text, values.places, "b") == "b: null"


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "null\n", "---\n---\n"])
def test_nothing(text: str) -> None:
    values = load_placed(text, "f")
    assert values == {} and type(values) is Map


def test_a_missing_last_line_end_is_added() -> None:
    assert load_placed("a: |\n  x", "f") == {"a": "x\n"}


@pytest.mark.parametrize(("text", "message", "line"), [
    ("a: 1\n---\nb: 1\nc: d: e\n", "cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context", 4),
    ("a: 1\n---b: 2\n", "error reading yaml document: invalid Yaml document separator: b: 2", 2),
    ("- a\n", "cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}", None),
])  # fmt: skip
def test_errors(text: str, message: str, line: int | None) -> None:
    with pytest.raises(YamlError) as caught:
        load_placed(text, "f")
    assert str(caught.value) == message and caught.value.line == line
