"""Places and unknowns of rendered documents."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.parser import parse
from scanner.gotemplate.unknown import BLOCK, VALUE
from scanner.gotemplate.values import Map, Values
from scanner.helm.provenance import Tracer
from scanner.inputs.rendered import RenderedDocument, RenderedLocator, with_unknowns
from scanner.located.yaml import load
from scanner.model.source import SourceFile, SourceSpan
from scanner.model.unknown import Unknown

PATH = "a.yaml"


def document(template: str, values: dict[str, Any] | None = None) -> tuple[RenderedDocument, SourceFile]:
    """The document a template renders to; places of values are not known."""
    unit = parse(template, PATH)
    runtime = Runtime({}, traced=True)
    trace = runtime.execute_traced(Template(PATH, PATH, unit.body), Values({"Values": Map(values or {})}))
    return RenderedDocument(Tracer(trace, SourceSpan), 0, trace.text()), SourceFile(PATH, template)


def shown(found: RenderedDocument, source: SourceFile, *path: str | int, prefix: tuple[str | int, ...] = ()) -> str:
    """The text of the template that a path leads to."""
    primary = RenderedLocator(found, prefix).place(path).primary
    assert primary is not None and primary.span is not None
    return source.text[primary.span.start:primary.span.end].split("\n")[0]


PLAIN = "metadata:\n  name: web\nspec:\n  image: {{ .Values.i }}\n  items:\n  - a: 1\n  - b\n"


@pytest.mark.parametrize(("path", "expected"), [
    (("spec", "image"), "{{ .Values.i }}"),
    (("spec",), "spec:"),
    (("spec", "items"), "items:"),
    (("spec", "items", 0, "a"), "1"),
    (("spec", "items", 1), "b"),
    (("metadata", "name"), "name: web"),
    (("spec", "none"), "spec:"),
    (("none",), "metadata:"),
    (("spec", "none", "below", 3), "spec:"),
])
def test_places(path: tuple[str | int, ...], expected: str) -> None:
    assert shown(*document(PLAIN, {"i": "x"}), *path) == expected


@pytest.mark.parametrize(("path", "expected"), [
    (("spec", "image"), "image: "), (("spec",), "spec:"), (("spec", "items", 0, "a"), "a: 1"), (("spec", "none"), "spec:"),
])
def test_places_of_keys(path: tuple[str | int, ...], expected: str) -> None:
    found, source = document(PLAIN, {"i": "x"})
    primary = RenderedLocator(found).place_of_key(path).primary
    assert primary is not None and primary.span is not None
    assert source.text[primary.span.start:primary.span.end].split("\n")[0] == expected


def test_a_prefix_leads_to_the_item_of_a_list() -> None:
    found, source = document("items:\n- kind: A\n- kind: B\n  spec: {}\n")
    assert shown(found, source, "kind", prefix=("items", 1)) == "B"


def test_what_a_condition_left_out_is_shown_as_the_condition_too() -> None:
    unit_places = Map({"on": False})
    unit_places.places = {"on": None}
    found, source = document("spec:\n{{- if .Values.on }}\n  limit: 1\n{{- end }}\n  a: 1\n", {"on": False})
    assert shown(found, source, "spec", "limit") == "spec:"


def test_a_place_beyond_the_text_is_its_last_character() -> None:
    found, source = document("a: b\n")
    primary = found.origin(500, 1).primary
    assert primary is not None and primary.span is not None and primary.span.start == len(source.text) - 1


@pytest.mark.parametrize(("text", "expected"), [
    (f"a: {VALUE}\nb: 1\n", {"a": "?", "b": 1}),
    (f"a: x-{VALUE}-y\n", {"a": "?"}),
    (f"a:\n- {VALUE}\n- {{b: {VALUE}, c: 1}}\n", {"a": ["?", {"b": "?", "c": 1}]}),
    (f"a: {BLOCK}\nb: 1\n", {"a": "?", "b": 1}),
    (f"a:\n  {BLOCK}:\n  b: 1\nc: 1\n", {"a": "?", "c": 1}),
    (f"a:\n  b: x {BLOCK}\nc: 1\n", {"a": "?", "c": 1}),
    (f"a:\n  - {BLOCK}\n  - b\n", {"a": ["?", "b"]}),
    (f"{VALUE}: 1\n", "?"),
    (f"a: 1\nb: x {BLOCK}\n", "?"),
    ("a: 1\n", {"a": 1}),
])
def test_marks_make_values_unknown(text: str, expected: Any) -> None:
    found, _ = document(text)

    def plain(value: Any) -> Any:
        if isinstance(value, Unknown):
            assert value.where.primary is not None
            return "?"
        if isinstance(value, list):
            return [plain(item) for item in value]
        return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value

    assert plain(with_unknowns(load(text, "int"), found)) == expected
