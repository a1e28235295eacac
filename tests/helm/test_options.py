"""The arguments of `helm template`."""

from typing import Any

import pytest

from scanner.helm.errors import ArgumentError
from scanner.helm.options import RenderOptions, check_release_name, parse_helm_arguments

GOOD: list[tuple[list[str], dict[str, Any]]] = [
    (["rel", "chart"], {"release": "rel"}),
    (["chart"], {"release": "release-name"}),
    (["chart", "-g"], {"release": "release-name"}),
    (["chart", "--name-template", "static"], {"release": "static"}),
    (["chart", "--name-template", '{{ "A" | lower }}-{{ 1 }}'], {"release": "a-1"}),
    (["rel", "chart", "-n", "ns"], {"release": "rel", "namespace": "ns"}),
    (["rel", "chart", "-nns"], {"release": "rel", "namespace": "ns"}),
    (["rel", "chart", "-n=ns"], {"release": "rel", "namespace": "ns"}),
    (["-gn", "ns", "chart"], {"release": "release-name", "namespace": "ns"}),
    (["--namespace=ns", "rel", "chart"], {"release": "rel", "namespace": "ns"}),
    (["rel", "--set", "a=1", "chart", "--set=b={1,2}"], {"release": "rel", "set": ("a=1", "b={1,2}")}),
    (["rel", "chart", "-f", "a,b", "--values", '"c,d"'], {"release": "rel", "value_files": ("a", "b", "c,d")}),
    (["rel", "chart", "-a", "x/v1,y/v1", "-a", "z/v1"], {"release": "rel", "api_versions": ("x/v1", "y/v1", "z/v1")}),
    (["rel", "chart", "-s", "a,b"], {"release": "rel", "show_only": ("a,b",)}),
    (["rel", "chart", "--no-hooks", "--skip-tests=false"], {"release": "rel", "no_hooks": True}),
    (["rel", "chart", "--dry-run", "--wait", "--timeout", "5m"], {"release": "rel"}),
    (["rel", "chart", "--kube-version", "1.30", "--include-crds", "--is-upgrade"],
     {"release": "rel", "kube_version": "1.30", "include_crds": True, "is_upgrade": True}),
    (["rel", "--", "-chart"], {"release": "rel"}),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "expected"), GOOD)
def test_arguments(arguments: list[str], expected: dict[str, Any]) -> None:
    release, chart, options = parse_helm_arguments(arguments)
    assert options == RenderOptions(**expected)
    assert release == expected["release"] and chart.endswith("chart")


BAD = [
    ([], '"helm template" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]'),
    (["a", "b", "c", "d"], "expected at most two arguments, unexpected arguments: c, d"),
    (["a", "b", "--nope"], "unknown flag: --nope"),
    (["-rel", "b"], "unknown shorthand flag: 'r' in -rel"),
    (["a", "b", "--set"], "flag needs an argument: --set"),
    (["a", "b", "-n"], "flag needs an argument: 'n' in -n"),
    (["a", "b", "---x"], "bad flag syntax: ---x"),
    (["a", "b", "--no-hooks=x"],
     'invalid argument "x" for "--no-hooks" flag: strconv.ParseBool: parsing "x": invalid syntax'),
    (["a", "b", "-g"], "cannot set --generate-name and also specify a name"),
    (["a", "b", "--name-template", "x"], "cannot set --name-template and also specify a name"),
    (["a", "b", "--kube-version", "1"], "invalid kube version '1': illegal version string \"1\""),
    (["a", "b", "--repo", "https://example.com"], "--repo is not supported: charts are read from disk only"),
    (["a", "b", "--dry-run=server"], "--dry-run=server is not supported: no cluster is asked"),
    (["a", "b", "--post-renderer", "x"], "--post-renderer is not supported: no other program is run"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_errors(arguments: list[str], message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        parse_helm_arguments(arguments)
    assert str(caught.value) == message


def test_a_bad_name_template() -> None:
    with pytest.raises(ArgumentError, match="name-template"):
        parse_helm_arguments(["chart", "--name-template", "{{ x"])


@pytest.mark.parametrize("name", ["a", "1", "a-b", "a.b-c.d", "a" * 53])
def test_release_names(name: str) -> None:
    check_release_name(name)


@pytest.mark.parametrize("name", ["A", "a_b", "-a", "a-", "a..b", ".", "a-.b", "a" * 54, "a\n", "é"])
def test_bad_release_names(name: str) -> None:
    with pytest.raises(ArgumentError, match="the length must not be longer than 53$"):
        check_release_name(name)


def test_no_release_name() -> None:
    with pytest.raises(ArgumentError, match="no name provided$"):
        check_release_name("")
