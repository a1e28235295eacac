"""What holds for the built-in policies as a whole."""

import json
import re

import jsonschema
import pytest

from scanner.checklist.load import load as load_checklist
from scanner.graph.build import build, meanings
from scanner.graph.relations.terraform import TYPE
from scanner.inputs.manifests import load
from scanner.model.checklist import Strength
from scanner.model.judgement import Outcome
from scanner.model.rule import Confidence, Rule
from scanner.model.source import SourceFile
from scanner.paths import data_folder
from scanner.precompiled import part_of
from scanner.rules import cel, pack
from scanner.rules.judge import Target, judge

RULES = [pytest.param(rule, id=rule.id) for rule in pack.load()]


def test_the_schema_of_rules_is_a_schema() -> None:
    schema = json.loads((data_folder("schemas") / "rule.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("rule", RULES)
def test_checklist_items_of_a_rule_exist(rule: Rule) -> None:
    known = {item.id for item in load_checklist()}
    assert {*rule.checklist, *rule.refutes} <= known
    assert not {*rule.checklist} & {*rule.refutes}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_no_stronger_evidence_than_its_confidence_allows(rule: Rule) -> None:
    order = ("none", "indicative", "strong", "proof")
    most = {Confidence.LOW: "indicative", Confidence.MEDIUM: "strong", Confidence.HIGH: "proof"}[rule.confidence]
    said = {item.id: item.strength.word for item in load_checklist()}
    assert set(rule.strengths) <= set(rule.checklist)
    for item in rule.checklist:
        assert order.index(rule.strengths.get(item, said[item])) <= order.index(most)


@pytest.mark.parametrize("rule", RULES)
def test_rules_that_many_see_say_how_to_repair_a_chart(rule: Rule) -> None:
    assert rule.references and rule.why
    assert rule.remediation_helm or part_of(rule.path) == "terraform"


@pytest.mark.parametrize("rule", RULES)
def test_relations_of_a_rule_exist_and_are_used(rule: Rule) -> None:
    assert all(name in meanings() or TYPE.fullmatch(name) for name in rule.uses)
    found = re.findall(r"\b(?:incoming|outgoing|dangling)(?:\.(\w+)|\['([\w/.-]+)'\])", f"{rule.match.when} {rule.assertion}")
    asked = {name or quoted for name, quoted in found}
    assert asked == {*rule.uses} or rule.uses and asked <= {*rule.uses}


@pytest.mark.parametrize("rule", [case for case in RULES if case.values[0].assertion])
def test_parameters_of_a_rule_are_used(rule: Rule) -> None:
    asked = set(re.findall(r"\bparams\.(\w+)", f"{rule.match.when} {rule.assertion}"))
    assert asked == set(rule.params)


@pytest.mark.parametrize("rule", RULES)
def test_placeholders_of_a_message_are_bound_names(rule: Rule) -> None:
    assert {name.split(".")[0] for name in re.findall(r"\{([a-z_.]+)", rule.message)} <= set(cel.NAMES)


def test_the_checklist_is_complete() -> None:
    items = load_checklist()
    assert len(items) == len({item.id for item in items}) == 300
    assert {item.coverage for item in items} == {"automatic", "partial", "manual"}
    assert {item.strength for item in items} == set(Strength)
    assert all((item.coverage == "manual") == (item.strength is Strength.NONE) for item in items)


def test_problems_of_charts_have_rules() -> None:
    engines = {rule.id: rule.engine for rule in pack.load()}
    assert {"helm-template-fails", "helm-dependency-missing", "helm-schema-invalid"} <= {
        name for name, engine in engines.items() if engine == "helm"}


# A selector that does not hold for the pods beside it is wrong whatever else is deployed.
IN_ANY_SCOPE = {"mismatching-selector"}


@pytest.mark.parametrize("rule", RULES)
def test_a_reference_to_nothing_is_a_defect_in_a_complete_scope_only(rule: Rule) -> None:
    text = f"{rule.match.when} {rule.assertion}"
    if "dangling." in text and rule.id not in IN_ANY_SCOPE:
        assert "target.complete" in text
    for example in pack.with_examples(rule).examples if "dangling." in text and rule.id not in IN_ANY_SCOPE else ():
        found = judge(build(load([SourceFile("a.yaml", example.text)])[0]), [rule], Target(complete=False))
        assert [one for one in found if one.outcome is Outcome.FAIL and not one.related] == []
