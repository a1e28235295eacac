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
