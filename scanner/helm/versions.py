"""Version ranges as Chart.yaml states them."""

from __future__ import annotations


def is_compatible(constraint: str, version: str) -> bool:
    """Whether the version lies in the range; a malformed range or version is never compatible."""
    from scanner.gotemplate.functions.semver import BadVersion, satisfies

    try:
        return satisfies(constraint, version)
    except BadVersion:
        return False
