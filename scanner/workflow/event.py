"""The event that a workflow runs for, from the environment and the payload that the runner wrote.

The payload repeats what strangers wrote (titles, names of branches); nothing is taken from it but numbers, commits and
yes or no.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scanner.patterns import lazy
from scanner.records import NamedTuple

MAX_PAYLOAD = 32 * 1024 * 1024

PULL_REQUESTS = ("pull_request", "pull_request_target")

_COMMIT = lazy(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REPOSITORY = lazy(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_SERVER = lazy(r"https://[A-Za-z0-9.-]{1,200}(?::[0-9]{1,5})?")


class Event(NamedTuple):
    """name: that of the event, "" outside of a workflow; base: the commit a change is held against, "" for none;
    head: the commit of a pull request; fork: it comes from another repository; private: strangers do not see the
    repository; read_only: the token may not write (a push of Dependabot); link: the address of the files at the
    commit, up to their paths."""

    name: str = ""
    base: str = ""
    head: str = ""
    fork: bool = False
    private: bool = False
    read_only: bool = False
    link: str = ""

    @property
    def is_change(self) -> bool:
        """Whether what is checked out is a change that is to be merged. In the event pull_request_target it is what
        the change is to be merged into."""
        return self.name in ("pull_request", "merge_group")

    @property
    def is_pull_request(self) -> bool:
        """Whether there is something to comment on."""
        return self.name in PULL_REQUESTS


def read(environment: Mapping[str, str]) -> Event:
    """The event of GITHUB_EVENT_NAME, GITHUB_EVENT_PATH and their kin; what is missing is left empty."""
    name = environment.get("GITHUB_EVENT_NAME", "")
    payload = _payload(environment.get("GITHUB_EVENT_PATH", ""))
    event = Event(
        name, private=_at(payload, "repository", "private") is True, link=_link(environment),
        read_only=name == "push" and environment.get("GITHUB_ACTOR") == "dependabot[bot]",
    )
    if name in PULL_REQUESTS:
        return event._replace(
            base=_commit(payload, "pull_request", "base", "sha"), head=_commit(payload, "pull_request", "head", "sha"),
            fork=_is_fork(payload),
        )
    if name == "merge_group":
        return event._replace(base=_commit(payload, "merge_group", "base_sha"),
                              head=_commit(payload, "merge_group", "head_sha"))
    if name == "push":
        return event._replace(base=_commit(payload, "before"), head=_commit(payload, "after"))
    return event


def _payload(path: str) -> Any:
    try:
        file = Path(path)
        if not path or file.stat().st_size > MAX_PAYLOAD:
            return {}
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}


def _at(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _commit(payload: Any, *keys: str) -> str:
    """A commit; "" where there is none, as before the first push of a branch (zeros)."""
    found = _at(payload, *keys)
    return found if isinstance(found, str) and _COMMIT.fullmatch(found) and found.strip("0") else ""


def _is_fork(payload: Any) -> bool:
    """Whether a pull request comes from another repository; one that was deleted since is another as well."""
    there = _at(payload, "pull_request", "head", "repo", "full_name")
    here = _at(payload, "pull_request", "base", "repo", "full_name")
    return not isinstance(there, str) or there != here


def _link(environment: Mapping[str, str]) -> str:
    server, repository = environment.get("GITHUB_SERVER_URL", ""), environment.get("GITHUB_REPOSITORY", "")
    commit = environment.get("GITHUB_SHA", "")
    if not (_SERVER.fullmatch(server) and _REPOSITORY.fullmatch(repository) and _COMMIT.fullmatch(commit)):
        return ""
    return f"{server}/{repository}/blob/{commit}/"
