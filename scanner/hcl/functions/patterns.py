"""Regular expressions, in Go's syntax: RE2 itself runs them, in time that grows with the text only."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from scanner.hcl.errors import FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import check_text, spend
from scanner.hcl.types import STRING, Type, list_of, object_of, tuple_of
from scanner.hcl.values import Value, list_value, null, object_value, string, tuple_value

_PATTERN = Parameter("pattern", STRING)
_TEXT = Parameter("string", STRING)

MAX_MEMORY = 64 * 1024 * 1024
"""Bytes that RE2 may use for one expression."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """The expression; FunctionError when it is none."""
    import re2

    spend(len(pattern))
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        text = error.args[0] if error.args else ""
        text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        raise FunctionError(f"invalid regular expression: {text}") from None


def _result_type(arguments: list[Value]) -> Type:
    """A string, or a tuple or object with the groups; any while the pattern is not known."""
    from scanner.hcl.types import ANY

    if not arguments[0].is_known:
        return ANY
    expression = compiled(arguments[0].data)
    if not expression.groups:
        return STRING
    names = expression.groupindex
    if not names:
        return tuple_of([STRING] * expression.groups)
    if len(names) != expression.groups:
        raise FunctionError("invalid regular expression: cannot mix both named and unnamed capture groups")
    return object_of(dict.fromkeys(names, STRING))


def _captured(match: Any, kind: Type) -> Value:
    if kind is STRING:
        return string(match.group(0))
    if kind.kind == "tuple":
        return tuple_value(_group(one) for one in match.groups())
    return object_value({name: _group(one) for name, one in match.groupdict().items()})


def _group(text: str | None) -> Value:
    return null(STRING) if text is None else string(text)


@function("regex", _PATTERN, _TEXT, result=_result_type)
def regex(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The first match, or its groups."""
    spend(len(arguments[1].data) >> 6)
    match = compiled(arguments[0].data).search(arguments[1].data)
    if match is None:
        raise FunctionError("pattern did not match any part of the given string")
    return _captured(match, kind)


@function("regexall", _PATTERN, _TEXT, result=lambda arguments: list_of(_result_type(arguments)))
def regex_all(arguments: list[Value], kind: Type, context: Context) -> Value:
    """All matches."""
    found: list[Value] = []
    for match in matches(compiled(arguments[0].data), arguments[1].data):
        found.append(_captured(match, kind.of))
        spend(1)
    return list_value(found, kind.of)


def matches(expression: Any, text: str) -> list[Any]:
    """All matches as Go finds them: an empty one right behind another match does not count."""
    spend(len(text) >> 4)
    found = []
    last = -1
    for match in expression.finditer(text):
        if match.start() == match.end() == last:
            continue
        found.append(match)
        last = match.end()
        spend(2)
    return found


def replaced(pattern: str, text: str, new: str) -> str:
    """Every match as `new`, where `$1`, `${1}`, `$name` and `${name}` stand for groups and `$$` for a dollar sign."""
    parts: list[str] = []
    position = 0
    length = len(text)
    template = _template(new)
    for match in matches(compiled(pattern), text):
        filled = "".join(one if is_text else _named(match, one) for is_text, one in template)
        length += len(filled)
        check_text(length)
        parts += [text[position:match.start()], filled]
        position = match.end()
    return "".join([*parts, text[position:]])


def _named(match: Any, name: str) -> str:
    if name.isdecimal():
        index = int(name) if len(name) < 9 else 1 << 30
        return (match.group(index) or "") if index <= match.re.groups else ""
    return match.groupdict().get(name) or ""


def _template(new: str) -> list[tuple[bool, str]]:
    """(whether it is text, text or name of a group) of a replacement."""
    found: list[tuple[bool, str]] = []
    position = 0
    while (dollar := new.find("$", position)) >= 0:
        found.append((True, new[position:dollar]))
        if new[dollar + 1:dollar + 2] == "$":
            found.append((True, "$"))
            position = dollar + 2
            continue
        name, end = _name(new, dollar + 1)
        if name:
            found.append((False, name))
            position = end
        else:
            found.append((True, "$"))
            position = dollar + 1
    found.append((True, new[position:]))
    return found


def _name(new: str, start: int) -> tuple[str, int]:
    braced = new[start:start + 1] == "{"
    end = first = start + braced
    while end < len(new) and (new[end].isalnum() or new[end] == "_"):
        end += 1
    if braced and new[end:end + 1] != "}":
        return "", start
    return new[first:end], end + braced
