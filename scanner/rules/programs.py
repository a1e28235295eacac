"""Compiled expressions as bytes that are the same each time."""

from __future__ import annotations

from collections.abc import Iterator

# The runtime writes a google.protobuf.Any (type name, content) that holds a cel.expr.CheckedExpr. An evaluation needs
# these fields of it; without the types and positions of every part the program is half as long.
_CONTENT, _REFERENCES, _EXPRESSION = 2, 2, 4


def canonical(message: bytes) -> bytes:
    """The same program in the same bytes each time: protocol buffers write maps in no order."""
    head, (number, _, content) = _fields(message)
    if number != _CONTENT:
        raise ValueError("a compiled expression has an unexpected form")
    fields = list(_fields(content))
    kept = sorted(whole for number, whole, _ in fields if number == _REFERENCES)
    kept += [whole for number, whole, _ in fields if number == _EXPRESSION]
    body = b"".join(kept)
    return head[1] + bytes([_CONTENT << 3 | 2]) + _length(len(body)) + body


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """(number, whole field, its content) of a message all of whose fields have a length."""
    at = 0
    while at < len(message):
        tag, begin = _varint(message, at)
        if tag & 7 != 2:
            raise ValueError(f"field {tag >> 3} of a compiled expression has an unexpected form")
        length, content = _varint(message, begin)
        yield tag >> 3, message[at:content + length], message[content:content + length]
        at = content + length


def _length(number: int) -> bytes:
    low = bytes([number & 127 | (128 if number > 127 else 0)])
    return low + _length(number >> 7) if number > 127 else low


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at
