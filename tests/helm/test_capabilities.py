"""`.Capabilities`."""

import pytest

from scanner.gotemplate.values import go_kind, go_type
from scanner.helm.capabilities import VersionSet, capabilities, default_api_versions, parse_kube_version
from scanner.helm.errors import ArgumentError

VERSIONS = [
    # given, version, normalised, major, minor
    ("1.20", "v1.20", "v1.20", "1", "20"),
    ("v1.28.3-gke.100", "v1.28.3-gke.100", "v1.28.3", "1", "28"),
    ("1.28.0+k3s1", "v1.28.0+k3s1", "v1.28.0", "1", "28"),
    ("1.20.3.4", "v1.20.3.4", "v1.20.3.4", "1", "20"),
    ("v1.02.3", "v1.02.3", "v1.2.3", "1", "2"),
    (" 1.2", "v 1.2", "v1.2", "1", "2"),
    ("1.2.x", "v1.2.x", "v1.2", "1", "2"),
]


@pytest.mark.parametrize(("text", "version", "normalized", "major", "minor"), VERSIONS)
def test_kube_versions(text: str, version: str, normalized: str, major: str, minor: str) -> None:
    found = parse_kube_version(text)
    assert (found.version, found.normalized, found.major, found.minor) == (version, normalized, major, minor)
    assert (found.String(), found.GitVersion(), found.go_pointer_string()) == (normalized, version, normalized)


BAD = [
    ("1", 'illegal version string "1"'),
    ("abc", 'could not parse "abc" as version'),
    ("V1.2", 'could not parse "V1.2" as version'),
    ("", 'could not parse "" as version'),
    ("01.2", 'illegal zero-prefixed version component "01" in "01.2"'),
    ("1.2\nx", 'could not parse "1.2\\nx" as version'),
    (
        "1.99999999999999999999",
        'illegal non-numeric version component "99999999999999999999" in "1.99999999999999999999": '
        'strconv.ParseUint: parsing "99999999999999999999": value out of range',
    ),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_bad_kube_versions(text: str, reason: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        parse_kube_version(text)
    assert str(caught.value) == f"invalid kube version '{text}': {reason}"


def test_long_numbers_are_no_trouble() -> None:
    assert parse_kube_version("1." + "0" * 10_000 + "7").minor == "7"
    with pytest.raises(ArgumentError):
        parse_kube_version("1." + "7" * 10_000)


def test_defaults() -> None:
    known = capabilities()
    assert known.kube_version.version == "v1.35.0" and len(known.api_versions) == 57
    assert known.api_versions[0] == "v1" and known.api_versions[-1] == "apiextensions.k8s.io/v1"
    assert len(set(default_api_versions())) == 57
    assert capabilities(helm_version=3).kube_version.version == "v1.32.0"
    assert known.helm_version.go_fields()["GitTreeState"] == "clean"


def test_api_versions() -> None:
    known = capabilities("1.20", ["x/v1/Kind"])
    assert known.api_versions.Has("x/v1/Kind") and known.api_versions.Has("apps/v1")
    assert not known.api_versions.Has("apps/v1/Deployment")


def test_go_types() -> None:
    known = capabilities()
    assert (go_type(known), go_kind(known)) == ("*common.Capabilities", "ptr")
    assert (go_type(known.kube_version), go_kind(known.kube_version)) == ("common.KubeVersion", "struct")
    assert (go_type(VersionSet()), go_kind(VersionSet())) == ("common.VersionSet", "slice")
    assert list(known.kube_version.go_fields()) == ["Version", "normalizedVersion", "Major", "Minor"]
    assert known.kube_version.go_string() is None
