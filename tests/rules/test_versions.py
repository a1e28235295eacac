"""Constraints on versions, as Terraform writes them."""

import pytest

from scanner.rules.versions import lowest_version


@pytest.mark.parametrize(("constraint", "expected"), [
    (">= 1.6", 1006), (">= 1.6, < 2.0", 1006), ("~> 1.9.2", 1009), ("1.7.0", 1007), ("< 2.0", 0), ("", 0), ("!= 1.5", 0), (">= 0.12", 12),
    (">= 1.3, >= 1.8", 1008), (">=2", 2000),
])  # fmt: skip
def test_lowest(constraint: str, expected: int) -> None:
    assert lowest_version(constraint) == expected


def test_what_is_no_constraint() -> None:
    with pytest.raises(ValueError, match="no version constraint"):
        lowest_version("newest")
