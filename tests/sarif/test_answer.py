"""What is told, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.sarif import answer
from scanner.sarif.answer import as_json, as_text
from tests.sarif.logs import LOG, URI, changed


def files(folder: Path) -> dict[str, str]:
    """Names and paths: one file of each kind."""
    texts = {"fine": json.dumps(LOG), "odd": json.dumps(changed(URI, "./a.yaml")),
             "bad": json.dumps(changed(URI, "a b\x1b")),
             "text": "no JSON"}
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "bytes").write_bytes(b"\xff")
    return {name: str(folder / name) for name in (*texts, "bytes", "gone")}


@pytest.mark.parametrize(("names", "strict", "code"), [
    (["fine"], False, 0), (["fine"], True, 0), (["odd"], False, 0), (["odd"], True, 1), (["bad"], False, 1),
    (["text"], False, 3), (["bytes"], False, 3), (["gone"], False, 3), (["bad", "gone", "fine"], False, 3)])
def test_codes(names: list[str], strict: bool, code: int, tmp_path: Path) -> None:
    known = files(tmp_path)
    assert answer.answer([known[name] for name in names], None, strict)[1] == code


def test_text(tmp_path: Path) -> None:
    known = files(tmp_path)
    shown = as_text(answer.answer([known[name] for name in ("fine", "bad", "gone", "bytes")], None, False)[0])
    assert "\x1b" not in shown
    lines = [line.replace(str(tmp_path), "") for line in shown.splitlines()]
    assert lines[0] == "/fine: 0 errors, 0 warnings" and lines[2] == "/bad: 1 errors, 0 warnings"
    assert lines[1].endswith("error: runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri: 'a b\\x1b' is no URI "
                             "reference: ' ' must be written as percent and two digits [uri-form]")
    assert lines[3] == "/gone: error: cannot be read: No such file or directory"
    assert lines[4] == "/bytes: error: is not UTF-8 (byte 0)"


def test_json(tmp_path: Path) -> None:
    known = files(tmp_path)
    found = json.loads(as_json(answer.answer([known["bad"], known["text"]], None, False)[0]))
    assert [problem["check"] for problem in found[0]["problems"]] == ["uri-form"] and "error" not in found[0]
    assert found[1]["problems"] == [] and found[1]["error"].startswith("is no JSON")


def test_many_problems_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "_MAX_SHOWN", 0)
    assert "and 1 more" in as_text(answer.answer([files(tmp_path)["bad"]], None, False)[0])


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "MAX_FILE", 3)
    found, code = answer.answer([files(tmp_path)["fine"]], None, False)
    assert code == 3 and "is larger than 3 bytes" in as_text(found)
