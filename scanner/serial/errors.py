"""What the encoders and decoders raise.  str() is Go's text for it."""

from __future__ import annotations

from typing import Any


class EncodeError(Exception):
    """A value that the format cannot hold, such as NaN or a map that contains itself."""


class DecodeError(Exception):
    """Text that is not of the format; `partial` is what Go had decoded nevertheless, or None."""

    def __init__(self, message: str, partial: Any = None) -> None:
        super().__init__(message)
        self.partial = partial
