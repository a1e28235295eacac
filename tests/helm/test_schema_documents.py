"""JSON schema documents and their references."""

import pytest

from scanner.helm.schema_documents import LATEST, MAX_DEPTH, ROOT, Documents, Invalid, Unavailable, parse

GOOD = [("{}", {}), ("true", True), ('{"a": [1, 2.50]}', {"a": [1.0, 2.5]}), (' "\\ud800" ', "\ufffd")]


@pytest.mark.parametrize(("text", "expected"), GOOD)
def test_parses(text: str, expected: object) -> None:
    assert parse(text) == expected


def test_numbers_keep_their_text() -> None:
    assert [str(number) for number in parse("[1, 1.0, 1e2]")] == ["1", "1.0", "1e2"]


BAD = [
    ("", "EOF"),
    (" \n", "EOF"),
    ("[1,", "unexpected EOF"),
    ("[NaN]", "invalid character 'N' looking for beginning of value"),
    ("{} x", "invalid character 'x' after top-level value"),
    ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), f"schema is nested more than {MAX_DEPTH} levels deep"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert str(caught.value) == message


DOCUMENT = {
    "$id": "https://x/root.json",
    "$defs": {
        "a": {"$anchor": "mark", "const": 1},
        "b": {"$id": "inner/b.json", "$defs": {"c": {"const": 2}}, "const": 3},
        "d/e~f g": {"const": 4},
    },
    "elsewhere": [{"const": 5}],
}

REFERENCES = [
    ("#", ROOT, None),
    ("#/$defs/a", "https://x/root.json", 1),
    ("root.json#/$defs/a", "https://x/root.json", 1),
    ("#mark", "https://x/root.json", 1),
    ("inner/b.json", "https://x/root.json", 3),
    ("#/$defs/c", "https://x/inner/b.json", 2),
    ("../root.json#/$defs/d~1e~0f%20g", "https://x/inner/b.json", 4),
    ("#/elsewhere/0", "https://x/root.json", 5),
    ("#/$defs/b/$defs/c", "https://x/root.json", 2),
]


@pytest.mark.parametrize(("reference", "base", "expected"), REFERENCES)
def test_references(reference: str, base: str, expected: int | None) -> None:
    found = Documents(DOCUMENT).resolve(reference, base)
    assert found.node.get("const") == expected and found.draft == LATEST


def test_the_base_changes_inside_a_resource() -> None:
    assert Documents(DOCUMENT).resolve("#/$defs/b/$defs/c", "https://x/root.json").base == "https://x/inner/b.json"


@pytest.mark.parametrize("reference", ["#/no", "#no", "#/elsewhere/1", "#/elsewhere/x", "#/$defs/a/const/x"])
def test_references_to_nothing(reference: str) -> None:
    with pytest.raises(Invalid, match="not found"):
        Documents(DOCUMENT).resolve(reference, "https://x/root.json")


@pytest.mark.parametrize("reference", ["https://y/z", "other.json", "file:///etc/passwd", "ftp://x", "https://[x"])
def test_nothing_is_fetched(reference: str) -> None:
    with pytest.raises(Invalid):
        Documents(DOCUMENT).resolve(reference, "https://x/root.json")


def test_permissive_documents_note_what_was_absent() -> None:
    documents = Documents(DOCUMENT, permissive=True)
    assert documents.resolve("https://y/z#/a/b", ROOT).node is True and documents.absent == {"https://y/z"}


def test_meta_schemas_are_at_hand() -> None:
    assert Documents({}).resolve("http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger", ROOT).node
    with pytest.raises(Unavailable):
        Documents({"$schema": "http://json-schema.org/draft-03/schema#"})
