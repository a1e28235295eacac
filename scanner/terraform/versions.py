"""Version constraints as `required_version` writes them."""

from __future__ import annotations

from scanner.patterns import lazy

TERRAFORM = (1, 11, 4)
"""The version whose behaviour is followed."""

_PART = lazy(r"\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+){0,2})(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\s*")


def allows(constraint: str, version: tuple[int, int, int] = TERRAFORM) -> bool:
    """Whether a version fits a constraint.  ValueError for one that is malformed."""
    result = True
    for part in constraint.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(part)
        numbers = [int(one) for one in match[2].split(".")]
        wanted = tuple([*numbers, 0, 0][:3])
        result = result and _fits(match[1] or "=", version, wanted, len(numbers))
    return result


def _fits(operator: str, version: tuple[int, ...], wanted: tuple[int, ...], written: int) -> bool:
    if operator == "~>":
        fixed = max(written - 1, 1)
        return version >= wanted and version[:fixed] == wanted[:fixed]
    return {
        "=": version == wanted, "!=": version != wanted, ">": version > wanted, "<": version < wanted,
        ">=": version >= wanted, "<=": version <= wanted,
    }[operator]  # fmt: skip
