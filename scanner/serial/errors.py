"""What the encoders and decoders raise.  str() is Go's text for it."""

from __future__ import annotations


class EncodeError(Exception):
    """A value that the format cannot hold, such as NaN or a map that contains itself."""


class DecodeError(Exception):
    """Text that is not of the format."""
