from typing import Any

import pytest

from scanner.rules.installs import commands, installs, runs_image


@pytest.mark.parametrize(("body", "charts"), [
    ({"chart": "ingress-nginx", "repository": "https://x"}, ["ingress-nginx"]),
    ({"chart": "oci://registry.example.org/charts/Velero"}, ["velero"]),
    ({"addon_name": "aws-ebs-csi-driver"}, ["aws-ebs-csi-driver"]),
    ({"dependencies": ["redis", "postgresql"]}, ["redis", "postgresql"]),
    ({"spec": {"chart": {"spec": {"chart": "loki"}}}}, ["loki"]),
    ({"spec": {"source": {"chart": "falco", "repoURL": "x"}}}, ["falco"]),
    ({"spec": {"source": {"path": "charts/kube-prometheus-stack/"}}}, ["kube-prometheus-stack"]),
    ({"spec": {"sources": [{"chart": "a"}, {"ref": "values"}, {"chart": "b"}]}}, ["a", "b"]),
    ({"spec": {"template": {"spec": {"source": {"chart": "a"}}}}}, ["a"]),
    ({"spec": {"chart": "traefik"}}, ["traefik"]),
    ({"spec": "x"}, []),
    ({}, []),
])
def test_installs(body: dict[str, Any], charts: list[str]) -> None:
    assert installs(body) == charts


def test_a_chart_that_is_not_known() -> None:
    with pytest.raises(ValueError, match="not known"):
        installs({"chart": {"\ufdd0": "var.chart has no value"}})


@pytest.mark.parametrize(("image", "expected"), [
    ("falcosecurity/falco:1", True), ("docker.io/falcosecurity/falco@sha256:0", True), ("falco", True),
    ("example.org/notfalco", False), ("falco/other", False), (None, False),
])
def test_runs_image(image: str | None, expected: bool) -> None:
    assert runs_image({"containers": [{"image": "x"}, {"image": image}]}, ["falco", "tetragon"]) is expected
    assert runs_image({"initContainers": [{"image": image}]}, ["falco"]) is expected
    assert runs_image({"containers": "x"}, ["falco"]) is False


@pytest.mark.parametrize(("pod", "expected"), [
    ({"containers": [{"command": ["restic"], "args": ["check", 5]}, {"args": ["x"]}]}, ["restic check 5", "x"]),
    ({"initContainers": [{"command": ["a"]}], "containers": [{}]}, ["a", ""]),
    ({"containers": [{"command": "sh -c x"}, "y"]}, ["sh -c x"]),
    ({"containers": "x"}, []), ({}, []),
])
def test_commands(pod: dict[str, Any], expected: list[str]) -> None:
    assert commands(pod) == expected


def test_a_command_that_is_not_known() -> None:
    with pytest.raises(ValueError, match="not known"):
        commands({"containers": [{"command": ["a", {"\ufdd0": "var.x has no value"}]}]})
