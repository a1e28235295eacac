"""Failures of a values schema, one by one and at their values."""

from __future__ import annotations

import pytest

from scanner.gotemplate.values import Map
from scanner.inputs.schema_failures import Failure, dotted, failures, place_of

REPORTS = [
    ("- at '/a': got number, want string", [Failure("/a", "got number, want string")]),
    (
        "- at '': validation failed\n  - at '': missing property 'x'\n  - at '/b/0': minimum: got 1, want 5",
        [Failure("", "missing property 'x'"), Failure("/b/0", "minimum: got 1, want 5")],
    ),
    (
        "- at '/a': 'anyOf' failed\n  - at '/a': got null, want string\n  - at '/a': got null, want number\n"
        "- at '/z': false schema",
        [
            Failure("/a", "'anyOf' failed; /a: got null, want string; /a: got null, want number"),
            Failure("/z", "false schema"),
        ],
    ),
    ("no schema at all", []),
]


@pytest.mark.parametrize(("report", "expected"), REPORTS)
def test_failures(report: str, expected: list[Failure]) -> None:
    assert list(failures(report)) == expected


def values() -> Map:
    inner = Map({"tag": "x", "a/b": 1.0})
    inner.places = {"tag": "tag's place"}
    outer = Map({"image": inner, "list": [inner]})
    outer.places = {"image": "image's place"}
    return outer


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/image", "image's place"),
        ("/image/tag", "tag's place"),
        ("/image/tag/deeper", "tag's place"),
        ("/image/a~1b", "image's place"),
        ("/list/0/tag", "tag's place"),
        ("/list/7/tag", None),
        ("/gone", None),
        ("", None),
    ],
)
def test_place_of_a_value_or_of_what_is_around_it(pointer: str, expected: str | None) -> None:
    assert place_of(values(), pointer) == expected


def test_pointers_for_people() -> None:
    assert (dotted(""), dotted("/a~1b/c"), dotted("/list/0")) == ("the values", "a/b.c", "list.0")
