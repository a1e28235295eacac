"""Repeatable stand-ins for randomness: bytes that look random but follow from what they are drawn for.

A scan has to give the same bytes twice, so functions that are random in Go draw from a
SHA-256 stream over their name and arguments.  Where a chart may call one twice and expect
two results, the number of the draw in this rendering is mixed in; `begin` starts a
rendering at draw 0.  Nothing made from these bytes is secret.
"""

from __future__ import annotations

from collections.abc import Iterable

from scanner.gotemplate.values import encode

_draws = 0


def begin() -> None:
    """Start a new rendering: draws are numbered from 0 again."""
    global _draws
    _draws = 0


def next_draw() -> str:
    """The number of this draw in the rendering, as a seed."""
    global _draws
    _draws += 1
    return str(_draws)


def stream(count: int, *seeds: str) -> bytes:
    """`count` bytes that follow from the seeds."""
    import hashlib

    key = hashlib.sha256(b"\0".join(map(encode, seeds))).digest()
    return hashlib.shake_256(key).digest(count)


def letters(count: int, alphabet: str, *seeds: str) -> str:
    """`count` characters of the alphabet."""
    return "".join(alphabet[byte % len(alphabet)] for byte in stream(count, *seeds))


def number(bound: int, *seeds: str) -> int:
    """A number from 0 to `bound` - 1."""
    return int.from_bytes(stream(16, *seeds), "big") % bound


def shuffled(items: Iterable[str], *seeds: str) -> list[str]:
    """The items in another order."""
    result = list(items)
    noise = stream(4 * len(result), *seeds)
    for index in range(len(result) - 1, 0, -1):
        other = int.from_bytes(noise[4 * index : 4 * index + 4], "big") % (index + 1)
        result[index], result[other] = result[other], result[index]
    return result
