"""Every example of every rule is a test, and every rule must be able to turn each of them."""

import pytest

from scanner.inputs.manifests import load
from scanner.model.judgement import Judgement, Outcome
from scanner.model.rule import Example, Rule
from scanner.model.source import SourceFile
from scanner.rules import pack
from scanner.paths import data_folder
from tests.manifests import judged

POLICIES = data_folder("policies")
RULES = [pack.read(file, file.relative_to(POLICIES).as_posix()) for file in sorted(POLICIES.glob("*/*.yaml"))]
CASES = [pytest.param(rule, example, id=f"{rule.id}: {example.name}") for rule in RULES for example in rule.examples]
MARK = "# finding:"


def failed_lines(judgements: tuple[Judgement, ...], text: str) -> set[int]:
    file = SourceFile("example.yaml", text)
    places = [one.where().primary for one in judgements if one.outcome is Outcome.FAIL]
    return {file.position(place.span.start).line for place in places if place is not None and place.span is not None}


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_the_example_is_judged_as_it_says(rule: Rule, example: Example) -> None:
    judgements = judged(example.text, [rule])
    assert judgements, "the rule does not apply to its own example"
    assert all(one.outcome is not Outcome.UNKNOWN for one in judgements)
    marked = {number for number, line in enumerate(example.text.split("\n"), start=1) if MARK in line}
    assert failed_lines(judgements, example.text) == marked
    assert example.passes is not bool(marked)


@pytest.mark.parametrize(("rule", "example"), [case for case in CASES if case.values[0].assertion])
def test_the_negated_rule_judges_the_other_way(rule: Rule, example: Example) -> None:
    plain = judged(example.text, [rule])
    turned = judged(example.text, [rule._replace(assertion=f"!({rule.assertion})")])
    opposite = {Outcome.PASS: Outcome.FAIL, Outcome.FAIL: Outcome.PASS}
    assert [one.outcome for one in turned] == [opposite[one.outcome] for one in plain]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_messages_are_complete(rule: Rule, example: Example) -> None:
    for judgement in judged(example.text, [rule]):
        if judgement.outcome is Outcome.FAIL:
            assert "?" not in judgement.message and "{" not in judgement.message
            assert judgement.message.endswith(".")


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_examples_are_clean_manifests(rule: Rule, example: Example) -> None:
    assert load([SourceFile("example.yaml", example.text)])[1] == []
