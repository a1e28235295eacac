"""Reports that are read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.model.checklist import EarlierItem
from scanner.readiness.earlier import EarlierError, read
from scanner.reports.checklist import json as data
from tests.reports.checklist.made import whole


def test_a_report_of_now(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(data.render(whole()), encoding="utf-8")
    found = read(path, str(path))
    assert found.name == "old.json" and len(found.items) == 9
    assert found.items[1] == EarlierItem("a/supported", "Security", "The item a/supported", "met", "strong")


def test_a_report_of_version_1(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"version": 1, "items": [
        {"id": "a", "section": "S", "text": "T", "status": "met", "strength": "proof"},
        {"id": "b", "section": "S", "text": "T", "status": "not met", "strength": "proof"},
        {"id": "c", "section": "S", "text": "T", "status": "manual", "strength": "none"}, {"id": 5}, "x"]}))
    assert [(one.status, one.strength) for one in read(path, "old.json").items] == [
        ("met", "proof"), ("not met", "none"), ("not scanned", "none")]


@pytest.mark.parametrize(("text", "said"), [
    (None, "cannot be read: No such file"), ("{", "is no JSON"), ("[" * 100_000, "is no JSON"),
    ("[]", "is no report of the checklist"),
    ('{"version": 1, "findings": []}', "is no report of the checklist"),
    ('{"version": 9, "items": []}', "version 9 is not known"), ('{"items": []}', "version None is not known")])
def test_what_is_none(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "old.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(EarlierError, match=said):
        read(path, "old.json")
