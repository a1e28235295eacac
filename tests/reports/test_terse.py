"""Findings and notices in one line each."""

from __future__ import annotations

from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.report import Level, Notice, Report
from scanner.model.source import SourceFile
from scanner.reports.rows import rows
from scanner.reports.terse import finding_lines, notice_lines
from scanner.scan import Request, scan

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: []}\n"


def test_a_finding_is_one_line() -> None:
    found = rows(scan(Request(("-",), stdin=POD)))
    (line,) = [line for line in finding_lines(found) if " host-network " in line]
    assert line == "stdin:4:21: high host-network The pod uses the network of its node (hostNetwork is true)."
    assert all(len(line.split("\n")) == 1 for line in finding_lines(found))
    (coloured,) = [line for line in finding_lines(found, True) if " host-network " in line]
    assert "\x1b[1;31mhigh\x1b[0m" in coloured and "\x1b" not in line


def test_hostile_text_is_written_out() -> None:
    found = rows(scan(Request(("-",), stdin=POD.replace("name: a", 'name: "a\\e[31m\\nb"'))))
    assert not any("\x1b" in line or "\n" in line for line in finding_lines(found))


def test_notices() -> None:
    source = SourceFile("a.yaml", "one\ntwo\n")
    report = Report(notices=(
        Notice(Level.INFO, "Something."), Notice(Level.WARNING, "Careful.", "Line\nbreaks here.", NOWHERE),
        Notice(Level.ERROR, "Broken\x1b.", "", Provenance.literal("a.yaml", 4, 7)),
    ), sources={"a.yaml": source})
    assert list(notice_lines(report)) == ["warning: Careful. Line breaks here.", "a.yaml:2:1: error Broken\\x1b."]
    assert list(notice_lines(report, verbose=True))[0] == "info: Something."
    alike = report._replace(notices=tuple(Notice(Level.WARNING, "Careful.", f"Number {number}.") for number in range(3)))
    assert list(notice_lines(alike)) == ["warning: Careful. Number 0. (and 2 more like it)"]
    assert list(notice_lines(report, colour=True))[1] == "a.yaml:2:1: \x1b[1;31merror\x1b[0m Broken\\x1b."
