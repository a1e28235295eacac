"""Runs: how many, under which category, how they went."""

from __future__ import annotations

import pytest

from scanner.sarif import runs
from tests.sarif.logs import GONE, LOG, RESULT_OF, RUN, RUN_OF_ANOTHER, Path, changed, found, problems


@pytest.mark.parametrize(("path", "value", "check", "level"), [
    (("runs",), [{**RUN_OF_ANOTHER, "automationDetails": {"id": f"{n}/"}} for n in range(21)], "run-count", "error"),
    ((*RUN, "results"), GONE, "results-present", "error"),
    ((*RUN, "tool", "extensions"), [{"name": f"e{n}"} for n in range(101)], "extension-count", "error"),
    (("runs",), [LOG["runs"][0]] * 2, "categories", "error"),
    ((*RUN, "automationDetails", "id"), "charts", "category-form", "warning"),
    ((*RUN, "invocations", 0, "executionSuccessful"), False, "execution-successful", "error"),
    ((*RUN, "invocations", 0), {"executionSuccessful": True, "startTimeUtc": "2026-01-02T00:00:00Z",
                                "endTimeUtc": "2026-01-01T00:00:00Z"}, "times", "error"),
])
def test_problems(path: Path, value: object, check: str, level: str) -> None:
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("limit", "path", "value", "check", "level"), [
    ("SHOWN_RESULTS", (*RUN, "results"), [RESULT_OF] * 4, "result-count", "warning"),
    ("MAX_RESULTS", (*RUN, "results"), [RESULT_OF] * 4, "result-count", "error"),
])
def test_limits(limit: str, path: Path, value: object, check: str, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, limit, 3)
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("path", "value"), [
    ((*RUN, "invocations", 0), {"executionSuccessful": True, "workingDirectory": {"uri": "file:///repo/"}}),
])
def test_what_is_fine(path: Path, value: object) -> None:
    assert problems(changed(path, value)) == []


def test_every_check_says_what_it_is_about() -> None:
    assert all(check.__doc__ for check in runs.CHECKS)
