"""Semantic versions, by semver.org and the documentation of the semver library of Kubernetes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules.library.versions import NoVersion, compare, is_semver, semver
from tests.rules.library.expressions import reason, value

ORDERED = ["0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
           "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2.0.0-0", "2.0.0"]


def test_versions_have_an_order() -> None:
    for one, other in pairwise(ORDERED):
        assert compare(semver(one), semver(other)) == -1 and compare(semver(other), semver(one)) == 1


@pytest.mark.parametrize("text", ["", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0-a..b",
                                  "hello", f"{2**64}.0.0", "1.0.0 ", "1.0.0-é"])
def test_what_is_no_version(text: str) -> None:
    assert not is_semver(text)
    with pytest.raises(NoVersion):
        semver(text)


@pytest.mark.parametrize(("text", "same"), [
    ("v1.2", "1.2.0"), ("1", "1.0.0"), ("01.02.03", "1.2.3"), ("v1.2.3-rc.1+x", "1.2.3-rc.1"), ("0.00.000", "0.0.0")])
def test_loose_forms(text: str, same: str) -> None:
    assert semver(text, True) == semver(same)


@pytest.mark.parametrize("text", ["v1.2-rc.1", "vv1", "1.2+x", "", "v", "1..2"])
def test_loose_forms_have_bounds(text: str) -> None:
    assert not is_semver(text, True)


@pytest.mark.parametrize(("expression", "expected"), [
    ("semver('1.2.3').isGreaterThan(semver('1.2.2'))", True),
    ("semver('1.2.3').isLessThan(semver('1.10.0'))", True),
    ("semver('1.2.3+build').compareTo(semver('1.2.3'))", 0),
    ("semver('4.5.6').major()", 4), ("semver('4.5.6').minor()", 5), ("semver('4.5.6-x').patch()", 6),
    ("semver('v1.0', true) == semver('1.0.0')", True),
    ("isSemver('v1.0')", False), ("isSemver('v1.0', true)", True),
])
def test_in_expressions(expression: str, expected: object) -> None:
    assert value(expression) == expected


def test_errors() -> None:
    assert "not a semantic version" in reason("semver(object)", object="x")
    assert "does not take" in reason("semver('1.0.0').isLessThan(quantity('1'))")
    assert "does not take map" in reason("object.major()", object={})


@given(st.text(max_size=20), st.booleans())
def test_any_text_is_a_version_or_none(text: str, normalize: bool) -> None:
    if is_semver(text, normalize):
        assert compare(semver(text, normalize), semver(text, normalize)) == 0
