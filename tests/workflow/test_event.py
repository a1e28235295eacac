"""Events, from variables and payloads that may say anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.workflow import event as events
from scanner.workflow.event import Event, read

BASE, HEAD = "a" * 40, "b" * 40
SHOP, STRANGER = {"full_name": "shop/charts"}, {"full_name": "stranger/charts"}


def pull_request(head: Any = SHOP, **changes: Any) -> dict[str, Any]:
    return {"pull_request": {"number": 1, "base": {"sha": BASE, "repo": SHOP}, "head": {"sha": HEAD, "repo": head},
                             **changes}}


def event_of(tmp_path: Path, name: str, payload: Any, **environment: str) -> Event:
    path = tmp_path / "event.json"
    path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
    return read({"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), **environment})


@pytest.mark.parametrize(("name", "payload", "expected"), [
    ("pull_request", pull_request(), Event("pull_request", BASE, HEAD)),
    ("pull_request", pull_request(STRANGER), Event("pull_request", BASE, HEAD, fork=True)),
    ("pull_request", pull_request(None), Event("pull_request", BASE, HEAD, fork=True)),
    ("pull_request", {}, Event("pull_request", fork=True)),
    ("pull_request", pull_request(base={"sha": "main", "repo": SHOP}), Event("pull_request", "", HEAD)),
    ("pull_request", pull_request(base={"sha": f"{BASE}\n", "repo": SHOP}), Event("pull_request", "", HEAD)),
    ("merge_group", {"merge_group": {"base_sha": BASE, "head_sha": HEAD}}, Event("merge_group", BASE, HEAD)),
    ("push", {"before": BASE, "after": HEAD}, Event("push", BASE, HEAD)),
    ("push", {"before": "0" * 40, "after": HEAD}, Event("push", "", HEAD)),
    ("schedule", {"repository": {"private": True}}, Event("schedule", private=True)),
    ("push", "no JSON", Event("push")),
    ("push", "[" * 100_000, Event("push")),
    ("push", {"before": ["x"], "repository": "x"}, Event("push")),
])
def test_events(name: str, payload: Any, expected: Event, tmp_path: Path) -> None:
    assert event_of(tmp_path, name, payload) == expected


def test_outside_of_a_workflow() -> None:
    assert read({}) == Event()
    assert read({"GITHUB_EVENT_PATH": "/nowhere", "GITHUB_EVENT_NAME": "push"}) == Event("push")


def test_a_payload_may_be_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MAX_PAYLOAD", 3)
    assert event_of(tmp_path, "push", {"before": BASE}).base == ""


@pytest.mark.parametrize(("name", "actor", "read_only"), [
    ("push", "dependabot[bot]", True), ("pull_request", "dependabot[bot]", False), ("push", "somebody", False)])
def test_tokens_that_may_only_read(name: str, actor: str, read_only: bool) -> None:
    assert read({"GITHUB_EVENT_NAME": name, "GITHUB_ACTOR": actor}).read_only is read_only


@pytest.mark.parametrize(("server", "repository", "commit", "link"), [
    ("https://github.com", "shop/charts", HEAD, f"https://github.com/shop/charts/blob/{HEAD}/"),
    ("https://git.example.com:8443", "a.b/c_d-e", "c" * 64, f"https://git.example.com:8443/a.b/c_d-e/blob/{'c' * 64}/"),
    ("http://github.com", "shop/charts", HEAD, ""), ("https://github.com/x", "shop/charts", HEAD, ""),
    ("https://github.com", "shop/charts/x", HEAD, ""), ("https://github.com", "shop/charts)(", HEAD, ""),
    ("https://github.com", "shop/charts", "main", ""), ("", "", "", "")])
def test_links(server: str, repository: str, commit: str, link: str) -> None:
    assert read({"GITHUB_SERVER_URL": server, "GITHUB_REPOSITORY": repository, "GITHUB_SHA": commit}).link == link


@pytest.mark.parametrize(("name", "change", "pull_request"), [
    ("pull_request", True, True), ("pull_request_target", False, True), ("merge_group", True, False),
    ("push", False, False),
    ("", False, False)])
def test_kinds_of_events(name: str, change: bool, pull_request: bool) -> None:
    assert (Event(name).is_change, Event(name).is_pull_request) == (change, pull_request)


@given(st.sampled_from(["pull_request", "push", "merge_group"]), st.recursive(
    st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["pull_request", "base", "head", "sha", "repo", "full_name", "repository", "private",
                         "before"]), inner)))
def test_any_payload_can_be_read(tmp_path_factory: pytest.TempPathFactory, name: str, payload: Any) -> None:
    found = event_of(tmp_path_factory.mktemp("event"), name, payload)
    assert found.name == name and found.base == ""
