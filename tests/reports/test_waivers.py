"""The list of decisions."""

from __future__ import annotations

import json

from scanner.model.provenance import Provenance
from scanner.model.report import Report
from scanner.model.source import SourceFile
from scanner.model.waiver import Decision, WaiverEntry
from scanner.reports.waivers import as_json, as_text

WHERE = Provenance.literal("a.yaml", 5, 6)
REPORT = Report(sources={"a.yaml": SourceFile("a.yaml", "a: 1\nb: 2\n")}, decisions=(
    Decision(WaiverEntry(("x", "y"), "so it\x1b is", "comment", WHERE, "me", "2030-01-01"), 2, False),
    Decision(WaiverEntry(("z",), "once", "comment", WHERE), 0, True),
    Decision(WaiverEntry(("z",), "in vain", "comment", WHERE), 0, False)))


def test_as_text() -> None:
    text = as_text(REPORT)
    assert text.splitlines()[0] == "a.yaml:2: x, y: covers 2 failures" and "\x1b" not in text
    assert "(by me, until 2030-01-01)" in text and "z: ended" in text and "z: covers nothing" in text
    assert text.endswith("3 waivers\n")


def test_as_json() -> None:
    first, *_ = json.loads(as_json(REPORT))
    assert first == {"rules": ["x", "y"], "reason": "so it\x1b is", "source": "comment", "owner": "me",
                     "until": "2030-01-01", "file": "a.yaml", "line": 2, "covered": 2, "ended": False}
