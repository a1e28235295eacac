"""Version ranges."""

import pytest

from scanner.helm.versions import is_compatible


@pytest.mark.parametrize(
    ("constraint", "version", "expected"),
    [
        ("1.x", "1.2.3", True),
        ("^1.2.0", "2.0.0", False),
        (">=1.2-0", "1.3.0-rc.1", True),
        ("", "1.0.0", False),
        ("nonsense", "1.0.0", False),
        ("1.x", "nonsense", False),
    ],
)
def test_ranges(constraint: str, version: str, expected: bool) -> None:
    assert is_compatible(constraint, version) is expected
