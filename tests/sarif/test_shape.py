"""Logs that have not the form of the standard."""

from __future__ import annotations

import pytest

from scanner.sarif import shape
from tests.sarif.logs import GONE, REGION, RESULT, RUN, Path, changed, found, problems


@pytest.mark.parametrize(("path", "value", "check", "level"), [
    (("version",), "2.0.0", "schema", "error"),
    (("runs",), {}, "schema", "error"),
    ((*RESULT, "level"), "bogus", "schema", "error"),
    ((*REGION, "startLine"), 0, "schema", "error"),
    ((*RESULT, "message"), GONE, "schema", "error"),
    ((*RUN, "tool"), GONE, "schema", "error"),
    ((*RESULT, "suppressions"), [{"kind": "elsewhere"}], "schema", "error"),
    ((*RESULT, "guid"), "12", "schema", "error"),
    ((*RESULT, "relatedLocations"), None, "null", "error"),
    (("$schema",), GONE, "schema-uri", "error"),
    (("$schema",), "https://example.com/sarif-2.1.0-rtm.5.json", "schema-uri", "warning"),
])
def test_problems(path: Path, value: object, check: str, level: str) -> None:
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("path", "value"), [
    ((*RESULT, "properties"), {"anything": None, "artifactLocation": {"uri": ":"}}),
])
def test_what_is_fine(path: Path, value: object) -> None:
    assert problems(changed(path, value)) == []


def test_every_check_says_what_it_is_about() -> None:
    assert all(check.__doc__ for check in shape.CHECKS)
