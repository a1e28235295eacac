"""Every example of every rule is a test, and every rule must be able to turn each of them."""

import re
from pathlib import Path

import pytest

from scanner.inputs import terraform_hcl
from scanner.inputs.manifests import load
from scanner.model.judgement import Judgement, Outcome
from scanner.model.report import Level
from scanner.model.rule import Example, Rule
from scanner.model.source import SourceFile
from scanner.rules import pack
from scanner.paths import data_folder
from tests.manifests import judged as manifests_judged
from tests.terraform_modules import judged as terraform_judged

POLICIES = data_folder("policies")
RULES = [pack.read(file, file.relative_to(POLICIES).as_posix()) for file in sorted(POLICIES.glob("*/*.yaml"))]
CASES = [pytest.param(rule, example, id=f"{rule.id}: {example.name}") for rule in RULES for example in rule.examples]
MARK = "# finding:"


def is_terraform(rule: Rule) -> bool:
    return rule.path.startswith("terraform")


def write(example: Example, folder: Path) -> None:
    """The files of a Terraform example: main.tf, and those that begin with a line "# file: name"."""
    first, *others = re.split(r"^# file: (\S+)\n", example.text, flags=re.MULTILINE)
    for name, text in {"main.tf": first, **dict(zip(others[::2], others[1::2], strict=True))}.items():
        (folder / name).write_text(text)


def judged(rule: Rule, example: Example, folder: Path) -> tuple[Judgement, ...]:
    """All judgements of the rule about its example."""
    if is_terraform(rule):
        write(example, folder)
        return terraform_judged(folder, [rule])
    return manifests_judged(example.text, [rule])


def failed_lines(judgements: tuple[Judgement, ...], text: str) -> set[int]:
    file = SourceFile("example", text)
    places = [one.where().primary for one in judgements if one.outcome is Outcome.FAIL]
    return {file.position(place.span.start).line for place in places if place is not None and place.span is not None}


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_the_example_is_judged_as_it_says(rule: Rule, example: Example, tmp_path: Path) -> None:
    judgements = judged(rule, example, tmp_path)
    assert judgements, "the rule does not apply to its own example"
    assert all(one.outcome is not Outcome.UNKNOWN for one in judgements)
    marked = {number for number, line in enumerate(example.text.split("\n"), start=1) if MARK in line}
    assert failed_lines(judgements, example.text) == marked
    assert example.passes is not bool(marked)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_the_negated_rule_judges_the_other_way(rule: Rule, example: Example, tmp_path: Path) -> None:
    plain = judged(rule, example, tmp_path)
    turned = judged(rule._replace(assertion=f"!({rule.assertion})"), example, tmp_path)
    opposite = {Outcome.PASS: Outcome.FAIL, Outcome.FAIL: Outcome.PASS}
    assert [one.outcome for one in turned] == [opposite[one.outcome] for one in plain]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_messages_are_complete(rule: Rule, example: Example, tmp_path: Path) -> None:
    for judgement in judged(rule, example, tmp_path):
        if judgement.outcome is Outcome.FAIL:
            assert "?" not in judgement.message and "{" not in judgement.message
            assert judgement.message.endswith(".")


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_examples_are_clean_inputs(rule: Rule, example: Example, tmp_path: Path) -> None:
    if is_terraform(rule):
        write(example, tmp_path)
        notices = terraform_hcl.load(tmp_path, "", tmp_path).notices
        # Modules of a registry or repository are never at hand.
        assert [one for one in notices if one.level is not Level.INFO and "was not looked at" not in one.summary] == []
        return
    assert load([SourceFile("example.yaml", example.text)])[1] == []
