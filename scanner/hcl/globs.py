"""Patterns for paths: *, **, ?, [classes] and {alternatives}."""

from __future__ import annotations

from collections.abc import Callable

from scanner.hcl.errors import FunctionError


def matcher(pattern: str) -> Callable[[str], bool]:
    """A function that says whether a path fits the pattern.  FunctionError for a pattern that is none."""
    import re2

    if len(pattern) > 2000:
        raise FunctionError("the pattern is too long")
    text = _translated(pattern)
    try:
        expression = re2.compile(text)
    except re2.error:
        raise FunctionError(f"syntax error in pattern {pattern!r}") from None
    return lambda path: expression.fullmatch(path) is not None


def _translated(pattern: str) -> str:
    import re2

    parts: list[str] = []
    at, depth = 0, 0
    while at < len(pattern):
        sign = pattern[at]
        if pattern.startswith("**/", at) and _alone(pattern, at):
            parts.append("(?:[^/]+/)*")
            at += 3
            continue
        if pattern.startswith("**", at) and _alone(pattern, at) and at + 2 == len(pattern):
            parts.append(".*")
            at += 2
            continue
        if sign == "*":
            parts.append("[^/]*")
        elif sign == "?":
            parts.append("[^/]")
        elif sign == "{":
            depth += 1
            parts.append("(?:")
        elif sign == "}" and depth:
            depth -= 1
            parts.append(")")
        elif sign == "," and depth:
            parts.append("|")
        elif sign == "[":
            text, at = _class(pattern, at)
            parts.append(text)
        elif sign == "\\":
            at += 1
            if at == len(pattern):
                raise FunctionError(f"syntax error in pattern {pattern!r}")
            parts.append(re2.escape(pattern[at]))
        else:
            parts.append(re2.escape(sign))
        at += 1
    if depth:
        raise FunctionError(f"syntax error in pattern {pattern!r}")
    return "(?s)" + "".join(parts)


def _alone(pattern: str, at: int) -> bool:
    return at == 0 or pattern[at - 1] in "/{,"


def _class(pattern: str, start: int) -> tuple[str, int]:
    at = start + 1
    if pattern[at:at + 1] in ("^", "!"):
        at += 1
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        at += 2 if pattern[at] == "\\" else 1
    if at >= len(pattern):
        raise FunctionError(f"syntax error in pattern {pattern!r}")
    inner = pattern[start + 1:at]
    negated = inner[0] in "^!"
    inner = (inner[1:] if negated else inner).replace("[", "\\[")
    return f"[{'^/' if negated else ''}{inner}]", at
