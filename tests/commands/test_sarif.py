"""`readiness-scan sarif validate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.cases import run
from tests.sarif.logs import LOG, URI, changed


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fine.sarif").write_text(json.dumps(LOG))
    (tmp_path / "odd.sarif").write_text(json.dumps(changed(URI, "./a.yaml")))
    return tmp_path


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["fine.sarif"], 0, "fine.sarif: 0 errors, 0 warnings\n"),
    (["odd.sarif"], 0, "[uri-form]"),
    (["odd.sarif", "--strict"], 1, "[uri-form]"),
    (["fine.sarif", "--root", "."], 1, "[file-exists]"),
    (["gone.sarif"], 3, "cannot be read"),
    (["fine.sarif", "--format", "json"], 0, '"problems": []'),
])
def test_validate(arguments: list[str], code: int, said: str) -> None:
    result = run("sarif", "validate", *arguments)
    assert result.exit_code == code and said in result.stdout


@pytest.mark.parametrize("arguments", [[], ["fine.sarif", "--root", "nowhere"], ["fine.sarif", "--nonsense"]])
def test_wrong_requests(arguments: list[str]) -> None:
    result = run("sarif", "validate", *arguments)
    assert result.exit_code == 2 and result.stderr and not result.stdout
