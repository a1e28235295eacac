from __future__ import annotations

import pytest

from scanner.gotemplate.nodes import Action, Chain, Field, Variable
from scanner.gotemplate.parser import parse


@pytest.mark.parametrize(("text", "empty"), [
    ("", True), (" \n\t", True), ("{{/* nothing */}}", True), (" {{- /* nothing */ -}} ", True), ("x", False),
    ("{{ . }}", False), ('{{ define "a" }}x{{ end }}', True)])
def test_is_empty(text: str, empty: bool) -> None:
    assert parse(text, "t").body.is_empty is empty


@pytest.mark.parametrize(("text", "kind", "start", "begin"), [
    ("{{ .a }}", Field, 3, 3), ("{{ .a.b.c }}", Field, 5, 3), ("{{ $.b.c }}", Variable, 4, 3),
    ("{{ (.a).b }}", Chain, 7, 4)])
def test_a_chain_is_found_at_its_second_part_and_begins_at_its_first(text: str, kind: type, start: int, begin: int) -> None:
    (action,) = parse(text, "t").body.nodes
    assert isinstance(action, Action)
    node = action.pipeline.commands[0].args[0]
    assert isinstance(node, kind) and (node.start, node.begin) == (start, begin)


def test_bodies_count_their_variables() -> None:
    unit = parse('{{ $a := 1 }}{{ if true }}{{ $b := 2 }}{{ end }}{{ define "d" }}{{ $c := 3 }}{{ end }}', "t")
    assert (unit.body.slots, unit.defines["d"].slots) == (3, 2)
    assert unit.defines["d"].unit is unit and unit.defines["d"].name == "d"
