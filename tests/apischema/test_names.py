"""What somebody meant who wrote a name that does not exist."""

import pytest

from scanner.apischema.names import choice, dotted, elsewhere, listed, nearest
from scanner.apischema.tables import tables
from scanner.model.resource import Path

POD = [("core.v1.PodSpec", ("spec", "template", "spec")), ("core.v1.PodTemplateSpec", ("spec", "template")),
       ("apps.v1.DeploymentSpec", ("spec",)), ("apps.v1.Deployment", ())]
CONTAINER = [("core.v1.Container", ("spec", "template", "spec", "containers", 0)), *POD]


@pytest.mark.parametrize(("name", "expected"), [
    ("imagePullpolicy", "imagePullPolicy"), ("image_pull_policy", "imagePullPolicy"), ("imagepull", ""), ("imag", "image"),
    ("resource", "resources"), ("zzz", ""), ("", ""), ("x" * 10_000, ""),
])
def test_nearest(name: str, expected: str) -> None:
    assert nearest(name, ["image", "imagePullPolicy", "resources"]) == expected


@pytest.mark.parametrize(("path", "expected"), [
    ((), ""), (("spec", "containers", 0, "image"), "spec.containers[0].image"),
    (("metadata", "annotations", "a.b/c"), "metadata.annotations['a.b/c']"), (("a-b", "c_d"), "a-b.c_d"),
    (("", "x"), "[''].x"), (("y" * 100,), f"['{'y' * 60}…']"),
])
def test_dotted(path: Path, expected: str) -> None:
    assert dotted(path) == expected


@pytest.mark.parametrize(("around", "name", "expected"), [
    (POD, "livenessProbe", "spec.template.spec.containers[].livenessProbe"),
    (POD, "replicas", "spec.replicas"),
    (CONTAINER, "nodeSelector", "spec.template.spec.nodeSelector"),
    (CONTAINER, "privileged", "spec.template.spec.containers[0].securityContext.privileged"),
    (POD[2:], "containers", "spec.template.spec.containers"),
    (POD[:1], "nowhere", ""),
])
def test_elsewhere(around: list[tuple[str, Path]], name: str, expected: str) -> None:
    assert elsewhere(tables(), 35, name, around) == expected


def test_elsewhere_knows_the_version() -> None:
    assert elsewhere(tables(), 31, "resources", POD[1:]) == "spec.template.spec.containers[].resources"
    assert elsewhere(tables(), 32, "resources", POD[1:]) == "spec.template.spec.resources"


def test_choices() -> None:
    assert choice("a", ["A", "B"]) == "A or B is expected"
    many = [f"Value{number}" for number in range(20)]
    assert choice("value7", many) == "one of 20 other values is expected; the nearest is 'Value7'"
    assert choice("zzz", many) == "one of 20 other values is expected"
    assert listed(["A"]) == "A" and listed(["A", "B", "C"]) == "A, B or C"
