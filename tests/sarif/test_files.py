"""Locations held against files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.reports.lines import LineHashes
from scanner.sarif import validate
from tests.sarif.logs import LOG, PHYSICAL, PLACE, REGION, URI, changed

TEXT = "a: 1\n\nimage: x\n"


def files(tmp_path: Path, text: str = TEXT) -> Path:
    (tmp_path / "charts/web").mkdir(parents=True)
    (tmp_path / "charts/web/values.yaml").write_text(text)
    return tmp_path


@pytest.mark.parametrize(("path", "value", "problem"), [
    ((*REGION, "startLine"), 3, None),
    (URI, "charts/web/gone.yaml", "file-exists"),
    (URI, "../outside.yaml", "uri-form"),
    (URI, "%2E%2E/outside.yaml", "file-exists"),
    (REGION, {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 1}, None),
    (REGION, {"startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 1}, "line-exists"),
    (REGION, {"startLine": 4, "startColumn": 2, "endLine": 4, "endColumn": 2}, "line-exists"),
    (REGION, {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 10}, "line-exists"),
    (PHYSICAL, {"artifactLocation": {"uri": "charts/web"}, "region": PLACE["region"]}, "file-exists"),
])
def test_locations_are_held_against_files(path: tuple[str | int, ...], value: object, problem: str | None,
                                          tmp_path: Path) -> None:
    log = changed(path, value)
    log["runs"][0]["results"][0].pop("partialFingerprints")
    log["runs"][0]["results"][0].pop("relatedLocations")
    log["runs"][0]["results"][0]["message"]["text"] = "Bad."
    found = [placed.problem.check for placed in validate(json.dumps(log), files(tmp_path))]
    assert found == ([problem] if problem else []) or problem in found


def test_line_hashes_are_held_against_lines(tmp_path: Path) -> None:
    root = files(tmp_path)
    assert [one.problem.check for one in validate(json.dumps(LOG), root)] == ["fingerprint"]
    right = changed(("runs", 0, "results", 0, "partialFingerprints"),
                    {"primaryLocationLineHash": LineHashes(TEXT).of(3)})
    assert validate(json.dumps(right), root) == []
