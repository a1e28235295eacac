"""JavaScript as far as settings written in it go: object literals, read without running anything."""

from __future__ import annotations

from typing import Any

from scanner.patterns import lazy

MAX_CHARACTERS = 400_000
MAX_DEPTH = 40

_TOKEN = lazy(
    r"""(?P<space>(?:\s|//[^\n]*|/\*.*?\*/)+)"""
    r"""|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<number>-?(?:0x[0-9a-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+))"""
    r"""|(?P<word>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)"""
    r"""|(?P<mark>\.\.\.|=>|[{}\[\]():,=;?&|!<>+*/%.-])"""
    r"""|(?P<other>.)""",
    16,
)
_CLOSING = {"{": "}", "[": "]", "(": ")"}


class Expression(str):
    """A value that is not written out: a call, a name, a sum; as it is written."""


def tokens(content: str) -> list[tuple[str, str, int]]:
    """(kind, text, offset) of all tokens but space."""
    return [
        (found.lastgroup or "", found[0], found.start())
        for found in _TOKEN.finditer(content[:MAX_CHARACTERS])
        if found.lastgroup != "space"
    ]


def assigned(content: str, name: str) -> tuple[Any, int] | None:
    """(value, offset) of `const NAME = {...}` or `export let NAME = {...}`; None where there is none."""
    found = tokens(content)
    for index, (kind, text, at) in enumerate(found[:-2]):
        if kind == "word" and text == name and found[index + 1][1] == "=" and found[index + 2][1] in ("{", "["):
            if index and found[index - 1][1] in ("const", "let", "var", "export"):
                value, _ = _value(found, index + 2, 0)
                return value, at
    return None


def _value(found: list[tuple[str, str, int]], at: int, depth: int) -> tuple[Any, int]:
    """The value that begins at a token, and the index of the token behind it."""
    kind, text, _ = found[at] if at < len(found) else ("", "", 0)
    if depth > MAX_DEPTH:
        return Expression(""), max(_skip(found, at), at + 1)
    if text == "{":
        result: dict[str, Any] = {}
        at += 1
        while at < len(found) and found[at][1] != "}":
            if found[at][1] in (",", ";"):
                at += 1
                continue
            key = _bare(found[at][1])
            if at + 1 < len(found) and found[at + 1][1] == ":":
                value, at = _whole(found, at + 2, depth + 1)
                result[key] = value
            else:
                if found[at][0] == "word":
                    result.setdefault(key, Expression(key))
                at = max(_skip(found, at), at + 1)
        return result, at + 1
    if text == "[":
        items: list[Any] = []
        at += 1
        while at < len(found) and found[at][1] != "]":
            if found[at][1] == ",":
                at += 1
                continue
            value, at = _whole(found, at, depth + 1)
            items.append(value)
        return items, at + 1
    if kind == "text":
        return (_bare(text) if "${" not in text or text[0] != "`" else Expression(text)), at + 1
    if kind == "number":
        return _number(text), at + 1
    if text in ("true", "false", "null", "undefined"):
        return {"true": True, "false": False}.get(text), at + 1
    return Expression(text), at + 1


def _whole(found: list[tuple[str, str, int]], at: int, depth: int) -> tuple[Any, int]:
    """A value up to the comma or bracket behind it; one with an operator is an expression."""
    value, behind = _value(found, at, depth)
    if behind >= len(found) or found[behind][1] in (",", "}", "]", ";", ")"):
        return value, max(behind, at + 1)
    end = _skip(found, behind)
    return Expression(" ".join(text for _, text, _ in found[at:end][:40])), max(end, at + 1)


def _skip(found: list[tuple[str, str, int]], at: int) -> int:
    """The index of the comma or closing bracket that ends what begins at a token; of such a one, its own."""
    waiting: list[str] = []
    while at < len(found):
        text = found[at][1]
        if text in _CLOSING:
            waiting.append(_CLOSING[text])
        elif waiting and text == waiting[-1]:
            waiting.pop()
        elif not waiting and text in (",", "}", "]", ")", ";"):
            break
        at += 1
    return at


def _bare(text: str) -> str:
    return text[1:-1] if text[:1] in "\"'`" and len(text) > 1 else text


def _number(text: str) -> int | float:
    text = text.replace("_", "")
    try:
        return int(text, 0) if not any(mark in text for mark in ".eE") or text.startswith("0x") else float(text)
    except ValueError:
        return 0


def after(content: str, names: tuple[str, ...]) -> str:
    """What stands in the braces behind the first of the names, "" for none."""
    found = tokens(content)
    for index, (_, text, _at) in enumerate(found[:-2]):
        if text in names and found[index + 1][1] in (":", "=") and found[index + 2][1] == "{":
            depth = 0
            for kind, inner, offset in found[index + 2 :]:
                depth += inner == "{" and kind == "mark"
                depth -= inner == "}" and kind == "mark"
                if not depth:
                    return content[found[index + 2][2] : offset + 1]
    return ""


def imports(content: str) -> list[str]:
    """The modules that a script imports."""
    found = tokens(content)
    return [
        _bare(text)
        for index, (kind, text, _) in enumerate(found)
        if kind == "text"
        and index
        and (
            found[index - 1][1] in ("from", "import")
            or found[index - 1][1] == "("
            and index > 1
            and found[index - 2][1] in ("require", "import")
        )
    ]
