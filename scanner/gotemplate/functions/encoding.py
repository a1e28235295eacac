"""Base 64 and 32, and checksums."""

from __future__ import annotations

import base64
import hashlib
import zlib

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.values import decode, encode
from scanner.patterns import lazy

_BASE64 = lazy(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_BASE32 = lazy(rb"(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}={6}|[A-Z2-7]{4}={4}|[A-Z2-7]{5}={3}|[A-Z2-7]{7}=)?")
_LETTERS64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_LETTERS32 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_NEWLINES, _PADDING = b"\r\n", ord("=")


class CorruptInput(ValueError):
    """Text that is no base 64 (or 32); str() is Go's text for it."""


@function("b64enc", "func(string) string")
def b64enc(text: str) -> str:
    """Base 64 of the bytes of `text`."""
    limits.check_text(len(text) * 2)
    return base64.b64encode(encode(text)).decode("ascii")


@function("b64dec", "func(string) string")
def b64dec(text: str) -> str:
    """The text that base 64 stands for; of bad input the error's text."""
    try:
        return decode(decode_base64(text))
    except CorruptInput as error:
        return str(error)


@function("b32enc", "func(string) string")
def b32enc(text: str) -> str:
    """Base 32 of the bytes of `text`."""
    limits.check_text(len(text) * 2)
    return base64.b32encode(encode(text)).decode("ascii")


@function("b32dec", "func(string) string")
def b32dec(text: str) -> str:
    """The text that base 32 stands for; of bad input the error's text."""
    data = encode(text).translate(None, _NEWLINES)
    try:
        return decode(_decode_base32(data))
    except CorruptInput as error:
        return str(error)


def decode_base64(text: str) -> bytes:
    """The bytes behind base 64 text, in which newlines do not count; raises `CorruptInput`."""
    data = encode(text)
    joined = data.translate(None, _NEWLINES)
    if not _BASE64.fullmatch(joined):
        raise CorruptInput(f"illegal base64 data at input byte {_base64_fault(data)}")
    return base64.b64decode(joined)


def _base64_fault(data: bytes) -> int:
    """Where Go notices that `data` is no base 64: letters come in groups of four, the last one may be padded."""
    letters = 0  # of the current group
    for position, byte in enumerate(data):
        if byte in _LETTERS64:
            letters = (letters + 1) % 4
        elif byte == _PADDING and letters >= 2:
            return _padding_fault(data, position + 1, missing=3 - letters)
        elif byte not in _NEWLINES:
            return position
    return len(data) - letters


def _padding_fault(data: bytes, position: int, missing: int) -> int:
    """The fault behind a first padding character; `missing` more of them should follow."""
    position = _skip_newlines(data, position)
    if missing:
        if position == len(data):
            return position
        if data[position] != _PADDING:
            return position - 1
        position = _skip_newlines(data, position + 1)
    return position


def _skip_newlines(data: bytes, position: int) -> int:
    while position < len(data) and data[position] in _NEWLINES:
        position += 1
    return position


def _decode_base32(data: bytes) -> bytes:
    if not _BASE32.fullmatch(data):
        data = _tolerated_base32(data)
    return base64.b32decode(data)


def _tolerated_base32(data: bytes) -> bytes:
    """`data` up to a proper end, behind which Go tolerates a few more characters; raises `CorruptInput`."""
    size = len(data)
    for start in range(0, size, 8):
        for letters in range(8):
            position = start + letters
            if position >= size:
                raise _corrupt_base32(size - letters)
            byte, left = data[position], size - position - 1
            if byte == _PADDING and letters >= 2 and left < 8:
                if left + letters < 7:
                    raise _corrupt_base32(size)
                for offset in range(7 - letters):
                    if offset < left and data[position + 1 + offset] != _PADDING:
                        raise _corrupt_base32(position + offset)
                if letters in (3, 6):  # as many letters make no whole bytes
                    raise _corrupt_base32(position)
                return data[: start + 8]
            if byte not in _LETTERS32:
                raise _corrupt_base32(position)
    raise AssertionError("well-formed base 32 is decoded without coming here")


def _corrupt_base32(position: int) -> CorruptInput:
    return CorruptInput(f"illegal base32 data at input byte {position}")


@function("sha1sum", "func(string) string")
def sha1sum(text: str) -> str:
    """SHA-1, in hexadecimal."""
    return hashlib.sha1(encode(text), usedforsecurity=False).hexdigest()


@function("sha256sum", "func(string) string")
def sha256sum(text: str) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(encode(text)).hexdigest()


@function("sha512sum", "func(string) string")
def sha512sum(text: str) -> str:
    """SHA-512, in hexadecimal."""
    return hashlib.sha512(encode(text)).hexdigest()


@function("adler32sum", "func(string) string")
def adler32sum(text: str) -> str:
    """The Adler-32 checksum, in decimal."""
    return str(zlib.adler32(encode(text)))
