"""Parameters, as the API server collects them."""

from __future__ import annotations

import pytest

from scanner.admission import params
from scanner.admission.records import ParamRef
from scanner.admission.world import World
from scanner.model.unknown import Unknown
from tests.admission.policies import POD, found_in, policy, request, resources

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: limits, namespace: shop, labels: {a: b}}
data: {most: "3"}
"""
KIND = "  paramKind: {apiVersion: v1, kind: ConfigMap}\n"
ROLE = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}\n"


def found(
    reference: ParamRef | None, around: str = CONFIG, complete: bool = False, kind: str = KIND, subject: str = POD,
) -> object:
    read = found_in(policy("true", spec=kind))
    one = read.bindings[0]._replace(param_ref=reference)
    made, _ = request(subject)
    values = params.find(read.policies[0], one, made, World(resources(around) if around else [], complete))
    if isinstance(values, params.Failure):
        return values.reason
    return [value.reason if isinstance(value, Unknown) else value["metadata"]["name"] if value else None
            for value in values]


OTHER = CONFIG.replace("limits", "others")
ELSEWHERE = CONFIG.replace("namespace: shop", "namespace: policies")


@pytest.mark.parametrize(("reference", "around", "expected"), [
    (None, CONFIG, [None]),
    (ParamRef("limits"), CONFIG, ["limits"]),
    (ParamRef("limits", "shop"), CONFIG, ["limits"]),
    (ParamRef("limits", "policies"), ELSEWHERE, ["limits"]),
    (ParamRef("", "", {"matchLabels": {"a": "b"}}), f"{CONFIG}---\n{OTHER}", ["limits", "others"]),
    (ParamRef("", "", {}), f"{CONFIG}---\n{OTHER}", ["limits", "others"]),
    (ParamRef("", "", {"matchLabels": {"a": "c"}}), CONFIG,
     ["its parameters, objects of kind ConfigMap with the labels that the binding selects, are not among the files"]),
    (ParamRef("limits"), ELSEWHERE, ["its parameters, ConfigMap/limits in namespace shop, are not among the files"]),
])
def test_parameters(reference: ParamRef | None, around: str, expected: list[object]) -> None:
    assert found(reference, around) == expected


def test_a_policy_without_a_kind_of_parameters_has_none() -> None:
    assert found(ParamRef("limits"), kind="") == [None]


def test_parameters_that_are_not_there() -> None:
    assert found(ParamRef("limits"), "", complete=True) == []
    assert found(ParamRef("limits", denies=True), "", complete=True) == (
        "there are no parameters: ConfigMap/limits in namespace shop")
    assert "not among the files" in str(found(ParamRef("limits", denies=True), ""))


def test_objects_without_a_namespace_need_one_in_the_binding() -> None:
    assert "an object without one" in str(found(ParamRef("limits"), subject=ROLE))
    assert found(ParamRef("limits", "shop"), subject=ROLE) == ["limits"]


def test_parameters_without_a_namespace() -> None:
    kind = "  paramKind: {apiVersion: v1, kind: Node}\n"
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: limits}\n"
    assert found(ParamRef("limits"), node, kind=kind) == ["limits"]
    assert "names a namespace" in str(found(ParamRef("limits", "shop"), node, kind=kind))


def test_custom_parameters_of_unknown_scope() -> None:
    kind = "  paramKind: {apiVersion: rules.example.com/v1, kind: Limit}\n"
    for place in ("", ", namespace: shop"):
        text = f"apiVersion: rules.example.com/v1\nkind: Limit\nmetadata: {{name: limits{place}}}\n"
        assert found(ParamRef("limits"), text, kind=kind) == ["limits"]


def test_namespaces_nobody_knows() -> None:
    pod = POD.replace(", namespace: shop", "")
    assert found(ParamRef("limits"), subject=pod) == [
        "its parameters lie in its namespace: its namespace is decided when it is deployed"]
