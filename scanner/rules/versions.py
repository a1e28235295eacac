"""Version constraints as Terraform writes them: a function of the rule language."""

from __future__ import annotations

from scanner.patterns import lazy

_PART = lazy(r"\s*(>=|~>|=|!=|<=|>|<)?\s*v?(\d{1,6})(?:\.(\d{1,6}))?[\w.+-]{0,40}\s*")


def lowest_version(constraint: str) -> int:
    """The lowest version that a constraint such as ">= 1.6, < 2.0" admits, as 1000 * major + minor; 0 where any low one is.

    ValueError: it is no constraint.
    """
    lowest = 0
    for part in constraint.split(",") if constraint.strip() else ():
        found = _PART.fullmatch(part)
        if found is None:
            raise ValueError("a part is no version constraint")
        if found[1] not in ("<", "<=", "!="):
            lowest = max(lowest, 1000 * int(found[2]) + int(found[3] or 0))
    return lowest
