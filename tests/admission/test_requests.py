"""Requests as the API server would see them."""

from __future__ import annotations

import pytest

from scanner.admission.requests import request_for
from scanner.admission.world import World
from scanner.model.resource import Resource, identify
from scanner.model.unknown import Unknown
from tests.admission.policies import POD, request

ROLE = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}\n"
SPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
CUSTOM = "apiVersion: sea.example.com/v1\nkind: Squid\nmetadata: {name: x}\nspec: {list: []}\n"


def test_what_a_request_says() -> None:
    made, _ = request(POD)
    assert made.bound == {
        "kind": {"group": "", "version": "v1", "kind": "Pod"},
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "requestKind": {"group": "", "version": "v1", "kind": "Pod"},
        "requestResource": {"group": "", "version": "v1", "resource": "pods"}, "subResource": "",
        "requestSubResource": "",
        "name": "web", "namespace": "shop", "operation": "CREATE", "dryRun": False}
    assert made.body["spec"]["restartPolicy"] == "Always" and not made.custom


@pytest.mark.parametrize(("text", "release", "expected"), [
    (POD, "", "shop"), (POD, "other", "shop"), (POD.replace(", namespace: shop", ""), "other", "other"),
    (ROLE, "other", ""),
    (SPACE, "", "shop"), (CUSTOM, "other", "other"),
])
def test_namespaces(text: str, release: str, expected: str) -> None:
    made, _ = request(text, namespace=release)
    assert made.namespace == expected
    if text is not SPACE:
        assert made.body["metadata"].get("namespace", "") == expected


@pytest.mark.parametrize(("text", "reason"), [
    (POD.replace(", namespace: shop", ""), "decided when it is deployed"), (CUSTOM, "not known whether")])
def test_namespaces_that_nobody_knows(text: str, reason: str) -> None:
    made, _ = request(text)
    assert isinstance(made.namespace, Unknown) and reason in made.namespace.reason
    assert made.body["metadata"]["namespace"] == made.namespace


def test_unknown_names() -> None:
    some = Unknown("a template failed")
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": some, "namespace": some}, "spec": {}}
    made = request_for(Resource(identify(body), body), World([], False).kinds)
    assert made.name == some and made.namespace == some
    assert request(POD.replace("name: web", "generateName: web-"))[0].name == ""


def test_custom_objects_stay_as_they_are() -> None:
    made, _ = request(CUSTOM)
    assert made.custom and made.body["spec"] == {"list": []} and made.plural == "squids"


def test_namespaces_have_their_name_as_a_label() -> None:
    assert request(SPACE)[0].body["metadata"]["labels"] == {"kubernetes.io/metadata.name": "shop"}


@pytest.mark.parametrize("metadata", [None, "text", [], {"labels": "x"}])
def test_odd_metadata(metadata: object) -> None:
    for kind in ("Pod", "Namespace"):
        body = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
        request_for(Resource(identify(body), body), World([], False).kinds)
