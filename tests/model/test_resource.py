import pytest

from scanner.model.provenance import NOWHERE, Hop, Provenance
from scanner.model.resource import Fixed, Resource, Resources, identify, lookup, text_map, together, Release


def resource(kind: str, name: str, namespace: str | None = None, unit: str = "") -> Resource:
    metadata = {"name": name} | ({"namespace": namespace} if namespace is not None else {})
    body = {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata}
    return Resource(identify(body), body, unit=unit)


@pytest.mark.parametrize(("body", "text"), [
    ({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}},
     "kubernetes:apps/Deployment/shop/web"),
    ({"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "web-"}}, "kubernetes:Pod//web-"),
    ({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "namespace": "b"}},
     "kubernetes:Namespace//a"),
    ({"apiVersion": "v1", "kind": "Pod", "metadata": None}, "kubernetes:Pod//"),
    ({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": 7, "namespace": ["x"]}}, "kubernetes:Pod//7"),
    ({}, "kubernetes://"),
])
def test_identify(body: dict[str, object], text: str) -> None:
    assert str(identify(body)) == text


def test_identify_with_the_namespace_of_a_release() -> None:
    assert identify({"kind": "Pod", "metadata": {"name": "a"}}, "prod").namespace == "prod"
    assert identify({"kind": "ClusterRole", "metadata": {"name": "a"}}, "prod").namespace == ""


@pytest.mark.parametrize(("path", "value"), [
    (("a", 0, "b"), 1), (("a", 1), None), (("a", "0"), None), (("x",), None), ((), {"a": [{"b": 1}]}),
    (("a", 0, "b", "c"), None), (("a", -1), None)])
def test_lookup(path: tuple[str | int, ...], value: object) -> None:
    assert lookup({"a": [{"b": 1}]}, path) == value


def test_text_map_leaves_out_what_is_no_text() -> None:
    assert text_map({"a": "b", "c": 1, 2: "d", "e": None}) == {"a": "b"}
    assert text_map(["a"]) == {}


@pytest.mark.parametrize(("one", "other", "expected"), [
    (("Pod", "a", None), ("Service", "b", "default"), True),
    (("Pod", "a", "x"), ("Service", "b", None), False),
    (("Pod", "a", "x"), ("ClusterRole", "b", None), True),
    (("Pod", "a", None, "dev"), ("Service", "b", None, "prod"), False),
])
def test_together(one: tuple[str, ...], other: tuple[str, ...], expected: bool) -> None:
    assert together(resource(*one), resource(*other)) is expected


def test_resources_are_found_by_kind_and_by_name_beside_another() -> None:
    here, there = resource("Service", "web", "a"), resource("Service", "web", "b")
    pod = resource("Pod", "p", "b")
    known = Resources((here, there, pod))
    assert known.of_kind("Pod", "Service") == [pod, here, there]
    assert known.named("Service", "web", pod) is there
    assert known.named("Service", "other", pod) is None
    assert list(known) == [here, there, pod] and len(known) == 3


def test_look_ups_stay_inside_of_what_was_read_together() -> None:
    dev, prod = resource("Secret", "db", "a", "dev"), resource("Secret", "db", "a", "prod")
    role = resource("ClusterRole", "r", None, "prod")
    known = Resources((dev, prod, role))
    assert known.named("Secret", "db", resource("Pod", "p", "a", "prod")) is prod
    assert known.named("Secret", "db", role) is prod
    assert known.named("ClusterRole", "r", prod) is role and known.named("ClusterRole", "r", dev) is None
    assert known.at("Secret", "db", "a", role) is prod and known.at("Secret", "db", "b", role) is None
    assert known.at("ClusterRole", "r", "b", prod) is role
    assert set(known.kinds) == {"Secret", "ClusterRole"}


def test_of_two_that_a_look_up_may_mean_the_first_counts() -> None:
    one, two = resource("Secret", "db", "a"), resource("Secret", "db", "a")
    assert Resources((one, two)).named("Secret", "db", two) is one


def test_what_has_no_written_namespace_lands_in_that_of_the_release() -> None:
    body = {"kind": "Pod", "metadata": {"name": "p"}}
    here = Resource(identify(body), body, release=Release("web", "r", "shop"))
    assert here.space == "shop" and resource("Pod", "p").space == "default"
    assert together(here, resource("Service", "s", "shop"))
    assert Resources((here,)).named("Pod", "p", resource("Service", "s", "shop")) is here


def test_the_file_of_a_resource() -> None:
    body = {"kind": "Pod"}
    assert Resource(identify(body), body, Fixed(Provenance.literal("a.yaml", 1, 2))).file == "a.yaml"
    assert Resource(identify(body), body).file == ""


def test_two_resources_of_one_text_are_two() -> None:
    assert resource("Pod", "a") != resource("Pod", "a")


def test_without_a_locator_nothing_has_a_place() -> None:
    assert resource("Pod", "a").place("spec") == NOWHERE
    assert resource("Pod", "a").get("metadata", "name") == "a"


def test_the_primary_hop_is_the_first_with_a_place() -> None:
    literal = Provenance.literal("a.yaml", 1, 2).hops[0]
    assert Provenance((Hop("flag", None, note="--set a=b"), literal)).primary is literal
    assert NOWHERE.primary is None
