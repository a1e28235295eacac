"""Which policies are in force."""

from __future__ import annotations

from scanner.admission import force
from scanner.model.report import Level, Notice
from tests.admission.policies import POD, admitted, binding, found_in, policy, resources

DEPLOYMENT = """\
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec: {template: {spec: {containers: []}}}
"""


def notices(text: str) -> tuple[Notice, ...]:
    found = found_in(text)
    assert not found.mistakes
    return force.in_force(found.policies, found.bindings).notices


def test_a_policy_with_its_binding_is_in_force_without_a_word() -> None:
    assert notices(policy("true")) == ()


def test_a_policy_without_a_binding_is_not_in_force() -> None:
    (notice,) = notices(policy("true").partition("---")[0])
    assert notice.level is Level.WARNING and notice.summary == (
        "The policy p is not in force, because no binding names it.")
    assert notice.where.primary is not None


def test_a_binding_without_its_policy() -> None:
    found = notices(policy("true", name="replicas") + "---\n" + binding("replica"))
    assert [one.summary for one in found] == ["The binding replica-deny names a policy that is not among the files."]
    assert found[0].detail == "It names replica; did you mean 'replicas'?"


def test_what_is_there_twice() -> None:
    assert [one.summary for one in notices(policy("true") + "---\n" + policy("false"))] == [
        "The ValidatingAdmissionPolicy p is there twice; the first one counts.",
        "The ValidatingAdmissionPolicyBinding p-deny is there twice; the first one counts."]


def test_what_files_cannot_show() -> None:
    text = policy("true", more="  auditAnnotations: [{key: k, valueExpression: \"'x'\"}]\n")
    found = notices(text.replace("[CREATE]", "[UPDATE, DELETE]"))
    assert [(one.level, one.summary) for one in found] == [
        (Level.INFO, "The policy p says nothing about files."),
        (Level.INFO, "The audit annotations of the policy p are not made.")]


def test_policies_about_pods_do_not_see_what_makes_them() -> None:
    judgements, found = admitted(policy("false"), POD + DEPLOYMENT)
    assert [one.name for one in judgements] == ["Pod/web"]
    (notice,) = found
    assert notice.level is Level.WARNING and "1 workload among the files" in notice.summary
    assert notice.detail.endswith(": p.")
    assert admitted(policy("false"), POD)[1] == ()
    assert admitted(policy("false", resource="'*'", group="*"), POD + DEPLOYMENT)[1] == ()


def test_policies_of_nothing() -> None:
    assert force.in_force([], []) == force.InForce((), ())
    assert list(force.about_pods([], resources(POD))) == []
