"""Policies among what is scanned."""

from __future__ import annotations

from scanner.admission import stage
from scanner.model.report import Level
from scanner.model.source import SourceFile
from tests.admission.policies import policy, resources


def test_policies_are_found_among_resources() -> None:
    text = policy("true")
    found, notices = stage.found_in([stage.Input(resources(text, "a.yaml"))], {"a.yaml": SourceFile("a.yaml", text)})
    assert [one.name for one in found.policies] == ["p"] and len(found.bindings) == 1 and notices == ()


def test_mistakes_in_them_are_notices() -> None:
    text = policy("nope == 1")
    found, notices = stage.found_in([stage.Input(resources(text, "a.yaml"))], {"a.yaml": SourceFile("a.yaml", text)})
    (notice,) = notices
    assert found.policies == () and (notice.level, notice.detail) == (Level.WARNING, "unknown name 'nope'")
    assert notice.where.primary is not None and notice.where.primary.span is not None
    assert text[notice.where.primary.span.start:].startswith("nope")


def test_severities_are_those_of_the_gravest_action() -> None:
    text = policy("true").replace("[Deny]", "[Audit, Warn]")
    found, _ = stage.found_in([stage.Input(resources(text, "a.yaml"))], {"a.yaml": SourceFile("a.yaml", text)})
    (rule,) = stage.rules_of(stage.in_force(found))
    assert rule.severity.word == "medium"
