"""JSON text to plain data, with Go's error texts, and places when somebody asks.

Python's own parser reads what is well-formed; this one says what is wrong with the rest,
reads what is nested too deeply for Python's, and finds places.  It does not recurse.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

from scanner.gotemplate.strconv import quote
from scanner.gotemplate.values import encode
from scanner.located.errors import YamlError
from scanner.located.scalars import kubernetes_number, replace_invalid
from scanner.located.spans import Located, Span
from scanner.patterns import lazy

MAX_DEPTH = 1000
"""Lists and maps inside each other that are read; Go stops at 10,000."""

_SPACE = lazy(r"[ \t\n\r]*")
_NUMBER = lazy(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_STRING = lazy(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
_HEX = lazy(r"[0-9a-fA-F]*")
_WORDS = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}


class JsonError(YamlError):
    """Text that is no JSON; str() is Go's text, such as ``unexpected end of JSON input``.

    Where nothing is wrong but numbers that are too large (`only_numbers`), `value` is all
    that was read, with None in their place.
    """

    only_numbers = False
    value: Any = None


def load(text: str, numbers: Literal["float", "int"] = "float") -> Any:
    """The value of a JSON text; numbers as in `scanner.located.yaml`.  Raises JsonError."""
    number = as_float if numbers == "float" else as_number
    try:
        value = json.loads(text, parse_int=number, parse_float=number, parse_constant=_refuse)
    except (ValueError, RecursionError, JsonError):
        return _Reader(text, number).read()[0]
    return clean(value) if _ESCAPED_SURROGATE.search(text) or replace_invalid(text) != text else value


def positions(text: str) -> Located:
    """The places of the values in a JSON text.  Raises JsonError."""
    return _Reader(text, float).read()[1]


_ESCAPED_SURROGATE = lazy(r"\\u[dD][89a-fA-F]")


def _refuse(word: str) -> Any:
    raise ValueError(word)


def as_float(text: str) -> float:
    """A JSON number as Go's float64."""
    number = float(text)
    if number - number != 0:
        raise JsonError(f"json: cannot unmarshal number {text} into Go value of type float64")
    return number


def as_number(text: str) -> int | float:
    """A JSON number as Kubernetes has it: int64 where it shows no fraction, else float64."""
    number: int | float = as_float(text)
    if len(text) < 21 and text.lstrip("-").isdigit():
        number = int(text)
    return kubernetes_number(number)  # type: ignore[no-any-return]


def clean(value: Any) -> Any:
    """The value with lone surrogates replaced by U+FFFD, as Go's decoder does; lists and maps change in place."""
    if isinstance(value, str):
        return replace_invalid(value)
    pending = [value]
    while pending:
        container = pending.pop()
        if isinstance(container, dict):
            items = list(container.items())
            container.clear()
            for key, item in items:
                container[replace_invalid(key)] = replace_invalid(item) if isinstance(item, str) else item
            pending += [item for item in container.values() if isinstance(item, (dict, list))]
        elif isinstance(container, list):
            container[:] = [replace_invalid(item) if isinstance(item, str) else item for item in container]
            pending += [item for item in container if isinstance(item, (dict, list))]
    return value


