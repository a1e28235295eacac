"""Results, progress and errors on a terminal."""

from __future__ import annotations

import sys

import pytest

from scanner import terminal


@pytest.mark.parametrize(("on_terminal", "environment", "output", "coloured"), [
    (True, {}, None, True), (True, {"NO_COLOR": "1"}, None, False), (True, {"NO_COLOR": ""}, None, True),
    (False, {}, None, False), (True, {}, "out.txt", False), (True, {}, "-", True),
    (False, {"FORCE_COLOR": "1"}, None, True),
    (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, None, False), (False, {"FORCE_COLOR": "1"}, "out.txt", False)])
def test_colour_only_where_it_is_wanted(
    on_terminal: bool, environment: dict[str, str], output: str | None, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: on_terminal, raising=False)
    assert terminal.colour(output) is coloured


@pytest.mark.parametrize(("on_terminal", "environment", "shown"), [
    (True, {}, True), (False, {}, False), (True, {"CI": "1"}, False), (True, {"PRE_COMMIT": "1"}, False)])
def test_progress_only_where_somebody_watches(
    on_terminal: bool, environment: dict[str, str], shown: bool, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("CI", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: on_terminal, raising=False)
    with terminal.Progress() as progress:
        progress.show("1 of 2: a\x1b.yaml")
    told = capsys.readouterr()
    assert told.out == "" and (told.err == "\r\x1b[Kscanning 1 of 2: a\\x1b.yaml\r\x1b[K" if shown else told.err == "")


def test_notes_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.note("one", "two\x1b")
    assert capsys.readouterr() == ("", "one\ntwo\\x1b\n")
