"""Approved, conditional or rejected."""

from __future__ import annotations

import pytest

from scanner.model.checklist import ItemResult, SignOff, Status, Strength
from scanner.readiness.golive import Bar, Rules, decide
from tests.reports.checklist.made import item

DONE = [ItemResult(item(f"security/{number}"), Status.MET, strength=Strength.PROOF) for number in range(20)]
GROUPS = {"lead": "technical", "owner": "business", "sre": "operations"}
SIGNED = tuple(SignOff(role, group, role.title(), "2026-01-01", "approved", "v1") for role, group in GROUPS.items())


def word(results: list[ItemResult] = DONE, signed: tuple[SignOff, ...] = SIGNED, rules: Rules = Rules()) -> str:
    return decide(rules, results, signed, GROUPS, "abc").word


def test_approved() -> None:
    made = decide(Rules(), DONE, SIGNED, GROUPS, "abc")
    assert (made.word, made.reasons, made.commit) == ("approved", (), "abc")
    assert [(role, one and one.by) for role, one in made.roles] == [
        ("technical", "Lead"), ("business", "Owner"), ("operations", "Sre")]
    assert "Less than 80% of all items met or attested: rejected." in made.rules


@pytest.mark.parametrize(("change", "expected", "why"), [
    ({"decision": "rejected"}, "rejected", "Lead (lead) rejects it."),
    ({"decision": "conditional", "conditions": ("a test",)}, "conditional",
    "Lead (lead) approves on condition: a test."),
    ({"fault": "it is for v0"}, "rejected", "Nobody has signed off for technical.")])
def test_sign_offs(change: dict[str, object], expected: str, why: str) -> None:
    signed = (SIGNED[0]._replace(**change), *SIGNED[1:])  # type: ignore[arg-type]
    made = decide(Rules(), DONE, signed, GROUPS)
    assert made.word == expected and made.reasons == (why,)


def test_a_rejection_of_one_role_stands_against_an_approval_of_another() -> None:
    assert word(signed=(*SIGNED, SIGNED[0]._replace(role="architect", decision="rejected"))) == "rejected"


@pytest.mark.parametrize(("status", "strength", "count", "expected"), [
    (Status.NOT_SCANNED, Strength.NONE, 1, "approved"), (Status.NOT_SCANNED, Strength.NONE, 2, "conditional"),
    (Status.NOT_SCANNED, Strength.NONE, 3, "rejected"), (Status.NOT_MET, Strength.PROOF, 1, "rejected"),
    (Status.NOT_MET, Strength.STRONG, 1, "conditional")])
def test_items(status: Status, strength: Strength, count: int, expected: str) -> None:
    results = [*DONE[count:], *(ItemResult(item(f"security/x{n}"), status, strength=strength) for n in range(count))]
    assert word(results) == expected


def test_rules_of_ones_own() -> None:
    rules = Rules(("lead",), Bar({}, {}), Bar({"all": 100}, {}))
    assert word(DONE, SIGNED[:1], rules) == "approved"
    assert word([*DONE, ItemResult(item("a/b"), Status.WAIVED)], SIGNED[:1], rules) == "conditional"
