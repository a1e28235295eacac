import pytest

from scanner.graph.links import is_given, items, missing, numbered, reference, text
from scanner.model.graph import Dangling, Edge, Wanted
from scanner.model.resource import Resource, Resources, identify


def resource(kind: str, name: str, namespace: str = "") -> Resource:
    body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}}
    return Resource(identify(body), body)


POD, NEAR, FAR = resource("Pod", "p", "a"), resource("Secret", "s", "a"), resource("Secret", "s", "b")
ALL = Resources((POD, NEAR, FAR, resource("ClusterRole", "r")))


@pytest.mark.parametrize(("kind", "name", "namespace", "target"), [
    ("Secret", "s", None, NEAR), ("Secret", "s", "", NEAR), ("Secret", "s", "b", FAR),
    ("ClusterRole", "r", None, ALL.items[3]),
])
def test_a_reference_to_something(kind: str, name: str, namespace: object, target: Resource) -> None:
    assert list(reference(POD, "mounts", kind, name, ("x",), ALL, namespace)) == [Edge(POD, "mounts", target, ("x",))]


@pytest.mark.parametrize(("kind", "name", "namespace", "wanted"), [
    ("Secret", "t", None, Wanted("Secret", "a", "t")),
    ("Secret", "t", "c", Wanted("Secret", "c", "t")),
    ("ClusterRole", "x", None, Wanted("ClusterRole", "", "x")),
])
def test_a_reference_to_nothing(kind: str, name: str, namespace: object, wanted: Wanted) -> None:
    (loose,) = reference(POD, "mounts", kind, name, (), ALL, namespace)
    assert loose == Dangling(POD, "mounts", f"{kind}/{name}", (), wanted) == missing(
        POD, "mounts", kind, name, (), wanted.namespace)


@pytest.mark.parametrize(("kind", "name"), [
    ("Secret", 3), ("Secret", ""), ("Secret", None), ("ServiceAccount", "default"), ("ClusterRole", "view"),
    ("ClusterRole", "system:node"), ("PriorityClass", "system-cluster-critical"), ("ConfigMap", "kube-root-ca.crt"),
])
def test_no_reference(kind: str, name: object) -> None:
    assert list(reference(POD, "mounts", kind, name, (), ALL)) == []


def test_what_is_given_is_given_by_kind() -> None:
    assert is_given("Role", "system:x") and not is_given("ServiceAccount", "view") and not is_given("Secret", "default")


def test_lists_and_texts_that_may_be_something_else() -> None:
    data = {"list": [{"a": 1}, "x", {"b": 2}], "text": "t", "map": {}}
    assert items(data, "list") == data["list"] and items(data, "map") == items(data, "gone") == items(3, "x") == []
    assert list(numbered(data, "list")) == [(("list", 0), {"a": 1}), (("list", 2), {"b": 2})]
    assert (text(data, "text"), text(data, "list"), text(None, "x")) == ("t", "", "")
