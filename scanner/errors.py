"""The error that all refusals of a request have in common."""

from __future__ import annotations


class RequestError(Exception):
    """A request that cannot be carried out as it was made; str() says what is wrong, where, and what to do."""
