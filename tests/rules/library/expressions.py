"""A short way from an expression of the language of policies to its value."""

from __future__ import annotations

from typing import Any

from scanner.rules import cel, extended


def value(text: str, **bound: Any) -> Any:
    """The value of a policy's expression; it must be one without problems."""
    assert not extended.check(text, extended.POLICIES, gives="DYN")
    data = {name: cel.plain(one) for name, one in bound.items()}
    return extended.program(text, extended.POLICIES).value(cel.activation(data))


def reason(text: str, **bound: Any) -> str:
    """Why an expression has no value."""
    found = value(text, **bound)
    assert isinstance(found, cel.Undecided), found
    return found.reason
