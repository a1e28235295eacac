"""What holds for the built-in policies as a whole."""

import json
import re

import jsonschema
import pytest

from scanner.checklist.load import load as load_checklist
from scanner.graph.build import NAMES
from scanner.graph.relations.terraform import TYPE
from scanner.model.rule import Rule
from scanner.paths import data_folder
from scanner.rules import cel, pack

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
def test_relations_of_a_rule_exist_and_are_used(rule: Rule) -> None:
    assert all(name in NAMES or TYPE.fullmatch(name) for name in rule.uses)
    found = re.findall(r"\b(?:incoming|outgoing|dangling)(?:\.(\w+)|\['([\w/.-]+)'\])", f"{rule.match.when} {rule.assertion}")
    asked = {name or quoted for name, quoted in found}
    assert asked == {*rule.uses} or rule.uses and asked <= {*rule.uses}


@pytest.mark.parametrize("rule", RULES)
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
    assert {item.strength for item in items} == {"proof", "strong", "indicative", "none"}
    assert all((item.coverage == "manual") == (item.strength == "none") for item in items)


def test_problems_of_charts_have_rules() -> None:
    engines = {rule.id: rule.engine for rule in pack.load()}
    assert {"helm-template-fails", "helm-dependency-missing", "helm-schema-invalid"} <= {
        name for name, engine in engines.items() if engine == "helm"}
