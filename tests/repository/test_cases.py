"""Every case of every module: the facts, where they stand, and what is no fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.repository.read import MODULES, Reading
from tests.repository.cases import FOLDER, Case, cases, line_of, reading

CASES = [pytest.param(case, id=case.id) for case in cases()]


def wanted(result: Reading, expected: dict[str, Any]) -> str:
    """ "" where a fact is as expected, else the nearest one and how it differs."""
    fields = {key: value for key, value in expected.items() if key not in ("kind", "line")}
    nearest = "there is none of that kind"
    for fact in result.resources:
        if fact.id.kind != expected["kind"]:
            continue
        differing = {key: fact.body.get(key) for key, value in fields.items() if fact.body.get(key) != value}
        if not differing and ("line" not in expected or line_of(fact, result) == expected["line"]):
            return ""
        line = line_of(fact, result) if fact.body["file"] in result.sources else 0
        nearest = f"{fact.id.name} in line {line}: {differing}"
    return f"{expected}: {nearest}"


@pytest.mark.parametrize("case", CASES)
def test_the_facts_are_found(case: Case, tmp_path: Path) -> None:
    result = reading(case, tmp_path)
    problems = [problem for one in case.facts if (problem := wanted(result, one))]
    kinds = [fact.id.kind for fact in result.resources]
    problems += [f"{kind} was found" for kind in case.none if kind in kinds]
    problems += [f"{kinds.count(kind)} of {kind}" for kind, number in case.count.items() if kinds.count(kind) != number]
    assert problems == []
    assert len(result.notices) == case.notices, result.notices


@pytest.mark.parametrize("case", CASES)
def test_every_field_has_its_place_in_the_file(case: Case, tmp_path: Path) -> None:
    result = reading(case, tmp_path)
    for fact in result.resources:
        if fact.body["file"] not in result.sources:
            assert case.objects  # objects have places in files that others read
            continue
        for field in ("", *fact.body):
            for primary in (
                fact.locator.place((field,) if field else ()).primary,
                fact.locator.place_of_key((field,) if field else ()).primary,
            ):
                assert primary is not None and primary.span is not None
                text = result.sources[primary.span.path].text
                assert 0 <= primary.span.start <= primary.span.end <= len(text), (fact, field)


@pytest.mark.parametrize("case", CASES)
def test_a_second_reading_is_the_same(case: Case, tmp_path: Path) -> None:
    first, second = reading(case, tmp_path), reading(case, tmp_path)
    assert [(one.id, one.body) for one in first.resources] == [(one.id, one.body) for one in second.resources]
    assert first.notices == second.notices


def test_every_module_has_cases() -> None:
    assert {file.stem for file in FOLDER.glob("*.yaml")} >= {*MODULES, "objects"}
    assert {case.module for case in cases()} - {*MODULES} == {"objects"}