class _Frame:
    """A list or map not yet complete, with its places; a map's `key` waits for its value since `key_start`."""

    __slots__ = ("value", "located", "key", "key_start")

    def __init__(self, value: Any, located: Located) -> None:
        self.value = value
        self.located = located
        self.key = ""
        self.key_start = -1

    def put(self, value: Any, located: Located) -> None:
        if isinstance(self.value, dict):
            self.value[self.key] = value
            self.located.entries[self.key] = located  # type: ignore[index, call-overload]
        else:
            self.value.append(value)
            self.located.entries.append(located)  # type: ignore[union-attr]


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str, number: Callable[[str], Any]) -> None:
        self._text = text
        self._at = 0
        self._number = number
        # Go looks at numbers only when all of the syntax is right.
        self._number_error: JsonError | None = None

    def read(self) -> tuple[Any, Located]:
        """The value and its places."""
        root = _Frame([], Located(Span(0, 0, 0), []))
        stack = [root]
        self._skip()
        self._value(stack)
        while True:
            self._skip()
            top = stack[-1]
            char = self._char()
            if top is root:
                if char:
                    raise self._unexpected("after top-level value")
                break
            in_map = isinstance(top.value, dict)
            if char == ("}" if in_map else "]"):
                self._close(stack)
                continue
            if char != ",":
                raise self._unexpected("after object key:value pair" if in_map else "after array element")
            self._at += 1
            self._skip()
            if in_map:
                self._key(top)
            self._value(stack)
        if self._number_error:
            self._number_error.only_numbers = True
            self._number_error.value = root.value[0]
            raise self._number_error
        return root.value[0], root.located.entries[0]  # type: ignore[index]

    def _value(self, stack: list[_Frame]) -> None:
        """Read a value; of a list or map that is not empty, up to and with the first scalar inside."""
        while self._open_or_scalar(stack):
            self._skip()
            top = stack[-1]
            if isinstance(top.value, dict):
                if self._char() == "}":
                    self._close(stack)
                    return
                self._key(top)
            elif self._char() == "]":
                self._close(stack)
                return

    def _open_or_scalar(self, stack: list[_Frame]) -> bool:
        """Read a scalar, or the bracket that opens a list or map; whether it was the latter."""
        top = stack[-1]
        start = self._at
        char = self._char()
        opens = char in ("{", "[")
        value: Any
        if opens:
            if len(stack) > MAX_DEPTH:
                raise self._unexpected("exceeded max depth")
            self._at += 1
            value = {} if char == "{" else []
        elif char == '"':
            value = self._string()
        elif char in _WORDS:
            value = self._word(*_WORDS[char])
        else:
            value = self._digits()
        entries: Any = type(value)() if opens else None
        key_start = top.key_start if isinstance(top.value, dict) else start
        located = Located(Span(key_start, start, self._at), entries)
        top.put(value, located)
        if opens:
            stack.append(_Frame(value, located))
        return opens

    def _close(self, stack: list[_Frame]) -> None:
        self._at += 1
        located = stack.pop().located
        located.span = located.span._replace(end=self._at)

    def _key(self, top: _Frame) -> None:
        if self._char() != '"':
            raise self._unexpected("looking for beginning of object key string")
        top.key_start = self._at
        top.key = self._string()
        self._skip()
        if self._char() != ":":
            raise self._unexpected("after object key")
        self._at += 1
        self._skip()

    def _char(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]

    def _string(self) -> str:
        start = self._at
        self._at = _STRING.match(self._text, start).end()  # type: ignore[union-attr]
        if self._char() != '"':
            raise self._broken_string()
        self._at += 1
        return replace_invalid(json.loads(self._text[start : self._at]))

    def _broken_string(self) -> JsonError:
        if self._char() != "\\":
            return self._unexpected("in string literal")
        self._at += 1
        if self._char() != "u":
            return self._unexpected("in string escape code")
        self._at = _HEX.match(self._text, self._at + 1).end()  # type: ignore[union-attr]
        return self._unexpected("in \\u hexadecimal character escape")

    def _word(self, word: str, value: bool | None) -> bool | None:
        for expected in word:
            if self._char() != expected:
                raise self._unexpected(f"in literal {word} (expecting '{expected}')")
            self._at += 1
        return value

    def _digits(self) -> Any:
        match = _NUMBER.match(self._text, self._at)
        if match is None:
            if self._char() != "-":
                raise self._unexpected("looking for beginning of value")
            self._at += 1
            raise self._unexpected("in numeric literal")
        self._at = match.end()
        fraction, exponent = match.groups()
        follows = self._char()
        if follows == "." and not fraction and not exponent:
            self._at += 1
            raise self._unexpected("after decimal point in numeric literal")
        if follows in ("e", "E") and not exponent:
            self._at += 1
            if self._char() in ("+", "-"):
                self._at += 1
            raise self._unexpected("in exponent of numeric literal")
        try:
            return self._number(match[0])
        except JsonError as error:
            self._number_error = self._number_error or error
            return None

    def _unexpected(self, context: str) -> JsonError:
        # Go lets a space follow the end, and complains about it where no space may be.
        char = self._char() or ("" if context.startswith(_BETWEEN) else " ")
        message = f"invalid character {_quoted(char)} {context}" if char else "unexpected end of JSON input"
        before = self._text[: self._at]
        return JsonError(message, before.count("\n") + 1, self._at - before.rfind("\n"), self._at)


_BETWEEN = ("looking for", "after top", "after object", "after array", "in string literal")


def _quoted(char: str) -> str:
    """The first byte of a character, as Go shows it."""
    if char in "'\"":
        return "'\\''" if char == "'" else "'\"'"
    return "'" + quote(chr(encode(char)[0]))[1:-1] + "'"
