"""Kinds that a group does not have."""

import pytest

from scanner.apischema.kinds import is_judged, stranger
from scanner.apischema.tables import tables


@pytest.mark.parametrize(("api_version", "kind", "expected"), [
    ("apps/v1", "Deployment", True), ("apps/v1", "Nothing", True), ("v1", "Nothing", True), ("apps/v7", "Deployment", True),
    ("v1", "Config", False), ("v1", "Template", False), ("apps/v1", "DeploymentList", False), ("example.com/v1", "Deployment", False),
    ("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration", False), ("extensions/v1beta1", "Ingress", False),
])
def test_the_table_has_the_word_on_its_groups_only(api_version: str, kind: str, expected: bool) -> None:
    assert is_judged(tables(), api_version, kind) is expected


@pytest.mark.parametrize(("api_version", "kind", "minor", "expected"), [
    ("apps/v1", "Deployment", 35, None),
    ("apps/v1", "Deploymnet", 35, ("kind", "apps/v1 has no kind Deploymnet; the nearest known kind is Deployment")),
    ("apps/v1", "Zzz", 35, ("kind", "apps/v1 has no kind Zzz")),
    ("apps/v1", "Ingress", 35, ("apiVersion", "apps/v1 has no kind Ingress; Ingress is in networking.k8s.io/v1")),
    ("v1", "Deployment", 35, ("apiVersion", "v1 has no kind Deployment; Deployment is in apps/v1")),
    ("apps/v2", "Deployment", 35, ("apiVersion", "apps/v2 is no API version; Deployment is in apps/v1")),
    ("apps/v2", "Deploy", 35, ("kind", "apps/v2 is no API version; the nearest known kind is Deployment")),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", 29, (
        "apiVersion", "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy exists since Kubernetes 1.30; the target is 1.29")),
    ("resource.k8s.io/v1alpha2", "ResourceClass", 31, (
        "apiVersion", "resource.k8s.io/v1alpha2 ResourceClass was removed in Kubernetes 1.31; the target is 1.31")),
])
def test_strangers(api_version: str, kind: str, minor: int, expected: tuple[str, str] | None) -> None:
    assert stranger(tables(), minor, api_version, kind) == expected
