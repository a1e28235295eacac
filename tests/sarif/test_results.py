"""Results: what they say and refer to."""

from __future__ import annotations

import pytest

from scanner.sarif import results
from tests.sarif.logs import RESULT, RESULT_OF, STEP, Path, changed, flow, found, problems


@pytest.mark.parametrize(("path", "value", "check", "level"), [
    ((*RESULT, "message"), {"id": "x"}, "message-text", "error"),
    ((*RESULT, "message"), {"text": "no period"}, "message-period", "warning"),
    ((*RESULT, "message"), {"text": "{0} and {1}.", "arguments": ["a"]}, "message-arguments", "error"),
    ((*RESULT, "message"), {"text": "See [that](2)."}, "links", "error"),
    ((*RESULT, "locations"), [], "location-present", "error"),
    ((*RESULT, "locations"), [{"message": {"text": "nowhere"}}], "location-present", "error"),
    ((*RESULT, "locations"), RESULT_OF["locations"] * 2, "location-count", "warning"),
    ((*RESULT, "ruleIndex"), 1, "rule-reference", "error"),
    ((*RESULT, "ruleId"), "other", "rule-reference", "error"),
    ((*RESULT, "rule"), {"id": "other"}, "rule-reference", "error"),
    ((*RESULT, "kind"), "pass", "kind", "error"),
    ((*RESULT, "suppressions"), [{"kind": "inSource"}], "shown-as-open", "warning"),
    ((*RESULT, "partialFingerprints", "primaryLocationLineHash"), "x", "fingerprint", "warning"),
    ((*RESULT, "codeFlows"), flow({"index": 0}), "code-flow", "error"),
])
def test_problems(path: Path, value: object, check: str, level: str) -> None:
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("limit", "path", "value", "check", "level"), [
    ("MAX_LOCATIONS", (*RESULT, "locations"), RESULT_OF["locations"] * 4, "location-count", "error"),
    ("SHOWN_STEPS", (*RESULT, "codeFlows"), flow(*[STEP] * 4), "code-flow", "warning"),
    ("MAX_STEPS", (*RESULT, "codeFlows"), flow(*[STEP] * 4), "code-flow", "error"),
])
def test_limits(limit: str, path: Path, value: object, check: str, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, limit, 3)
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("path", "value"), [
    ((*RESULT, "message"), {"text": "A \\[bracket](7) is no link."}),
    ((*RESULT, "message"), {"text": "{{0}} is no placeholder.", "arguments": ["a"]}),
    ((*RESULT, "ruleId"), "some-rule/part"),
    ((*RESULT, "codeFlows"), flow(STEP, STEP)),
])
def test_what_is_fine(path: Path, value: object) -> None:
    assert problems(changed(path, value)) == []


def test_every_check_says_what_it_is_about() -> None:
    assert all(check.__doc__ for check in results.CHECKS)
