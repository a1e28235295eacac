"""Compiled expressions as bytes that are the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# The runtime writes a google.protobuf.Any (type name, content) that holds a cel.expr.CheckedExpr. An evaluation needs
# these fields of it; without the types and positions of every part the program is half as long.
_CONTENT, _REFERENCES, _EXPRESSION = 2, 2, 4

# How a field is written: a number of one byte or more, eight bytes, or a length and that many bytes.
_VARINT, _FIXED, _LENGTH = 0, 1, 2


def canonical(message: bytes) -> bytes:
    """The same program in the same bytes each time: protocol buffers write maps in no order."""
    head, (number, _, content) = _wholes(message)
    if number != _CONTENT:
        raise ValueError("a compiled expression has an unexpected form")
    parts = list(_wholes(content))
    kept = sorted(whole for number, whole, _ in parts if number == _REFERENCES)
    kept += [whole for number, whole, _ in parts if number == _EXPRESSION]
    body = b"".join(kept)
    return head[1] + bytes([_CONTENT << 3 | 2]) + length(len(body)) + body


def fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """(number, value) of each field: an int, the 8 bytes of a fixed one, or the content of one with a length."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        form = tag & 7
        if form == _VARINT:
            value, at = varint(message, at)
            yield tag >> 3, value
            continue
        if form == _LENGTH:
            size, at = varint(message, at)
        elif form == _FIXED:
            size = 8
        else:
            raise ValueError(f"field {tag >> 3} of a compiled expression has an unexpected form")
        yield tag >> 3, message[at:at + size]
        at += size


def _wholes(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(number, whole field, its content) of a message all of whose fields have a length."""
    at = 0
    while at < len(message):
        tag, begin = varint(message, at)
        if tag & 7 != _LENGTH:
            raise ValueError(f"field {tag >> 3} of a compiled expression has an unexpected form")
        size, content = varint(message, begin)
        yield tag >> 3, message[at:content + size], message[content:content + size]
        at = content + size


def length(number: int) -> bytes:
    """A number from 0 up as protocol buffers write it."""
    low = bytes([number & 127 | (128 if number > 127 else 0)])
    return low + length(number >> 7) if number > 127 else low


def varint(message: bytes, at: int) -> tuple[int, int]:
    """The number at an offset, and the offset behind it."""
    value = shift = 0
    while True:
        byte = message[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at
