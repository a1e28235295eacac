"""Which requests a policy looks at."""

from __future__ import annotations

import pytest

from scanner.admission.matching import all_of, any_of, matches, selected
from scanner.admission.read import _constraints as constraints_of
from scanner.model.resource import Resource, identify
from scanner.model.unknown import Unknown
from scanner.admission.requests import request_for
from scanner.admission.world import World
from tests.admission.policies import POD, request

DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop, labels: {a: b}}\nspec: {}\n"
ROLE = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}\n"
SPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {env: prod}}\n"
CUSTOM = "apiVersion: sea.example.com/v1\nkind: Squid\nmetadata: {name: x}\n"
HOOK = "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: x}\n"
SOME = Unknown("some reason")


def rule(**changes: object) -> dict[str, object]:
    return {"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"], **changes}


def asked(text: str, around: str = "", **constraints: object) -> bool | str:
    made, world = request(text, around)
    truth = matches(constraints_of({"resourceRules": [rule()], **constraints}), made, world)
    return truth.reason if isinstance(truth, Unknown) else truth


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, True),
    ({"apiGroups": ["apps"]}, True), ({"apiGroups": ["batch"]}, False), ({"apiGroups": [""]}, False),
    ({"apiVersions": ["v1"]}, True),
    ({"resources": ["deployments"]}, True), ({"resources": ["pods"]}, False), ({"resources": ["deployments/*"]}, True),
    ({"resources": ["deployments/scale"]}, False), ({"resources": ["*/*"]}, True), ({"resources": ["*/scale"]}, False),
    ({"operations": ["CREATE"]}, True), ({"operations": ["UPDATE", "DELETE"]}, False),
    ({"scope": "Namespaced"}, True), ({"scope": "Cluster"}, False), ({"scope": "*"}, True),
    ({"resourceNames": ["web"]}, True), ({"resourceNames": ["other"]}, False),
])
def test_resource_rules(changes: dict[str, object], expected: bool) -> None:
    assert asked(DEPLOYMENT, resourceRules=[rule(**changes)]) is expected
    assert asked(DEPLOYMENT, excludeResourceRules=[rule(**changes)]) is not expected


def test_several_rules_are_alternatives() -> None:
    assert asked(DEPLOYMENT, resourceRules=[rule(resources=["pods"]), rule(resources=["deployments"])]) is True
    assert asked(DEPLOYMENT, resourceRules=[]) is True, "a binding without rules leaves them to its policy"


def test_other_versions_mean_the_same_object() -> None:
    wanted = [rule(apiGroups=["extensions"], apiVersions=["v1beta1"], resources=["deployments"])]
    assert "would convert the object" in str(asked(DEPLOYMENT, resourceRules=wanted))
    assert asked(DEPLOYMENT, resourceRules=wanted, matchPolicy="Exact") is False
    assert "apps/v1beta2" in str(asked(DEPLOYMENT, resourceRules=[rule(apiGroups=["apps"], apiVersions=["v1beta2"])]))


@pytest.mark.parametrize(("text", "scope", "expected"), [
    (ROLE, "Cluster", True), (ROLE, "Namespaced", False), (SPACE, "Cluster", True), (SPACE, "Namespaced", False),
    (CUSTOM, "Namespaced", "it is not known whether such objects have a namespace"), (CUSTOM, "*", True),
])
def test_scopes(text: str, scope: str, expected: object) -> None:
    assert asked(text, resourceRules=[rule(scope=scope)]) == expected


def test_what_configures_admission_is_never_looked_at() -> None:
    assert asked(HOOK) is False


@pytest.mark.parametrize(("selector", "expected"), [
    ({}, True), (None, True), ({"matchLabels": {}}, True), ({"matchLabels": {"a": "b"}}, True),
    ({"matchLabels": {"a": "c"}}, False), ({"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}, True),
    ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]}, False),
    ({"matchExpressions": [{"key": "a", "operator": "Exists"}], "matchLabels": {"a": "b"}}, True),
])
def test_object_selectors(selector: object, expected: bool) -> None:
    assert asked(DEPLOYMENT, objectSelector=selector) is expected


PROD = {"matchLabels": {"env": "prod"}}
BY_NAME = {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}
NOT_SYSTEM = {"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "NotIn",
                                    "values": ["kube-system"]}]}


@pytest.mark.parametrize(("text", "around", "selector", "expected"), [
    (DEPLOYMENT, SPACE, PROD, True),
    (DEPLOYMENT, SPACE.replace("prod", "test"), PROD, False),
    (DEPLOYMENT, "", PROD, "the Namespace shop is not among the files"),
    (DEPLOYMENT, "", BY_NAME, True),                                   # its name is a label that every Namespace has
    (DEPLOYMENT.replace("shop", "other"), "", BY_NAME, False),
    (DEPLOYMENT, "", NOT_SYSTEM, True),
    (DEPLOYMENT.replace(", namespace: shop", ""), "", BY_NAME, "its namespace is decided when it is deployed"),
    (ROLE, "", PROD, True),                                            # nothing without a namespace is passed over
    (SPACE, "", PROD, True), (SPACE, "", {"matchLabels": {"env": "test"}}, False), (SPACE, "", BY_NAME, True),
    (DEPLOYMENT, SPACE + "---\n" + SPACE.replace("prod", "test"), PROD,
     "there are several Namespaces shop among the files"),
    (DEPLOYMENT, "", {"matchLabels": {"env": "prod", "kubernetes.io/metadata.name": "other"}}, False),
])
def test_namespace_selectors(text: str, around: str, selector: object, expected: object) -> None:
    assert asked(text, around, namespaceSelector=selector) == expected


def test_a_selector_is_asked_only_about_what_the_rules_name() -> None:
    assert asked(DEPLOYMENT, "", namespaceSelector=PROD, resourceRules=[rule(resources=["pods"])]) is False


def test_unknown_labels() -> None:
    body = {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "x", "namespace": "y", "labels": {"a": SOME, "b": "c"}}}
    made = request_for(Resource(identify(body), body), World([], False).kinds)
    for selector, expected in (({"a": "b"}, SOME), ({"b": "c"}, True), ({"a": "b", "b": "d"}, False)):
        constraints = constraints_of({"resourceRules": [rule()], "objectSelector": {"matchLabels": selector}})
        assert matches(constraints, made, World([], False)) == expected
    assert selected({"matchLabels": {"a": "b"}}, SOME) == SOME


def test_three_values() -> None:
    assert all_of([True, True]) is True and all_of([SOME, False]) is False and all_of([True, SOME]) == SOME
    assert any_of([False]) is False and any_of([SOME, True]) is True and any_of([False, SOME]) == SOME


def test_names_that_the_server_makes_up() -> None:
    text = POD.replace("name: web,", "generateName: web-,")
    assert asked(text, resourceRules=[rule(resourceNames=["web-"])]) is False
