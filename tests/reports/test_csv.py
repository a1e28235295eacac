"""Findings as a table."""

from __future__ import annotations

import csv
import io

from scanner.model.report import Report
from scanner.reports.csv import COLUMNS, render
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import NAMES, hostile_report


def table(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(report), newline=""), strict=True))


def test_a_finding() -> None:
    (found,) = table(report_of(POD, [rule(frameworks=["PSS baseline", "CIS Kubernetes 5.2.2"])]))
    assert tuple(found) == COLUMNS and len(found.pop("fingerprint")) == 32
    assert found == {
        "severity": "high", "rule": "image-written", "title": "Containers name an image",
        "message": "Container 'helper' has no image.", "file": "web.yaml", "line": "8", "column": "7",
        "resource": "Pod/web",
        "namespace": "shop", "container": "helper", "environments": "", "dependency": "", "instances": "1",
        "remediation": "Write the image.", "checklist": "a/b", "frameworks": "PSS baseline, CIS Kubernetes 5.2.2",
    }


def test_nothing_found_is_a_header() -> None:
    assert render(Report()) == ",".join(COLUMNS) + "\r\n"


def test_no_cell_is_a_formula() -> None:
    found = table(hostile_report())
    assert len(found) == len(NAMES)
    cells = [cell for row in found for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {"'=cmd|' /C calc'!A0", "'+1", "'-2", "'@everyone"} <= set(cells)
    assert all("\n" not in cell for cell in cells)
