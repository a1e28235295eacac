from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from scanner.gotemplate.errors import TemplateError
from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.nodes import Text
from scanner.gotemplate.parser import parse
from scanner.gotemplate.traced import Item, Rendered, TracedText, locate
from scanner.gotemplate.values import Map, go_type
from tests.gotemplate.strategies import DATA, TEMPLATES


def as_map(value: Any, path: str = "") -> Any:
    """Data whose places are its paths."""
    if isinstance(value, dict):
        made = Map({key: as_map(item, f"{path}.{key}") for key, item in value.items()})
        made.places = {key: f"{path}.{key}" for key in value}
        return made
    return [as_map(item, f"{path}[]") for item in value] if isinstance(value, list) else value


def run(text: str, data: Any, *, traced: bool, tolerant: bool = False) -> str | Rendered:
    unit = parse(text, "t", tolerant=tolerant)
    runtime = Runtime({}, traced=traced, tolerant=tolerant)
    runtime.add(unit.defines, "t")
    template = Template("t", "t", unit.body)
    runtime.file = template if tolerant else None
    return runtime.execute_traced(template, data) if traced else runtime.execute(template, data)


def outcome(text: str, *, traced: bool) -> str:
    try:
        found = run(text, as_map(DATA), traced=traced)
    except TemplateError as error:
        return f"error: {error}"
    return found.text() if isinstance(found, Rendered) else found


def all_rendered(rendered: Rendered) -> list[Rendered]:
    """A rendering and those it took in."""
    found = [rendered]
    for _, _, reads in rendered.pieces:
        for read in reads:
            if isinstance(read, Rendered):
                found += all_rendered(read)
    return found


@given(TEMPLATES)
def test_tracing_changes_nothing(text: str) -> None:
    plain = outcome(text, traced=False)
    assert outcome(text, traced=True) == plain
    assert outcome(text, traced=False) == plain, "rendering twice gives the same"


@given(TEMPLATES)
def test_pieces_tile_the_text_and_literals_lie_in_the_template(text: str) -> None:
    for tolerant in (False, True):
        try:
            rendered = run(text, as_map(DATA), traced=True, tolerant=tolerant)
        except TemplateError:
            continue
        assert isinstance(rendered, Rendered)
        for each in all_rendered(rendered):
            whole = each.text()
            offset = 0
            for piece in each.pieces:
                for inside in range(len(piece[0])):
                    assert each.at(offset + inside) == (piece, inside)
                assert whole.startswith(piece[0], offset)
                offset += len(piece[0])
                if isinstance(piece[1], Text):
                    assert each.body.unit.text[piece[1].start:piece[1].start + len(piece[0])] == piece[0]
            assert offset == len(whole)
            assert each.at(offset) is None


@pytest.mark.parametrize(("text", "reads"), [
    ("{{ .a.b }}", [(".a.b",)]),
    ("{{ .a.none }}", [()]),
    ("{{ $x := .a.b }}{{ $x }}", [(".a.b",)]),
    ("{{ with .a }}{{ .b }}{{ end }}", [(".a.b",)]),
    ("{{ print .a.b .n }}", [(".a.b", ".n")]),
    ("{{ with .s }}{{ . }}{{ end }}", [(".s",)]),
    ("{{ range .l }}{{ .b }}{{ end }}", [(".l[].b",), (".l[].b",)]),
    ("{{ range .a.c }}{{ . }}{{ end }}", [(Item((".a.c",), index),) for index in range(3)]),
    ("{{ range $k, $v := .a }}{{ $k }}{{ end }}", [(Item((".a",), key),) for key in "bcd"]),
    ("{{ if .t }}x{{ end }}", [()]),
    ("{{ if .none }}x{{ else }}y{{ end }}", [()]),
    ("{{ if .a.d }}x{{ end }}", [(".a.d",)]),
    ("{{ with .a.d }}x{{ else }}y{{ end }}", [(".a.d",), ()]),
    ("{{ range .a.d }}x{{ end }}", [(".a.d",)]),
])
def test_what_pieces_have_read(text: str, reads: list[tuple[Any, ...]]) -> None:
    rendered = run(text, as_map(DATA), traced=True)
    assert isinstance(rendered, Rendered)
    assert [piece[2] for piece in rendered.pieces] == reads


def test_included_text_is_kept_with_the_action_that_took_it_in() -> None:
    rendered = run('{{ define "h" }}<{{ .b }}>{{ end }}a{{ include "h" .a | nindent 2 }}', as_map(DATA), traced=True)
    assert isinstance(rendered, Rendered)
    text = rendered.pieces[1][0]
    assert text == "\n  <x>" and isinstance(text, TracedText)
    data, included = rendered.pieces[1][2]
    assert data == ".a"
    assert included.text() == "<x>" and included.body.name == "h" and included.pieces[1][2] == (".a.b",)


def test_silent_pieces_stand_between_texts() -> None:
    rendered = run("a{{ if .a.d }}x{{ end }}b{{ if .a.d }}y{{ end }}", as_map(DATA), traced=True)
    assert isinstance(rendered, Rendered)
    first, second = (rendered.pieces[index] for index in (1, 3))
    assert rendered.silent(0, 2) == [first, second]
    assert rendered.silent(0, 1) == [first]
    assert rendered.silent(2, 2) == [second]


def test_a_word_is_taken_out_of_pieces() -> None:
    rendered = run("<no {{ .none }} value>{{ .n }}", as_map(DATA), traced=True)
    assert isinstance(rendered, Rendered)
    bare = rendered.without("<no value>")
    assert bare.text() == "<no  value>3" and len(bare.pieces) == 4


def test_pieces_without_the_word_stay_as_they_are() -> None:
    rendered = run('{{ quote .s | trim }}{{ .none }}{{ include "h" . }}{{ define "h" }}x{{ end }}', as_map(DATA), traced=True)
    assert isinstance(rendered, Rendered)
    bare = rendered.without("<no value>")
    assert [type(piece[0]) for piece in bare.pieces] == [str, str, TracedText]


def test_a_word_put_together_from_pieces_is_taken_out_all_the_same() -> None:
    rendered = run('<no {{ "value" }}>{{ .n }}', as_map(DATA), traced=True)
    assert isinstance(rendered, Rendered)
    assert rendered.without("<no value>").text() == "3"


def test_traced_text_is_a_string_to_templates() -> None:
    text = TracedText.of("a", ("quote", ()))
    assert text == "a" and go_type(text) == "string" and type(text.plain) is str


@pytest.mark.parametrize(("name", "result", "before", "text", "offset", "expected"), [
    ("indent", "  a\n  b", (2,), "a\nb", 2, 0),
    ("indent", "  a\n  b", (2,), "a\nb", 6, 2),
    ("indent", "  a\n  b", (2,), "a\nb", 4, 2),
    ("nindent", "\n  a\n  b", (2,), "a\nb", 7, 2),
    ("nindent", "\n  a", (2,), "a", 0, None),
    ("quote", '"ab"', (), "ab", 2, 1),
    ("quote", '"ab"', (), "ab", 0, None),
    ("trim", "b c", (), " b c ", 2, 3),
    ("trunc", "ab", (2,), "abc", 1, 1),
    ("print", "x1", (1,), "y", 0, None),
])
def test_locate(name: str, result: str, before: tuple[Any, ...], text: str, offset: int, expected: int | None) -> None:
    traced = TracedText.of(text, ("made", ()))
    found = locate(name, result, (*before, traced), offset)
    assert found == (None if expected is None else (traced, expected))
