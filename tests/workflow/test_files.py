"""Files between a step and its workflow."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.workflow import files
from tests.action.runner import _outputs


@given(st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,5}", fullmatch=True),
                       st.text(st.characters(exclude_categories=["Cs"]))))
def test_outputs_come_back_as_they_were(values: dict[str, str]) -> None:
    assert _outputs(files.outputs(values)) == values


def test_a_value_makes_no_output_of_its_own() -> None:
    inner = files.outputs({"b": "2"})
    assert _outputs(files.outputs({"a": inner})) == {"a": inner}


def test_files_are_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "file")
    assert files.room(path) == files.MAX_SUMMARY
    files.append(path, "a\n")
    files.append(path, "b\ud800\n")
    assert Path(path).read_text() == "a\nb?\n"
    assert files.room(path) == files.MAX_SUMMARY - 5
    monkeypatch.setattr(files, "MAX_SUMMARY", 3)
    assert files.room(path) == 0
