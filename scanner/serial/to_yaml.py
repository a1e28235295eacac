"""`toYaml`: YAML exactly as sigs.k8s.io/yaml writes it.

That library encodes to JSON, reads the JSON as YAML, and writes the result with go-yaml
v2: block style, lists at the indentation of their key, keys in natural order, lines
folded at 80 columns.  The detour by JSON shows in details only (see `_text_of_json`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from scanner.located.scalars import is_base60, is_text, replace_invalid, resolve
from scanner.patterns import lazy
from scanner.serial.errors import EncodeError
from scanner.serial.json import json_string
from scanner.serial.json_view import MAX_DEPTH, MAX_NODES, json_view, too_deep, too_large
from scanner.serial.natural import naturally_sorted
from scanner.serial.numbers import format_float, json_float
from scanner.serial.yaml_scalars import BREAKS, analyse, fold, literal, quote_double, quote_single, single_with_breaks

WIDTH = 80
"""A line is folded at the first single space beyond this column."""

MAX_SIMPLE_KEY = 128
"""Bytes of a key that may stand before a colon on one line."""

Entry = tuple[Any, Any]
"""The list or map that a line was written from, and the index or key in it (None, None at the root)."""


def to_yaml(value: Any) -> str:
    """The YAML text of any template value, without the final line break.  Raises EncodeError."""
    return _without_break("".join(_write(value, None)))


def to_yaml_with_lines(value: Any) -> tuple[str, list[Entry]]:
    """The text of `to_yaml`, and for each of its lines the entry that it was written from.

    A line that begins several entries (``- - a``, ``- name: x``) belongs to the innermost.
    """
    entries: list[Entry] = []
    chunks = _write(value, entries)
    lines = [entry for entry, chunk in zip(entries, chunks, strict=True) for _ in range(chunk.count("\n"))]
    return _without_break("".join(chunks)), lines


def _without_break(text: str) -> str:
    return text[:-1] if text.endswith("\n") else text


# Strings that surely stay plain text on one line: what most values are.
_PLAIN = lazy(r"[A-Za-z_/$(][\w./@+=,$()~*-]*(?:[ :][\w./@+=,$()~*-]+)*", re.ASCII)
_SHORT = 64

_PADS = [" " * width for width in range(64)]


def _pad(width: int) -> str:
    return _PADS[width] if width < 64 else " " * width


def _write(value: Any, trace: list[Entry] | None) -> list[str]:
    """The text in chunks, one for each entry; `trace` receives the entry of each chunk."""
    out: list[str] = []
    value = json_view(value)
    if not (isinstance(value, (dict, list)) and value):
        text = _scalar(value, 0, 2)
        out.append(text if text[-1] in BREAKS else text + "\n")
        if trace is not None:
            trace.append((None, None))
        return out
    stack: list[tuple[Iterator[Any], Any, bool, int]] = []
    container: Any = value
    in_map = isinstance(value, dict)
    keys: Iterator[Any] = _entries(value, in_map)
    indent = 0
    lead = pad = ""
    while True:
        for key in keys:
            item = container[key]
            kind = type(item)
            if in_map:
                if len(key) < _SHORT:
                    written = _key(key)
                else:
                    written = _long_key(key)
                if written:
                    head = lead + written + ":"
                    column = indent + len(written) + 1
                    inline = False
                else:
                    text = _text(key, indent + 2, indent + 2)
                    out.append(f"{lead}? {text}" if text[-1] in BREAKS else f"{lead}? {text}\n")
                    if trace is not None:
                        trace.append((container, key))
                    head = pad + ":"
                    column = indent + 1
                    inline = True
            else:
                head = lead + "-"
                column = indent + 1
                inline = True
            lead = pad
            if kind is str and len(item) < _SHORT and _PLAIN.fullmatch(item) and (len(item) > 5 or is_text(item)):
                if column + len(item) <= WIDTH:
                    out.append(f"{head} {item}\n")
                else:
                    out.append(f"{head} {_text(item, column + 1, indent + 2)}\n")
            elif kind is bool:
                out.append(head + (" true\n" if item else " false\n"))
            else:
                if kind is not str and kind is not dict and kind is not list and kind is not float:
                    item = json_view(item)
                if isinstance(item, (dict, list)):
                    if item:
                        if len(stack) >= MAX_DEPTH:
                            raise too_deep(item)
                        stack.append((keys, container, in_map, indent))
                        if inline:
                            lead = head + " "
                            indent += 2
                        else:
                            out.append(head + "\n")
                            if trace is not None:
                                trace.append((container, key))
                            if isinstance(item, dict):
                                indent += 2
                            lead = _pad(indent)
                        container, in_map = item, isinstance(item, dict)
                        pad = _pad(indent)
                        keys = _entries(item, in_map)
                        break
                    out.append(head + (" {}\n" if isinstance(item, dict) else " []\n"))
                else:
                    text = _scalar(item, column + 1, indent + 2)
                    out.append(f"{head} {text}" if text[-1] in BREAKS else f"{head} {text}\n")
            if trace is not None:
                trace.append((container, key))
        else:
            if not stack:
                return out
            if len(out) > MAX_NODES:
                raise too_large()
            keys, container, in_map, indent = stack.pop()
            lead = pad = _pad(indent)


def _entries(container: Any, is_map: bool) -> Iterator[Any]:
    if not is_map:
        return iter(range(len(container)))
    return iter(naturally_sorted(container))


def _scalar(value: Any, column: int, indent: int) -> str:
    """A value that has no entries, written from `column` on; further lines are indented by `indent`."""
    if isinstance(value, str):
        return _text(value, column, indent)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, int):
        return _decimal(str(value))
    return "{}" if isinstance(value, dict) else "[]"


def _float(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if value - value != 0:
        raise EncodeError("json: unsupported value: " + format_float(value))
    return _decimal(json_float(value))


def _decimal(text: str) -> str:
    """A JSON number, read and written again: beyond 64 bits integers become floats."""
    number = resolve(text)
    return format_float(number) if isinstance(number, float) else str(number)


def _text(text: str, column: int, indent: int) -> str:
    """A string written from `column` on, in its style, folded; further lines are indented by `indent`."""
    text = _text_of_json(text)
    written = _unfolded(text) if len(text) < _SHORT else _styled(text)
    if written is None:
        return literal(text, indent)
    if written == _BROKEN:
        return single_with_breaks(text, column, indent, WIDTH)
    if column + len(written) > WIDTH and " " in written:
        return fold(written, column, indent, WIDTH)
    return written


# Stands for a single-quoted string that holds line separators.
_BROKEN = "'"


def _styled(text: str) -> str | None:
    """The string on one line in the style go-yaml chooses, None for a literal block."""
    if not text:
        return '""'
    analysis = analyse(text)
    if "\n" in text:
        return None if analysis.block else quote_double(text)
    if not is_text(text) or is_base60(text):
        return quote_double(text)
    if analysis.plain:
        return text
    if not analysis.single:
        return quote_double(text)
    return _BROKEN if analysis.multiline else quote_single(text)


_unfolded = lru_cache(maxsize=8192)(_styled)


def _long_key(text: str) -> str:
    """The key as it stands before a colon, or "" where it is too long or has several lines."""
    # Each character takes at most six in JSON, so a short key need not be written to see that it fits.
    if 6 * len(text) + 2 > _MAX_JSON_KEY and len(json_string(text)) > _MAX_JSON_KEY or "\x85" in text:
        raise EncodeError("yaml: line 1: did not find expected ',' or '}'")
    text = _text_of_json(text)
    if len(text.encode()) > MAX_SIMPLE_KEY or any(char in text for char in BREAKS):
        return ""
    return _styled(text) or ""


_key = lru_cache(maxsize=8192)(_long_key)

# How far a key may be from its colon in the JSON text, for go-yaml to see that it is a key.
_MAX_JSON_KEY = 1024

_JSON_SENSITIVE = lazy("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONTROL = lazy("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_AROUND_BREAK = lazy("[ \x85]+")
_DOCUMENT_MARK = lazy(r"\x85(?:---|\.\.\.)(?=[ \x85]|\Z)")


def _text_of_json(text: str) -> str:
    """What go-yaml reads from the JSON form of a string.

    Bytes that are no UTF-8 become U+FFFD, control characters that JSON leaves unescaped
    are refused, and U+0085 is a line break, which folds to a space.
    """
    if text.isascii() and "\x7f" not in text or not _JSON_SENSITIVE.search(text):
        return text
    text = replace_invalid(text)
    if _CONTROL.search(text):
        raise EncodeError("yaml: control characters are not allowed")
    if "\x85" not in text:
        return text
    if _DOCUMENT_MARK.search(text):
        raise EncodeError("yaml: found unexpected document indicator")
    return _AROUND_BREAK.sub(_folded_break, text)


def _folded_break(match: re.Match[str]) -> str:
    breaks = match[0].count("\x85")
    return match[0] if not breaks else " " if breaks == 1 else "\n" * (breaks - 1)
