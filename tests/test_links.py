"""Findings in files that were read through symbolic links."""

from __future__ import annotations

import os
from pathlib import Path

from scanner.links import resolved
from scanner.reports.rows import rows
from scanner.scan import Request, scan
from tests.helm.charts import head, write

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  hostNetwork: true\n  containers: []\n"


def found(root: Path, path: str) -> set[tuple[str, int]]:
    """File and line of the findings about the network of the node."""
    report = resolved(scan(Request((str(root / path),), root=root)), root)
    assert all(row.place.file in report.sources for row in rows(report))
    return {(row.place.file, row.place.line) for row in rows(report) if row.judgement.rule.id == "host-network"}


def test_a_template_that_is_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"web/Chart.yaml": head(), "common/pod.yaml": POD})
    (tmp_path / "web/templates").mkdir()
    os.symlink("../../common/pod.yaml", tmp_path / "web/templates/pod.yaml")
    assert found(tmp_path, "web") == {("common/pod.yaml", 5)}


def test_a_folder_that_is_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"charts/web/Chart.yaml": head(), "charts/web/templates/pod.yaml": POD})
    os.symlink("charts/web", tmp_path / "current")
    assert found(tmp_path, "current") == {("charts/web/templates/pod.yaml", 5)}
    assert found(tmp_path, "charts/web") == {("charts/web/templates/pod.yaml", 5)}


def test_both_ways_to_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"charts/web/Chart.yaml": head(), "charts/web/templates/pod.yaml": POD})
    os.symlink("web", tmp_path / "charts/copy")
    report = resolved(scan(Request((str(tmp_path / "charts/copy"), str(tmp_path / "charts/web")), root=tmp_path)), tmp_path)
    assert {row.place.file for row in rows(report) if row.judgement.rule.id == "host-network"} == {"charts/web/templates/pod.yaml"}


def test_what_leads_out_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/pod.yaml": POD})
    (tmp_path / "repo").mkdir()
    os.symlink("../elsewhere", tmp_path / "repo/link")
    assert found(tmp_path / "repo", "link") == {("link/pod.yaml", 5)}


def test_a_report_without_links_is_itself(tmp_path: Path) -> None:
    write(tmp_path, {"pod.yaml": POD})
    report = scan(Request((str(tmp_path),), root=tmp_path))
    assert resolved(report, tmp_path) is report
