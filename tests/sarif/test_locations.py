"""Locations: addresses and regions."""

from __future__ import annotations

import pytest

from scanner.sarif import locations
from tests.sarif.logs import GONE, LOG, PHYSICAL, REFERENCE, REGION, RULE, RUN, URI, Path, changed, found, problems


@pytest.mark.parametrize(("path", "value", "check", "level"), [
    ((*PHYSICAL, "region"), GONE, "region-line", "error"),
    ((*PHYSICAL, "artifactLocation"), {}, "uri-present", "error"),
    (URI, "", "uri-present", "error"),
    (URI, "a b.yaml", "uri-form", "error"),
    (URI, "a%zz.yaml", "uri-form", "error"),
    (URI, "a\\b.yaml", "uri-form", "error"),
    (URI, "a/../b.yaml", "uri-form", "error"),
    (URI, "./a.yaml", "uri-form", "warning"),
    (URI, "/a.yaml", "uri-base", "error"),
    (URI, "nginx:1.23", "uri-scheme", "error"),
    (URI, "https://example.com/a.yaml", "uri-scheme", "error"),
    (URI, "file:///a.yaml", "uri-scheme", "warning"),
    ((*PHYSICAL, "artifactLocation"), {"uri": "file:///a.yaml", "uriBaseId": "R"}, "uri-base", "error"),
    ((*RUN, "originalUriBaseIds"), {"R": {"uri": "file:///repo"}}, "uri-base", "error"),
    ((*RUN, "originalUriBaseIds"), {"R": {"uri": "repo/"}}, "uri-base", "error"),
    ((*PHYSICAL, "artifactLocation"), {"index": 3}, "index", "error"),
    ((*RULE, "relationships"), [{"target": REFERENCE}], "index", "error"),
    ((*REGION, "endLine"), 2, "region-order", "error"),
    ((*REGION, "startColumn"), 10, "region-order", "error"),
    ((*REGION, "endLine"), 40, "region-size", "warning"),
    ((*REGION, "endColumn"), GONE, "region-whole", "warning"),
    ((*PHYSICAL, "contextRegion"), LOG["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"],
     "context-region", "error"),
    ((*PHYSICAL, "contextRegion"), {"startLine": 4, "endLine": 9}, "context-region", "error"),
])
def test_problems(path: Path, value: object, check: str, level: str) -> None:
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("path", "value"), [
    (URI, "charts/web/a%20b.yaml"),
    ((*PHYSICAL, "contextRegion"), {"startLine": 1, "endLine": 9}),
    ((*RUN, "originalUriBaseIds"), {"R": {"uri": "file:///repo/"}, "S": {"uri": "sub/", "uriBaseId": "R"}}),
])
def test_what_is_fine(path: Path, value: object) -> None:
    assert problems(changed(path, value)) == []


def test_indices_of_taxa_are_followed() -> None:
    log = changed((*RULE, "relationships"), [{"target": REFERENCE}])
    log["runs"][0]["taxonomies"] = [{"name": "t", "taxa": [{"id": "a"}]}]
    assert problems(log) == []
    log["runs"][0]["taxonomies"] = [{"name": "t", "taxa": [{"id": "b"}]}]
    assert [one.check for one in problems(log)] == ["index"]
    log["runs"][0]["taxonomies"] = [{"name": "t", "taxa": []}]
    assert [one.check for one in problems(log)] == ["index"]


def test_every_check_says_what_it_is_about() -> None:
    assert all(check.__doc__ for check in locations.CHECKS)
