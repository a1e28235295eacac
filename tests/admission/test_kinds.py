"""Resources of kinds."""

from __future__ import annotations

import pytest

from scanner.admission.kinds import Kinds, ResourceKind, equivalents, plural
from tests.admission.policies import resources

DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: octopi.sea.example.com}
spec:
  group: sea.example.com
  scope: Cluster
  names: {kind: Octopus, plural: octopi}
"""


@pytest.mark.parametrize(("kind", "expected"), [
    ("Pod", "pods"), ("Ingress", "ingresses"), ("NetworkPolicy", "networkpolicies"), ("Endpoints", "endpoints"),
    ("StorageClass", "storageclasses"), ("Prefix", "prefixes"), ("Branch", "branches"), ("Gateway", "gateways")])
def test_plurals_are_guessed(kind: str, expected: str) -> None:
    assert plural(kind) == expected


@pytest.mark.parametrize(("group", "kind", "expected"), [
    ("", "Pod", ResourceKind("pods", True, True)),
    ("", "Namespace", ResourceKind("namespaces", False, True)),
    ("rbac.authorization.k8s.io", "ClusterRole", ResourceKind("clusterroles", False, True)),
    ("sea.example.com", "Octopus", ResourceKind("octopi", False)),
    ("sea.example.com", "Squid", ResourceKind("squids", None)),
    ("cert-manager.io", "ClusterIssuer", ResourceKind("clusterissuers", False)),
])
def test_kinds(group: str, kind: str, expected: ResourceKind) -> None:
    assert Kinds(resources(DEFINITION)).find(group, kind) == expected


def test_groups_of_equal_meaning() -> None:
    assert equivalents("apps", "Deployment") == ("apps", "extensions")
    assert equivalents("extensions", "Ingress") == ("extensions", "networking.k8s.io")
    assert equivalents("apps", "StatefulSet") == ("apps",)


def test_definitions_without_names_say_nothing() -> None:
    kinds = Kinds(resources(DEFINITION.replace("names: {kind: Octopus, plural: octopi}", "names: {}")))
    assert kinds.find("sea.example.com", "Octopus") == ResourceKind("octopuses", None)
