import pytest

from scanner.model.graph import PodTemplate
from scanner.model.resource import Resource, identify
from scanner.model.rule import RuleHead
from scanner.rules.match import Catalogue, Item, effective, is_lasting, items, place_of
from tests.manifests import rule

BODY = {
    "kind": "Deployment",
    "rules": [{"verbs": ["get"]}, {"verbs": []}],
    "spec": {
        "securityContext": {"sysctls": [{"name": "a"}, {"name": "b"}]},
        "initContainers": [{"name": "setup"}, {"name": "proxy", "restartPolicy": "Always"}],
        "containers": [{"name": "main", "env": [{"name": "A"}, {"name": "B"}]}, "broken", {"name": "second"}],
        "ephemeralContainers": [{"name": "debug"}],
        "volumes": [{"name": "v"}],
    },
}
TEMPLATE = PodTemplate(("spec",), BODY["spec"], {}, {})


def found(each: str) -> list[tuple[object, ...]]:
    return [item.path for item in items(each, BODY, TEMPLATE)]


@pytest.mark.parametrize(("each", "paths"), [
    ("", [()]),
    ("object", [()]),
    ("object.rules", [("rules", 0), ("rules", 1)]),
    ("object.rules.verbs", [("rules", 0, "verbs", 0)]),
    ("object.nothing", []),
    ("pod", [("spec",)]),
    ("pod.securityContext.sysctls", [("spec", "securityContext", "sysctls", n) for n in (0, 1)]),
    ("contexts", [("spec",), ("spec", "initContainers", 0), ("spec", "initContainers", 1), ("spec", "containers", 0),
                  ("spec", "containers", 2), ("spec", "ephemeralContainers", 0)]),
    ("volumes", [("spec", "volumes", 0)]),
    ("main-containers", [("spec", "containers", 0), ("spec", "containers", 2)]),
    ("running-containers", [("spec", "initContainers", 1), ("spec", "containers", 0), ("spec", "containers", 2)]),
    ("containers", [("spec", "initContainers", 0), ("spec", "initContainers", 1), ("spec", "containers", 0),
                    ("spec", "containers", 2), ("spec", "ephemeralContainers", 0)]),
    ("containers.env", [("spec", "containers", 0, "env", 0), ("spec", "containers", 0, "env", 1)]),
])
def test_items(each: str, paths: list[tuple[object, ...]]) -> None:
    assert found(each) == paths


def test_items_keep_the_container_around_them() -> None:
    assert {item.container["name"] for item in items("containers.env", BODY, TEMPLATE) if item.container} == {"main"}


def test_without_a_pod_there_are_no_containers() -> None:
    assert list(items("containers", BODY, None)) == []
    assert [item.path for item in items("volumes", {"spec": {"hostPath": {}}}, None)] == [("spec",)]


@pytest.mark.parametrize(("container", "pod", "expected"), [
    ({}, {}, {}),
    ({}, {"securityContext": {"runAsUser": 5, "fsGroup": 6}}, {"runAsUser": 5}),
    ({"securityContext": {"runAsUser": 7, "privileged": True}}, {"securityContext": {"runAsUser": 5, "runAsGroup": 8}},
     {"runAsUser": 7, "privileged": True, "runAsGroup": 8}),
    ({"securityContext": "text"}, {"securityContext": ["x"]}, {}),
    ({}, None, {}),
])
def test_effective_security_context(container: dict[str, object], pod: object, expected: dict[str, object]) -> None:
    assert effective(container, pod) == expected


@pytest.mark.parametrize(("kind", "is_workload", "lasting", "expected"), [
    ("Pod", True, True, ["any", "long", "work"]),
    ("Pod", True, False, ["any", "work"]),
    ("Job", True, False, ["any", "work"]),
    ("Role", False, False, ["any", "role"]),
    ("Service", False, False, ["any"]),
])
def test_catalogue(kind: str, is_workload: bool, lasting: bool, expected: list[str]) -> None:
    catalogue = Catalogue([
        rule(id="work", match={"kind": "workload"}), rule(id="role", match={"kind": ["Role", "ClusterRole"]}),
        rule(id="any", match={"kind": "any"}), rule(id="long", match={"kind": "long-running"})])
    assert [one.id for one in catalogue.rules(kind, is_workload, lasting)] == expected


@pytest.mark.parametrize(("kind", "spec", "annotations", "expected"), [
    ("Deployment", {"restartPolicy": "Never"}, {}, True),
    ("Pod", {}, {}, True),
    ("Pod", {"restartPolicy": "Always"}, {"a": "b"}, True),
    ("Pod", {"restartPolicy": "Never"}, {}, False),
    ("Pod", {"restartPolicy": "OnFailure"}, {}, False),
    ("Pod", {}, {"helm.sh/hook": "test"}, False),
    ("Job", {}, {}, False),
    ("CronJob", {}, {}, False),
])
def test_pods_that_are_meant_to_stay(
    kind: str, spec: dict[str, object], annotations: dict[str, str], expected: bool,
) -> None:
    body = {"kind": kind}
    assert is_lasting(Resource(identify(body), body), PodTemplate(("spec",), spec, {}, annotations)) is expected


def test_what_runs_no_pods_has_none_that_stay() -> None:
    assert not is_lasting(Resource(identify({"kind": "Service"}), {"kind": "Service"}), None)


def test_rules_are_read_when_their_kind_comes_up() -> None:
    read: list[str] = []

    def head(name: str, kind: str) -> RuleHead:
        one = rule(id=name, match={"kind": kind})
        return one.head()._replace(read=lambda: read.append(name) or one)

    catalogue = Catalogue([head("role", "Role"), head("any", "any"), head("service", "Service")])
    assert [one.id for one in catalogue.rules("Role", False, False)] == ["any", "role"]
    assert read == ["any", "role"]
    catalogue.rules("Role", False, False)
    assert read == ["any", "role"]


@pytest.mark.parametrize(("field", "expected"), [
    ("env", ("spec", "containers", 0, "env")),
    ("image", ("spec", "containers", 0, "image")),
    (["image", "pod.volumes"], ("spec", "volumes")),
    (["image", "object.kind"], ("kind",)),
    (["image", "tag"], ("spec", "containers", 0, "image")),
])
def test_the_place_of_a_finding(field: object, expected: tuple[object, ...]) -> None:
    item = Item(BODY["spec"]["containers"][0], ("spec", "containers", 0))
    assert place_of(rule(field=field), item, Resource(identify(BODY), BODY), TEMPLATE) == expected


def test_containers_may_stand_elsewhere_and_alone() -> None:
    groups = ((("initContainers",), "init"), (("script",), "main"), (("set", "containers"), "main"))
    spec = {"script": {"name": "one", "env": [{"name": "A"}]}, "set": {"containers": [{"name": "two"}]}}
    template = PodTemplate(("spec",), spec, {}, {}, groups=groups)
    body = {"spec": spec}
    assert [item.path for item in items("main-containers", body, template)] == [
        ("spec", "script"), ("spec", "set", "containers", 0)]
    (variable,) = items("containers.env", body, template)
    assert (variable.path, variable.around) == (("spec", "script", "env", 0), ("spec", "script"))
    assert variable.container is spec["script"]
