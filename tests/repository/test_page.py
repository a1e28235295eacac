"""The page about the facts tells each kind and each field, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner.checklist.kinds import FACT_KINDS
from scanner.model.resource import Resource
from scanner.rules import cel
from tests.repository.cases import cases, reading

PAGE = (Path(__file__).parent.parent.parent / "docs" / "repository-facts.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Resource]]:
    """The facts of all cases, by kind."""
    found: dict[str, list[Resource]] = {}
    for case in cases():
        for fact in reading(case, tmp_path_factory.mktemp("case")).resources:
            found.setdefault(fact.id.kind, []).append(fact)
    return found


def told(kind: str) -> set[str]:
    """The words in code marks in what the page says of a kind: its paragraph, and the table behind it."""
    start = PAGE.index(f"**{kind}**")
    rest = PAGE[start:]
    end = re.search(r"\n\n(?!\|)|\n\*\*[A-Z]|; \*\*", rest[2:])
    part = rest[: end.end() + 2] if end else rest
    return set(re.findall(r"`([A-Za-z_0-9]+)`", part))


def test_every_kind_is_told_known_and_shown(facts: Mapping[str, list[Resource]]) -> None:
    bold = set(re.findall(r"\*\*([A-Z][A-Za-z]+)\*\*", PAGE)) - {"Days"}
    assert bold == set(facts) == set(FACT_KINDS)


def test_all_facts_of_a_kind_have_the_same_fields(facts: Mapping[str, list[Resource]]) -> None:
    for kind, found in facts.items():
        assert {frozenset(one.body) for one in found} == {frozenset(found[0].body)}, kind


def test_no_field_is_missing_from_the_page(facts: Mapping[str, list[Resource]]) -> None:
    words = set(re.findall(r"`([A-Za-z_0-9]+)`", PAGE))
    untold = {kind: sorted(set(found[0].body) - words) for kind, found in facts.items()}
    assert {kind: fields for kind, fields in untold.items() if fields} == {}


def test_expressions_can_take_every_fact(facts: Mapping[str, list[Resource]]) -> None:
    """No null, no type that the language has not, and no value it cannot hold."""
    program = cel.compile_text("object.file != '' && object.area in ['product', 'test', 'example', 'docs']")
    for found in facts.values():
        for one in found:
            assert program.value(cel.activation({"object": cel.plain(one.body)})) is True, one.id
            assert None not in one.body.values(), one.id
