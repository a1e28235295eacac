"""What surrounds a request."""

from __future__ import annotations

from scanner.admission.world import World
from scanner.admission.requests import request_for
from scanner.model.resource import Resource, identify
from scanner.model.unknown import Unknown
from tests.admission.policies import POD, request, resources

SPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {env: prod}}\n"


def test_the_namespace_of_an_object() -> None:
    made, world = request(POD, SPACE)
    assert world.namespace(made)["metadata"]["labels"] == {"env": "prod", "kubernetes.io/metadata.name": "shop"}


def test_objects_without_a_namespace_have_none() -> None:
    made, world = request("apiVersion: v1\nkind: Node\nmetadata: {name: x}\n", SPACE)
    assert world.namespace(made) is None


def test_of_several_namespaces_the_one_read_together_counts() -> None:
    body = resources(SPACE)[0].body
    near = Resource(identify(body), body, unit="chart")
    far = Resource(identify(body), {**body, "metadata": {"name": "shop"}})
    pod = resources(POD)[0]
    inside = request_for(Resource(pod.id, pod.body, unit="chart"), World([], False).kinds)
    assert World([far, near], False).namespace(inside)["metadata"]["labels"]["env"] == "prod"
    outside = request_for(Resource(pod.id, pod.body, unit="other"), World([], False).kinds)
    assert isinstance(World([far, near], False).namespace(outside), Unknown)


def test_unknown_labels_of_a_namespace() -> None:
    body = {**resources(SPACE)[0].body, "metadata": {"name": "shop", "labels": Unknown("failed")}}
    made, _ = request(POD)
    assert World([Resource(identify(body), body)], False).namespace(made) == Unknown("failed")
