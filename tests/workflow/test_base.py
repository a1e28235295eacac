"""What a change is held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.workflow.base import NoBase, base_of
from scanner.workflow.event import Event
from tests.action.test_action import Scene
from tests.git import commit


def test_the_commit_that_the_event_names(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    base = commit(scene.workspace, {"a.yaml": "a: 1\n"})
    head = commit(scene.workspace, {"a.yaml": "a: 2\n"})
    assert base_of(Event("pull_request", base, head), scene.workspace) == base


def test_the_first_parent_of_a_merge_of_the_pull_request_is_nearer(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    start = commit(scene.workspace, {"a.yaml": "a: 1\n"})
    target = commit(scene.workspace, {"b.yaml": "b: 1\n"})
    head = commit(scene.workspace, {"c.yaml": "c: 1\n"})
    scene.merged(target, head)
    assert base_of(Event("pull_request", start, head), scene.workspace) == target
    assert base_of(Event("pull_request", start, "c" * 40), scene.workspace) == start  # another merge
    scene.shallow([target, head])
    assert base_of(Event("pull_request", start, head), scene.workspace) == target


@pytest.mark.parametrize(("event", "said"), [
    (Event("push"), "the event push names no commit to compare with."),
    (Event(), r"the event \(none\) names no commit"),
    (Event("pull_request", "c" * 40), "there is no revision 'cccc"),
])
def test_nothing_to_compare_with(event: Event, said: str, tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    commit(scene.workspace, {"a.yaml": "a: 1\n"})
    with pytest.raises(NoBase, match=said):
        base_of(event, scene.workspace)


def test_a_folder_without_git(tmp_path: Path) -> None:
    with pytest.raises(NoBase, match="is not the top of a Git repository"):
        base_of(Event("pull_request", "c" * 40), tmp_path)
