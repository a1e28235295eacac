"""Examples of rules and policies."""

from __future__ import annotations

import pytest

from scanner import examples
from scanner.model.rule import Example
from scanner.precompiled import part_of
from scanner.rules import pack
from tests.admission.policies import POD as POLICY_POD
from tests.admission.policies import binding, found_in, policy
from tests.manifests import POD, rule

MARKED = POD.replace("- name: helper", "- name: helper    # finding: no image")


def said(text: str, passes: bool, **changes: object) -> list[tuple[int, str]]:
    subject = examples.of_rule(rule(**changes))
    return [tuple(one) for one in examples.problems(subject, Example("x", passes, text))]


def test_examples_that_are_as_they_say() -> None:
    assert said(MARKED, False) == []
    assert said(POD, False) == [], "without marks only the verdict counts"
    assert said(POD.replace("- name: helper", "- {name: helper, image: x}"), True) == []


@pytest.mark.parametrize(("text", "passes", "expected"), [
    (POD, True, [(8, "it should pass, found: Container 'helper' has no image.")]),
    (MARKED, True, [(8, "it should pass, found: Container 'helper' has no image."),
                    (8, "it should pass, yet the line is marked with '# finding:'")]),
    (MARKED.replace("image: web:1.0", "image: web:1.0   # finding: wrong"), False,
     [(7, "expected a finding on this line, found none")]),
    (POD.replace("image: web:1.0", "image: web:1.0   # finding: wrong"), False,
     [(7, "expected a finding on this line, found none"),
      (8, "expected no finding on this line, found: Container 'helper' has no image.")]),
    (POD.replace("- name: helper", "- {name: helper, image: x}"), False, [(0, "it should fail, found nothing")]),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", True,
     [(0, "it is not judged, because nothing in it is what the rule looks at")]),
    ("apiVersion: v1\nkind: [\n", True,
     [(0, "it is not judged, because nothing in it is what the rule looks at"), (3, "A document is not valid YAML.")]),
])
def test_examples_that_are_not(text: str, passes: bool, expected: list[tuple[int, str]]) -> None:
    found = said(text, passes)
    assert [line for line, _ in found] == [line for line, _ in expected]
    assert all(one.startswith(wanted) for (_, one), (_, wanted) in zip(found, expected, strict=True))


def test_undecided_examples() -> None:
    (first, *_) = said(POD, True, **{"assert": "self.image.size() > 0"})
    assert first[1].startswith("it is undecided: Key not found")


def unturned(text: str, **changes: object) -> list[str]:
    found = examples.unturned(examples.of_rule(rule(**changes)), Example("x", True, text))
    return [one.text for one in found]


def test_a_negated_assertion_turns_every_example() -> None:
    assert unturned(POD) == []
    assert unturned(POD, **{"assert": "self.image.size() > 0"}) == [
        "negating the assertion changes nothing here: unknown stays unknown"]


def subject(text: str) -> examples.Subject:
    found = found_in(text)
    assert not found.mistakes
    return examples.of_policy(found.policies[0], found.bindings, [])


def test_examples_of_policies() -> None:
    one = subject(policy("object.spec.containers.all(c, !has(c.securityContext))"))
    marked = POLICY_POD.replace("{privileged: true}", "{privileged: true} # finding: here")
    assert examples.problems(one, Example("bad", False, marked)) == ()
    assert examples.unturned(one, Example("bad", False, marked)) == ()
    wrong = examples.problems(one, Example("good", True, POLICY_POD))
    assert [(each.line, each.text.split(":")[0]) for each in wrong] == [(10, "it should pass, found")]


def test_examples_may_hold_bindings_and_parameters() -> None:
    kind = "  paramKind: {apiVersion: v1, kind: ConfigMap}\n"
    text = policy("object.spec.containers.size() <= int(params.data.most)", spec=kind).partition("---")[0]
    around = "---\n" + binding(spec="  paramRef: {name: limits}\n") + (
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop}\ndata: {most: '%s'}\n")
    for most, passes in (("2", True), ("1", False)):
        assert examples.problems(subject(text), Example("x", passes, POLICY_POD + around % most)) == ()


def test_a_policy_without_bindings_is_judged_as_if_one_denied() -> None:
    one = subject(policy("true").partition("---")[0])
    assert examples.problems(one, Example("x", True, POLICY_POD)) == ()


def test_each_validation_is_negated() -> None:
    one = subject(policy("object.metadata.name == 'web'", "object.spec.nothing == 1",
                         "true || object.spec.nothing == 1"))
    found = examples.unturned(one, Example("x", False, POLICY_POD))
    assert found == (), "an error is one either way, and says nothing about the example"
    assert len(one.negated) == 3


def test_examples_of_built_in_rules_are_what_their_folder_says() -> None:
    for rule in pack.load():
        assert examples.about_terraform(rule) is (part_of(rule.path) == "terraform") or not rule.kinds, rule.id
