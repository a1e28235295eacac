"""Which reports go where."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.report import Report
from scanner.outputs import Output, deliver, outputs
from scanner.reports.options import Options


@pytest.mark.parametrize(("format_", "files", "expected"), [
    (None, [], [("text", "-")]),
    ("json", [], [("json", "-")]),
    (None, ["-"], [("text", "-")]),
    (None, ["x.sarif"], [("sarif", "x.sarif")]),
    ("json", ["x.sarif"], [("json", "x.sarif")]),
    (None, ["x.log"], [("text", "x.log")]),
    (None, ["sarif=x", "text=-"], [("sarif", "x"), ("text", "-")]),
    ("csv", ["sarif=x.json", "y", "-"], [("sarif", "x.json"), ("csv", "y"), ("csv", "-")]),
    (None, ["./a=b.html"], [("html", "./a=b.html")]),
    (None, ["a/b=c.json"], [("json", "a/b=c.json")]),
    (None, ["sarif=a=b"], [("sarif", "a=b")]),
    (None, ["a.json", "b.json"], [("json", "a.json"), ("json", "b.json")]),
])
def test_outputs(format_: str | None, files: list[str], expected: list[tuple[str, str]]) -> None:
    assert outputs(format_, files) == tuple(Output(*one) for one in expected)


@pytest.mark.parametrize(("format_", "files", "said"), [
    ("xml", [], "there is no format 'xml'"),
    (None, ["sarf=x.sarif"], "there is no format 'sarf'; did you mean 'sarif'?"),
    (None, ["sarif="], "-o sarif= names no file; expected sarif=FILE, or sarif=- for standard output"),
    (None, ["sarif=-", "text=-"], "two reports go to standard output; give each a file of its own: -o text=FILE"),
    (None, ["x.json", "sarif=./x.json"], "two reports go to ./x.json"),
])
def test_what_cannot_be_meant(format_: str | None, files: list[str], said: str,
                              capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        outputs(format_, files)
    assert stop.value.code == 2 and said in capsys.readouterr().err


def test_all_reports_are_made_before_one_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.reports import json

    deliver(Report(), [Output("json", str(tmp_path / "a.json")), Output("csv", str(tmp_path / "b.csv"))], Options())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "b.csv"]

    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(json, "render", broken)
    with pytest.raises(RuntimeError):
        deliver(Report(), [Output("csv", str(tmp_path / "c.csv")), Output("json", str(tmp_path / "d.json"))], Options())
    assert not (tmp_path / "c.csv").exists()
