"""Version constraints."""

from __future__ import annotations

import pytest

from scanner.terraform.versions import allows


@pytest.mark.parametrize(("constraint", "expected"), [
    (">= 1.5", True), ("~> 1.11.0", True), ("~> 1.10", True), ("~> 1.10.0", False), ("= 1.11.4", True), ("1.11.4", True), ("!= 1.11.4", False),
    (">= 1.0, < 2.0", True), ("< 1.11", False), ("> 1.11.4", False), ("<= 1.11.4", True)])
def test_constraints(constraint: str, expected: bool) -> None:
    assert allows(constraint) is expected


@pytest.mark.parametrize("constraint", ["", "abc", ">=", "1.x"])
def test_what_is_no_constraint(constraint: str) -> None:
    with pytest.raises(ValueError):
        allows(constraint)
