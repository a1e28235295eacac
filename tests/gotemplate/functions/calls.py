"""How the tables of cases in this folder are run."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.gotemplate import functions
from scanner.gotemplate.printing import sprintf, to_text
from scanner.gotemplate.values import FunctionError

Case = tuple[str, tuple[Any, ...], Any]


def call(name: str, *args: Any) -> Any:
    """What the template function gives for arguments of the right types."""
    return functions.find(name).call(*args)


def check(case: Case) -> None:
    """The function gives the expected value, of the same type."""
    name, args, expected = case
    result = call(name, *args)
    assert result == expected
    assert type(result) is type(expected)


def check_error(case: Case) -> None:
    """The function fails with the expected text."""
    name, args, expected = case
    with pytest.raises(FunctionError) as caught:
        call(name, *args)
    assert str(caught.value) == expected


def label(case: object) -> str:
    """A readable test id."""
    name, args, _ = case  # type: ignore[misc]
    return f"{name} {' '.join(sprintf('%.30q', arg) if isinstance(arg, str) else to_text(arg) for arg in args)}"[:80]
