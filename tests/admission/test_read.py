"""Policies and bindings as they are read, and what is said about mistakes in them."""

from __future__ import annotations

import pytest

from scanner.admission.records import Kind, ParamRef, ResourceRule
from scanner.model.resource import Resource, identify
from scanner.model.rule import Severity
from scanner.model.unknown import Unknown
from scanner.admission import read
from tests.admission.policies import binding, found_in, mistakes, policy, policy_of

FULL = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: replicas.example.com
  annotations:
    description: Few replicas are cheap.
    readiness.dev/checklist: security/container/runtime/read-only-root-filesystem
spec:
  failurePolicy: Ignore
  paramKind: {apiVersion: rules.example.com/v1, kind: ReplicaLimit}
  matchConstraints:
    matchPolicy: Exact
    namespaceSelector: {matchLabels: {a: b}}
    objectSelector: {}
    resourceRules:
    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments], scope: Namespaced}
    excludeResourceRules:
    - {apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"], resourceNames: [old]}
  matchConditions: [{name: new, expression: "!has(object.metadata.deletionTimestamp)"}]
  variables: [{name: most, expression: params.most}]
  validations:
  - expression: object.spec.replicas <= variables.most
    message: |
      at most
      so many
    messageExpression: "'at most ' + string(variables.most)"
    reason: Invalid
  - expression: "true"
  auditAnnotations: [{key: k, valueExpression: "'x'"}]
"""


def test_everything_a_policy_may_say() -> None:
    one = policy_of(FULL)
    assert (one.name, one.forgives, one.param_kind) == (
        "replicas.example.com", True, Kind("rules.example.com", "v1", "ReplicaLimit"))
    assert one.constraints.exact and one.constraints.namespaces == {"matchLabels": {"a": "b"}}
    assert one.constraints.rules == (
        ResourceRule(("apps",), ("v1",), ("deployments",), ("CREATE", "UPDATE"), "Namespaced"),)
    assert one.constraints.excluded[0].names == ("old",)
    assert [named.name for named in (*one.conditions, *one.variables)] == ["new", "most"]
    first, second = one.validations
    assert first.message == "at most so many" and first.said is not None and second.said is None
    assert first.said.path == ("spec", "validations", 0, "messageExpression")


def test_validations_are_rules() -> None:
    first, second = policy_of(FULL).rules
    assert (first.id, second.id) == ("replicas.example.com.1", "replicas.example.com.2")
    assert (first.why, first.remediation) == ("Few replicas are cheap.", "at most so many")
    assert first.checklist == ("security/container/runtime/read-only-root-filesystem",)
    assert (first.category, first.engine, first.path) == ("admission", "admission", "policy.yaml")
    (only,) = policy_of(policy("true")).rules
    assert only.id == "p" and "true" in only.why and only.severity is Severity.HIGH


def test_bindings() -> None:
    text = binding("p", "  matchResources: {objectSelector: {matchLabels: {a: b}}}\n"
                        "  paramRef: {name: x, namespace: z, parameterNotFoundAction: Deny}\n", "Warn, Audit")
    (one,) = found_in(text).bindings
    assert (one.policy, one.actions, one.severity) == ("p", ("Warn", "Audit"), Severity.MEDIUM)
    assert one.param_ref == ParamRef("x", "z", None, True)
    assert one.constraints is not None and one.constraints.rules == ()


def test_the_first_alpha_had_no_actions() -> None:
    text = binding().replace("  validationActions: [Deny]\n", "")
    assert mistakes(text) == ["policy.yaml:4:1: 'validationActions' is missing"]
    (one,) = found_in(text.replace("k8s.io/v1", "k8s.io/v1alpha1")).bindings
    assert one.actions == ("Deny",)


def change(old: str, new: str) -> str:
    assert old in FULL
    return FULL.replace(old, new)


@pytest.mark.parametrize(("text", "expected"), [
    (change("failurePolicy: Ignore", "failurePolicy: Fial"), ["9:18: 'Fial' is not one of Fail, Ignore"]),
    (change("validations:\n", "validation:\n"), ["21:3: unknown key 'validation'; did you mean 'validations'?"]),
    (change("k8s.io/v1", "k8s.io/v2"), ["1:13: 'v2' is not one of v1, v1beta1, v1alpha1"]),
    (change("[CREATE, UPDATE]", "[CRATE]"), ["16:59: 'CRATE' is not one of CREATE, UPDATE"]),
    (change("object.spec.replicas <=", "objekt.spec.replicas <="),
     ["22:17: unknown name 'objekt': did you mean 'object'?"]),
    (change("<= variables.most", "<= variables.mots"),
     ["22:41: there is no variable 'mots' before it; did you mean 'most'?"]),
    (change("variables: [{name: most, expression: params.most}]",
            "variables: [{name: most, expression: variables.most}]"),
     ["20:40: there is no variable 'most' before it"]),
    (change("  paramKind: {apiVersion: rules.example.com/v1, kind: ReplicaLimit}\n", ""),
     ["19:40: 'params' is not bound here"]),
    (change("!has(object.metadata.deletionTimestamp)", "has(variables.x)"), ["19:50: 'variables' is not bound here"]),
    (change("\"'at most ' + string(variables.most)\"", "'1'"), ["26:25: the result is of type int, wanted is string"]),
    (change('"true"\n', "request.usr.name == 'x'\n"), ["28:17: a request has no field 'usr'"]),
    (change('"true"\n', "object.a.matches('[')\n"), ["28:34: no regular expression: missing closing ]: `[`"]),
    (change('"true"\n', "variables.size() > 1\n"), ["28:17: variables are asked for by name"]),
    (change('"true"\n', '"\'text\'"\n'), ["28:18: the result is of type string, wanted is bool"]),
    (change('"true"\n', "object.l.all(request, request.a == 1)\n"),
     ["28:29: a variable of a loop must not be called request here"]),
    (change("'x'\"}]", "nope\"}]"), ["29:49: unknown name 'nope'"]),
    (change("name: replicas.example.com", "name: Replicas"), ["4:9: expected a name of lower-case letters"]),
    (change("security/container/runtime/read-only-root-filesystem", "security/container/runtime/read-only-root"),
     ["7:30: there is no checklist item 'security/container/runtime/read-only-root'; did you mean"]),
    (policy("true", more="  matchConditions: []\n  extra: 1\n"), ["9:3: unknown key 'extra'"]),
])
def test_mistakes_have_places(text: str, expected: list[str]) -> None:
    found = mistakes(text)
    assert len(found) >= len(expected)
    for said, wanted in zip(found, expected, strict=False):
        assert said.startswith(f"policy.yaml:{wanted}"), said


def test_all_mistakes_are_told() -> None:
    assert len(mistakes(policy("nope == 1", "object.a.startWith('x')", "1 +"))) == 3


def test_places_inside_of_block_scalars() -> None:
    text = policy("X").replace("  - expression: 'X'\n", "  - expression: >-\n      object.a == 1 &&\n\n      nope.b\n")
    line = text.split("\n").index("      nope.b") + 1
    assert mistakes(text) == [f"policy.yaml:{line}:7: unknown name 'nope'"]


def test_unknown_values_make_a_policy_unusable() -> None:
    body = policy_of(policy("true")).resource.body
    body = {**body, "spec": {**body["spec"], "failurePolicy": Unknown("a template failed")}}
    found = read.read([Resource(identify(body), body)], {})
    assert not found.policies and "a template failed" in found.mistakes[0].problem


def test_other_objects_are_passed_over() -> None:
    found = found_in("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\n"
                     "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\n"
                     "metadata: {name: x}\n")
    assert found == read.Found((), (), ())
