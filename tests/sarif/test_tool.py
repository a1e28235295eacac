"""Tools and their rules."""

from __future__ import annotations

import pytest

from scanner.sarif import tool
from tests.sarif.logs import DRIVER, GONE, RULE, RULE_OF, Path, changed, found, problems


@pytest.mark.parametrize(("path", "value", "check", "level"), [
    ((*DRIVER, "name"), "", "tool-name", "error"),
    ((*DRIVER, "name"), "a tool with words", "tool-name", "warning"),
    ((*DRIVER, "version"), GONE, "tool-version", "warning"),
    ((*DRIVER, "informationUri"), "docs/tool", "information-uri", "error"),
    ((*DRIVER, "rules"), GONE, "rules-present", "error"),
    ((*DRIVER, "rules"), [RULE_OF, RULE_OF], "rule-id", "error"),
    ((*DRIVER, "rules"), [RULE_OF, {**RULE_OF, "id": "a/b"}], "rule-id", "warning"),
    ((*RULE, "name"), "some-rule", "rule-name", "error"),
    ((*RULE, "name"), "some rule", "rule-name", "warning"),
    ((*RULE, "name"), "A" * 256, "rule-name", "error"),
    ((*RULE, "help"), GONE, "rule-text", "error"),
    ((*RULE, "shortDescription", "text"), " ", "rule-text", "error"),
    ((*RULE, "fullDescription", "text"), "x" * 1_025, "rule-text", "error"),
    ((*RULE, "helpUri"), "page.html", "help-uri", "error"),
    ((*RULE, "properties", "tags"), ["security", *map(str, range(20))], "rule-tags", "error"),
    ((*RULE, "properties", "tags"), ["security", *map(str, range(10))], "rule-tags", "warning"),
    ((*RULE, "properties", "security-severity"), 7.5, "security-severity", "error"),
    ((*RULE, "properties", "security-severity"), "high", "security-severity", "error"),
    ((*RULE, "properties", "security-severity"), "0.0", "security-severity", "error"),
    ((*RULE, "properties", "security-severity"), "nan", "security-severity", "error"),
    ((*RULE, "properties", "tags"), ["reliability"], "security-severity", "warning"),
    ((*RULE, "properties", "precision"), "sure", "rule-properties", "warning"),
])
def test_problems(path: Path, value: object, check: str, level: str) -> None:
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("limit", "path", "value", "check", "level"), [
    ("MAX_RULES", (*DRIVER, "rules"), [{**RULE_OF, "id": f"r{n}"} for n in range(4)], "rule-count", "error"),
])
def test_limits(limit: str, path: Path, value: object, check: str, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, limit, 3)
    assert (check, level) in found(path, value)


@pytest.mark.parametrize(("path", "value"), [
    ((*RULE, "id"), "some-rule"),
])
def test_what_is_fine(path: Path, value: object) -> None:
    assert problems(changed(path, value)) == []


def test_every_check_says_what_it_is_about() -> None:
    assert all(check.__doc__ for check in tool.CHECKS)
