"""Patterns for items, as CODEOWNERS has them for files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.attestations.who import allowed, matches
from scanner.settings.records import Attesters


@pytest.mark.parametrize(("pattern", "item", "fits"), [
    ("security/**", "security/a/b", True), ("security", "security/a", True), ("security/", "security/a/b", True),
    ("/security", "security/a", True), ("/a", "security/a", False), ("a", "security/a/b", True),
    ("security/*", "security/a/b", True), ("security/*/b", "security/a/b", True),
    ("security/*/c", "security/a/b", False),
    ("**/b", "security/a/b", True), ("**", "x", True), ("*", "x/y", True), ("secur*/a", "security/a", True),
    ("security/a/b/c", "security/a/b", False), ("", "a", False), ("/", "a", False), ("secur", "security/a", False),
])
def test_patterns(pattern: str, item: str, fits: bool) -> None:
    assert matches(pattern, item) is fits


@given(st.lists(st.sampled_from(["a", "b", "*", "**"]), min_size=1, max_size=40))
def test_any_pattern_has_an_answer(steps: list[str]) -> None:
    assert matches("/".join(steps), "a/b/" * 20 + "a") in (True, False)


def test_the_last_rule_that_fits_decides() -> None:
    rules = (Attesters(("**",), ("x",)), Attesters(("a/**",), (), ("ops",)), Attesters(("a/free/**",)))
    assert allowed("b/c", "y", "", rules, {}) == "only x may attest this item"
    assert allowed("a/c", "y", "ops", rules, {}) == ""
    assert allowed("a/c", "x", "dev", rules, {}) == "only somebody in the role ops may attest this item"
    assert allowed("a/free/c", "y", "", rules, {}) == ""
