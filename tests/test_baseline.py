"""Findings that are known already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner import baseline
from scanner.baseline import Baseline, BaselineError, Entry, read, text
from scanner.model.judgement import BASELINE, Waiver
from scanner.model.report import Report
from tests.manifests import POD, report_of, rule


def report() -> Report:
    return report_of(f"{POD}---\n{POD.replace('name: web', 'name: api')}", [rule()])


def test_a_baseline_can_be_read_again(tmp_path: Path) -> None:
    found = baseline.of(report())
    assert [(one.rule, one.resource, one.file, one.count) for one in found.entries] == [
        ("image-written", "Pod/api", "web.yaml", 1), ("image-written", "Pod/web", "web.yaml", 1)]
    (tmp_path / "b.json").write_text(text(found))
    assert read(tmp_path / "b.json", "b.json") == found
    (tmp_path / "b.json").write_text(text(Baseline()))
    assert read(tmp_path / "b.json", "b.json") == Baseline()


def test_each_finding_has_a_line_without_numbers() -> None:
    lines = text(baseline.of(report())).splitlines()
    assert len(lines) == 4 and '"line"' not in lines[1]


def test_what_is_waived_or_set_aside_is_no_part_of_it() -> None:
    whole = report()
    failures = whole.findings
    changed = whole._replace(judgements=(
        failures[0]._replace(waiver=Waiver("r", "s")), failures[1]._replace(aside=BASELINE)))
    assert [one.resource for one in baseline.of(changed).entries] == ["Pod/api"]
    assert baseline.of(whole._replace(judgements=(failures[0]._replace(aside="unchanged"),))) == Baseline()


def test_the_same_finding_several_times_is_counted() -> None:
    doubled = report_of(f"{POD}---\n{POD}", [rule()])
    (entry,) = baseline.of(doubled).entries
    assert entry.count == 2 and baseline.of(doubled).counts == {entry.fingerprint: 2}
    assert json.loads(text(Baseline((entry,))))["findings"][0]["count"] == 2


def test_what_is_repaired_can_be_taken_out() -> None:
    repaired = report_of(POD, [rule()])
    known = baseline.of(report())
    assert [one.name for one in known.gone(repaired)] == ["Pod/api"]
    assert [one.resource for one in known.pruned(repaired).entries] == ["Pod/web"]
    (notice,) = known.notices(repaired)
    assert notice.summary == "1 of 2 findings in the baseline occur no more in what was scanned."
    assert known.notices(report()) == ()


@pytest.mark.parametrize(("content", "problem"), [
    ("{", "is not valid JSON"), ("[]", "is no baseline of version 1"), ('{"version": 2, "findings": []}', "is no baseline"),
    ("[" * 100_000, "is not valid JSON"),
    ('{"version": 1, "findings": [{}]}', "finding 0 has not rule, resource, file and fingerprint"),
    ('{"version": 1, "findings": [{"rule": "a", "resource": "b", "file": "c", "fingerprint": "d", "count": 0}]}', "finding 0"),
])
def test_what_is_no_baseline(content: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(content)
    with pytest.raises(BaselineError, match=f"^b.json: {problem}"):
        read(tmp_path / "b.json", "b.json")


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BaselineError, match="cannot be read: No such file.*baseline create"):
        read(tmp_path / "none", "b.json")
    monkeypatch.setattr(baseline, "MAX_SIZE", 1)
    (tmp_path / "b.json").write_text(text(Baseline((Entry("a", "b", "c", "d"),))))
    with pytest.raises(BaselineError, match="larger than 1 bytes"):
        read(tmp_path / "b.json", "b.json")
