"""Defaults and choices: what counts as empty, and what to take instead."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.functions import function
from scanner.gotemplate.values import GoObject


@function("empty", "func(interface{}) bool")
def empty(value: Any) -> bool:
    """Whether `value` is nil, false, zero or without elements; structs and pointers never are."""
    if isinstance(value, GoObject) and value.go_kind in ("struct", "ptr"):
        return False
    return not value


@function("default", "func(interface{}, ...interface{}) interface{}")
def default(fallback: Any, *given: Any) -> Any:
    """The given value, or `fallback` where that is empty (or not given at all)."""
    return given[0] if given and not empty(given[0]) else fallback


@function("coalesce", "func(...interface{}) interface{}")
def coalesce(*values: Any) -> Any:
    """The first value that is not empty, or nil."""
    for value in values:
        if not empty(value):
            return value
    return None


@function("all", "func(...interface{}) bool")
def all_set(*values: Any) -> bool:
    """Whether no value is empty."""
    return not any(map(empty, values))


@function("any", "func(...interface{}) bool")
def any_set(*values: Any) -> bool:
    """Whether some value is not empty."""
    return not all(map(empty, values))


@function("ternary", "func(interface{}, interface{}, bool) interface{}")
def ternary(when_true: Any, when_false: Any, condition: bool) -> Any:
    """One value or the other."""
    return when_true if condition else when_false
