"""Chart.yaml: checks, cleaning and `.Chart`."""

from typing import Any

import pytest

from scanner.gotemplate.values import StringMap
from scanner.helm.errors import ChartError
from scanner.helm.metadata import NilStringMap, checked_metadata, sanitized

GOOD = {"name": "web", "version": "1.0.0"}


@pytest.mark.parametrize(
    "version",
    ["1", "1.2", "v1.2.3", "01.2.3", "1.2.3-rc.1+build.5", "1.2.3-0a", "1.2.3--", "18446744073709551615.0.0"],
)
def test_loose_versions(version: str) -> None:
    assert checked_metadata({**GOOD, "version": version}, []).version == version


BAD: list[tuple[dict[str, Any], str]] = [
    ({"version": "1.0.0"}, "chart.metadata.name is required"),
    ({"name": "web"}, "chart.metadata.version is required"),
    ({**GOOD, "name": "."}, 'chart.metadata.name "." is not allowed'),
    ({**GOOD, "name": "a/b"}, 'chart.metadata.name "a/b" is invalid'),
    ({**GOOD, "version": "abc"}, 'chart.metadata.version "abc" is invalid'),
    ({**GOOD, "version": "1.2.3.4"}, 'chart.metadata.version "1.2.3.4" is invalid'),
    ({**GOOD, "version": "1.2.3-01"}, 'chart.metadata.version "1.2.3-01" is invalid'),
    ({**GOOD, "version": "1.2.3 "}, 'chart.metadata.version "1.2.3 " is invalid'),
    ({**GOOD, "version": "18446744073709551616"}, 'chart.metadata.version "18446744073709551616" is invalid'),
    ({**GOOD, "type": "other"}, "chart.metadata.type must be application or library"),
    ({**GOOD, "maintainers": [None]}, "maintainers must not contain empty or null nodes"),
    ({**GOOD, "dependencies": [None]}, "dependencies must not contain empty or null nodes"),
    (
        {**GOOD, "dependencies": [{"name": "a", "alias": "x.y"}]},
        'dependency "a" has disallowed characters in the alias',
    ),
    (
        {**GOOD, "dependencies": [{"name": "a"}, {"name": "b", "alias": "a"}]},
        'more than one dependency with name or alias "a"',
    ),
]


@pytest.mark.parametrize(("fields", "message"), BAD)
def test_checks(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ChartError) as caught:
        checked_metadata(fields, [])
    assert str(caught.value) == f"validation: {message}"


@pytest.mark.parametrize(
    ("text", "expected"), [("plain", "plain"), ("a\tb\u2028c", "a b c"), ("a\x07b\u200bc", "abc"), ("é €", "é €")]
)
def test_sanitizes(text: str, expected: str) -> None:
    assert sanitized(text) == expected


def test_chart_map_has_every_field() -> None:
    metadata = checked_metadata(
        {
            **GOOD,
            "apiVersion": "v2",
            "annotations": {"a": "b"},
            "maintainers": [{"name": "Ann"}],
            "dependencies": [{"name": "db", "version": "1", "tags": ["t"], "import-values": ["x"]}],
        },
        [],
    )
    shown = metadata.go_map(True)
    assert shown["Annotations"] == {"a": "b"} and type(shown["Annotations"]) is StringMap
    assert shown["Maintainers"] == [{"Name": "Ann", "Email": "", "URL": ""}]
    assert shown["Dependencies"] == [
        {
            "Name": "db", "Version": "1", "Repository": "", "Condition": "", "Tags": ["t"],
            "Enabled": False, "ImportValues": ["x"], "Alias": "",
        }
    ]  # fmt: skip
    assert shown["IsRoot"] is True and shown["Deprecated"] is False and shown["Keywords"] == []
    assert len(shown) == 18


def test_absent_annotations_are_a_nil_map() -> None:
    assert type(checked_metadata(GOOD, []).go_map(False)["Annotations"]) is NilStringMap


def test_places_of_dependencies() -> None:
    metadata = checked_metadata({**GOOD, "dependencies": [{"name": "a"}, {"name": "b"}]}, ["first"])
    assert [each.place for each in metadata.dependencies or ()] == ["first", None]
