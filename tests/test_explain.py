"""Rules as text, and as a list for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scanner.explain import explanation, rules_json, rules_text, searched
from scanner.rules import pack
from tests.manifests import rule

PARAMS = {"limit": 3, "names": ["a"]}


def test_a_list_for_programs() -> None:
    (found,) = json.loads(rules_json([rule(frameworks=["pss:baseline"], enabled=False)]))
    assert found == {
        "id": "image-written", "title": "Containers name an image", "category": "container-security", "severity": "high",
        "confidence": "high", "enabled": False, "engine": "cel", "since": "0.1.0", "frameworks": ["pss:baseline"],
        "checklist": ["a/b"],
        "params": {}, "profiles": ["security", "all"]}
    assert rules_json([]) == "[]\n"


def test_a_list_for_people_is_ordered_by_category() -> None:
    lines = rules_text([rule(id="b"), rule(id="a", enabled=False)]).split("\n")
    assert lines[0] == "container-security"
    assert lines[1].split() == ["high", "a", "Containers", "name", "an", "image", "(off", "by", "default)"]
    assert lines[2].split()[:2] == ["high", "b"]
    assert rules_text([]) == "\n"


SEARCHED = [
    rule(id="a", category="network", severity="low", title="Ports are named", checklist=["security/tls"]),
    rule(id="b", category="images", severity="high", title="Images are pinned", checklist=["security-more/x"]),
    rule(id="c", category="images", severity="low", title="Images come from home", checklist=["release/images"]),
]


@pytest.mark.parametrize(("wanted", "ids"), [
    ({}, "abc"),
    ({"words": ["IMAGES"]}, "bc"),
    ({"words": ["images", "pinned"]}, "b"),
    ({"words": ["release/"]}, "c"),
    ({"categories": ["network", "images"], "severities": ["low"]}, "ac"),
    ({"items": ["security"]}, "a"),
    ({"items": ["security/tls"]}, "a"),
    ({"items": ["security/"]}, "a"),
    ({"items": ["sec", "release/images"]}, "c"),
    ({"words": ["nothing like it"]}, ""),
])
def test_a_search_meets_every_kind_of_demand(wanted: dict[str, Any], ids: str) -> None:
    assert "".join(one.id for one in searched(SEARCHED, **wanted)) == ids


def test_an_explanation_says_everything() -> None:
    shown = explanation(rule(
        params=PARAMS, references=["https://example.com/a"], enabled=False,
        remediation={"plain": "Write the image.", "helm": "Write it in the values."},
        frameworks=["pss:baseline"], why="Because " + "of many words " * 20,
        examples=[{"name": "none", "fails": "a: 1\nb: 2\n"}, {"name": "one", "passes": "c: 3\n"}]))
    assert shown.startswith("image-written: Containers name an image\n"
                            "severity high, confidence high, category container-security, since 0.1.0, off by default\nprofiles: security, all\n\nWhy\n  Because of many words")
    assert all(len(line) <= 100 for line in shown.split("\n"))
    for piece in ("How to repair\n  Write the image.\n", "How to repair in a Helm chart\n  Write it in the values.\n",
                  "Parameters\n  limit: 3\n  names: ['a']\n", "Checklist items\n  a/b\n",
                  "Frameworks\n  pss:baseline\n",
                  "Example, fails: none\n    a: 1\n    b: 2\n", "Example, passes: one\n    c: 3\n",
                  "Read more\n  https://example.com/a\n"):
        assert f"\n{piece}" in shown
    assert shown.endswith("\n") and not shown.endswith("\n\n")


def test_parameters_that_a_profile_changes() -> None:
    shown = explanation(rule(id="readiness-probe", params={"served_only": False}))
    assert ("  served_only: False\n"
            "  in the profiles default, security, production: each_container: False, served_only") in shown
    assert "  in the profile" not in explanation(rule(params=PARAMS))


def test_names_elsewhere() -> None:
    assert "\nKnown elsewhere as\n  x:A, b\n" in explanation(rule(aliases=["x:A", "b"]))


def test_what_a_rule_does_not_say_has_no_heading() -> None:
    shown = explanation(rule(checklist=[]))
    for heading in ("Parameters", "Checklist items", "Frameworks", "Example", "Read more", "in a Helm chart"):
        assert heading not in shown


def test_every_rule_can_be_explained() -> None:
    for one in pack.load():
        shown = explanation(pack.with_examples(one))
        assert shown.startswith(f"{one.id}: ") and "Why" in shown
