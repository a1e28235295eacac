"""Every example of every rule is a test, and every rule must be able to turn each of them."""

import pytest

from scanner import examples
from scanner.model.judgement import Outcome
from scanner.model.rule import Example, Rule
from scanner.paths import data_folder
from scanner.precompiled import EVIDENCE
from scanner.rules import pack

POLICIES = data_folder("policies")
RULES = [pack.read(file, file.relative_to(POLICIES).as_posix()) for file in sorted(POLICIES.glob("*/*.yaml"))
         if file.parent.name != EVIDENCE]
CASES = [pytest.param(rule, example, id=f"{rule.id}: {example.name}") for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_the_example_is_judged_as_it_says(rule: Rule, example: Example) -> None:
    assert examples.problems(examples.of_rule(rule), example) == ()
    assert example.passes or examples.MARK in example.text, "the lines of findings are not marked"


@pytest.mark.parametrize(("rule", "example"), [case for case in CASES if case.values[0].assertion])
def test_the_negated_rule_judges_the_other_way(rule: Rule, example: Example) -> None:
    assert examples.unturned(examples.of_rule(rule), example) == ()


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_messages_are_complete(rule: Rule, example: Example) -> None:
    for judgement in examples.of_rule(rule).judge(example.text)[0]:
        if judgement.outcome is Outcome.FAIL:
            assert "?" not in judgement.message and "{" not in judgement.message
            assert judgement.message.endswith(".")
