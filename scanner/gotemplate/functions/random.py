"""Functions that are random in Go.  Here their results follow from the arguments and the number of the call."""

from __future__ import annotations

import base64
import string
import uuid

from scanner.gotemplate import limits
from scanner.gotemplate.functions import digest, function
from scanner.gotemplate.values import FunctionError


def _drawn(name: str, count: int, alphabet: str) -> str:
    if count < 0:
        return ""  # Go's error is dropped
    limits.check_text(count)
    return digest.letters(count, alphabet, name, str(count), digest.next_draw())


@function("randAlphaNum", "func(int) string")
def rand_alpha_num(count: int) -> str:
    """So many ASCII letters and digits."""
    return _drawn("randAlphaNum", count, string.ascii_letters + string.digits)


@function("randAlpha", "func(int) string")
def rand_alpha(count: int) -> str:
    """So many ASCII letters."""
    return _drawn("randAlpha", count, string.ascii_letters)


@function("randNumeric", "func(int) string")
def rand_numeric(count: int) -> str:
    """So many digits."""
    return _drawn("randNumeric", count, string.digits)


@function("randAscii", "func(int) string")
def rand_ascii(count: int) -> str:
    """So many printable ASCII characters."""
    return _drawn("randAscii", count, "".join(map(chr, range(0x20, 0x7F))))


@function("randBytes", "func(int) (string, error)")
def rand_bytes(count: int) -> str:
    """So many bytes, in base 64."""
    if count < 0:
        raise FunctionError("runtime error: makeslice: len out of range")
    limits.check_text(count * 2)
    return base64.b64encode(digest.stream(count, "randBytes", str(count), digest.next_draw())).decode("ascii")


@function("randInt", "func(int, int) int")
def rand_int(low: int, high: int) -> int:
    """A number from `low` to `high` - 1."""
    if high <= low:
        raise FunctionError("invalid argument to Intn")
    return low + digest.number(high - low, "randInt", str(low), str(high), digest.next_draw())


@function("uuidv4", "func() string")
def uuidv4() -> str:
    """A UUID of version 4."""
    return str(uuid.UUID(bytes=digest.stream(16, "uuidv4", digest.next_draw()), version=4))


@function("shuffle", "func(string) string")
def shuffle(text: str) -> str:
    """The characters in another order, always the same for the same text."""
    return "".join(digest.shuffled(text, "shuffle", text))
