import json
import os
from pathlib import Path

import pytest

from scanner import precompiled

RULE = "id: a\ntitle: t\nexamples: [1]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pods").mkdir()
    (tmp_path / "pods" / "a.yaml").write_text(RULE)
    (tmp_path / "checklist.yaml").write_text("items: [{id: x}]\n")
    return tmp_path


def compiled(folder: Path) -> dict[str, object]:
    data = precompiled.compose(folder)
    (folder / precompiled.NAME).write_text(precompiled.dump(data))
    return data


def test_compose(folder: Path) -> None:
    data = compiled(folder)
    assert data["rules"] == [{"id": "a", "title": "t", "path": "pods/a.yaml"}]
    assert data["checklist"] == [{"id": "x"}]
    assert data["files"] == {"checklist.yaml": 17, "pods/a.yaml": len(RULE)}
    assert json.loads(precompiled.dump(data)) == data


def test_fresh_when_nothing_changed(folder: Path) -> None:
    data = compiled(folder)
    assert precompiled._is_fresh(folder, data)
    os.utime(folder / "pods" / "a.yaml")  # younger, but the same
    assert precompiled._is_fresh(folder, data)


def test_stale_when_a_file_changed_came_or_went(folder: Path) -> None:
    data = compiled(folder)
    rule = folder / "pods" / "a.yaml"
    rule.write_text(RULE.replace("t\n", "u\n"))
    os.utime(rule, ns=(2**62, 2**62))
    assert not precompiled._is_fresh(folder, data)
    rule.write_text(RULE)
    (folder / "pods" / "b.yaml").write_text(RULE)
    assert not precompiled._is_fresh(folder, data)
    (folder / "pods" / "b.yaml").unlink()
    rule.unlink()
    assert not precompiled._is_fresh(folder, data)


@pytest.mark.parametrize("content", [None, "not JSON"])
def test_without_a_compiled_file_the_yaml_files_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: str | None,
) -> None:
    if content is not None:
        (folder / precompiled.NAME).write_text(content)
    monkeypatch.setattr(precompiled, "data_folder", lambda name: folder)
    precompiled.policies.cache_clear()
    try:
        assert precompiled.policies()["rules"][0]["id"] == "a"
    finally:
        precompiled.policies.cache_clear()
