from __future__ import annotations

import pytest
from hypothesis import example, given

from scanner.gotemplate import parser
from scanner.gotemplate.errors import ParseError
from scanner.gotemplate.nodes import Action, Branch, Call, Faulty, Node, Pipeline, Text
from scanner.gotemplate.parser import MAX_NESTING, parse
from tests.gotemplate.strategies import NOISE, PIPELINES, TEMPLATES


def walked(nodes: tuple[Node, ...]) -> list[Node]:
    """The nodes of a body and of all blocks in it, in order."""
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        if isinstance(node, Branch):
            found += walked(node.body) + walked(node.otherwise or ())
    return found


@given(NOISE | TEMPLATES)
@example("{{ . | .")
@example("{{ $x, ")
@example("{{ define")
@example('{{ template "')
@example("{{ 1i2 }}")
@example("{{ .\ud800 }}")
def test_what_is_no_template_is_a_parse_error(text: str) -> None:
    for tolerant in (False, True):
        try:
            unit = parse(text, "t", tolerant=tolerant)
        except ParseError as error:
            assert error.file == "t"
            assert 1 <= error.line <= text.count("\n") + 1
            assert 0 <= error.start <= len(text)
        else:
            assert tolerant or not unit.problems


@given(PIPELINES)
def test_printing_and_parsing_again_gives_the_same(text: str) -> None:
    def printed(pipeline: str) -> str:
        _, action = parse("{{ $x := 1 }}{{ " + pipeline + " }}", "t").body.nodes
        assert isinstance(action, Action)
        return str(action.pipeline)

    once = printed(text)
    assert printed(once) == once


@pytest.mark.parametrize(("text", "shown"), [
    ("{{ print  1   2 }}", "{{print 1 2}}"),
    ("{{(print 1)|len}}", "{{(print 1) | len}}"),
    ("{{ $x:=1 }}", "{{$x := 1}}"),
    ("{{ range $i,$e:=.l }}{{ end }}", "{{range $i, $e := .l}}"),
    ("{{ if eq .a.b `c` }}{{ end }}", "{{if eq .a.b `c`}}"),
    ("{{ with (.a).b.c }}{{ end }}", "{{with (.a).b.c}}"),
    ('{{ template "n" .x | print }}', '{{template "n" .x | print}}'),
    ('{{ template `n"` }}', '{{template "n\\""}}'),
    ("{{ 0x1F 'c' 1_0 nil true }}", "{{0x1F 'c' 1_0 nil true}}"),
])
def test_nodes_print_as_in_error_messages(text: str, shown: str) -> None:
    assert str(parse(text, "t").body.nodes[0]) == shown


@given(TEMPLATES)
def test_nodes_stand_where_they_say(text: str) -> None:
    unit = parse(text, "t")
    at = 0
    for body in (unit.body, *unit.defines.values()):
        for node in walked(body.nodes):
            if isinstance(node, Text):
                assert text.startswith(node.text, node.start)
            elif isinstance(node, Action | Branch | Call):
                assert text.startswith("{{", node.opened) and text.startswith("}}", node.closed - 2)
                assert node.opened < node.start < node.closed
            if body is unit.body:
                assert node.start >= at
                at = node.start


@given(TEMPLATES)
def test_strict_and_tolerant_parsing_agree_where_nothing_is_wrong(text: str) -> None:
    strict, tolerant = parse(text, "t"), parse(text, "t", tolerant=True)
    assert [type(node) for node in walked(strict.body.nodes)] == [type(node) for node in walked(tolerant.body.nodes)]
    assert not tolerant.problems


def test_a_tolerant_parser_goes_on_after_unknown_names() -> None:
    unit = parse("{{ $a }}\n{{ nosuch . }}{{ .ok }}", "t", tolerant=True)
    assert [(each.line, each.message) for each in unit.problems] == [
        (1, 'undefined variable "$a"'), (2, 'function "nosuch" not defined')]
    first = unit.body.nodes[0]
    assert isinstance(first, Action) and isinstance(first.pipeline.commands[0].args[0], Faulty)


def test_broken_structure_is_an_error_to_a_tolerant_parser_too() -> None:
    with pytest.raises(ParseError, match="unexpected EOF"):
        parse("{{ $a }}{{ if true }}", "t", tolerant=True)


@pytest.mark.parametrize("text", [
    "{{ if 1 }}" * (MAX_NESTING + 1), "{{ " + "(" * (MAX_NESTING + 1), "{{ if 1 }}{{ else if 1 }}" * (MAX_NESTING + 1)])
def test_nesting_is_bounded(text: str) -> None:
    with pytest.raises(ParseError, match="nested deeper"):
        parse(text, "t")


def test_chains_of_else_are_bounded() -> None:
    with pytest.raises(ParseError, match="nested deeper"):
        parse("{{ if 0 }}" + "{{ else if 0 }}" * (MAX_NESTING + 1) + "{{ end }}", "t")


def test_texts_are_parsed_once_whatever_their_name() -> None:
    text = "{{ 1 }} kept by content"
    assert parse(text, "a") is parse(text, "b")
    assert parse(text, "a") is not parse(text, "a", tolerant=True)


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "_CACHE_SIZE", 500)
    first = parse("{{ 1 }}" + "x" * 80, "t")
    parse("{{ 2 }}" + "x" * 80, "t")
    assert parse("{{ 1 }}" + "x" * 80, "t") is not first


def test_pipelines_know_their_parts() -> None:
    unit = parse("{{ $x := .a | print 1 }}{{ $x = 2 }}", "t")
    declared, assigned = (node.pipeline for node in unit.body.nodes if isinstance(node, Action))
    assert isinstance(declared, Pipeline) and not declared.assigns and len(declared.commands) == 2
    assert assigned.assigns and assigned.declared[0].slot == declared.declared[0].slot == 1
